from typing import Any

import pytest

from casecalc.rules.accounting import (
    AccountingRefused,
    Entry,
    Figure,
    Source,
    entries_as_typed,
    figures_document,
    figures_of,
    file_document,
    file_identities,
    parse_entries,
    parse_figures,
)
from casecalc.rules.payment_status import match_statuses, read_status_file

COMPUTED: dict[str, int | str | None] = {
    "fund": 1_000_000,
    "members": 400,
    "opt_outs": None,
    "average": 700,
    "fees": 333_333,
    "administration": 5_000,
}
STATUS = b"""payment,status,amount,method
P1,paid,10.00,check
P2,paid,20.01,check
P3,uncashed,30.00,ACH
P4,returned,1.00,
P9,paid,1.00,check
"""


def entry(value: int | str) -> Entry:
    return Entry(value, "ann", "2026-03-02T17:00:00Z")


def table(file: dict[str, Any] | None = None, **entries: Entry) -> dict[str, Figure]:
    return {one.key: one for one in figures_of(COMPUTED, file, entries)}


@pytest.fixture
def file() -> dict[str, Any]:
    payments = {1: 1_000, 2: 2_001, 3: 3_000, 4: 100}
    found = match_statuses(read_status_file(STATUS, "s.csv"), settlement=1, payments=payments)
    return file_document(found, name="s.csv", sha256="ab", payments=6, total_cents=7_000)


def test_what_is_known_is_computed_and_what_is_not_is_not_stated() -> None:
    found = table()
    assert (found["fund"].shown, found["fund"].source) == ("$10,000.00", Source.COMPUTED)
    assert found["opt_outs"].value is None
    assert found["opt_outs"].source is None
    assert found["claims_share"].value is None


def test_shares_and_the_multiplier_are_rounded_half_up_to_two_decimals() -> None:
    found = table(claims=entry(123), opt_outs=entry(2), lodestar=entry(200_000))
    assert found["claims_share"].shown == "30.75%"
    assert found["opt_outs_share"].shown == "0.50%"
    assert found["fees_share"].shown == "33.33%"
    assert found["multiplier"].shown == "1.67"  # 1.666665


def test_nothing_is_divided_by_a_lodestar_of_nothing() -> None:
    assert table(lodestar=entry(0))["multiplier"].value is None


def test_an_entry_by_hand_stands_and_says_by_whom_and_what_it_replaces() -> None:
    found = table(administration=entry(5_001))["administration"]
    assert (found.value, found.source, found.by) == (5_001, Source.BY_HAND, "ann")
    assert found.replaced == "$50.00"
    assert table(administration=entry(5_000))["administration"].replaced == ""


def test_a_status_file_gives_recovery_of_what_was_paid_and_stands_before_what_was_divided(
    file: dict[str, Any],
) -> None:
    found = table(file)
    assert found["average"] == Figure(key="average", value=1_501, source=Source.FILE)  # 1500.5
    assert found["median"].value == 1_501
    assert (found["largest"].value, found["smallest"].value) == (2_001, 1_000)
    assert (found["paid"].value, found["paid_value"].value) == (2, 3_001)
    assert (found["uncashed"].value, found["uncashed_value"].value) == (1, 3_000)
    assert found["methods_of_payment"].value == "ACH (1); check (2)"
    assert table(file, uncashed=entry(7))["uncashed"].replaced == "1"


def test_rows_and_payments_add_up(file: dict[str, Any]) -> None:
    assert file["without_row"] == {"payments": 2, "cents": 899}
    found = file_identities(file, payments=6, total_cents=7_000)
    assert all(one.holds for one in found)
    file["by_status"]["paid"]["cents"] += 1
    broken = [one for one in file_identities(file, payments=6, total_cents=7_000) if not one.holds]
    assert [one.sentence for one in broken] == ["Value of all payments = the same, in dollars"]


def test_figures_come_back_from_their_document(file: dict[str, Any]) -> None:
    figures = figures_of(COMPUTED, file, {"claims": entry(3)})
    assert parse_figures(figures_document(figures)) == figures


def test_entries_are_read_by_their_kind_and_blank_ones_are_none() -> None:
    found = parse_entries(
        {"claims": "1,234", "administration": "$5.5", "methods_of_notice": " Mail ", "lodestar": ""}
    )
    assert found == {"claims": 1_234, "administration": 550, "methods_of_notice": "Mail"}
    document = {key: {"value": value} for key, value in found.items()}
    assert parse_entries(entries_as_typed(document)) == found


@pytest.mark.parametrize(
    ("key", "text"),
    [("claims", "1.5"), ("uncashed_value", "-1"), ("fund", "1"), ("nonsense", "1")],
)
def test_an_entry_that_cannot_be_read_is_refused_by_its_name(key: str, text: str) -> None:
    with pytest.raises(AccountingRefused) as refusal:
        parse_entries({key: text})
    assert refusal.value.path == key
