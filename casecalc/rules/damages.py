"""From units to dollars: one person's award under one claim, in whole cents."""

from dataclasses import dataclass

from .theory import MULTIPLIER_SCALE, Claim, Combine, Measure, Theory, Unit


@dataclass(frozen=True, kw_only=True)
class Award:
    """`high_cents` is None unless the claim (for a combination: some claim) has a range."""

    units: int
    cents: int
    high_cents: int | None = None


def units_of(claim: Claim, *, violations: int, days: int) -> int:
    """1 for a person, else the number of violations or of distinct local days with one."""
    match claim.unit:
        case Unit.PERSON:
            return 1
        case Unit.VIOLATION:
            return violations
        case Unit.DAY:
            return days


def award(claim: Claim, *, violations: int, days: int, actual_damages_cents: int) -> Award:
    units = units_of(claim, violations=violations, days=days)
    high = claim.amount_high_cents
    return Award(
        units=units,
        cents=_end(claim, claim.amount_cents, units, actual_damages_cents),
        high_cents=None if high is None else _end(claim, high, units, actual_damages_cents),
    )


def combined(theory: Theory, awards: list[Award]) -> Award | None:
    """The combination of a person's awards, each end of a range for itself; None when the theory
    keeps claims separate. A claim without a range has the same low and high end."""
    if theory.combine is Combine.SEPARATE:
        return None
    join = max if theory.combine is Combine.HIGHEST else sum
    highs = [a.cents if a.high_cents is None else a.high_cents for a in awards]
    return Award(
        units=1,
        cents=join(a.cents for a in awards),
        high_cents=join(highs) if theory.has_range else None,
    )


def _end(claim: Claim, amount_cents: int, units: int, actual_damages_cents: int) -> int:
    """Units × amount, then minimum, cap, measure, multiplier, rounding: in that order."""
    if claim.actual_damages_required and actual_damages_cents == 0:
        return 0
    cents = units * amount_cents
    if claim.minimum_cents is not None:
        cents = max(cents, claim.minimum_cents)
    if claim.cap_cents is not None:
        cents = min(cents, claim.cap_cents)
    match claim.measure:
        case Measure.FIXED:
            pass
        case Measure.FLOOR | Measure.GREATER_OF:
            cents = max(cents, actual_damages_cents)
    if claim.multiplier is None:
        return cents
    return round_half_up(cents * claim.multiplier, MULTIPLIER_SCALE)


def round_half_up(numerator: int, denominator: int) -> int:
    """The one place where a figure is rounded: to the nearest whole cent, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def allocate(sum_cents: int, weights: list[int]) -> list[int]:
    """Whole cents in proportion to `weights` that add up to `sum_cents` exactly: largest remainder,
    ties to the earlier entry. Raises ValueError when there is nothing to divide by."""
    total = sum(weights)
    if total <= 0 or sum_cents < 0 or min(weights) < 0:
        raise ValueError("an allocation needs a sum and weights that are not negative, one above 0")
    shares = [sum_cents * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(sum_cents * weights[i] % total), i))
    for i in by_remainder[: sum_cents - sum(shares)]:
        shares[i] += 1
    return shares
