"""A comparison as pages and exhibits show it: columns side by side, claim by claim."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .results import ClaimTotals
from .scenario_document import Asked, parse_scenarios
from .scenario_words import claims_in_words
from .scenarios import (
    ColumnFigures,
    GridRow,
    Line,
    at_share,
    claims_in_order,
    combined_of_first,
    line_of,
    parse_scenario_figures,
    sensitivity,
)
from .theory import parse_theory


@dataclass(frozen=True, kw_only=True)
class ComparedColumn:
    """`words` are the sentences kept when the comparison was asked for, `claims` title, authority
    and reading of each claim; `persons_at_rate` where a claims rate is assumed."""

    title: str
    words: tuple[str, ...]
    claims: tuple[tuple[str, str, str], ...]
    claims_rate: int | None
    figures: ColumnFigures
    persons_at_rate: int | None


@dataclass(frozen=True, kw_only=True)
class ComparedClaim:
    """One claim, or the combination, with a line per column; None where a column has it not."""

    id: str
    title: str
    lines: tuple[Line | None, ...]

    @property
    def has_difference(self) -> bool:
        return any(line.difference is not None for line in self.lines if line)

    @property
    def has_rate(self) -> bool:
        return any(line.at_rate is not None for line in self.lines if line)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`grid` is of the eligible persons of the first column, `bound` of the undetermined too."""

    asked: Asked
    columns: tuple[ComparedColumn, ...]
    claims: tuple[ComparedClaim, ...]
    combined: ComparedClaim | None
    grid: tuple[GridRow, ...]
    bound: tuple[GridRow, ...]

    @property
    def groups(self) -> tuple[ComparedClaim, ...]:
        """The claims, then the combination, if any."""
        return self.claims if self.combined is None else (*self.claims, self.combined)

    @property
    def has_rate(self) -> bool:
        return any(column.claims_rate is not None for column in self.columns)

    @property
    def first(self) -> ColumnFigures:
        return self.columns[0].figures


def comparison(document: dict[str, Any], figures: dict[str, Any]) -> Comparison:
    """From what was asked (`Scenarios.document`) and what came out (`Scenarios.figures`)."""
    asked = parse_scenarios(document["asked"])
    found = parse_scenario_figures(figures)
    theories = [one["theory"] for one in document["resolved"]]
    columns = tuple(
        ComparedColumn(
            title=column.title,
            words=tuple(resolved["words"]),
            claims=claims_in_words(resolved["theory"]),
            claims_rate=column.claims_rate,
            figures=one,
            persons_at_rate=None
            if column.claims_rate is None
            else at_share(one.eligible, column.claims_rate),
        )
        for column, resolved, one in zip(asked.columns, document["resolved"], found, strict=True)
    )
    per_head, shares = asked.per_head_cents, asked.shares
    everyone = found[0].eligible + found[0].undetermined
    return Comparison(
        asked=asked,
        columns=columns,
        claims=_claims(columns, theories),
        combined=_combined(columns),
        grid=sensitivity(found[0].eligible, per_head_cents=per_head, shares=shares),
        bound=sensitivity(everyone, per_head_cents=per_head, shares=shares),
    )


def _claims(
    columns: tuple[ComparedColumn, ...], theories: list[dict[str, Any]]
) -> tuple[ComparedClaim, ...]:
    titles: dict[str, str] = {}
    for theory in theories:
        for claim in parse_theory(theory).claims:
            titles.setdefault(claim.id, claim.title or claim.id)
    first = columns[0].figures.claims

    def lines(name: str) -> tuple[Line | None, ...]:
        return _lines(columns, lambda found: found.claims.get(name), first.get(name))

    ids = claims_in_order([column.figures for column in columns])
    return tuple(ComparedClaim(id=name, title=titles[name], lines=lines(name)) for name in ids)


def _combined(columns: tuple[ComparedColumn, ...]) -> ComparedClaim | None:
    if all(column.figures.combined is None for column in columns):
        return None
    first = combined_of_first(columns[0].figures)
    lines = _lines(columns, lambda found: found.combined, first)
    return ComparedClaim(id="combined", title="Combined", lines=lines)


def _lines(
    columns: tuple[ComparedColumn, ...],
    totals_of: Callable[[ColumnFigures], ClaimTotals | None],
    first: ClaimTotals | None,
) -> tuple[Line | None, ...]:
    found: list[Line | None] = []
    for i, column in enumerate(columns):
        totals = totals_of(column.figures)
        against = first if i else None
        found.append(
            None if totals is None else line_of(totals, column.figures, against, column.claims_rate)
        )
    return tuple(found)
