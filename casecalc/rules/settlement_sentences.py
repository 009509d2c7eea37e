"""A settlement's terms read back as English: the fund, what comes off it, and who is paid what."""

from collections.abc import Mapping
from dataclasses import dataclass

from .sentences import money_in_words
from .settlement import SCALE, Basis, Condition, Fees, Plan, PlanKind, Remainder, Settlement, Tier

ROUNDING = (
    "Payments are whole cents and add up exactly to the sum that is divided: each share is cut to "
    "whole cents, and the cents that are left go to the largest remainders, ties to the lower "
    "person number."
)


@dataclass(frozen=True)
class SettlementInWords:
    """`fees` is how they are computed; `plan` are sentences, `tiers` titles with theirs."""

    fees: str
    plan: tuple[str, ...]
    tiers: tuple[tuple[str, str], ...]
    remainder: str


def settlement_in_words(
    settlement: Settlement, claims: Mapping[str, str] | None = None
) -> SettlementInWords:
    """`claims` gives the titles of the run's claims by id."""
    plan, titles = settlement.plan, claims or {}
    basis = _basis(plan.basis, titles)
    return SettlementInWords(
        fees=_fees(settlement.fees, settlement.gross_cents),
        plan=(_who(plan, basis), *_bounds(plan), ROUNDING),
        tiers=tuple((tier.title, _tier(tier, basis)) for tier in plan.tiers),
        remainder=_remainder(settlement),
    )


def decimal_in_words(ten_thousandths: int) -> str:
    """As shortest decimal text: 15000 is 1.5."""
    whole, decimals = divmod(ten_thousandths, SCALE)
    return f"{whole}.{decimals:04d}".rstrip("0").rstrip(".")


def _fees(fees: Fees, gross_cents: int) -> str:
    amount = money_in_words(fees.of(gross_cents))
    if fees.per_cent is None:
        return f"Attorneys’ fees are {amount}."
    return (
        f"Attorneys’ fees are {decimal_in_words(fees.per_cent)} per cent of the gross fund of "
        f"{money_in_words(gross_cents)}, rounded half up to the cent: {amount}."
    )


def _who(plan: Plan, basis: str) -> str:
    match plan.kind:
        case PlanKind.EQUAL:
            return "The net fund is divided equally among all eligible persons."
        case PlanKind.PRO_RATA:
            return (
                f"The net fund is divided among all eligible persons in proportion to {basis} of "
                "each."
            )
        case PlanKind.TIERS:
            return (
                "Each eligible person belongs to the first tier whose condition it meets. Fixed "
                "amounts are paid first; the rest of the net fund is divided in proportion to the "
                "weights. A person of no tier is paid nothing."
            )


def _bounds(plan: Plan) -> tuple[str, ...]:
    shares = "who shares" if plan.kind is PlanKind.TIERS else "eligible"
    parts = []
    if plan.floor_cents:
        parts.append(f"less than {money_in_words(plan.floor_cents)}")
    if plan.cap_cents is not None:
        parts.append(f"more than {money_in_words(plan.cap_cents)}")
    if not parts:
        return ()
    nobody = f"No person {shares} is paid {' or '.join(parts)}"
    return (
        f"{nobody}; what this adds to some or takes from some is borne by, or goes to, the others "
        "in proportion to their weights.",
    )


def _tier(tier: Tier, basis: str) -> str:
    who = "everybody else" if tier.condition is None else _condition(tier.condition, basis)
    if tier.amount_cents is not None:
        return f"{who}: {money_in_words(tier.amount_cents)} each."
    assert tier.weight is not None
    return f"{who}: weight {decimal_in_words(tier.weight)}."


def _condition(condition: Condition, basis: str) -> str:
    parts = []
    if condition.violations_at_least is not None or condition.violations_at_most is not None:
        low, high = condition.violations_at_least, condition.violations_at_most
        span = _span(None if low is None else f"{low:,}", None if high is None else f"{high:,}")
        parts.append(f"{span} counted disclosures")
    if condition.plans is not None:
        names = " or ".join(f"“{name}”" for name in condition.plans)
        parts.append(f"the plan {names}")
    if condition.looks_at_award:
        low, high = condition.award_at_least_cents, condition.award_at_most_cents
        span = _span(
            None if low is None else money_in_words(low),
            None if high is None else money_in_words(high),
        )
        parts.append(f"{basis} being {span}")
    return f"persons with {', and '.join(parts)}"


def _span(low: str | None, high: str | None) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _basis(basis: Basis, titles: Mapping[str, str]) -> str:
    end = "high end of the award" if basis.is_high else "award"
    if basis.claim is None:
        only = list(titles.values())
        return f"the {end} under {only[0]}" if len(only) == 1 else f"the {end}, all claims combined"
    return f"the {end} under {titles.get(basis.claim) or basis.claim}"


def _remainder(settlement: Settlement) -> str:
    kept = "What the plan does not pay out, if anything, is stated as the undistributed remainder"
    match settlement.remainder:
        case Remainder.CY_PRES:
            return f"{kept} and goes to cy pres."
        case Remainder.REVERSION:
            return f"{kept} and goes back to the defendant."
        case None:
            return f"{kept}; the settlement does not say where it goes."
