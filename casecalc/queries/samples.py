"""Quality samples: whom they drew, what reviewers found, and the error rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from casecalc.evidence.tables import PERSONS_FILE, ROWS_FILE
from casecalc.models import Matter, QualitySample, Run, SampleReview
from casecalc.rules.decisions import Outcome
from casecalc.rules.intervals import Tally

from .published import records, run_table
from .sources import SourceRow, imports_by_number

WRONG = SampleReview.Verdict.WRONG


@dataclass(frozen=True)
class SampledPerson:
    """`place` counts from 1 in the order drawn; of `reviews`, in the order recorded, the last
    holds."""

    place: int
    number: int
    outcome: Outcome
    full_name: str | None
    reviews: tuple[SampleReview, ...]

    @property
    def review(self) -> SampleReview | None:
        return self.reviews[-1] if self.reviews else None

    @property
    def verdict(self) -> str:
        return self.review.verdict if self.review else ""


@dataclass(frozen=True)
class SampleFile:
    """A sample with its persons in the order drawn. `overall` is None where the outcomes were
    sampled apart: a rate over all of them would be of nobody in particular."""

    sample: QualitySample
    persons: tuple[SampledPerson, ...]
    strata: tuple[tuple[Outcome, Tally], ...]
    overall: Tally | None

    @property
    def drawn(self) -> int:
        return len(self.persons)

    @property
    def reviewed(self) -> int:
        return sum(bool(person.reviews) for person in self.persons)

    @property
    def remaining(self) -> int:
        return self.drawn - self.reviewed

    @property
    def wrong(self) -> int:
        return sum(person.verdict == WRONG for person in self.persons)

    @property
    def reviewers(self) -> int:
        return len({review.recorded_by_id for one in self.persons for review in one.reviews})

    @property
    def next_person(self) -> SampledPerson | None:
        """The first in the order drawn whom nobody reviewed."""
        return next((person for person in self.persons if not person.reviews), None)

    def beside(self, number: int) -> tuple[int | None, int | None]:
        """The persons drawn before and after this one."""
        numbers = [None, *(person.number for person in self.persons), None]
        place = numbers.index(number)
        return numbers[place - 1], numbers[place + 1]


def samples_of(matter: Matter) -> Sequence[QualitySample]:
    found = matter.samples.select_related("run", "created_by")
    return list(found.order_by("-number"))


def sample_file(sample: QualitySample) -> SampleFile:
    """Raises DamagedFile."""
    table = run_table(sample.run, PERSONS_FILE)
    chosen = table.filter(table.person.isin(sample.persons))
    rows = {row["person"]: row for row in records(chosen.select("person", "outcome", "full_name"))}
    reviews: dict[int, list[SampleReview]] = {number: [] for number in sample.persons}
    for review in sample.reviews.select_related("recorded_by").order_by("pk"):
        reviews[review.person].append(review)
    persons = tuple(
        SampledPerson(
            place=place,
            number=number,
            outcome=Outcome(rows[number]["outcome"]),
            full_name=rows[number]["full_name"],
            reviews=tuple(reviews[number]),
        )
        for place, number in enumerate(sample.persons, start=1)
    )
    population: Mapping[str, int] = sample.run.figures
    return SampleFile(
        sample=sample,
        persons=persons,
        strata=tuple(
            (outcome, tally([p for p in persons if p.outcome is outcome], population[outcome]))
            for outcome in Outcome
        ),
        overall=None if sample.per_outcome else tally(persons, population["persons"]),
    )


def tally(persons: Sequence[SampledPerson], population: int) -> Tally:
    return Tally(
        population=population,
        drawn=len(persons),
        reviewed=sum(bool(person.reviews) for person in persons),
        wrong=sum(person.verdict == WRONG for person in persons),
    )


def facts_of_sample(run: Run, number: int, *, is_sealed: bool) -> dict[str, Any]:
    """What an exhibit of a sample of the run is made from; nothing where the run has no such
    sample. Names, rows, reasons and who reviewed are gathered for a sealed edition only."""
    sample = run.samples.filter(number=number).first()
    if sample is None:
        return {}
    file = sample_file(sample)
    rows = _rows_of(run, sample.persons) if is_sealed else {}
    return {
        "sample": {
            "number": sample.number,
            "seed": sample.seed,
            "has_seed_of_run": sample.has_seed_of_run,
            "size": sample.size,
            "per_outcome": sample.per_outcome,
            "of_run": run.samples.count(),
            "finished_at": sample.finished_at.isoformat() if sample.finished_at else None,
            "reviewers": file.reviewers,
            "changed": sum(len(person.reviews) > 1 for person in file.persons),
            "persons": [
                {
                    "person": one.number,
                    "outcome": str(one.outcome),
                    "verdict": one.verdict,
                    **(_sealed(one, rows[one.number]) if is_sealed else {}),
                }
                for one in file.persons
            ],
        }
    }


def _sealed(one: SampledPerson, rows: list[str]) -> dict[str, Any]:
    return {
        "full_name": one.full_name,
        "rows": rows,
        "reviews": [
            {
                "verdict": review.verdict,
                "reason": review.reason,
                "by": review.recorded_by.username,
                "at": review.recorded_at.isoformat(),
            }
            for review in one.reviews
        ],
    }


def _rows_of(run: Run, persons: Sequence[int]) -> dict[int, list[str]]:
    """The source references of the roster rows of each person, in row order."""
    imports = imports_by_number(run)
    table = run_table(run, ROWS_FILE)
    chosen = table.filter(table.person.isin(persons))
    found: dict[int, list[str]] = {number: [] for number in persons}
    for row in records(chosen.order_by(ibis.asc("import_number"), ibis.asc("record"))):
        found[row["person"]].append(str(SourceRow.at(imports, row).reference))
    return found
