from typing import Any

import pytest

from casecalc.rules.criteria import Facts, assess, explain, violations
from casecalc.rules.decisions import Outcome
from casecalc.rules.truth import Truth

from .facts import (
    DISCLOSED,
    RESIDENT,
    day,
    definition,
    facts,
    instant,
    list_row,
    log_row,
    roster_row,
)

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def truth(criterion: dict[str, Any], about: Facts, **rest: Any) -> Truth:
    found = definition(RESIDENT, criterion, **rest).all_of[1]
    return explain(found, about).truth


@pytest.mark.parametrize(
    ("countries", "expected"),
    [(["US"], T), (["DE"], F), ([None], U), ([None, "DE"], U), ([None, "DE", "US"], T)],
)
def test_attribute_is_true_of_some_row(countries: list[str | None], expected: Truth) -> None:
    rows = [roster_row(n, country=c) for n, c in enumerate(countries, start=1)]
    assert truth(RESIDENT, facts(*rows)) is expected


def test_values_are_compared_exactly_case_included() -> None:
    criterion = {"kind": "attribute", "field": "plan", "in": ["Premium Career"]}
    assert truth(criterion, facts(roster_row(plan="premium career"))) is F


@pytest.mark.parametrize(("value", "expected"), [(None, U), (0, F), (1, T), (5, T), (6, F)])
def test_number_lies_between_both_ends_inclusive(value: int | None, expected: Truth) -> None:
    criterion = {"kind": "number", "field": "messages_sent", "at_least": 1, "at_most": 5}
    assert truth(criterion, facts(roster_row(messages_sent=value))) is expected


def test_actual_damages_are_compared_in_dollars() -> None:
    criterion = {"kind": "number", "field": "actual_damages", "at_least": "10.01"}
    assert truth(criterion, facts(roster_row(actual_damages_cents=1001))) is T
    assert truth(criterion, facts(roster_row(actual_damages_cents=1000))) is F


SUBSCRIBED = {
    "kind": "subscribed",
    "plans": ["Pro"],
    "during": {"from": "2023-02-01", "until": "2023-03-01"},
}


@pytest.mark.parametrize(
    ("plan", "start", "end", "expected"),
    [
        ("Pro", "2023-02-28", None, T),
        ("Pro", "2023-03-01", None, F),
        ("Pro", "2023-01-01", "2023-02-01", F),
        ("Pro", "2023-01-01", "2023-02-02", T),
        ("Pro", None, None, U),
        ("Pro", None, "2020-01-01", U),
        (None, "2023-01-01", None, U),
        (None, "2023-03-01", None, F),
        ("Free", None, None, F),
        ("Free", "2023-02-01", None, F),
    ],
)
def test_subscribed_shares_a_day_with_the_period(
    plan: str | None, start: str | None, end: str | None, expected: Truth
) -> None:
    row = roster_row(
        plan=plan, subscribed_from=start and day(start), subscribed_until=end and day(end)
    )
    assert truth(SUBSCRIBED, facts(row)) is expected


def test_subscribed_to_any_plan_at_any_time_still_needs_plan_and_first_day() -> None:
    criterion = {"kind": "subscribed"}
    assert truth(criterion, facts(roster_row(plan="x", subscribed_from=day("2020-01-01")))) is T
    assert truth(criterion, facts(roster_row(plan="x"))) is U
    assert truth(criterion, facts(roster_row(subscribed_from=day("2020-01-01")))) is U


def test_plan_and_period_must_hold_in_the_same_row() -> None:
    rows = (
        roster_row(1, plan="Pro", subscribed_from=day("2024-01-01")),
        roster_row(2, plan="Free", subscribed_from=day("2023-02-01")),
    )
    assert truth(SUBSCRIBED, facts(*rows)) is F


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2023-01-21T07:59:59+00:00", F),
        ("2023-01-21T08:00:00+00:00", T),
        ("2024-09-18T06:59:59.999999+00:00", T),
        ("2024-09-18T07:00:00+00:00", F),
    ],
)
def test_class_period_is_half_open_in_local_days(at: str, expected: Truth) -> None:
    criterion = {"kind": "disclosed", "where": {"during": "class_period"}}
    about = facts(roster_row(), disclosures=(log_row(disclosed_at=instant(at)),))
    period = {"from": "2023-01-21", "until": "2024-09-18"}
    assert truth(criterion, about, class_period=period) is expected


def disclosed(where: dict[str, Any], *rows: Any, at_least: int = 1, **values: Any) -> Truth:
    criterion = {"kind": "disclosed", "at_least": at_least, "where": where}
    return truth(criterion, facts(*(rows or (roster_row(),)), disclosures=(log_row(**values),)))


def test_no_linked_disclosure_is_false_not_unknown() -> None:
    assert truth({"kind": "disclosed"}, facts(roster_row())) is F


@pytest.mark.parametrize(
    ("value", "inside", "outside"), [("ai", T, F), ("ads", F, T), (None, U, U)]
)
def test_values_and_their_opposite(value: str | None, inside: Truth, outside: Truth) -> None:
    for name in ("purpose", "recipient", "data_category"):
        assert disclosed({name: ["ai"]}, **{name: value}) is inside
        assert disclosed({name: {"not_in": ["ai"]}}, **{name: value}) is outside


