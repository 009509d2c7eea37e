import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecalc.rules.allocation import Allocation, Claimant, divide
from casecalc.rules.refusals import AllocationRefused
from casecalc.rules.settlement import Condition, Plan, PlanKind, Tier

EQUAL = PlanKind.EQUAL
PRO_RATA = PlanKind.PRO_RATA


def people(*awards: int) -> list[Claimant]:
    return [
        Claimant(person=number, violations=0, plan=None, award_cents=cents)
        for number, cents in enumerate(awards, start=1)
    ]


def plan(kind: PlanKind = PRO_RATA, *, floor: int = 0, cap: int | None = None) -> Plan:
    return Plan(kind=kind, floor_cents=floor, cap_cents=cap)


def cents(allocation: Allocation) -> list[int]:
    return [payment.cents for payment in allocation.payments]


def test_equal_shares_give_the_odd_cents_to_the_lowest_person_numbers() -> None:
    found = divide(11, people(1, 2, 3, 4), plan(EQUAL))
    assert cents(found) == [3, 3, 3, 2]
    assert found.remainder_cents == 0


def test_pro_rata_gives_odd_cents_by_largest_remainder_and_ties_to_the_lower_number() -> None:
    # 10 × 1/6, 2/6, 3/6 = 1.67, 3.33, 5
    assert cents(divide(10, people(1, 2, 3), plan())) == [2, 3, 5]
    # 5 × 1/4 = 1.25 each: one cent is left, all remainders are alike
    assert cents(divide(5, people(7, 7, 7, 7), plan())) == [2, 1, 1, 1]


def test_who_would_get_less_than_the_floor_gets_it_and_the_others_pay_for_it() -> None:
    # in proportion 10, 20, 70; with a floor of 25: 25, 25, 50
    found = divide(100, people(1, 2, 7), plan(floor=25))
    assert cents(found) == [25, 25, 50]
    assert [payment.at_floor for payment in found.payments] == [True, True, False]


def test_what_the_cap_takes_goes_to_the_others() -> None:
    # in proportion 10, 20, 70; with a cap of 50: 50 are left for 1 : 2
    found = divide(100, people(1, 2, 7), plan(cap=50))
    assert cents(found) == [17, 33, 50]
    assert [payment.at_cap for payment in found.payments] == [False, False, True]


def test_floor_and_cap_together_settle_each_other() -> None:
    # the cap takes the last to 120, the floor lifts the first two to 40: 100 are left for the third
    found = divide(300, people(1, 2, 10, 40), plan(floor=40, cap=120))
    assert cents(found) == [40, 40, 100, 120]


def test_a_floor_that_takes_the_whole_fund_is_paid_to_all() -> None:
    found = divide(30, people(1, 5, 9), plan(floor=10))
    assert cents(found) == [10, 10, 10]


def test_a_floor_that_the_fund_cannot_pay_is_refused_with_the_highest_that_it_can() -> None:
    with pytest.raises(AllocationRefused) as refusal:
        divide(2_999, people(1, 2, 3), plan(floor=1_000))
    assert str(refusal.value) == (
        "A floor of $10.00 for each of 3 persons needs $30.00, and there is $29.99 to divide "
        "among them. Lower the floor to $9.99 or less."
    )


def test_money_that_caps_leave_over_is_the_remainder() -> None:
    found = divide(100, people(1, 2, 3), plan(cap=20))
    assert cents(found) == [20, 20, 20]
    assert found.remainder_cents == 40


def test_caps_that_are_just_enough_leave_nothing() -> None:
    found = divide(60, people(1, 2, 3), plan(cap=20))
    assert cents(found) == [20, 20, 20]
    assert all(payment.at_cap for payment in found.payments)
    assert found.remainder_cents == 0


def test_an_award_of_nothing_gets_the_floor_and_no_more() -> None:
    assert cents(divide(100, people(0, 1, 1), plan())) == [0, 50, 50]
    found = divide(100, people(0, 1, 1), plan(floor=5, cap=20))
    assert cents(found) == [5, 20, 20]
    assert found.remainder_cents == 55


def test_a_fund_smaller_than_the_number_of_persons_pays_cents_in_person_order() -> None:
    assert cents(divide(2, people(1, 1, 1), plan(EQUAL))) == [1, 1, 0]


