"""Matters as their members see them: a list, and the overview of one."""

from dataclasses import dataclass

from casecalc.access.capabilities import Capability
from casecalc.access.gate import capabilities_of
from casecalc.models import Import, Matter, Membership, Run, User
from casecalc.rules.columns import Kind
from casecalc.rules.results import ClaimTotals, RunFigures

from .control import Control, control_of
from .decisions import awaiting_approval
from .runs import claims_of, figures_of, latest_run


@dataclass(frozen=True)
class MatterSummary:
    matter: Matter
    role: str
    run: Run | None
    figures: RunFigures | None

    @property
    def totals(self) -> list[tuple[str, ClaimTotals]]:
        return totals_of(self.run)


@dataclass(frozen=True)
class Step:
    """One thing to do in a matter; `address` names the page where it is done."""

    name: str
    advice: str
    address: str
    is_done: bool
    is_next: bool = False


@dataclass(frozen=True)
class Overview:
    """`figures` and `control` are of `run`, the latest published one."""

    committed: tuple[Import, ...]
    waiting: tuple[Import, ...]
    run: Run | None
    figures: RunFigures | None
    control: Control | None
    unfinished: Run | None
    steps: tuple[Step, ...]
    awaiting: int

    @property
    def rosters(self) -> int:
        """How many rosters the latest run read."""
        return self.run.imports.filter(kind=Kind.ROSTER).count() if self.run else 0

    @property
    def totals(self) -> list[tuple[str, ClaimTotals]]:
        return totals_of(self.run)

    @property
    def next_step(self) -> Step | None:
        return next((step for step in self.steps if step.is_next), None)


def matters_of(user: User) -> list[MatterSummary]:
    """The matters that `user` is a member of, with the figures of the latest run."""
    memberships = Membership.objects.filter(user=user).select_related("matter")
    summaries = []
    for membership in memberships.order_by("matter__title"):
        run = latest_run(membership.matter)
        figures = figures_of(run) if run else None
        summaries.append(MatterSummary(membership.matter, membership.role, run, figures))
    return summaries


def overview_of(matter: Matter, user: User) -> Overview:
    """As `user` sees it: what there is to approve depends on who looks."""
    batches = matter.imports.select_related("source_file").order_by("-number")
    committed = tuple(batch for batch in batches if batch.state == Import.State.COMMITTED)
    run = latest_run(matter)
    last = matter.runs.order_by("-number").first()
    return Overview(
        committed=committed,
        waiting=tuple(batch for batch in batches if batch.is_open),
        run=run,
        figures=figures_of(run) if run else None,
        control=control_of(run) if run else None,
        unfinished=last if last is not None and last.is_open else None,
        steps=_steps(matter, committed, run, to_approve=_to_approve(matter, user)),
        awaiting=awaiting_approval(matter).count(),
    )


def totals_of(run: Run | None) -> list[tuple[str, ClaimTotals]]:
    """Each claim's title with its totals, in the theory's order; last the combination, if any."""
    if run is None:
        return []
    figures = figures_of(run)
    totals = [(claim.title or claim.id, figures.claims[claim.id]) for claim in claims_of(run)]
    if figures.combined is not None:
        totals.append(("Combined", figures.combined))
    return totals


def _to_approve(matter: Matter, user: User) -> int:
    """How many overrides await the approval of this user."""
    if Capability.DECIDE not in capabilities_of(user, matter):
        return 0
    return awaiting_approval(matter).exclude(recorded_by=user).count()


def _steps(
    matter: Matter, committed: tuple[Import, ...], run: Run | None, *, to_approve: int
) -> tuple[Step, ...]:
    """What is done and what comes next, in the order in which a matter is worked."""
    kinds = {batch.kind for batch in committed}
    is_current = run is not None and not run.is_stale
    has_exhibit = is_current and run is not None and run.exhibits.filter(state="published").exists()
    steps = [
        Step("Upload a roster", "Who had an account and a subscription.", "new_import",
             Kind.ROSTER in kinds),
        Step("Upload a disclosure log", "What was disclosed, when and to whom.", "new_import",
             Kind.DISCLOSURE_LOG in kinds),
        Step("State the class definition", "The wording of the class as criteria.", "definition",
             matter.definitions.exists()),
        Step("State the damages theory", "How eligibility becomes money, claim by claim.", "theory",
             matter.theories.exists()),
        *_approval_step(to_approve),
        Step("Start a run", "Every person is determined, and every award computed.", "runs",
             is_current),
        Step("Make an exhibit", "A PDF whose every figure comes from the run.", "exhibits",
             has_exhibit),
    ]  # fmt: skip
    first = next((i for i, step in enumerate(steps) if not step.is_done), None)
    return tuple(
        Step(step.name, step.advice, step.address, step.is_done, is_next=i == first)
        for i, step in enumerate(steps)
    )


def _approval_step(to_approve: int) -> list[Step]:
    if not to_approve:
        return []
    name = f"Approve or decline {to_approve:,} {'override' if to_approve == 1 else 'overrides'}"
    return [Step(name, "Recorded by somebody else; until then in no figure.", "decisions", False)]
