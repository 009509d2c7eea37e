"""A comparison as `compare_scenarios --json` prints it: money and shares as decimal text."""

from dataclasses import asdict
from typing import Any

from .figures import dollars
from .results import ClaimTotals
from .scenario_document import Asked, Column, share_in_words
from .scenarios import (
    ColumnFigures,
    GridRow,
    Range,
    at_share,
    combined_of_first,
    line_of,
    sensitivity,
)


def comparison_json(asked: Asked, figures: tuple[ColumnFigures, ...]) -> dict[str, Any]:
    """`columns` in the order asked, `sensitivity` of the first column's class and of its bound."""
    first = figures[0]
    grid = {
        "persons": first.eligible,
        "rows": _rows(asked, first.eligible),
        "persons_if_undetermined_eligible": first.eligible + first.undetermined,
        "rows_if_undetermined_eligible": _rows(asked, first.eligible + first.undetermined),
    }
    pairs = zip(asked.columns, figures, strict=True)
    columns = [_column(column, found, first) for column, found in pairs]
    return {"columns": columns, "sensitivity": grid}


def _column(column: Column, found: ColumnFigures, first: ColumnFigures) -> dict[str, Any]:
    rate = column.claims_rate
    document: dict[str, Any] = {
        "title": column.title,
        "persons": found.persons,
        "eligible": found.eligible,
        "ineligible": found.ineligible,
        "undetermined": found.undetermined,
        "violations": found.violations,
        "actual_damages": dollars(found.actual_damages.cents),
        "persons_with_actual_damages": found.actual_damages.persons,
        "claims": {
            name: _claim(totals, found, None if found is first else first.claims.get(name), rate)
            for name, totals in found.claims.items()
        },
        "digest": found.digest,
    }
    if rate is not None:
        document["claims_rate"] = share_in_words(rate).rstrip("%")
        document["persons_at_claims_rate"] = at_share(found.eligible, rate)
    if found.combined is not None:
        against = None if found is first else combined_of_first(first)
        document["combined"] = _claim(found.combined, found, against, rate)
    return document


def _claim(
    totals: ClaimTotals, found: ColumnFigures, first: ClaimTotals | None, rate: int | None
) -> dict[str, Any]:
    line = line_of(totals, found, first, rate)
    amounts = {name: cents for name, cents in asdict(totals).items() if name != "awards"}
    document: dict[str, Any] = {"awards": totals.awards}
    document |= {name: dollars(cents) for name, cents in amounts.items() if cents is not None}
    for name, given in (
        ("difference", line.difference),
        ("at_claims_rate", line.at_rate),
        ("per_eligible_person", line.per_eligible),
    ):
        document |= _range(name, given)
    ends = zip(("", "_high"), line.to_actual, strict=False)
    for end, ratio in ends:
        document[f"to_actual_damages{end}"] = (
            None if ratio.hundredths is None else dollars(ratio.hundredths)
        )
    return document


def _range(name: str, given: Range | None) -> dict[str, str]:
    if given is None:
        return {}
    found = {name: _signed(given.low)}
    if given.high is not None:
        found[f"{name}_high"] = _signed(given.high)
    return found


def _signed(cents: int) -> str:
    return f"-{dollars(-cents)}" if cents < 0 else dollars(cents)


def _rows(asked: Asked, persons: int) -> list[dict[str, Any]]:
    rows = sensitivity(persons, per_head_cents=asked.per_head_cents, shares=asked.shares)
    return [_row(asked, row) for row in rows]


def _row(asked: Asked, row: GridRow) -> dict[str, Any]:
    heads = (dollars(cents) for cents in asked.per_head_cents)
    return {
        "share": share_in_words(row.share).rstrip("%"),
        "persons": row.persons,
        "amounts": dict(zip(heads, map(dollars, row.cents), strict=True)),
    }
