"""The figures of a division, added up again from the published table of payments."""

from typing import Any

import ibis.expr.types as ir

from casecalc.rules.figures import label_order
from casecalc.rules.settlement import PlanKind, Settlement
from casecalc.rules.settlement_figures import (
    PartPayments,
    SettlementFigures,
    payments_of,
    tier_parts,
)

from .damages import WIDE
from .engine import Engine


def add_up(
    engine: Engine,
    payments: ir.Table,
    persons: ir.Table,
    settlement: Settlement,
    *,
    remainder_cents: int,
) -> SettlementFigures:
    """`payments` as `allocation.write_payments` wrote them, `persons` those of the run."""
    plan, amount = settlement.plan, payments.amount_cents
    shared = _shares(payments, settlement)
    outside = amount < plan.floor_cents
    if plan.cap_cents is not None:
        outside = outside | (amount > plan.cap_cents)
    sums = engine.one(
        payments.aggregate(
            persons=payments.count(),
            total_cents=amount.cast(WIDE).sum(),
            largest_cents=amount.max(),
            smallest_cents=amount.min(),
            at_floor=payments.at_floor.sum(),
            at_cap=payments.at_cap.sum(),
            paid_nothing=(amount == 0).sum(),
            outside=(outside & shared).sum(),
            open_to_more=(shared & ~payments.at_cap & (payments.weight > 0)).sum(),
        )
    )
    counts = {
        name: int(sums[name] or 0)
        for name in ("at_floor", "at_cap", "paid_nothing", "outside", "open_to_more")
    }
    return SettlementFigures(
        gross_cents=settlement.gross_cents,
        deducted_cents=sum(one.cents for one in settlement.deductions),
        net_cents=settlement.net_cents,
        remainder_cents=remainder_cents,
        all=payments_of(
            persons=sums["persons"],
            total_cents=int(sums["total_cents"] or 0),
            middle=_middle(engine, payments, sums["persons"]),
            largest_cents=sums["largest_cents"],
            smallest_cents=sums["smallest_cents"],
        ),
        by_tier=_by_tier(engine, payments, settlement),
        by_region=_by_region(engine, payments, persons),
        **counts,
    )


def _shares(payments: ir.Table, settlement: Settlement) -> Any:
    """Whether a person is paid by weight, not a fixed amount or, of no tier, nothing."""
    plan = settlement.plan
    if plan.kind is not PlanKind.TIERS:
        return payments.person.notnull()
    weighted = [place for place, tier in enumerate(plan.tiers, start=1) if tier.weight is not None]
    return payments.tier.isin(weighted).fill_null(False)


def _middle(engine: Engine, payments: ir.Table, persons: int) -> list[int]:
    """The payment in the middle, or the two of an even number."""
    if not persons:
        return []
    ordered = payments.select("amount_cents").order_by("amount_cents")
    middle = ordered.limit(2 - persons % 2, offset=(persons - 1) // 2)
    return sorted(row["amount_cents"] for row in engine.records(middle))


def _by_tier(
    engine: Engine, payments: ir.Table, settlement: Settlement
) -> tuple[PartPayments, ...]:
    found = payments.group_by("tier").aggregate(
        persons=payments.count(), total=payments.amount_cents.cast(WIDE).sum()
    )
    counts = {row["tier"]: (row["persons"], int(row["total"])) for row in engine.records(found)}
    return tier_parts(counts, [tier.title for tier in settlement.plan.tiers])


def _by_region(engine: Engine, payments: ir.Table, persons: ir.Table) -> tuple[PartPayments, ...]:
    placed = payments.inner_join(persons.select("person", "country", "region"), "person")
    found = placed.group_by("country", "region").aggregate(
        persons=placed.count(), total=placed.amount_cents.cast(WIDE).sum()
    )
    parts = [
        PartPayments(
            label=(row["country"], row["region"]),
            persons=row["persons"],
            total_cents=int(row["total"]),
        )
        for row in engine.records(found)
    ]
    return tuple(sorted(parts, key=lambda part: label_order(part.label)))
