"""From units to dollars over columns, in whole cents and never in a float.

Where a figure might not fit 64 bits the whole way is taken in decimals of 38 digits: the largest
that documents and 10^12 disclosures can make has 34.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from casecalc.rules.theory import MULTIPLIER_SCALE, Claim, Combine, Measure, Theory, Unit

WIDE = "decimal(38, 0)"
_FOUR_DECIMALS = "decimal(38, 4)"
_FITS = 2**62


@dataclass(frozen=True)
class Largest:
    """The largest counts and actual damages of any person of the run."""

    violations: int
    days: int
    actual_damages_cents: int


@dataclass(frozen=True)
class _Bounded:
    """A column of cents, and what no entry of it exceeds."""

    cents: Any
    most: int

    @property
    def kind(self) -> str:
        return "int64" if self.most < _FITS else WIDE


def award_columns(
    theory: Theory, persons: ir.Table, largest: Largest
) -> dict[str, ir.IntegerValue | ir.DecimalValue]:
    """`units_<i>`, `award_<i>` and for a range `high_<i>` per claim, and `combined` and
    `combined_high` where the theory combines; from `violations`, `days` and
    `actual_damages_cents`, for every person as if eligible. 64-bit where all entries fit."""
    columns: dict[str, Any] = {}
    lows, highs = [], []
    for i, claim in enumerate(theory.claims):
        low = high = _end(claim, claim.amount_cents, persons, largest)
        columns[f"units_{i}"] = _units(claim, persons)
        columns[f"award_{i}"] = low.cents
        if claim.amount_high_cents is not None:
            high = _end(claim, claim.amount_high_cents, persons, largest)
            columns[f"high_{i}"] = high.cents
        lows.append(low)
        highs.append(high)
    if theory.combine is not Combine.SEPARATE:
        columns["combined"] = _combined(theory.combine, lows)
        if theory.has_range:
            columns["combined_high"] = _combined(theory.combine, highs)
    return columns


def _units(claim: Claim, persons: ir.Table) -> ir.IntegerValue:
    match claim.unit:
        case Unit.PERSON:
            return ibis.literal(1, type="int64")
        case Unit.VIOLATION:
            return persons.violations
        case Unit.DAY:
            return persons.days


def _end(claim: Claim, amount_cents: int, persons: ir.Table, largest: Largest) -> _Bounded:
    """Units × amount, then minimum, cap, measure, multiplier, rounding: in that order."""
    most_units = max(1, largest.violations, largest.days)
    bound = max(most_units * amount_cents, claim.minimum_cents or 0, largest.actual_damages_cents)
    kind = "int64" if bound < _FITS and claim.multiplier is None else WIDE
    actual = persons.actual_damages_cents.cast(kind)
    cents = _exact(_units(claim, persons).cast(kind) * _whole(amount_cents, kind), kind)
    if claim.minimum_cents is not None:
        cents = ibis.greatest(cents, _whole(claim.minimum_cents, kind))
    if claim.cap_cents is not None:
        cents = ibis.least(cents, _whole(claim.cap_cents, kind))
    match claim.measure:
        case Measure.FIXED:
            pass
        case Measure.FLOOR | Measure.GREATER_OF:
            cents = ibis.greatest(cents, actual)
    most = bound
    if claim.multiplier is not None:
        cents = _multiplied(_exact(cents, kind), claim.multiplier)
        most = bound * claim.multiplier // MULTIPLIER_SCALE + 1
        kind = WIDE
    if claim.actual_damages_required:
        cents = (persons.actual_damages_cents == 0).ifelse(_whole(0, kind), _exact(cents, kind))
    end = _Bounded(cents, most)
    return _Bounded(_exact(cents, end.kind), most)


def _multiplied(cents: Any, multiplier: int) -> Any:
    """Whole multiples, plus ten thousandths rounded half up: the cast to whole cents rounds."""
    whole, parts = divmod(multiplier, MULTIPLIER_SCALE)
    times_parts = _exact(cents * _whole(parts, WIDE), WIDE).cast(_FOUR_DECIMALS)
    ten_thousandth = ibis.literal(Decimal(1) / MULTIPLIER_SCALE, type=_FOUR_DECIMALS)
    rounded = (times_parts * ten_thousandth).cast(WIDE)
    return _exact(_exact(cents * _whole(whole, WIDE), WIDE) + rounded, WIDE)


def _combined(combine: Combine, ends: list[_Bounded]) -> Any:
    whole = _Bounded(None, sum(end.most for end in ends))
    columns = [_exact(end.cents, whole.kind) for end in ends]
    if combine is Combine.HIGHEST:
        return _exact(ibis.greatest(*columns), whole.kind)
    total = columns[0]
    for column in columns[1:]:
        total = _exact(total + column, whole.kind)
    return total


def _whole(value: int, kind: str) -> Any:
    return ibis.literal(value, type=kind)


def _exact(value: Any, kind: str) -> Any:
    """The engine's own idea of a result's precision is not ours: say it."""
    return value if str(value.type()) == kind else value.cast(kind)
