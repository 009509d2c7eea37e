from typing import Any

import pytest

from casecalc.rules.refusals import SettlementRefused
from casecalc.rules.settlement import (
    Basis,
    Condition,
    Plan,
    PlanKind,
    Remainder,
    Tier,
    parse_settlement,
    require_applicable,
    settled_basis,
)
from casecalc.rules.settlement_sentences import settlement_in_words

from .facts import DISCLOSED, RESIDENT, definition, theory

EQUAL = {"kind": "equal"}
TIER = {"title": "All", "weight": "1"}


def document(**changes: Any) -> dict[str, Any]:
    base = {
        "format": "casecalc/settlement/1",
        "gross_fund": "1000.00",
        "fees": {"amount": "250"},
        "plan": EQUAL,
    }
    return {**base, **changes}


def plan(**changes: Any) -> Plan:
    return parse_settlement(document(plan=changes)).plan


def test_everything_that_comes_off_the_fund_leaves_the_net_fund() -> None:
    found = parse_settlement(
        document(
            costs="10.01",
            service_awards=[{"label": "A", "amount": "5"}, {"label": "B", "amount": "7.50"}],
            administration="20",
            reserve="1",
        )
    )
    assert [(one.key, one.cents) for one in found.deductions] == [
        ("fees", 25_000),
        ("costs", 1_001),
        ("service_awards", 500),
        ("service_awards", 750),
        ("administration", 2_000),
        ("reserve", 100),
    ]
    assert found.net_cents == 100_000 - 29_351


@pytest.mark.parametrize(
    ("per_cent", "gross", "cents"),
    [
        ("25", "1000.00", 25_000),
        ("33.3333", "1000000.00", 33_333_300),
        ("0.5", "0.99", 0),  # 0.495 cents
        ("50", "0.01", 1),  # half a cent: up
        ("33.3333", "999999999999.99", 33_333_300_000_000),
    ],
)
def test_fees_of_a_share_are_rounded_half_up_to_the_cent(
    per_cent: str, gross: str, cents: int
) -> None:
    gross_cents = int(gross.replace(".", ""))
    fees = parse_settlement(document(fees={"per_cent": per_cent})).fees
    assert fees.of(gross_cents) == cents


