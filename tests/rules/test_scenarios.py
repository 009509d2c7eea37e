from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecalc.rules.results import ClaimTotals
from casecalc.rules.scenario_document import (
    WHOLE,
    ScenariosRefused,
    parse_scenarios,
    read_share,
    share_in_words,
    with_class_period,
)
from casecalc.rules.scenario_words import claims_in_words, column_in_words
from casecalc.rules.scenarios import (
    ActualDamages,
    ColumnFigures,
    Range,
    at_share,
    claims_in_order,
    difference,
    difference_in_words,
    figures_document,
    line_of,
    parse_scenario_figures,
    range_in_words,
    ratio,
    sensitivity,
)
from casecalc.rules.theory import DEFAULT_DOCUMENT

from .facts import definition

RUN: dict[str, Any] = {"from": "run"}


def totals(low: int, bound: int, high: int | None = None) -> ClaimTotals:
    return ClaimTotals(
        awards=3,
        total=low,
        total_if_undetermined_eligible=bound,
        total_high=high,
        total_high_if_undetermined_eligible=high,
    )


def column(claims: dict[str, ClaimTotals], *, eligible: int = 3, actual: int = 0) -> ColumnFigures:
    return ColumnFigures(
        persons=5,
        eligible=eligible,
        ineligible=1,
        undetermined=1,
        violations=4,
        claims=claims,
        combined=None,
        actual_damages=ActualDamages(cents=actual, persons=1),
        digest="0" * 64,
    )


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0", 0),
        ("5", 50_000),
        ("12.5", 125_000),
        ("0.0001", 1),
        ("100", WHOLE),
        ("100.0000", WHOLE),
        ("100.0001", None),
        ("-1", None),
        ("5%", None),
        ("1e1", None),
        ("0.00001", None),
        ("", None),
    ],
)
def test_a_share_is_per_cent_with_up_to_four_decimals(text: str, share: int | None) -> None:
    assert read_share(text) == share
    if share is not None:
        assert read_share(share_in_words(share).rstrip("%")) == share


@given(number=st.integers(0, 10**15), share=st.integers(0, WHOLE))
def test_a_share_of_a_number_is_rounded_half_up(number: int, share: int) -> None:
    exact = Fraction(number * share, WHOLE)
    assert at_share(number, share) == (exact + Fraction(1, 2)).__floor__()


def test_half_a_cent_and_half_a_person_are_rounded_up() -> None:
    assert at_share(1, 500_000) == 1
    assert at_share(1, 499_999) == 0
    assert [row.persons for row in sensitivity(3, per_head_cents=(1,), shares=(500_000,))] == [2]


def test_the_table_multiplies_whole_persons() -> None:
    rows = sensitivity(7, per_head_cents=(10_000, 25_050), shares=(50_000, 500_000, WHOLE))
    assert [(row.persons, row.cents) for row in rows] == [
        (0, (0, 0)),
        (4, (40_000, 100_200)),
        (7, (70_000, 175_350)),
    ]


def test_differences_are_end_by_end() -> None:
    assert difference(Range(100), Range(250)) == Range(-150)
    assert difference(Range(100, 400), Range(250)) == Range(-150, 150)
    assert difference(Range(100), Range(100, 300)) == Range(0, -200)
    assert difference_in_words(Range(-150, 150)) == "−$1.50 to +$1.50"
    assert difference_in_words(Range(0)) == "$0.00"
    assert range_in_words(None) == difference_in_words(None) == "–"


def test_ratios_have_two_decimals_and_no_divisor_no_ratio() -> None:
    assert ratio(100_000_000, 123_456).text == "810.01 to 1"
    assert ratio(1, 3).text == "0.33 to 1"
    assert ratio(1, 200).text == "0.01 to 1"
    assert ratio(1, 201).text == "0.00 to 1"
    assert ratio(5, 0).text == "–"


