"""Section 1 of the meaning of figures, cell by cell."""

import sys
import unicodedata
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from casecalc.rules.cells import (
    WHITE_SPACE,
    DateForm,
    email_key,
    first_instant,
    read_count,
    read_date,
    read_email,
    read_hash,
    read_instant,
    read_money,
    read_time_zone,
    read_yes_no,
    trim,
)

PACIFIC = ZoneInfo("America/Los_Angeles")
ARABIC_FIVE = "\u0665"


def at(text: str, form: DateForm = DateForm.YMD_DASH, zone: ZoneInfo = PACIFIC) -> datetime | None:
    return read_instant(text, form, zone)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_white_space_is_the_unicode_property() -> None:
    separators = {chr(c) for c in range(sys.maxunicode + 1)
                  if unicodedata.category(chr(c)) in ("Zs", "Zl", "Zp")}  # fmt: skip
    assert set(WHITE_SPACE) == separators | set("\t\n\x0b\x0c\r\x85")


def test_trimming_leaves_what_is_not_white_space() -> None:
    assert trim("\u3000\x85\xa0 x\u200b \u2029") == "x\u200b"
    assert trim("\ufeff") == "\ufeff"
    assert trim("\x1c\x1f") == "\x1c\x1f"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (DateForm.YMD_DASH, "2021-03-04"), (DateForm.YMD_DASH, "2021-3-4"),
        (DateForm.YMD_SLASH, "2021/03/4"), (DateForm.YMD, "20210304"),
        (DateForm.MDY_SLASH, "3/4/2021"), (DateForm.DMY_SLASH, "04/03/2021"),
        (DateForm.DMY_NAME, "4-MAR-2021"), (DateForm.DMY_NAME, "04-mar-2021"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_its_form(form: DateForm, text: str) -> None:
    assert read_date(text, form) == date(2021, 3, 4)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (DateForm.YMD_DASH, "21-03-04"), (DateForm.YMD_DASH, "2021-03-04 "),
        (DateForm.YMD_DASH, "2021-03-04\n"), (DateForm.YMD_DASH, "2021-02-29"),
        (DateForm.YMD_DASH, "2021-003-04"), (DateForm.YMD_DASH, "2021-03-00"),
        (DateForm.YMD_DASH, f"202{ARABIC_FIVE}-03-04"), (DateForm.YMD_DASH, "2021/03/04"),
        (DateForm.YMD_DASH, "2021-03-04T00:00"), (DateForm.YMD, "2021034"),
        (DateForm.MDY_SLASH, "13/01/2021"), (DateForm.MDY_SLASH, "1/2/21"),
        (DateForm.DMY_NAME, "4-March-2021"), (DateForm.DMY_NAME, "4-Mrz-2021"),
        (DateForm.YMD_DASH, "1899-12-31"), (DateForm.YMD_DASH, "2101-01-01"),
    ],
)  # fmt: skip
def test_any_other_date_is_unreadable(form: DateForm, text: str) -> None:
    assert read_date(text, form) is None


def test_the_first_and_the_last_day_are_read() -> None:
    assert read_date("1900-01-01", DateForm.YMD_DASH) == date(1900, 1, 1)
    assert read_date("31/12/2100", DateForm.DMY_SLASH) == date(2100, 12, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-15 10:30", utc(2024, 1, 15, 18, 30)),
        ("2024-01-15T10:30:05", utc(2024, 1, 15, 18, 30, 5)),
        ("2024-01-15 10:30:05.5", utc(2024, 1, 15, 18, 30, 5, 500_000)),
        ("2024-01-15T10:30:05.000001Z", utc(2024, 1, 15, 10, 30, 5, 1)),
        ("2024-1-15 10:30 UTC", utc(2024, 1, 15, 10, 30)),
        ("2024-01-15T10:30+23:59", utc(2024, 1, 14, 10, 31)),
        ("2024-01-15T10:30-00:30", utc(2024, 1, 15, 11, 0)),
        ("2024-01-15", utc(2024, 1, 15, 8)),
        ("2024-01-15Z", utc(2024, 1, 15)),
        ("2024-01-15 UTC", utc(2024, 1, 15)),
        ("2024-01-15+02:00", utc(2024, 1, 14, 22)),
    ],
)
def test_an_instant_is_kept_as_utc(text: str, expected: datetime) -> None:
    assert at(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-15  10:30", "2024-01-15t10:30", "2024-01-15T10", "2024-01-15T1:30",
        "2024-01-15T24:00", "2024-01-15T10:60", "2024-01-15T10:30:60", "2024-01-15T10:30:05.",
        "2024-01-15T10:30:05.1234567", "2024-01-15T10:30.5", "2024-01-15T10:30z",
        "2024-01-15T10:30 Z", "2024-01-15T10:30UTC", "2024-01-15T10:30 utc",
        "2024-01-15T10:30  UTC", "2024-01-15T10:30 +01:00", "2024-01-15T10:30+0100",
        "2024-01-15T10:30+24:00", "2024-01-15T10:30+01:60", "2024-01-15T10:30+1:00",
        "2024-01-15T10:30\u221201:00", "2024-01-15\u00a010:30", "2024-01-15T", "2024-01-15 10:30 PM",
        f"2024-01-15T10:3{ARABIC_FIVE}", "2024-01-15T10:30:05,5",
    ],
)  # fmt: skip
def test_an_instant_outside_the_grammar_is_unreadable(text: str) -> None:
    assert at(text) is None


