"""A net fund divided among persons: whole cents that add up to it exactly.

Every payment is `level` × the person's weight, but at least the floor and at most the cap; the
level is the one at which the payments exhaust the fund (*water-filling*). The fractions of a cent
that this leaves are settled by largest remainders, ties to the lower person number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .damages import Award, allocate
from .decisions import Outcome
from .refusals import AllocationRefused
from .results import PersonResult
from .sentences import money_in_words
from .settlement import Condition, Plan, PlanKind, settled_basis
from .theory import Theory


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """What a plan may look at of an eligible person; `award_cents` is that of its basis."""

    person: int
    violations: int
    plan: str | None
    award_cents: int


@dataclass(frozen=True, kw_only=True)
class Payment:
    """`tier` is the place of the person's tier from 1; None: no tier, or a plan without tiers.
    `weight` is 0 for a person who does not share in what is divided by weights."""

    person: int
    weight: int
    tier: int | None
    cents: int
    at_floor: bool = False
    at_cap: bool = False


@dataclass(frozen=True)
class Allocation:
    """`payments` in person order; `remainder_cents` is what the plan leaves undistributed."""

    payments: tuple[Payment, ...]
    remainder_cents: int


def claimants_of(
    persons: Iterable[PersonResult], plan: Plan, theory: Theory
) -> tuple[Claimant, ...]:
    """The eligible persons of a run, as the plan sees them."""
    eligible = [person for person in persons if person.outcome is Outcome.ELIGIBLE]
    return tuple(
        Claimant(
            person=person.number,
            violations=person.violations,
            plan=person.plan,
            award_cents=_award_cents(person, plan, theory) if plan.looks_at_award else 0,
        )
        for person in eligible
    )


def divide(net_cents: int, claimants: Sequence[Claimant], plan: Plan) -> Allocation:
    """The payment of every claimant under `plan`. Raises AllocationRefused when there is nobody,
    the fixed amounts or the floors exceed the fund, or nobody has a weight."""
    require_somebody(len(claimants))
    tiers = [tier_of(claimant, plan) for claimant in claimants]
    fixed = {
        i: amount
        for i, tier in enumerate(tiers)
        if tier is not None and (amount := plan.tiers[tier - 1].amount_cents) is not None
    }
    require_covered(net_cents, sum(fixed.values()), len(fixed))
    weights = {
        i: weight
        for i, claimant in enumerate(claimants)
        if i not in fixed and (weight := weight_of(claimant, tiers[i], plan)) is not None
    }
    pool = net_cents - sum(fixed.values())
    shares = _fill(pool, list(weights.values()), plan) if weights else []
    shared = dict(zip(weights, shares, strict=True))
    payments = []
    for i, claimant in enumerate(claimants):
        share = shared.get(i, _Share(fixed.get(i, 0), False, False))
        payments.append(
            Payment(
                person=claimant.person,
                weight=weights.get(i, 0),
                tier=tiers[i],
                cents=share.cents,
                at_floor=share.at_floor,
                at_cap=share.at_cap,
            )
        )
    return Allocation(tuple(payments), net_cents - sum(payment.cents for payment in payments))


def tier_of(claimant: Claimant, plan: Plan) -> int | None:
    """The first tier whose condition the claimant meets, from 1."""
    for place, tier in enumerate(plan.tiers, start=1):
        if tier.condition is None or _meets(claimant, tier.condition):
            return place
    return None


def weight_of(claimant: Claimant, tier: int | None, plan: Plan) -> int | None:
    """None for a claimant who does not share: of no tier, or of one with a fixed amount."""
    match plan.kind:
        case PlanKind.EQUAL:
            return 1
        case PlanKind.PRO_RATA:
            return claimant.award_cents
        case PlanKind.TIERS:
            return None if tier is None else plan.tiers[tier - 1].weight


def require_somebody(persons: int) -> None:
    if not persons:
        raise AllocationRefused(
            "The run has no eligible person, so that there is nobody to divide the fund among. "
            "Choose another run."
        )


def require_covered(net_cents: int, fixed_cents: int, persons: int) -> None:
    """The fixed amounts of tiers must not exceed the net fund."""
    if fixed_cents > net_cents:
        raise AllocationRefused(
            f"The fixed amounts of {persons:,} persons add up to {money_in_words(fixed_cents)}, "
            f"and the net fund is {money_in_words(net_cents)}. Lower the amounts of the tiers."
        )


def require_floors(pool_cents: int, floor_cents: int, persons: int) -> None:
    """The floors of all who share must not exceed what they share."""
    if floor_cents * persons > pool_cents:
        raise AllocationRefused(
            f"A floor of {money_in_words(floor_cents)} for each of {persons:,} persons needs "
            f"{money_in_words(floor_cents * persons)}, and there is {money_in_words(pool_cents)} "
            f"to divide among them. Lower the floor to {money_in_words(pool_cents // persons)} or "
            "less."
        )


def require_weight(total_weight: int) -> None:
    if not total_weight:
        raise AllocationRefused(
            "Every award that the plan looks at is $0.00, so that there is nothing to divide in "
            "proportion to. Choose another claim, or the plan equal."
        )


@dataclass(frozen=True)
class _Share:
    cents: int
    at_floor: bool
    at_cap: bool


def _fill(pool: int, weights: list[int], plan: Plan) -> list[_Share]:
    """`pool` divided by weights within floor and cap. Less than the pool is paid only when all who
    have a weight are at the cap."""
    floor, cap = plan.floor_cents, plan.cap_cents
    require_weight(sum(weights))
    require_floors(pool, floor, len(weights))
    level = _level(pool, weights, floor, cap)
    at_floor = [w == 0 or (level is not None and level * w <= floor) for w in weights]
    at_cap = [
        cap is not None and weight > 0 and (level is None or level * weight >= cap)
        for weight in weights
    ]
    between = [i for i in range(len(weights)) if not at_floor[i] and not at_cap[i]]
    cents = {i: floor for i, is_low in enumerate(at_floor) if is_low}
    cents |= {i: cap for i, is_high in enumerate(at_cap) if is_high and cap is not None}
    if between:
        left = pool - sum(cents.values())
        shares = allocate(left, [weights[i] for i in between])
        cents |= dict(zip(between, shares, strict=True))
    return [_Share(cents[i], at_floor[i] and floor > 0, at_cap[i]) for i in range(len(weights))]


def _level(pool: int, weights: list[int], floor: int, cap: int | None) -> Fraction | None:
    """The level at which the payments, fractions of cents included, are the pool; None: there is
    none, since even with everybody at the cap money is left, or just none."""

    def paid(level: Fraction) -> Fraction:
        return sum((_within(level * weight, floor, cap) for weight in weights), Fraction(0))

    bends = {Fraction(floor, weight) for weight in weights if weight}
    if cap is not None:
        bends |= {Fraction(cap, weight) for weight in weights if weight}
        if paid(max(bends)) <= pool:
            return None
    start = _last([Fraction(0), *sorted(bends)], lambda bend: paid(bend) <= pool)
    rising = sum(
        weight
        for weight in weights
        if weight and start * weight >= floor and (cap is None or start * weight < cap)
    )
    return start + (pool - paid(start)) / rising


def _within(cents: Fraction, floor: int, cap: int | None) -> Fraction:
    cents = max(cents, Fraction(floor))
    return cents if cap is None else min(cents, Fraction(cap))


def _last(bends: Sequence[Fraction], holds: Callable[[Fraction], bool]) -> Fraction:
    """The last of ascending `bends` for which `holds`, which is true of the first and, once false,
    stays so."""
    low, high = 0, len(bends)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(bends[middle]) else (low, middle)
    return bends[low]


def _meets(claimant: Claimant, condition: Condition) -> bool:
    bounds = (
        (claimant.violations, condition.violations_at_least, condition.violations_at_most),
        (claimant.award_cents, condition.award_at_least_cents, condition.award_at_most_cents),
    )
    if condition.plans is not None and claimant.plan not in condition.plans:
        return False
    return all(
        (low is None or value >= low) and (high is None or value <= high)
        for value, low, high in bounds
    )


def _award_cents(person: PersonResult, plan: Plan, theory: Theory) -> int:
    """A claim without a range has the same low and high end."""
    basis = settled_basis(plan, theory)
    award: Award | None = person.awards[basis.claim] if basis.claim else person.combined
    assert award is not None
    return award.high_cents if basis.is_high and award.high_cents is not None else award.cents