def test_a_line_holds_every_derived_figure() -> None:
    first, second = totals(100_000, 150_000), totals(70_000, 70_000, 140_000)
    line = line_of(second, column({"a": second}, actual=20_000), first, 125_000)
    assert line.total == Range(70_000, 140_000)
    assert line.bound == Range(70_000, 140_000)
    assert line.difference == Range(-30_000, 40_000)
    assert line.at_rate == Range(8_750, 17_500)
    assert [found.text for found in line.to_actual] == ["3.50 to 1", "7.00 to 1"]
    assert line.per_eligible == Range(23_333, 46_667)


def test_nobody_eligible_has_no_figure_per_person() -> None:
    nothing = totals(0, 0)
    line = line_of(nothing, column({"a": nothing}, eligible=0), None, None)
    assert (line.per_eligible, line.at_rate, line.difference) == (None, None, None)


def test_claims_are_listed_once_in_order_of_first_appearance() -> None:
    one, zero = totals(1, 1), totals(0, 0)
    columns = [column({"b": one}), column({"a": zero, "b": one}), column({"c": zero})]
    assert claims_in_order(columns) == ("b", "a", "c")


def test_figures_come_back_from_json_as_they_were() -> None:
    columns = (column({"a": totals(1, 2, 3)}, actual=7), column({}))
    assert parse_scenario_figures(figures_document(columns)) == columns


def test_values_of_the_table_are_each_once_and_in_order() -> None:
    document = {
        "format": "casecalc/scenarios/1",
        "columns": [{"title": "A", "theory": RUN}],
        "sensitivity": {"per_head": ["500", "$1,000.00", "500.00"], "shares": ["100", "5", "5.0"]},
    }
    asked = parse_scenarios(document)
    assert asked.per_head_cents == (50_000, 100_000)
    assert asked.shares == (50_000, WHOLE)


def test_a_comparison_without_a_table_has_the_usual_one() -> None:
    document = {"format": "casecalc/scenarios/1", "columns": [{"title": "A", "theory": RUN}]}
    asked = parse_scenarios(document)
    assert asked.per_head_cents == (10_000, 25_000, 50_000, 100_000)
    assert [share_in_words(share) for share in asked.shares] == ["5%", "10%", "25%", "50%", "100%"]


@pytest.mark.parametrize("shares", [[], ["5"] * 0, [str(n) for n in range(1, 14)]])
def test_too_few_or_too_many_values_are_refused(shares: list[str]) -> None:
    document = {
        "format": "casecalc/scenarios/1",
        "columns": [{"title": "A", "theory": RUN}],
        "sensitivity": {"shares": shares},
    }
    with pytest.raises(ScenariosRefused, match="sensitivity.shares"):
        parse_scenarios(document)


def test_only_the_class_period_of_the_definition_is_replaced() -> None:
    document = {
        "format": "casecalc/class-definition/1",
        "title": "Class",
        "class_period": {"from": "2023-01-01"},
        "all_of": [{"id": "d", "kind": "disclosed", "where": {"during": "class_period"}}],
    }
    changed = with_class_period(document, {"until": "2024-01-01"})
    assert changed == {**document, "class_period": {"until": "2024-01-01"}}
    assert with_class_period(document, None) is document


def test_a_column_says_every_assumption_in_words() -> None:
    given = {
        "title": "B",
        "theory": {"regimes": ["sca/violation"]},
        "assume": {"actual_damages_required": True, "unit": "day", "amount": "50"},
        "claims_rate": "12.5",
    }
    document = {"format": "casecalc/scenarios/1", "columns": [given]}
    one = parse_scenarios(document).columns[0]
    words = column_in_words(
        one,
        definition=definition({"id": "d", "kind": "disclosed"}),
        run_version="1",
    )
    assert words == (
        "Theory: from the catalogue, Stored Communications Act (18 U.S.C. § 2707(c)), "
        "per violation.",
        "Assumed of every claim: only persons with actual damages above zero have an award; the "
        "sum is for each day with a violation; the amount is $50.00.",
        "Claims rate, assumed: 12.5% of the eligible persons.",
    )
    assert claims_in_words(DEFAULT_DOCUMENT)[0][:2] == (
        "Stored Communications Act",
        "18 U.S.C. § 2707(c)",
    )
