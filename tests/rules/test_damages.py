from typing import Any

import pytest

from casecalc.rules.damages import Award, allocate, award, combined, round_half_up

from .facts import theory


def cents(claim: dict[str, Any], *, violations: int = 3, days: int = 2, actual: int = 0) -> Award:
    one = theory(claim).claims[0]
    return award(one, violations=violations, days=days, actual_damages_cents=actual)


@pytest.mark.parametrize(
    ("claim", "actual", "expected"),
    [
        ({}, 0, 100_000),
        ({"unit": "violation"}, 0, 300_000),
        ({"unit": "day"}, 0, 200_000),
        ({"unit": "violation", "minimum": "5000"}, 0, 500_000),
        ({"unit": "violation", "cap": "2500.50"}, 0, 250_050),
        ({"unit": "day", "minimum": "3000", "cap": "3000"}, 0, 300_000),
        ({"measure": "fixed"}, 150_000, 100_000),
        ({"measure": "floor"}, 150_000, 150_000),
        ({"measure": "greater_of"}, 99_999, 100_000),
        ({"measure": "floor", "cap": "500"}, 150_000, 150_000),
        ({"measure": "floor", "multiplier": "3"}, 150_000, 450_000),
        ({"amount": "0.01", "multiplier": "0.5"}, 0, 1),
        ({"amount": "0.01", "multiplier": "0.4999"}, 0, 0),
        ({"amount": "33.33", "multiplier": "1.0001"}, 0, 3_333),
        ({"actual_damages_required": True, "minimum": "5"}, 0, 0),
        ({"actual_damages_required": True}, 1, 100_000),
    ],
)
def test_award_is_units_then_minimum_cap_measure_multiplier_rounding(
    claim: dict[str, Any], actual: int, expected: int
) -> None:
    assert cents(claim, actual=actual).cents == expected


def test_units_are_counted_even_where_the_award_is_nothing() -> None:
    assert cents({"unit": "violation", "actual_damages_required": True}) == Award(units=3, cents=0)


def test_minimum_holds_without_any_violation() -> None:
    assert cents({"unit": "violation", "minimum": "100"}, violations=0).cents == 10_000


def test_both_ends_of_a_range_are_computed_alike() -> None:
    claim = {"amount": "100", "amount_high": "750", "cap": "500", "multiplier": "2"}
    assert cents(claim) == Award(units=1, cents=20_000, high_cents=100_000)


def test_highest_takes_each_end_for_itself() -> None:
    both = theory({"amount": "600"}, {"amount": "100", "amount_high": "750"}, combine="highest")
    awards = [award(c, violations=0, days=0, actual_damages_cents=0) for c in both.claims]
    assert combined(both, awards) == Award(units=1, cents=60_000, high_cents=75_000)


def test_sum_adds_a_claim_without_a_range_to_both_ends() -> None:
    both = theory({"amount": "600"}, {"amount": "100", "amount_high": "750"}, combine="sum")
    awards = [award(c, violations=0, days=0, actual_damages_cents=0) for c in both.claims]
    assert combined(both, awards) == Award(units=1, cents=70_000, high_cents=135_000)


def test_separate_claims_are_never_combined() -> None:
    one = theory({}, {})
    assert combined(one, [Award(units=1, cents=1), Award(units=1, cents=2)]) is None


@pytest.mark.parametrize(("n", "d", "expected"), [(5, 10, 1), (4, 10, 0), (15, 10, 2), (14, 10, 1)])
def test_rounding_is_half_up(n: int, d: int, expected: int) -> None:
    assert round_half_up(n, d) == expected


def test_allocation_adds_up_and_gives_ties_to_the_earlier() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(10, [3, 0, 4]) == [4, 0, 6]


def test_allocation_of_nothing_to_divide_by_is_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(1, [0, 0])
