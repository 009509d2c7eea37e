"""The arithmetic of a comparison: differences, shares of a class, ratios. Whole numbers only; every
rounding is `damages.round_half_up`.

A figure at a claims rate or in the sensitivity table is illustrative: it assumes a share of the
class and takes no person's award into account. It is never part of a total.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .damages import round_half_up
from .results import ClaimTotals, RunFigures
from .scenario_document import WHOLE
from .sentences import money_in_words

FORMAT = "casecalc/scenario-figures/1"


@dataclass(frozen=True, kw_only=True)
class ActualDamages:
    """What the rosters state, over the eligible persons: the sum in cents, and how many of them
    have any above zero."""

    cents: int
    persons: int


@dataclass(frozen=True, kw_only=True)
class ColumnFigures:
    """What one column came to. `digest` is that of its determination."""

    persons: int
    eligible: int
    ineligible: int
    undetermined: int
    violations: int
    claims: dict[str, ClaimTotals]
    combined: ClaimTotals | None
    actual_damages: ActualDamages
    digest: str


@dataclass(frozen=True)
class Range:
    """One figure, or the low and the high end of a range."""

    low: int
    high: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """Two whole numbers and their quotient in hundredths, rounded half up; None where there is
    nothing to divide by."""

    whole: int
    part: int
    hundredths: int | None

    @property
    def text(self) -> str:
        """`81.00 to 1`."""
        if self.hundredths is None:
            return "–"
        return f"{self.hundredths // 100:,}.{self.hundredths % 100:02d} to 1"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One claim (or the combination) in one column; `difference` is to the first column, None in
    it and where the first column has no such claim; `at_rate` where a claims rate is assumed."""

    total: Range
    bound: Range
    difference: Range | None
    at_rate: Range | None
    to_actual: tuple[Ratio, ...]
    per_eligible: Range | None


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """`persons` is the share of the class in whole persons, rounded half up; `cents` that number
    times each amount per head."""

    share: int
    persons: int
    cents: tuple[int, ...]


def column_figures(figures: RunFigures, actual: ActualDamages, digest: str) -> ColumnFigures:
    return ColumnFigures(
        persons=figures.persons,
        eligible=figures.eligible,
        ineligible=figures.ineligible,
        undetermined=figures.undetermined,
        violations=figures.violations,
        claims=figures.claims,
        combined=figures.combined,
        actual_damages=actual,
        digest=digest,
    )


def figures_document(columns: Sequence[ColumnFigures]) -> dict[str, Any]:
    """The figures as JSON values: money in whole cents."""
    return {"format": FORMAT, "columns": [asdict(column) for column in columns]}


def parse_scenario_figures(document: dict[str, Any]) -> tuple[ColumnFigures, ...]:
    """The figures from what `figures_document` made of them."""
    return tuple(_parse_column(column) for column in document["columns"])


def _parse_column(column: dict[str, Any]) -> ColumnFigures:
    claims = {name: ClaimTotals(**totals) for name, totals in column["claims"].items()}
    combined = None if column["combined"] is None else ClaimTotals(**column["combined"])
    actual = ActualDamages(**column["actual_damages"])
    return ColumnFigures(
        **{**column, "claims": claims, "combined": combined, "actual_damages": actual}
    )


def claims_in_order(columns: Sequence[ColumnFigures]) -> tuple[str, ...]:
    """The ids of the claims of any column, each once, in order of first appearance."""
    return tuple(dict.fromkeys(name for column in columns for name in column.claims))


def combined_of_first(first: ColumnFigures) -> ClaimTotals | None:
    """What the combination of another column is compared with: the first column's own, or its only
    claim where it has no combination."""
    if first.combined is not None or len(first.claims) != 1:
        return first.combined
    return next(iter(first.claims.values()))


def line_of(
    totals: ClaimTotals, column: ColumnFigures, first: ClaimTotals | None, rate: int | None
) -> Line:
    """`first` is the same claim in the first column, None in that column itself."""
    total = Range(totals.total, totals.total_high)
    return Line(
        total=total,
        bound=Range(
            totals.total_if_undetermined_eligible, totals.total_high_if_undetermined_eligible
        ),
        difference=None
        if first is None
        else difference(total, Range(first.total, first.total_high)),
        at_rate=None if rate is None else of_range(total, lambda cents: at_share(cents, rate)),
        to_actual=tuple(
            ratio(end, column.actual_damages.cents)
            for end in (total.low, total.high)
            if end is not None
        ),
        per_eligible=None
        if not column.eligible
        else of_range(total, lambda cents: round_half_up(cents, column.eligible)),
    )


def difference(one: Range, first: Range) -> Range:
    """`one` less `first`, end by end; a figure without a range has the same low and high end."""
    low = one.low - first.low
    if one.high is None and first.high is None:
        return Range(low)
    return Range(low, _high(one) - _high(first))


def of_range(given: Range, change: Callable[[int], int]) -> Range:
    return Range(change(given.low), None if given.high is None else change(given.high))


def at_share(number: int, share: int) -> int:
    """A share of a whole number (persons, cents), rounded half up to a whole one."""
    return round_half_up(number * share, WHOLE)


def ratio(whole: int, part: int) -> Ratio:
    return Ratio(
        whole=whole, part=part, hundredths=round_half_up(100 * whole, part) if part else None
    )


def sensitivity(
    persons: int, *, per_head_cents: Sequence[int], shares: Sequence[int]
) -> tuple[GridRow, ...]:
    """Per head × share of a class of `persons`."""
    rows = []
    for share in shares:
        number = at_share(persons, share)
        cents = tuple(number * amount for amount in per_head_cents)
        rows.append(GridRow(share=share, persons=number, cents=cents))
    return tuple(rows)


def range_in_words(given: Range | None) -> str:
    """`$1.00`, `$1.00 to $2.00`; a dash for what there is not."""
    if given is None:
        return "–"
    low = _signed(given.low)
    return low if given.high is None else f"{low} to {_signed(given.high)}"


def difference_in_words(given: Range | None) -> str:
    """With its sign: `+$1.00`, `−$1.00`."""
    if given is None:
        return "–"
    ends = [given.low] if given.high is None else [given.low, given.high]
    return " to ".join(f"+{_signed(end)}" if end > 0 else _signed(end) for end in ends)


def _signed(cents: int) -> str:
    return f"−{money_in_words(-cents)}" if cents < 0 else money_in_words(cents)


def _high(given: Range) -> int:
    return given.low if given.high is None else given.high
