"""Recorded decisions, each with a second person's word on it and where it stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import ibis
from django.db.models import QuerySet

from casecalc.evidence.tables import ROWS_FILE
from casecalc.models import Approval, Decision, Matter, Run
from casecalc.rules.approvals import Standing, Verdict, Word, standing_of
from casecalc.rules.decisions import rows_named
from casecalc.rules.sources import SourceReference

from .published import records, run_table
from .sources import imports_by_number

OVERRIDE = "override"


@dataclass(frozen=True)
class Recorded:
    decision: Decision
    approval: Approval | None
    standing: Standing

    @property
    def is_override(self) -> bool:
        return self.decision.kind == OVERRIDE

    @property
    def is_in_force(self) -> bool:
        return self.standing is Standing.IN_FORCE

    @property
    def is_awaiting(self) -> bool:
        return self.standing is Standing.AWAITING_APPROVAL

    @property
    def is_declined(self) -> bool:
        return self.standing is Standing.DECLINED

    @property
    def row(self) -> SourceReference:
        """The roster row that an override is kept against."""
        (row,) = rows_named(self.decision.parsed)
        return row


def known_to(run: Run) -> list[Recorded]:
    """The decisions that a run knew of, as they stood when it was started, in the order recorded:
    what was recorded or approved later changes nothing here."""
    found = with_approvals(run.matter, Decision.objects.filter(number__lte=run.decisions_through))
    return [
        stands(
            decision,
            requires_approval=run.requires_override_approval,
            approvals_through=run.approvals_through,
        )
        for decision in found
    ]


@dataclass(frozen=True)
class DecisionCounts:
    """Of one run; `approved` are the overrides in force that a second person approved."""

    in_force: int
    overrides: int
    approved: int
    awaiting: int
    declined: int


def decision_counts(run: Run) -> DecisionCounts:
    known = known_to(run)
    overrides = [one for one in known if one.is_override and one.is_in_force]
    return DecisionCounts(
        in_force=sum(one.is_in_force for one in known),
        overrides=len(overrides),
        approved=sum(one.approval is not None for one in overrides),
        awaiting=sum(one.is_awaiting for one in known),
        declined=sum(one.is_declined for one in known),
    )


def as_they_stand(matter: Matter, decisions: Iterable[Decision]) -> list[Recorded]:
    """These decisions of a matter as they stand for its next run."""
    return [
        stands(decision, requires_approval=matter.requires_override_approval)
        for decision in decisions
    ]


def awaiting_approval(matter: Matter) -> QuerySet[Decision]:
    """The overrides that a next run would leave out until somebody approves them."""
    if not matter.requires_override_approval:
        return Decision.objects.none()
    return with_approvals(matter, Decision.objects.filter(kind=OVERRIDE, approval__isnull=True))


@dataclass(frozen=True)
class Reaching:
    """An override that reaches a person: as the run knew it (None: recorded since) and as it stands
    now. `holds` of the one that fixes the person's outcome in the run."""

    then: Recorded | None
    now: Recorded
    holds: bool

    @property
    def is_changed(self) -> bool:
        """Whether the next run will see it otherwise than this one did."""
        was_in_force = self.then is not None and self.then.is_in_force
        return was_in_force != self.now.is_in_force


def overrides_reaching(run: Run, references: Collection[str]) -> list[Reaching]:
    """The overrides kept against one of these roster rows that hold in the run, await approval or
    stand otherwise since, in the order recorded."""
    matter = run.matter
    overrides = with_approvals(matter, Decision.objects.filter(kind=OVERRIDE))
    known = {one.decision.number: one for one in known_to(run)}
    found = [one for one in as_they_stand(matter, overrides) if str(one.row) in references]
    in_force = [
        one.decision.number
        for one in found
        if (then := known.get(one.decision.number)) and then.is_in_force
    ]
    reaching = [
        Reaching(known.get(number), one, holds=number in in_force[-1:])
        for one in found
        for number in [one.decision.number]
    ]
    return [one for one in reaching if one.holds or one.now.is_awaiting or one.is_changed]


def stands(
    decision: Decision, *, requires_approval: bool, approvals_through: int | None = None
) -> Recorded:
    """A decision as it stands under the matter's rule; approvals after the number
    `approvals_through` are left out of sight."""
    approval: Approval | None = getattr(decision, "approval", None)
    if approval is not None and approvals_through is not None:
        approval = approval if approval.number <= approvals_through else None
    if decision.kind != OVERRIDE:
        return Recorded(decision, None, Standing.IN_FORCE)
    word = None
    if approval is not None:
        word = Word(Verdict(approval.verdict), str(approval.recorded_by_id))
    author = str(decision.recorded_by_id)
    standing = standing_of(author=author, word=word, requires_approval=requires_approval)
    return Recorded(decision, approval, standing)


def persons_awaiting(run: Run) -> frozenset[int]:
    """The persons of this run whom an override reaches that awaits approval now."""
    waiting = as_they_stand(run.matter, awaiting_approval(run.matter))
    return frozenset(persons_reached(run, waiting).values())


def person_reached(run: Run, recorded: Recorded) -> int | None:
    """The number of the person that an override reaches."""
    return persons_reached(run, [recorded]).get(recorded.decision.number)


def persons_reached(run: Run, recorded: Sequence[Recorded]) -> dict[int, int]:
    """Per number of an override, the number of the person of this run that it reaches; overrides
    whose row was no evidence of the run reach nobody."""
    numbers = {
        (source.source_file.sha256, source.sheet or None): number
        for number, source in imports_by_number(run).items()
    }
    places = {
        one.decision.number: (number, one.row.record)
        for one in recorded
        if (number := numbers.get((one.row.sha256, one.row.sheet))) is not None
    }
    if not places:
        return {}
    rows = run_table(run, ROWS_FILE)
    imports = sorted({number for number, _ in places.values()})
    wanted = sorted({record for _, record in places.values()})
    found = records(
        rows.filter(rows.import_number.isin(imports) & rows.record.isin(wanted)).order_by(
            ibis.asc("person")
        )
    )
    holders = {(row["import_number"], row["record"]): row["person"] for row in found}
    return {number: holders[place] for number, place in places.items() if place in holders}


def with_approvals(matter: Matter, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    return (
        decisions.filter(matter=matter)
        .select_related("recorded_by", "approval__recorded_by")
        .order_by("number")
    )