def test_a_plan_of_tiers_is_read_with_its_conditions() -> None:
    found = plan(
        kind="tiers",
        claim="k",
        end="high",
        floor="5",
        cap="50",
        tiers=[
            {
                "title": "Heavy",
                "when": {
                    "violations_at_least": 2,
                    "violations_at_most": 9,
                    "plans": ["A", "B"],
                    "award_at_least": "1.00",
                    "award_at_most": "2.00",
                },
                "weight": "1.5",
            },
            {"title": "Rest", "amount": "3"},
        ],
    )
    heavy = Condition(
        violations_at_least=2,
        violations_at_most=9,
        plans=("A", "B"),
        award_at_least_cents=100,
        award_at_most_cents=200,
    )
    assert found == Plan(
        kind=PlanKind.TIERS,
        basis=Basis(claim="k", is_high=True),
        tiers=(
            Tier(title="Heavy", condition=heavy, weight=15_000),
            Tier(title="Rest", condition=None, amount_cents=300),
        ),
        floor_cents=500,
        cap_cents=5_000,
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"format": "x"}, "format"),
        ({"extra": 1}, "extra"),
        ({"gross_fund": 1000}, "gross_fund"),
        ({"gross_fund": "-1"}, "gross_fund"),
        ({"gross_fund": "250"}, "gross_fund"),
        ({"fees": {}}, "fees"),
        ({"fees": {"amount": "1", "per_cent": "1"}}, "fees"),
        ({"fees": {"per_cent": "100.0001"}}, "fees.per_cent"),
        ({"fees": {"per_cent": "25%"}}, "fees.per_cent"),
        ({"costs": "1.001"}, "costs"),
        ({"service_awards": [{"label": " ", "amount": "1"}]}, "service_awards[0].label"),
        ({"service_awards": [{"label": "A", "amount": "x"}]}, "service_awards[0].amount"),
        ({"remainder": "counsel"}, "remainder"),
        ({"participants": "some"}, "participants"),
        ({"plan": []}, "plan"),
        ({"plan": {}}, "plan.kind"),
        ({"plan": {"kind": "lottery"}}, "plan.kind"),
        ({"plan": {"kind": "equal", "claim": "k"}}, "plan.claim"),
        ({"plan": {"kind": "pro_rata", "end": "middle"}}, "plan.end"),
        ({"plan": {"kind": "equal", "floor": "5", "cap": "5"}}, "plan.cap"),
        ({"plan": {"kind": "tiers"}}, "plan.tiers"),
        ({"plan": {"kind": "tiers", "tiers": []}}, "plan.tiers"),
        ({"plan": {"kind": "tiers", "tiers": [TIER, {**TIER, "title": "B"}]}}, "plan.tiers[0]"),
        ({"plan": {"kind": "tiers", "tiers": [{"title": "A"}]}}, "plan.tiers[0]"),
        (
            {"plan": {"kind": "tiers", "tiers": [{**TIER, "amount": "1"}]}},
            "plan.tiers[0]",
        ),
        ({"plan": {"kind": "tiers", "tiers": [{**TIER, "weight": "0"}]}}, "plan.tiers[0].weight"),
        ({"plan": {"kind": "tiers", "tiers": [{**TIER, "title": ""}]}}, "plan.tiers[0].title"),
        ({"plan": {"kind": "tiers", "tiers": [{**TIER, "when": {}}]}}, "plan.tiers[0].when"),
        (
            {"plan": {"kind": "tiers", "tiers": [{**TIER, "when": {"violations_at_least": "2"}}]}},
            "plan.tiers[0].when.violations_at_least",
        ),
        (
            {
                "plan": {
                    "kind": "tiers",
                    "tiers": [
                        {**TIER, "when": {"violations_at_least": 3, "violations_at_most": 2}}
                    ],
                }
            },
            "plan.tiers[0].when.violations_at_most",
        ),
    ],
)
def test_a_settlement_is_refused_with_the_path_at_fault(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(SettlementRefused) as refusal:
        parse_settlement(document(**changes))
    assert refusal.value.path == path


def test_a_title_that_two_tiers_have_is_refused() -> None:
    first = {**TIER, "when": {"plans": ["A"]}}
    with pytest.raises(SettlementRefused, match="used twice"):
        plan(kind="tiers", tiers=[first, TIER])


def test_deductions_that_leave_nothing_are_refused_with_both_sums() -> None:
    with pytest.raises(SettlementRefused) as refusal:
        parse_settlement(document(costs="750"))
    assert str(refusal.value) == (
        "gross_fund: deductions of $1,000.00 leave nothing of a fund of $1,000.00; correct the "
        "fund or what is deducted"
    )


ONE = theory({"id": "k"})
TWO = theory({"id": "k"}, {"id": "m", "amount_high": "2000"})
SUMMED = theory({"id": "k"}, {"id": "m", "amount_high": "2000"}, combine="sum")


def test_a_plan_that_names_no_claim_looks_at_the_only_one_or_the_combination() -> None:
    assert settled_basis(plan(kind="pro_rata"), ONE).claim == "k"
    assert settled_basis(plan(kind="pro_rata"), SUMMED).claim is None
    assert settled_basis(plan(kind="pro_rata", claim="m", end="high"), TWO).is_high
    assert settled_basis(plan(kind="pro_rata", end="high"), SUMMED).is_high


@pytest.mark.parametrize(
    ("asked", "priced", "path"),
    [
        ({"kind": "pro_rata"}, TWO, "plan.claim"),
        ({"kind": "pro_rata", "claim": "z"}, TWO, "plan.claim"),
        ({"kind": "pro_rata", "claim": "k", "end": "high"}, TWO, "plan.end"),
        ({"kind": "pro_rata", "end": "high"}, ONE, "plan.end"),
        (
            {"kind": "tiers", "tiers": [{**TIER, "when": {"violations_at_least": 1}}]},
            ONE,
            "plan.tiers",
        ),
    ],
)
def test_a_plan_that_the_run_cannot_serve_is_refused(
    asked: dict[str, Any], priced: Any, path: str
) -> None:
    settlement = parse_settlement(document(plan=asked))
    with pytest.raises(SettlementRefused) as refusal:
        require_applicable(settlement, priced, definition(RESIDENT))
    assert refusal.value.path == path


def test_tiers_count_violations_where_the_definition_has_some() -> None:
    tiers = [{**TIER, "when": {"violations_at_least": 1}}]
    settlement = parse_settlement(document(plan={"kind": "tiers", "tiers": tiers}))
    require_applicable(settlement, ONE, definition(RESIDENT, DISCLOSED))


def test_the_terms_are_read_back_in_words() -> None:
    settlement = parse_settlement(
        document(
            fees={"per_cent": "33.5"},
            remainder="reversion",
            plan={
                "kind": "tiers",
                "claim": "k",
                "floor": "5",
                "cap": "50",
                "tiers": [
                    {
                        "title": "Heavy",
                        "when": {"violations_at_least": 2, "award_at_most": "3"},
                        "weight": "1.5",
                    },
                    {"title": "Rest", "amount": "3"},
                ],
            },
        )
    )
    words = settlement_in_words(settlement, {"k": "Stored Communications Act"})
    assert words.fees == (
        "Attorneys’ fees are 33.5 per cent of the gross fund of $1,000.00, rounded half up to the "
        "cent: $335.00."
    )
    assert words.plan[1].startswith(
        "No person who shares is paid less than $5.00 or more than $50.00;"
    )
    assert words.tiers == (
        (
            "Heavy",
            "persons with at least 2 counted disclosures, and the award under Stored "
            "Communications Act being at most $3.00: weight 1.5.",
        ),
        ("Rest", "everybody else: $3.00 each."),
    )
    assert words.remainder.endswith("and goes back to the defendant.")
    assert settlement.remainder is Remainder.REVERSION
