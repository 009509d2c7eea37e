"""Quality samples: whom they drew, what reviewers found, and the error rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casecalc.evidence.tables import PERSONS_FILE
from casecalc.models import Matter, QualitySample, SampleReview
from casecalc.rules.decisions import Outcome
from casecalc.rules.intervals import Tally

from .published import records, run_table

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
