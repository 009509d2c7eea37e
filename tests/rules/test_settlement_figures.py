from dataclasses import replace
from typing import Any

import pytest

from casecalc.rules.allocation import Claimant, divide
from casecalc.rules.refusals import NotReconciled
from casecalc.rules.settlement import Condition, Fees, Plan, PlanKind, Settlement, Tier
from casecalc.rules.settlement_figures import (
    PartPayments,
    SettlementFigures,
    add_up,
    allocation_json,
    parse_settlement_figures,
    require_divided,
    settlement_document,
    summed,
)

TERMS = Settlement(
    gross_cents=10_000,
    fees=Fees(amount_cents=1_000),
    plan=Plan(
        kind=PlanKind.TIERS,
        tiers=(
            Tier(title="Many", condition=Condition(violations_at_least=2), weight=20_000),
            Tier(title="None", condition=Condition(plans=("Z",)), amount_cents=7),
            Tier(title="One", condition=Condition(violations_at_least=1), weight=10_000),
        ),
        floor_cents=100,
        cap_cents=4_000,
    ),
)


@pytest.fixture
def figures() -> SettlementFigures:
    people = [
        Claimant(person=n, violations=violations, plan=None, award_cents=0)
        for n, violations in enumerate((2, 1, 0, 5), start=1)
    ]
    regions = {1: ("US", "CA"), 2: ("US", None), 3: (None, None), 4: ("US", "CA")}
    return add_up(divide(TERMS.net_cents, people, TERMS.plan), TERMS, regions)


@pytest.mark.parametrize(
    ("cents", "average", "median"),
    [([], None, None), ([5], 5, 5), ([1, 2], 2, 2), ([0, 1, 100], 34, 1), ([1, 2, 4, 4], 3, 3)],
)
def test_averages_and_medians_are_rounded_half_up(
    cents: list[int], average: int | None, median: int | None
) -> None:
    found = summed(cents)
    assert (found.average_cents, found.median_cents) == (average, median)


def test_parts_stand_in_the_order_of_the_plan_with_those_of_no_tier_last(
    figures: SettlementFigures,
) -> None:
    assert figures.by_tier == (
        PartPayments(label=("Many",), persons=2, total_cents=7_200),
        PartPayments(label=("None",), persons=0, total_cents=0),
        PartPayments(label=("One",), persons=1, total_cents=1_800),
        PartPayments(label=(None,), persons=1, total_cents=0),
    )
    assert [part.label for part in figures.by_region] == [
        ("US", "CA"), ("US", None), (None, None),
    ]  # fmt: skip
    assert (figures.all.smallest_cents, figures.paid_nothing) == (0, 1)


def test_figures_come_back_from_their_document(figures: SettlementFigures) -> None:
    assert parse_settlement_figures(settlement_document(figures)) == figures


def test_json_gives_money_as_decimal_text(figures: SettlementFigures) -> None:
    found = allocation_json(figures)
    assert (found["net_fund"], found["average"], found["median"]) == ("90.00", "22.50", "27.00")
    assert found["tiers"][3] == {"tier": None, "persons": 1, "total": "0.00"}


def test_what_holds_is_divided(figures: SettlementFigures) -> None:
    require_divided(figures, eligible=4)


@pytest.mark.parametrize(
    ("changes", "eligible", "sentence"),
    [
        ({"gross_cents": 10_001}, 4, "Gross fund = deductions + net fund: $100.01 is not $100.00"),
        ({"net_cents": 9_001, "gross_cents": 10_001}, 4, "Net fund = payments"),
        ({}, 5, "Persons paid = eligible persons of the run: 4 is not 5"),
        ({"outside": 1}, 4, "below the floor or above the cap"),
        ({"by_region": ()}, 4, "Payments of all persons = sum over residence"),
        (
            {"by_tier": (PartPayments(label=("Many",), persons=4, total_cents=1),)},
            4,
            "Payments of all persons = sum over tiers",
        ),
        (
            {"net_cents": 9_001, "gross_cents": 10_001, "remainder_cents": 1},
            4,
            "Persons below the cap while money is left = 0: 3 is not 0",
        ),
    ],
)
def test_what_does_not_hold_is_named(
    figures: SettlementFigures, changes: dict[str, Any], eligible: int, sentence: str
) -> None:
    with pytest.raises(NotReconciled) as refusal:
        require_divided(replace(figures, **changes), eligible=eligible)
    assert sentence in str(refusal.value)
