"""Quality samples: drawn by a seed, reviewed by people, finished and then unchanged."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence import sampling
from casecalc.evidence.engine import EngineFailed
from casecalc.evidence.tables import PERSONS_FILE
from casecalc.models import Matter, QualitySample, Run, SampleReview, User
from casecalc.queries.published import separate_engine
from casecalc.rules.cells import trim
from casecalc.rules.digest import canonical_json
from casecalc.rules.documents import DocumentReader, parse_json
from casecalc.rules.refusals import DocumentRefused, Refusal
from casecalc.rules.sampling import LARGEST_SAMPLE

LONGEST_SEED, LONGEST_REASON = 100, 2_000
_PERSON = re.compile(r"P([1-9][0-9]{0,14})")


class SampleRefused(Refusal):
    """A sample cannot be drawn, reviewed or finished as asked."""


@dataclass(frozen=True)
class ReviewLine:
    """One verdict, and where it was given, such as `Line 3`."""

    place: str
    person: int
    verdict: str
    reason: str = ""


def draw_sample(
    *, run: Run, size: int, per_outcome: bool = False, seed: str = "", by: User, now: datetime
) -> QualitySample:
    """Draw `size` persons of a published run (`per_outcome`: of each outcome) by `seed`; without
    one the run's digest is the seed, which nobody chose. Raises SampleRefused and DamagedFile."""
    seed = trim(seed) or run.digest
    _require_drawable(run, size, per_outcome, seed)
    persons_file = run.matter.store.open("runs", run.key).checked(PERSONS_FILE)
    draw = sampling.draw_per_outcome if per_outcome else sampling.draw
    try:
        with separate_engine() as engine:
            drawn = draw(engine, persons_file, seed, size)
    except EngineFailed as failure:
        raise SampleRefused(f"The sample could not be drawn: {failure}.") from None
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        same = run.samples.filter(seed=seed, size=size, per_outcome=per_outcome).first()
        if same is not None:
            raise SampleRefused(
                f"Sample {same.number} of run {run.number} was drawn in just this way; review "
                "that one, or give another size or seed."
            )
        last = run.matter.samples.order_by("number").last()
        sample = QualitySample.objects.create(
            matter=run.matter,
            number=last.number + 1 if last else 1,
            run=run,
            seed=seed,
            size=size,
            per_outcome=per_outcome,
            persons=list(drawn),
            created_at=now,
            created_by=by,
        )
        details = {
            "sample": sample.number,
            "run": run.number,
            "seed": seed,
            "size": size,
            "per_outcome": per_outcome,
        }
        chain.record(action="draw_sample", by=by, now=now, matter=run.matter, details=details)
    return sample


def _require_drawable(run: Run, size: int, per_outcome: bool, seed: str) -> None:
    persons = run.figures["persons"]
    most = LARGEST_SAMPLE // 3 if per_outcome else min(LARGEST_SAMPLE, persons)
    if persons == 0:
        raise SampleRefused(f"Run {run.number} has no persons; there is nobody to draw.")
    if not 1 <= size <= most:
        unit = "persons of each outcome" if per_outcome else "persons"
        raise SampleRefused(
            f"A sample of {size:,} {unit} cannot be drawn from run {run.number}, which has "
            f"{persons:,} persons; give a size from 1 to {most:,}."
        )
    if len(seed) > LONGEST_SEED or not seed.isprintable():
        raise SampleRefused(
            f"The seed is longer than {LONGEST_SEED} characters or holds some that cannot be "
            "printed; give a word or a number, or leave it out to use the run's digest."
        )


def parse_review_lines(text: str) -> tuple[ReviewLine, ...]:
    """JSON lines of `person`, `verdict` and `reason`; blank lines are passed over. Raises
    SampleRefused naming the line."""
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                lines.append(_review_line(f"Line {number}", parse_json(line)))
            except DocumentRefused as refusal:
                raise SampleRefused(f"Line {number}: {refusal}.") from None
            except ValueError as error:
                raise SampleRefused(f"Line {number} is not JSON: {error}.") from None
    if not lines:
        raise SampleRefused("The file holds no reviews; give one JSON object a line.")
    return tuple(lines)


def _review_line(place: str, document: Any) -> ReviewLine:
    read = DocumentReader(DocumentRefused)
    found = read.mapping(document, "", required=("person", "verdict"), optional=("reason",))
    named = _PERSON.fullmatch(read.text(found["person"], "person"))
    if named is None:
        read.refuse("person", "must be a person as printed, such as P12")
    verdict = read.choice(found["verdict"], "verdict", SampleReview.Verdict.values)
    reason = read.text(found.get("reason", ""), "reason")
    return ReviewLine(place, int(named[1]), verdict, reason)


def review_sample(
    *, sample: QualitySample, lines: Sequence[ReviewLine], by: User, now: datetime
) -> int:
    """Record verdicts, all or none; of several on one person the last holds. Returns how many.
    Raises SampleRefused naming the line."""
    drawn = set(sample.persons)
    reviews = [_review(sample, drawn, line, by, now) for line in lines]
    with transaction.atomic():
        _lock_open(sample)
        SampleReview.objects.bulk_create(reviews)
        content = [[one.person, one.verdict, one.reason] for one in reviews]
        details = {
            "sample": sample.number,
            "count": len(reviews),
            "wrong": sum(one.verdict == SampleReview.Verdict.WRONG for one in reviews),
            "sha256": hashlib.sha256(canonical_json(content).encode()).hexdigest(),
        }
        chain.record(action="review_sample", by=by, now=now, matter=sample.matter, details=details)
    return len(reviews)


def _review(
    sample: QualitySample, drawn: set[int], line: ReviewLine, by: User, now: datetime
) -> SampleReview:
    reason = trim(line.reason)
    if line.person not in drawn:
        raise SampleRefused(
            f"{line.place}: P{line.person} is not in sample {sample.number}; review the persons "
            "that were drawn."
        )
    if line.verdict == SampleReview.Verdict.WRONG and not reason:
        raise SampleRefused(
            f"{line.place}: P{line.person} is found wrong without a reason; say what is wrong."
        )
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise SampleRefused(
            f"{line.place}: the reason is longer than {LONGEST_REASON:,} characters or holds a "
            "NUL character; shorten or correct it."
        )
    return SampleReview(
        sample=sample,
        person=line.person,
        verdict=line.verdict,
        reason=reason,
        recorded_at=now,
        recorded_by=by,
    )


def finish_sample(*, sample: QualitySample, by: User, now: datetime) -> None:
    """Close the review: from now on nothing of the sample changes. Raises SampleRefused while
    somebody is not reviewed."""
    with transaction.atomic():
        _lock_open(sample)
        reviewed = sample.reviews.values("person").distinct().count()
        if reviewed < len(sample.persons):
            raise SampleRefused(
                f"{len(sample.persons) - reviewed:,} of {len(sample.persons):,} persons of sample "
                f"{sample.number} are not reviewed yet; review them first."
            )
        sample.finished_at, sample.finished_by = now, by
        sample.save(update_fields=["finished_at", "finished_by"])
        details = {"sample": sample.number}
        chain.record(action="finish_sample", by=by, now=now, matter=sample.matter, details=details)


def _lock_open(sample: QualitySample) -> None:
    """Inside a transaction: nobody else writes to the matter; refuse a finished sample."""
    Matter.objects.select_for_update().get(pk=sample.matter_id)
    sample.refresh_from_db(fields=["finished_at"])
    if sample.is_finished:
        raise SampleRefused(
            f"Sample {sample.number} is finished and its reviews stay as they are; draw another "
            "sample to look again."
        )
