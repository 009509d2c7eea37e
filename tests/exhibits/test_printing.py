import pytest

from casecalc.exhibits import printing


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "–"), (0, 3, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 2000, "0.1%"), (3, 3, "100.0%")],
)  # fmt: skip
def test_share_is_rounded_half_up_to_a_tenth(part: int, whole: int, shown: str) -> None:
    assert printing.share(part, whole) == shown


def test_share_of_huge_numbers_is_exact() -> None:
    assert printing.share(10**30 // 2, 10**30) == "50.0%"


def test_money_is_printed_to_the_cent() -> None:
    assert printing.money(10**14) == "$1,000,000,000,000.00"
    assert printing.money(5) == "$0.05"


def test_instant_is_given_in_utc_and_in_the_zone_of_the_matter() -> None:
    shown = printing.instant("2026-11-23T20:15:42.123456+00:00", "America/Los_Angeles")
    assert shown == ("2026-11-23 20:15:42 UTC (November 23, 2026, 12:15:42 in America/Los_Angeles)")


def test_shortened_text_is_cut_at_a_word() -> None:
    assert printing.shortened("Okafor v. Meridian Network", 20) == "Okafor v. Meridian…"
    assert printing.shortened("Okafor", 20) == "Okafor"
