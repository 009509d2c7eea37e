from typing import Any

import pytest

from casecalc.rules.criteria import explain
from casecalc.rules.damages import award
from casecalc.rules.sentences import (
    award_in_words,
    claim_in_words,
    definition_in_words,
    finding_sentence,
    sentence_of,
)

from .facts import DISCLOSED, PACIFIC, RESIDENT, definition, facts, roster_row, theory

PERIOD = {"from": "2023-01-21", "until": "2024-09-18"}


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [
        (RESIDENT, "The person has a country of residence of “US”."),
        (
            {"kind": "number", "field": "messages_sent", "at_least": 1},
            "The person sent at least 1 private message.",
        ),
        (
            {"kind": "number", "field": "actual_damages", "at_least": "1.5", "at_most": "2000"},
            "The person has actual damages from $1.50 to $2,000.00.",
        ),
        (
            {"kind": "subscribed", "plans": ["A", "B"], "during": "class_period"},
            "The person held a subscription to “A” or “B” on at least one day from January 21, 2023 "
            "through September 17, 2024.",
        ),
        (
            {"kind": "not", "criterion": {"kind": "listed", "list": "opt_out"}},
            "The person is not a person who is on the exclusion list “opt_out”.",
        ),
        (
            {"kind": "any_of", "criteria": [RESIDENT, {**DISCLOSED, "at_least": 2}]},
            "The person (a) has a country of residence of “US”; or (b) has at least 2 disclosures.",
        ),
        (
            {**DISCLOSED, "where": {"while_subscribed": ["A"], "without_consent": True}},
            "The person has at least one disclosure made on a day on which the person held a "
            "subscription to “A”, to which neither sender nor recipient consented.",
        ),
        (
            {
                "kind": "all_of",
                "criteria": [
                    {"kind": "any_of", "criteria": [RESIDENT, DISCLOSED]},
                    {"kind": "not", "criterion": {"kind": "listed", "list": "opt_out"}},
                ],
            },
            "The person (a) (1) has a country of residence of “US”; or (2) has at least one "
            "disclosure; and (b) is not a person who is on the exclusion list “opt_out”.",
        ),
    ],
)
def test_criteria_read_as_english(criterion: dict[str, Any], sentence: str) -> None:
    parsed = definition(RESIDENT, criterion, class_period=PERIOD)
    assert sentence_of(parsed.all_of[1]) == sentence


def test_findings_say_what_the_records_show() -> None:
    criterion = definition(RESIDENT).all_of[0]
    for country, start in (
        ("US", "The records show that"),
        ("DE", "The records do not show that"),
        (None, "The records leave open whether"),
    ):
        finding = explain(criterion, facts(roster_row(country=country)))
        assert finding_sentence(finding).startswith(start)


def test_the_class_period_is_told_by_its_first_and_last_day() -> None:
    words = definition_in_words(definition(RESIDENT, class_period=PERIOD), time_zone=PACIFIC)
    assert words.class_period == (
        "The class period runs from January 21, 2023 through September 17, 2024; "
        "days are counted in America/Los_Angeles."
    )


def test_claims_and_awards_show_their_arithmetic() -> None:
    claim = theory(
        {"unit": "violation", "cap": "2500", "measure": "floor", "multiplier": "1.5"}
    ).claims[0]
    assert claim_in_words(claim) == (
        "$1,000.00 for each violation; not more than $2,500.00 per person; or the person’s actual "
        "damages where these are larger; multiplied by 1.5."
    )
    one = award(claim, violations=3, days=1, actual_damages_cents=0)
    assert award_in_words(claim, one, 0) == (
        "3 violations × $1,000.00, cap $2,500.00, the larger of this and actual damages of $0.00, "
        "× 1.5 = $3,750.00"
    )