def test_an_instant_has_every_date_form() -> None:
    expected = utc(2024, 3, 4, 5, 6)
    assert at("20240304T05:06Z", DateForm.YMD) == expected
    assert at("3/4/2024 05:06 UTC", DateForm.MDY_SLASH) == expected
    assert at("04-Mar-2024 05:06Z", DateForm.DMY_NAME) == expected
    assert at("20240304-05:00", DateForm.YMD) == utc(2024, 3, 4, 5)


def test_a_skipped_local_time_is_unreadable_unless_its_zone_is_given() -> None:
    assert at("2024-03-10 01:59:59.999999") == utc(2024, 3, 10, 9, 59, 59, 999_999)
    assert at("2024-03-10 02:00") is None
    assert at("2024-03-10 02:59:59") is None
    assert at("2024-03-10 03:00") == utc(2024, 3, 10, 10)
    assert at("2024-03-10 02:30Z") == utc(2024, 3, 10, 2, 30)


def test_a_local_time_that_occurred_twice_is_the_first() -> None:
    assert at("2024-11-03 01:30") == utc(2024, 11, 3, 8, 30)
    assert at("2024-11-03 02:00") == utc(2024, 11, 3, 10)


def test_a_date_alone_is_the_first_instant_of_its_day() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    assert at("2018-11-04 00:00", zone=sao_paulo) is None
    assert at("2018-11-04", zone=sao_paulo) == utc(2018, 11, 4, 3)
    havana = ZoneInfo("America/Havana")  # 01:00 becomes 00:00: midnight occurs twice
    assert at("2023-11-05", zone=havana) == utc(2023, 11, 5, 4)


def test_a_day_that_the_zone_skipped_is_unreadable() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert first_instant(date(2011, 12, 30), apia) is None
    assert first_instant(date(2011, 12, 31), apia) == utc(2011, 12, 30, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("007", 7), ("999999999999", 999_999_999_999), ("1,234,567", 1_234_567),
     ("0" * 5000 + "1", 1)],
)  # fmt: skip
def test_a_count_is_a_whole_number(text: str, expected: int) -> None:
    assert read_count(text) == expected


@pytest.mark.parametrize(
    "text",
    ["-1", "+1", "1.0", "1e3", "1000000000000", "1,23", "1,2345", "1234,567", ",123", "1,",
     "1 234", ARABIC_FIVE, "1_000", "²", "9" * 5000, "NaN"],
)  # fmt: skip
def test_any_other_count_is_unreadable(text: str) -> None:
    assert read_count(text) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [("0", 0), ("$12.50", 1250), ("12.5", 1250), (".5", 50), ("$.05", 5), ("0012.30", 1230),
     ("$1,234,567.89", 123_456_789), ("999,999,999,999.99", 99_999_999_999_999),
     ("450,359,962,737.29", 45_035_996_273_729)],
)  # fmt: skip
def test_money_is_kept_in_whole_cents(text: str, cents: int) -> None:
    assert read_money(text) == cents


@pytest.mark.parametrize(
    "text",
    ["$", ".", "$.", "12.", "1.234", "-1", "($5)", "$ 5", "5$", "5 USD", "€5", "1000000000000",
     "1,2345.00", "12,34", "1.2.3", "+5", "$$5", "1e3", "5.5\n", f"{ARABIC_FIVE}"],
)  # fmt: skip
def test_any_other_money_is_unreadable(text: str) -> None:
    assert read_money(text) is None


def test_yes_and_no_are_read_in_any_case() -> None:
    assert [read_yes_no(t) for t in ("true", "T", "Yes", "y", "1")] == [True] * 5
    assert [read_yes_no(t) for t in ("FALSE", "f", "No", "N", "0")] == [False] * 5
    assert [read_yes_no(t) for t in ("on", "2", "yeſ", "ja", "01")] == [None] * 5


@pytest.mark.parametrize("text", ["a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\u2003c", "a@@b"])
def test_what_is_no_email_is_unreadable(text: str) -> None:
    assert read_email(text) is None


def test_an_email_is_lower_cased_and_keyed_by_its_bytes() -> None:
    assert read_email("ÄNNE.Doe+x@Example.COM") == "änne.doe+x@example.com"
    assert read_email("a\u200b@b") == "a\u200b@b"
    assert email_key("änne@example.com") == sha256("änne@example.com".encode()).hexdigest()


def test_a_hash_is_64_hexadecimal_digits() -> None:
    assert read_hash("AB" * 32) == "ab" * 32
    assert [read_hash(t) for t in ("ab" * 31, "ab" * 33, "0x" + "ab" * 31, "ａ" * 64)] == [None] * 4


def test_a_time_zone_means_the_same_on_every_machine() -> None:
    assert read_time_zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    names = ("localtime", "right/UTC", "posixrules", "America", "../UTC", "", "Mars/Phobos", "a\0b")
    assert [read_time_zone(name) for name in names] == [None] * len(names)
