"""Rows in, dollars out: every equation that must hold, with its numbers. One that does not hold
stops the exhibit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casecalc.rules.columns import Kind
from casecalc.rules.refusals import NotReconciled
from casecalc.rules.results import Group

from .blocks import Block, Column, Paragraph, Row, Table
from .printing import count, money
from .run_manifest import RunRecord, Source


@dataclass(frozen=True)
class Equation:
    """`left` = sum of `right`, in words and in numbers; cents when `is_money`."""

    words: str
    left: int
    right: tuple[int, ...]
    is_money: bool = False

    @property
    def holds(self) -> bool:
        return self.left == sum(self.right)

    @property
    def left_side(self) -> str:
        return self._written(self.left)

    @property
    def right_side(self) -> str:
        """A long sum (one part for each state) is stated by its number of parts."""
        if len(self.right) <= 8:
            return f"= {' + '.join(map(self._written, self.right))}"
        return f"= {self._written(sum(self.right))} (sum of {count(len(self.right))} lines)"

    def _written(self, number: int) -> str:
        return money(number) if self.is_money else count(number)


def equations(run: RunRecord) -> tuple[Equation, ...]:
    """Raises NotReconciled naming the first that does not hold."""
    found = (*_rows_in(run), *_persons(run), *_events(run), *_lists(run), *_dollars_out(run))
    require_equal(found)
    return found


def require_equal(found: Iterable[Equation]) -> None:
    """Raises NotReconciled naming the first that does not hold."""
    for equation in found:
        if not equation.holds:
            raise NotReconciled(
                f"{equation.words}: {equation.left_side} {equation.right_side} does not hold. "
                "The exhibit is not published; make the run again."
            )


def equation_table(caption: str, found: Sequence[Equation]) -> Table:
    rows = tuple(Row((e.words, e.left_side, e.right_side)) for e in found)
    widest = max(len(equation.left_side) for equation in found)
    columns = (
        Column("What must be equal", width=46),
        Column("Stated", is_figure=True, width=17 if widest <= 15 else 23),
        Column("Found"),
    )
    return Table(caption, columns, rows, figures=("reconciliation",))


def reconciliation(run: RunRecord) -> tuple[Block, ...]:
    found = equations(run)
    return (
        Paragraph(
            f"From the rows received to the dollars stated: {len(found)} equations, all of which "
            "hold. An equation that did not hold would have stopped this exhibit."
        ),
        equation_table("Reconciliation", found),
    )


def _rows_in(run: RunRecord) -> Iterable[Equation]:
    for source in run.sources:
        yield Equation(
            f"File {source.number}: rows read = accepted + rejected",
            source.rows_read,
            (source.accepted, source.rejected),
        )
    yield Equation(
        "All files: rows read = accepted + rejected",
        sum(source.rows_read for source in run.sources),
        (
            sum(source.accepted for source in run.sources),
            sum(source.rejected for source in run.sources),
        ),
    )
    reasons = [number for source in run.sources for number in source.rejected_by_code.values()]
    yield Equation(
        "All files: rejected rows = sum over files and reasons",
        sum(source.rejected for source in run.sources),
        tuple(reasons) or (0,),
    )


def _persons(run: RunRecord) -> Iterable[Equation]:
    figures = run.figures
    rosters = _accepted(run.of_kind(Kind.ROSTER))
    yield Equation(
        "Roster rows of all persons = accepted rows of the rosters", figures.roster_rows, rosters
    )
    yield Equation(
        "Persons = eligible + ineligible + undetermined",
        figures.persons,
        (figures.eligible, figures.ineligible, figures.undetermined),
    )
    for name, counts in figures.criteria.items():
        yield Equation(
            f"Persons = true + false + unknown of “{name}”",
            figures.persons,
            (counts["true"], counts["false"], counts["unknown"]),
        )
    for words, groups in (("states", figures.by_region), ("plans", figures.by_plan)):
        persons, eligible = _sums(groups)
        yield Equation(f"Persons = sum over {words}", figures.persons, persons)
        yield Equation(f"Eligible persons = sum over {words}", figures.eligible, eligible)
    months = _sums(figures.by_month)[1]
    yield Equation("Eligible persons = sum over months", figures.eligible, months)


def _events(run: RunRecord) -> Iterable[Equation]:
    events = dict(run.figures.events)
    accepted = events.pop("accepted")
    yield Equation(
        "Accepted log rows = accepted rows of the logs",
        accepted,
        _accepted(run.of_kind(Kind.DISCLOSURE_LOG)),
    )
    parts = ("linked", "duplicate", "conflicting", "unmatched", "ambiguous")
    yield Equation(
        f"Accepted log rows = {' + '.join(parts)}",
        accepted,
        tuple(events[part] for part in parts),
    )


def _lists(run: RunRecord) -> Iterable[Equation]:
    for name, counts in run.figures.list_rows.items():
        sources = [s for s in run.of_kind(Kind.EXCLUSION_LIST) if s.list_name == name]
        parts = ("listed", "unmatched", "ambiguous")
        yield Equation(
            f"Accepted rows of “{name}” = matching one person + nobody + several",
            sum(_accepted(sources)),
            tuple(counts.get(part, 0) for part in parts),
        )


def _dollars_out(run: RunRecord) -> Iterable[Equation]:
    figures = run.figures
    for claim in run.theory.claims:
        title, totals = run.claim_title(claim), figures.claims[claim.id]
        yield Equation(f"{title}: awards = eligible persons", totals.awards, (figures.eligible,))
        for words, groups in (("states", figures.by_region), ("plans", figures.by_plan)):
            yield Equation(
                f"{title}: total = sum of the awards over {words}",
                totals.total,
                tuple(group.totals[claim.id] for group in groups) or (0,),
                is_money=True,
            )


def _accepted(sources: Iterable[Source]) -> tuple[int, ...]:
    return tuple(source.accepted for source in sources) or (0,)


def _sums(groups: Iterable[Group]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    groups = list(groups)
    return (
        tuple(group.persons for group in groups) or (0,),
        tuple(group.eligible for group in groups) or (0,),
    )
