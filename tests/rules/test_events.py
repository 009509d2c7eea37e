from datetime import UTC, datetime
from typing import Any

import pytest

from casecalc.rules.decisions import IdentityKey
from casecalc.rules.events import classify_events
from casecalc.rules.exclusions import classify_listings

from .facts import list_row, log_row

HOLDERS = {
    IdentityKey("member_id", "m1"): 1,
    IdentityKey("email", "e1"): 1,
    IdentityKey("member_id", "m2"): 2,
}


def statuses(*rows: dict[str, Any]) -> list[tuple[str, int | None]]:
    log = [log_row(n, **values) for n, values in enumerate(rows, start=1)]
    return [(str(event.status), event.person) for event in classify_events(log, HOLDERS)]


def test_an_event_belongs_to_the_person_who_holds_one_of_its_keys() -> None:
    assert statuses({"member_id": "m2"}, {"email_key": "e1"}) == [("linked", 2), ("linked", 1)]


def test_keys_of_one_person_do_not_make_an_event_ambiguous() -> None:
    assert statuses({"member_id": "m1", "email_key": "e1"}) == [("linked", 1)]


def test_one_known_key_is_enough() -> None:
    assert statuses({"member_id": "nobody", "email_key": "e1"}) == [("linked", 1)]


def test_keys_of_two_persons_make_an_event_ambiguous() -> None:
    assert statuses({"member_id": "m2", "email_key": "e1"}) == [("ambiguous", None)]


def test_a_key_that_nobody_holds_leaves_an_event_unmatched() -> None:
    assert statuses({"member_id": "M1"}) == [("unmatched", None)]


def test_the_same_id_and_values_are_one_disclosure_the_first() -> None:
    row = {"event_id": "x", "member_id": "m1", "purpose": "ads"}
    assert statuses(row, row, row) == [("linked", 1), ("duplicate", None), ("duplicate", None)]


def test_the_first_of_duplicates_may_itself_be_unmatched() -> None:
    row = {"event_id": "x", "member_id": "nobody"}
    assert statuses(row, row) == [("unmatched", None), ("duplicate", None)]


def test_different_values_under_one_id_conflict_and_none_counts_even_copies() -> None:
    row = {"event_id": "x", "member_id": "m1", "purpose": "ads"}
    assert statuses(row, row, {**row, "purpose": "ai"}) == [("conflicting", None)] * 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("member_id", "m2"),
        ("email_key", "e1"),
        ("disclosed_at", datetime(2024, 1, 15, 20, 0, 0, 1, tzinfo=UTC)),
        ("recipient", "r"),
        ("purpose", "p"),
        ("data_category", "d"),
        ("sender_consented", False),
        ("recipient_consented", True),
    ],
)
def test_a_difference_in_any_column_conflicts(name: str, value: object) -> None:
    row = {"event_id": "x", "member_id": "m1"}
    assert statuses(row, {**row, name: value}) == [("conflicting", None)] * 2


def test_email_and_its_hash_compare_as_one_key() -> None:
    row = {"event_id": "x", "email_key": "e1"}
    assert statuses({**row, "email": "ann@example.com"}, row) == [
        ("linked", 1),
        ("duplicate", None),
    ]


def test_rows_without_an_id_are_each_their_own() -> None:
    assert statuses({"member_id": "m1"}, {"member_id": "m1"}) == [("linked", 1)] * 2


def test_list_entries_are_matched_like_events() -> None:
    rows = [
        list_row(1, member_id="m1"),
        list_row(2, member_id="m2", email_key="e1"),
        list_row(3, email_key="unknown"),
    ]
    found = [(str(x.status), x.person) for x in classify_listings(rows, HOLDERS)]
    assert found == [("listed", 1), ("ambiguous", None), ("unmatched", None)]
