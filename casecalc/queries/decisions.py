"""Recorded decisions, each with a second person's word on it and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis
from django.db.models import QuerySet

from casecalc.evidence.tables import ROWS_FILE
from casecalc.models import Approval, Decision, Matter, Run, User
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


def as_they_stand(matter: Matter, decisions: Iterable[Decision]) -> list[Recorded]:
    """These decisions of a matter as they stand for its next run."""
    return [
        stands(decision, requires_approval=matter.requires_override_approval)
        for decision in decisions
    ]


def all_decisions(matter: Matter) -> QuerySet[Decision]:
    """Every decision of a matter with what a page shows of it, the latest first; lazy."""
    return with_approvals(matter, Decision.objects.all()).order_by("-number")


def awaiting_approval(matter: Matter) -> list[Recorded]:
    """The overrides that a next run would leave out until somebody approves them."""
    if not matter.requires_override_approval:
        return []
    silent = with_approvals(matter, Decision.objects.filter(kind=OVERRIDE, approval__isnull=True))
    return as_they_stand(matter, silent.order_by("number"))


def may_approve(user: User, recorded: Iterable[Recorded]) -> list[Recorded]:
    """Those of which `user` is not the author."""
    return [one for one in recorded if one.decision.recorded_by_id != user.pk]


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
    word = approval and Word(Verdict(approval.verdict), str(approval.recorded_by_id))
    author = str(decision.recorded_by_id)
    standing = standing_of(author=author, word=word, requires_approval=requires_approval)
    return Recorded(decision, approval, standing)


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
