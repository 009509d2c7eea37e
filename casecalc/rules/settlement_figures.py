"""What a division of a fund says in figures, and what must hold of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .allocation import Allocation, Payment
from .damages import round_half_up
from .figures import dollars, label_order
from .refusals import NotReconciled
from .sentences import money_in_words
from .settlement import PlanKind, Settlement


@dataclass(frozen=True, kw_only=True)
class Payments:
    """Some payments together. `average_cents` and, of an even number, `median_cents` are rounded
    half up to the cent; all but the count and the total are None of no payments."""

    persons: int
    total_cents: int
    average_cents: int | None
    median_cents: int | None
    largest_cents: int | None
    smallest_cents: int | None


@dataclass(frozen=True, kw_only=True)
class PartPayments:
    """The payments of one tier (`label` is its title, None: no tier) or residence (`label` is
    country and region)."""

    label: tuple[str | None, ...]
    persons: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class SettlementFigures:
    """`at_floor`, `at_cap` and `paid_nothing` count persons; `outside` those whose payment a floor
    or cap should have changed; `open_to_more` those who could have taken of the remainder."""

    gross_cents: int
    deducted_cents: int
    net_cents: int
    remainder_cents: int
    all: Payments
    at_floor: int
    at_cap: int
    paid_nothing: int
    outside: int
    open_to_more: int
    by_tier: tuple[PartPayments, ...]
    by_region: tuple[PartPayments, ...]


def add_up(
    allocation: Allocation,
    settlement: Settlement,
    regions: Mapping[int, tuple[str | None, str | None]],
) -> SettlementFigures:
    """`regions` gives the country and region of every person paid."""
    paid, plan = allocation.payments, settlement.plan
    shared = [one for one in paid if shares(one, settlement)]
    titles = [tier.title for tier in plan.tiers]
    return SettlementFigures(
        gross_cents=settlement.gross_cents,
        deducted_cents=sum(one.cents for one in settlement.deductions),
        net_cents=settlement.net_cents,
        remainder_cents=allocation.remainder_cents,
        all=summed([one.cents for one in paid]),
        at_floor=sum(one.at_floor for one in paid),
        at_cap=sum(one.at_cap for one in paid),
        paid_nothing=sum(one.cents == 0 for one in paid),
        outside=sum(
            one.cents < plan.floor_cents
            or (plan.cap_cents is not None and one.cents > plan.cap_cents)
            for one in shared
        ),
        open_to_more=sum(not one.at_cap and one.weight > 0 for one in shared),
        by_tier=_by_tier(paid, titles),
        by_region=_by_region(paid, regions),
    )


def shares(payment: Payment, settlement: Settlement) -> bool:
    """Whether a person is paid by weight, not a fixed amount or, of no tier, nothing."""
    plan = settlement.plan
    if plan.kind is not PlanKind.TIERS:
        return True
    return payment.tier is not None and plan.tiers[payment.tier - 1].weight is not None


def summed(cents: Sequence[int]) -> Payments:
    ordered = sorted(cents)
    n = len(ordered)
    return payments_of(
        persons=n,
        total_cents=sum(ordered),
        middle=[ordered[i] for i in sorted({(n - 1) // 2, n // 2})] if n else [],
        largest_cents=ordered[-1] if n else None,
        smallest_cents=ordered[0] if n else None,
    )


def payments_of(
    *,
    persons: int,
    total_cents: int,
    middle: Sequence[int],
    largest_cents: int | None,
    smallest_cents: int | None,
) -> Payments:
    """`middle` is the one payment in the middle, or the two of an even number."""
    return Payments(
        persons=persons,
        total_cents=total_cents,
        average_cents=round_half_up(total_cents, persons) if persons else None,
        median_cents=round_half_up(sum(middle), len(middle)) if middle else None,
        largest_cents=largest_cents,
        smallest_cents=smallest_cents,
    )


@dataclass(frozen=True)
class Identity:
    """Both sides as they are printed."""

    sentence: str
    left: str
    right: str

    @property
    def holds(self) -> bool:
        return self.left == self.right


def identities(figures: SettlementFigures, *, eligible: int) -> tuple[Identity, ...]:
    """Everything that must hold of a division among `eligible` persons."""
    every = figures.all
    found = [
        _money(
            "Gross fund = deductions + net fund",
            figures.gross_cents,
            figures.deducted_cents + figures.net_cents,
        ),
        _money(
            "Net fund = payments of all persons + undistributed remainder",
            figures.net_cents,
            every.total_cents + figures.remainder_cents,
        ),
        _count("Persons paid = eligible persons of the run", every.persons, eligible),
        _count("Payments below the floor or above the cap = 0", figures.outside, 0),
        _money(
            "Payments of all persons = sum over residence",
            every.total_cents,
            sum(part.total_cents for part in figures.by_region),
        ),
        _count(
            "Persons paid = sum over residence",
            every.persons,
            sum(part.persons for part in figures.by_region),
        ),
    ]
    if figures.by_tier:
        found += [
            _money(
                "Payments of all persons = sum over tiers",
                every.total_cents,
                sum(part.total_cents for part in figures.by_tier),
            ),
            _count(
                "Persons paid = sum over tiers",
                every.persons,
                sum(part.persons for part in figures.by_tier),
            ),
        ]
    if figures.remainder_cents:
        found.append(
            _count("Persons below the cap while money is left = 0", figures.open_to_more, 0)
        )
    return tuple(found)


def require_divided(figures: SettlementFigures, *, eligible: int) -> None:
    """Raises NotReconciled naming the first identity that does not hold."""
    for one in identities(figures, eligible=eligible):
        if not one.holds:
            raise NotReconciled(
                f"{one.sentence}: {one.left} is not {one.right}. The settlement is not published."
            )


def settlement_document(figures: SettlementFigures) -> dict[str, Any]:
    """The figures as JSON values: money in whole cents, labels as lists."""
    document = asdict(figures)
    for name in ("by_tier", "by_region"):
        document[name] = [{**part, "label": list(part["label"])} for part in document[name]]
    return document


def parse_settlement_figures(document: dict[str, Any]) -> SettlementFigures:
    """The figures from what `settlement_document` made of them."""
    parts = {
        name: tuple(
            PartPayments(**{**part, "label": tuple(part["label"])}) for part in document[name]
        )
        for name in ("by_tier", "by_region")
    }
    return SettlementFigures(**{**document, **parts, "all": Payments(**document["all"])})


def allocation_json(figures: SettlementFigures) -> dict[str, Any]:
    """What `allocate --json` prints: money as decimal text in dollars."""
    every = figures.all

    def amount(cents: int | None) -> str | None:
        return None if cents is None else dollars(cents)

    document: dict[str, Any] = {
        "gross_fund": dollars(figures.gross_cents),
        "deductions": dollars(figures.deducted_cents),
        "net_fund": dollars(figures.net_cents),
        "distributed": dollars(every.total_cents),
        "remainder": dollars(figures.remainder_cents),
        "persons": every.persons,
        "average": amount(every.average_cents),
        "median": amount(every.median_cents),
        "largest": amount(every.largest_cents),
        "smallest": amount(every.smallest_cents),
        "at_floor": figures.at_floor,
        "at_cap": figures.at_cap,
        "paid_nothing": figures.paid_nothing,
    }
    if figures.by_tier:
        document["tiers"] = [
            {"tier": part.label[0], "persons": part.persons, "total": dollars(part.total_cents)}
            for part in figures.by_tier
        ]
    return document


def tier_parts(
    found: Mapping[int | None, tuple[int, int]], titles: Sequence[str]
) -> tuple[PartPayments, ...]:
    """The parts of all tiers in their order, empty ones too, then of no tier where anybody is in
    none; from persons and cents by place of the tier. Nothing for a plan without tiers."""
    if not titles:
        return ()
    places: list[int | None] = [*range(1, len(titles) + 1)]
    if None in found:
        places.append(None)
    return tuple(
        PartPayments(
            label=(titles[place - 1] if place else None,),
            persons=found.get(place, (0, 0))[0],
            total_cents=found.get(place, (0, 0))[1],
        )
        for place in places
    )


def _by_tier(paid: Iterable[Payment], titles: Sequence[str]) -> tuple[PartPayments, ...]:
    found: dict[int | None, tuple[int, int]] = {}
    for one in paid:
        persons, cents = found.get(one.tier, (0, 0))
        found[one.tier] = (persons + 1, cents + one.cents)
    return tier_parts(found, titles)


def _by_region(
    paid: Iterable[Payment], regions: Mapping[int, tuple[str | None, str | None]]
) -> tuple[PartPayments, ...]:
    found: dict[tuple[str | None, ...], list[int]] = {}
    for one in paid:
        found.setdefault(regions[one.person], []).append(one.cents)
    return tuple(
        PartPayments(label=label, persons=len(found[label]), total_cents=sum(found[label]))
        for label in sorted(found, key=label_order)
    )


def _money(sentence: str, left: int, right: int) -> Identity:
    return Identity(sentence, money_in_words(left), money_in_words(right))


def _count(sentence: str, left: int, right: int) -> Identity:
    return Identity(sentence, f"{left:,}", f"{right:,}")