@pytest.mark.parametrize(
    ("sender", "recipient", "expected"),
    [(False, False, T), (True, None, F), (None, True, F), (None, False, U), (None, None, U)],
)
def test_without_consent(sender: bool | None, recipient: bool | None, expected: Truth) -> None:
    values = {"sender_consented": sender, "recipient_consented": recipient}
    assert disclosed({"without_consent": True}, **values) is expected


def test_while_subscribed_means_a_row_whose_period_contains_the_local_day() -> None:
    where = {"while_subscribed": ["Pro"]}
    at = instant("2024-01-02T07:30:00+00:00")  # still 1 January in Los Angeles
    for start, end, expected in (
        ("2024-01-01", "2024-01-02", T),
        ("2024-01-02", None, F),
        ("2023-01-01", "2024-01-01", F),
    ):
        row = roster_row(plan="Pro", subscribed_from=day(start), subscribed_until=end and day(end))
        assert disclosed(where, row, disclosed_at=at) is expected
    assert disclosed(where, roster_row(plan="Pro")) is U


def test_residing_in_is_true_of_some_row() -> None:
    assert disclosed({"residing_in": ["US"]}, roster_row(country="DE"), roster_row(2)) is U


@pytest.mark.parametrize(("at_least", "expected"), [(1, T), (2, U), (3, U), (4, F)])
def test_certain_and_possible_disclosures_are_counted_apart(at_least: int, expected: Truth) -> None:
    log = tuple(
        log_row(n, purpose=purpose) for n, purpose in enumerate(["ai", None, None, "ads"], start=1)
    )
    criterion = {"kind": "disclosed", "at_least": at_least, "where": {"purpose": ["ai"]}}
    assert truth(criterion, facts(roster_row(), disclosures=log)) is expected


def test_listed_is_never_unknown() -> None:
    criterion = {"kind": "listed", "list": "opt_out"}
    assert truth(criterion, facts(roster_row())) is F
    assert truth(criterion, facts(roster_row(), listings=(list_row(name="personnel"),))) is F
    assert truth(criterion, facts(roster_row(), listings=(list_row(),))) is T


def test_nested_criteria_compose_after_kleene() -> None:
    unknown = {"kind": "attribute", "field": "plan", "in": ["x"]}
    no = {"kind": "listed", "list": "opt_out"}
    about = facts(roster_row())
    assert truth({"kind": "any_of", "criteria": [unknown, no]}, about) is U
    assert truth({"kind": "all_of", "criteria": [unknown, no]}, about) is F
    assert truth({"kind": "not", "criterion": unknown}, about) is U
    assert truth({"kind": "not", "criterion": no}, about) is T


@pytest.mark.parametrize(
    ("country", "listed", "expected"),
    [
        ("US", False, Outcome.ELIGIBLE),
        ("US", True, Outcome.INELIGIBLE),
        ("DE", False, Outcome.INELIGIBLE),
        (None, False, Outcome.UNDETERMINED),
        (None, True, Outcome.INELIGIBLE),
    ],
)
def test_outcome(country: str | None, listed: bool, expected: Outcome) -> None:
    rules = definition(RESIDENT, none_of=[{"id": "out", "kind": "listed", "list": "opt_out"}])
    about = facts(roster_row(country=country), listings=(list_row(),) if listed else ())
    assessment = assess(rules, about)
    assert assessment.outcome is expected
    assert assessment.findings["out"].truth is (T if listed else F)


def test_a_subclass_counts_only_what_is_certainly_true() -> None:
    california = {"title": "CA", "all_of": [{"kind": "attribute", "field": "region", "in": ["CA"]}]}
    rules = definition(RESIDENT, subclasses=[california])
    assert assess(rules, facts(roster_row(country="US", region="CA"))).subclasses == ("CA",)
    assert assess(rules, facts(roster_row(country="US"))).subclasses == ()


def test_findings_cite_the_rows_that_decided() -> None:
    rules = definition(RESIDENT, {**DISCLOSED, "where": {"purpose": ["ai"]}})
    log = (log_row(1, purpose="ads"), log_row(2, purpose="ai"))
    about = facts(roster_row(1), roster_row(2, country="US"), disclosures=log)
    findings = assess(rules, about).findings
    assert [s.record for s in findings["c1"].sources] == [2]
    assert [s.record for s in findings["c2"].sources] == [2]


def test_violations_are_the_certain_disclosures_of_the_first_disclosed_criterion_in_all_of() -> (
    None
):
    nested = {"kind": "any_of", "criteria": [DISCLOSED, RESIDENT]}
    first = {**DISCLOSED, "where": {"purpose": ["ai"]}}
    rules = definition(nested, first, DISCLOSED)
    log = (log_row(1, purpose="ai"), log_row(2), log_row(3, purpose="ads"))
    counted = violations(rules, facts(roster_row(), disclosures=log))
    assert [event.source.record for event in counted] == [1]


def test_without_a_disclosed_criterion_in_all_of_nobody_has_violations() -> None:
    nested = definition({"kind": "any_of", "criteria": [DISCLOSED, RESIDENT]})
    assert violations(nested, facts(roster_row(), disclosures=(log_row(),))) == ()