@pytest.mark.parametrize(
    ("claimants", "sentence"),
    [
        ([], "The run has no eligible person"),
        (people(0, 0), "Every award that the plan looks at is $0.00"),
    ],
)
def test_nobody_and_nothing_are_refused(claimants: list[Claimant], sentence: str) -> None:
    with pytest.raises(AllocationRefused, match=sentence.replace("$", r"\$")):
        divide(100, claimants, plan())


HEAVY = Tier(title="Heavy", condition=Condition(violations_at_least=10), weight=30_000)
PREMIUM = Tier(title="Premium", condition=Condition(plans=("Premium",)), weight=10_000)
OTHERS = Tier(title="Others", condition=None, amount_cents=500)


def tiered(*tiers: Tier, floor: int = 0, cap: int | None = None) -> Plan:
    return Plan(kind=PlanKind.TIERS, tiers=tiers, floor_cents=floor, cap_cents=cap)


def claimant(number: int, *, violations: int = 0, plan: str | None = None) -> Claimant:
    return Claimant(person=number, violations=violations, plan=plan, award_cents=0)


def test_each_person_belongs_to_the_first_tier_whose_condition_it_meets() -> None:
    persons = [
        claimant(1, violations=10, plan="Premium"),
        claimant(2, violations=9, plan="Premium"),
        claimant(3, plan=None),
    ]
    found = divide(4_500, persons, tiered(HEAVY, PREMIUM, OTHERS))
    assert [payment.tier for payment in found.payments] == [1, 2, 3]
    assert cents(found) == [3_000, 1_000, 500]


def test_a_person_of_no_tier_is_paid_nothing_and_has_no_tier() -> None:
    found = divide(100, [claimant(1, violations=10), claimant(2)], tiered(HEAVY, PREMIUM))
    assert [(payment.tier, payment.cents) for payment in found.payments] == [(1, 100), (None, 0)]


def test_fixed_amounts_are_paid_first_and_bound_by_neither_floor_nor_cap() -> None:
    persons = [claimant(1, violations=10), claimant(2, violations=10), claimant(3)]
    found = divide(10_500, persons, tiered(HEAVY, OTHERS, floor=1_000, cap=6_000))
    assert cents(found) == [5_000, 5_000, 500]


def test_fixed_amounts_alone_leave_the_rest_undistributed() -> None:
    found = divide(2_000, [claimant(1), claimant(2)], tiered(OTHERS))
    assert cents(found) == [500, 500]
    assert found.remainder_cents == 1_000


def test_fixed_amounts_that_exceed_the_fund_are_refused() -> None:
    with pytest.raises(AllocationRefused) as refusal:
        divide(999, [claimant(1), claimant(2)], tiered(OTHERS))
    assert "of 2 persons add up to $10.00, and the net fund is $9.99" in str(refusal.value)


@given(
    net=st.integers(1, 10**9),
    awards=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
    floor=st.integers(0, 5_000),
    room=st.one_of(st.none(), st.integers(1, 10**8)),
)
def test_every_division_adds_up_keeps_its_bounds_and_never_prefers_the_smaller_award(
    net: int, awards: list[int], floor: int, room: int | None
) -> None:
    cap = None if room is None else floor + room
    try:
        found = divide(net, people(*awards), plan(floor=floor, cap=cap))
    except AllocationRefused:
        assert sum(awards) == 0 or floor * len(awards) > net
        return
    paid = cents(found)
    assert sum(paid) + found.remainder_cents == net
    assert all(floor <= one and (cap is None or one <= cap) for one in paid)
    if found.remainder_cents:
        assert all(one == cap for one, award in zip(paid, awards, strict=True) if award)
    for one, award in zip(paid, awards, strict=True):
        for other, other_award in zip(paid, awards, strict=True):
            if award < other_award:
                assert one <= other
            if award == other_award:
                assert abs(one - other) <= 1
    between = [(p, w) for p, w, x in zip(paid, awards, found.payments, strict=True)
               if not (x.at_floor or x.at_cap) and w]  # fmt: skip
    for one, award in between:
        for other, other_award in between:  # in proportion, but for the rounding of each to a cent
            assert abs(one * other_award - other * award) < award + other_award
