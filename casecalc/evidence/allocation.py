"""A net fund divided among the eligible persons of a run, over columns.

The same as `rules.allocation`, found another way: which weights stand at floor and cap is
searched for by whole numbers, each step one sum over the weights; the division itself is Python's,
once per different weight. Whole numbers throughout: sums are decimals of 38 digits, which no total
of a published run exceeds, products are Python's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from casecalc.rules.allocation import (
    require_covered,
    require_floors,
    require_somebody,
    require_weight,
)
from casecalc.rules.settlement import Condition, Plan, PlanKind, settled_basis
from casecalc.rules.theory import Theory

from .damages import WIDE
from .engine import Engine
from .tables import PersonColumns

PAYMENTS_FILE = "payments.parquet"


def write_payments(
    engine: Engine, persons: ir.Table, *, net_cents: int, plan: Plan, theory: Theory,
    columns: PersonColumns, out: Path,
) -> int:  # fmt: skip
    """`payments.parquet`, one row per eligible person in order: `person`, `tier` (from 1; null for
    none), `weight`, `amount_cents`, `at_floor`, `at_cap`. Returns the cents that the plan leaves
    undistributed. Raises AllocationRefused."""
    claimants = engine.materialise(_claimants(persons, plan, theory, columns))
    sums = engine.one(
        claimants.aggregate(
            persons=claimants.count(),
            fixed=claimants.fixed_cents.cast(WIDE).sum(),
            of_fixed=claimants.fixed_cents.count(),
        )
    )
    fixed = int(sums["fixed"] or 0)
    require_somebody(sums["persons"])
    require_covered(net_cents, fixed, sums["of_fixed"])
    weights = _weights(engine, claimants)
    filling = _filling(engine, weights, net_cents - fixed, plan)
    paid = _paid(engine, claimants, weights, filling)
    engine.write_parquet(paid.order_by("person"), out / PAYMENTS_FILE)
    return 0 if filling.weight else filling.left


def _claimants(persons: ir.Table, plan: Plan, theory: Theory, columns: PersonColumns) -> ir.Table:
    """Eligible persons with `tier`, `weight` (null for who does not share) and `fixed_cents`."""
    eligible = persons.filter(persons.outcome == "eligible")
    nothing: Any = ibis.null("int64")
    tier: Any = nothing
    fixed: Any = nothing
    award: Any = _award(eligible, plan, theory, columns) if plan.looks_at_award else None
    match plan.kind:
        case PlanKind.EQUAL:
            weight: Any = ibis.literal(1, type=WIDE)
        case PlanKind.PRO_RATA:
            weight = award
        case PlanKind.TIERS:
            eligible = eligible.mutate(tier=_tier(eligible, plan, award))
            tier = eligible.tier
            weight = _of_tier(tier, [one.weight for one in plan.tiers])
            fixed = _of_tier(tier, [one.amount_cents for one in plan.tiers])
    return eligible.select(
        person=eligible.person,
        tier=tier,
        weight=weight.cast(WIDE),
        fixed_cents=fixed.cast("int64"),
    )


def _award(persons: ir.Table, plan: Plan, theory: Theory, columns: PersonColumns) -> ir.Value:
    """A claim without a range has the same low and high end."""
    basis = settled_basis(plan, theory)
    if basis.claim is None:
        name = columns.combined_high if basis.is_high else columns.combined
    else:
        claim = columns.claims[basis.claim]
        name = claim.high if basis.is_high else claim.award
    assert name is not None
    return persons[name].cast(WIDE)


def _tier(persons: ir.Table, plan: Plan, award: Any) -> ir.Value:
    """The first tier whose condition holds, from 1."""
    found: Any = ibis.null("int64")
    for place, tier in reversed(list(enumerate(plan.tiers, start=1))):
        number = ibis.literal(place, type="int64")
        if tier.condition is None:
            found = number
        else:
            found = ibis.ifelse(_meets(persons, tier.condition, award), number, found)
    return found


def _meets(persons: ir.Table, condition: Condition, award: Any) -> Any:
    parts: list[Any] = []
    if condition.violations_at_least is not None:
        parts.append(persons.violations >= condition.violations_at_least)
    if condition.violations_at_most is not None:
        parts.append(persons.violations <= condition.violations_at_most)
    if condition.plans is not None:
        parts.append(persons.plan.isin(condition.plans).fill_null(False))
    if condition.award_at_least_cents is not None:
        parts.append(award >= ibis.literal(condition.award_at_least_cents, type=WIDE))
    if condition.award_at_most_cents is not None:
        parts.append(award <= ibis.literal(condition.award_at_most_cents, type=WIDE))
    return reduce(lambda left, right: left & right, parts)


def _of_tier(tier: Any, values: list[int | None]) -> Any:
    """What each tier gives; null where it gives nothing, or there is none."""
    given = [
        (tier == place, ibis.literal(value, type="int64"))
        for place, value in enumerate(values, start=1)
        if value is not None
    ]
    return ibis.cases(*given) if given else ibis.null("int64")


def _weights(engine: Engine, claimants: ir.Table) -> ir.Table:
    """The different weights, with how many persons have each and what these weigh together."""
    shared = claimants.filter(claimants.weight.notnull())
    return engine.materialise(
        shared.group_by("weight").aggregate(persons=shared.count(), total=shared.weight.sum())
    )


def _paid(engine: Engine, claimants: ir.Table, weights: ir.Table, filling: "_Filling") -> ir.Table:
    """Every claimant with what is paid: the fixed amount, or the share of the pool."""
    shares = engine.materialise(_shares(engine, weights, filling))
    found = claimants.left_join(shares, "weight")
    found = engine.materialise(
        found.select(claimants, "share", "remainder", at_floor="is_low", at_cap="is_high")
    )
    left = found.filter(found.remainder.notnull())
    cents_left = filling.left - int(engine.one(left.aggregate(n=left.share.sum()))["n"] or 0)
    extra = left.order_by(ibis.desc("remainder"), "person").limit(cents_left)
    extra = extra.select(paid_person=extra.person, cent=ibis.literal(1, type="int64"))
    joined = found.left_join(extra, found.person == extra.paid_person)
    cents = ibis.coalesce(joined.share, joined.fixed_cents, 0) + joined.cent.fill_null(0)
    return joined.select(
        "person",
        "tier",
        weight=joined.weight.fill_null(ibis.literal(0, type=WIDE)),
        amount_cents=cents.cast("int64"),
        at_floor=joined.at_floor.fill_null(False),
        at_cap=joined.at_cap.fill_null(False),
    )


@dataclass(frozen=True, kw_only=True)
class _Filling:
    """Weights up to `low` are paid the floor, weights from `high` on the cap; the others divide
    `left` cents in proportion to weights that add up to `weight`; 0: there are no others, and what
    is left stays undistributed."""

    plan: Plan
    low: int
    high: int
    left: int
    weight: int


def _filling(engine: Engine, weights: ir.Table, pool: int, plan: Plan) -> _Filling:
    """Where the floor ends and the cap begins. Raises AllocationRefused."""
    sums = engine.one(
        weights.aggregate(
            persons=weights.persons.sum(), total=weights.total.sum(), most=weights.weight.max()
        )
    )
    if not sums["persons"]:
        return _Filling(plan=plan, low=0, high=1, left=pool, weight=0)
    require_weight(int(sums["total"]))
    require_floors(pool, plan.floor_cents, int(sums["persons"]))
    floor, cap, most = plan.floor_cents, plan.cap_cents, int(sums["most"])

    def parted(low: int, high: int) -> tuple[int, int]:
        """Cents for those up to `low` and from `high` on, and the weight of those between."""
        is_low = weights.weight <= ibis.literal(low, type=WIDE)
        is_high = weights.weight >= ibis.literal(min(high, most + 1), type=WIDE)
        found = engine.one(
            weights.aggregate(
                low=weights.persons.sum(where=is_low),
                high=weights.persons.sum(where=is_high),
                between=weights.total.sum(where=~(is_low | is_high)),
            )
        )
        bounded = floor * int(found["low"] or 0) + (cap or 0) * int(found["high"] or 0)
        return bounded, int(found["between"] or 0)

    def excess(cents: int, weight: int) -> int:
        """What would be paid beyond the pool at the level at which `weight` just gets `cents`,
        times `cents` over `weight`."""
        high = most + 1 if cap is None else -(-cap * weight // cents)
        bounded, between = parted(floor * weight // cents, high)
        return bounded * weight + cents * between - pool * weight

    low, high = 0, most + 1
    if floor:
        low = _last(most, lambda weight: excess(floor, weight) >= 0)
    if cap is not None:
        high = _last(most, lambda weight: excess(cap, weight) > 0) + 1
    bounded, between = parted(low, high)
    return _Filling(plan=plan, low=low, high=high, left=pool - bounded, weight=between)


def _last(most: int, holds: Callable[[int], bool]) -> int:
    """The last number from 1 to `most` for which `holds`, which is true up to there; 0: none."""
    low, high = 0, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _shares(engine: Engine, weights: ir.Table, filling: _Filling) -> ir.Table:
    """Per weight the whole cents of its `share`, and the `remainder` of the division by which the
    cents that are left are given out; null at floor and cap, where `is_low` or `is_high`."""
    floor, cap = filling.plan.floor_cents, filling.plan.cap_cents
    is_low = weights.weight <= ibis.literal(filling.low, type=WIDE)
    is_high = weights.weight >= ibis.literal(filling.high, type=WIDE)
    bounded = weights.filter(is_low | is_high).select(
        weight="weight",
        share=is_low.ifelse(floor, cap or 0).cast("int64"),
        remainder=ibis.null(WIDE),
        is_low=is_low & (floor > 0),
        is_high=is_high,
    )
    between = weights.filter(~(is_low | is_high)).select("weight")
    batches = [_divided(batch["weight"].to_pylist(), filling) for batch in engine.batches(between)]
    divided = engine.table(pa.Table.from_batches(batches, schema=_DIVIDED))
    return ibis.union(bounded, divided.mutate(is_low=False, is_high=False))


_DIVIDED = pa.schema(
    [("weight", pa.decimal128(38)), ("share", pa.int64()), ("remainder", pa.decimal128(38))]
)


def _divided(weights: list[Any], filling: _Filling) -> pa.RecordBatch:
    whole = [int(weight) for weight in weights]
    parts = [divmod(filling.left * weight, filling.weight) for weight in whole]
    columns = [whole, [share for share, _ in parts], [remainder for _, remainder in parts]]
    return pa.RecordBatch.from_arrays(
        [pa.array(column, kind) for column, kind in zip(columns, _DIVIDED.types, strict=True)],
        schema=_DIVIDED,
    )
