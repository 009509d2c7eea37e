"""Reading cells: every reader takes trimmed text that is not blank; None: it is unreadable.

Nothing is guessed, coerced or rounded. Digits are ASCII digits, which `int` and `\\d` are not.
"""

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .places import COUNTRY_NAMES, US_REGIONS

# The Unicode property White_Space, which is not what `str.strip` and `\s` take away: these add
# U+001C to U+001F.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r\x20\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
LARGEST_COUNT = 999_999_999_999
LARGEST_CENTS = 99_999_999_999_999


class DateForm(StrEnum):
    YMD_DASH = "YYYY-MM-DD"
    YMD_SLASH = "YYYY/MM/DD"
    YMD = "YYYYMMDD"
    MDY_SLASH = "MM/DD/YYYY"
    DMY_SLASH = "DD/MM/YYYY"
    DMY_NAME = "DD-Mon-YYYY"


_YEAR, _MONTH, _DAY = "(?P<year>[0-9]{4})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})"
_DATE_PATTERNS = {
    DateForm.YMD_DASH: f"{_YEAR}-{_MONTH}-{_DAY}",
    DateForm.YMD_SLASH: f"{_YEAR}/{_MONTH}/{_DAY}",
    DateForm.YMD: f"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
    DateForm.MDY_SLASH: f"{_MONTH}/{_DAY}/{_YEAR}",
    DateForm.DMY_SLASH: f"{_DAY}/{_MONTH}/{_YEAR}",
    DateForm.DMY_NAME: f"{_DAY}-(?P<month>[A-Za-z]{{3}})-{_YEAR}",
}
_TIME_PATTERN = (
    "(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?)?"
    "(?P<zone>Z| UTC|(?P<sign>[+-])(?P<zone_hours>[0-9]{2}):(?P<zone_minutes>[0-9]{2}))?"
)
_DATES = {form: re.compile(pattern) for form, pattern in _DATE_PATTERNS.items()}
_INSTANTS = {form: re.compile(pattern + _TIME_PATTERN) for form, pattern in _DATE_PATTERNS.items()}
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_WHOLE = "(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
_COUNT = re.compile(_WHOLE)
_MONEY = re.compile(
    rf"\$?(?:{_WHOLE}(?:\.(?P<cents>[0-9]{{1,2}}))?|\.(?P<only_cents>[0-9]{{1,2}}))"
)
_HASH = re.compile("[0-9A-Fa-f]{64}")
_YES_NO = {
    **dict.fromkeys(("true", "t", "yes", "y", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0"), False),
}


def trim(text: str) -> str:
    """`text` without White_Space at both ends; U+200B and U+FEFF are text and stay."""
    return text.strip(WHITE_SPACE)


def read_date(text: str, form: DateForm) -> date | None:
    """A calendar day from 1900-01-01 to 2100-12-31 written in `form`."""
    found = _DATES[form].fullmatch(text)
    return _day(found) if found else None


def read_instant(text: str, form: DateForm, zone: ZoneInfo) -> datetime | None:
    """A date in `form` with optional time and optional zone, as an aware UTC datetime.

    Without a zone in the text `zone` holds: a local time that a clock change skipped cannot be
    read, one that occurred twice is the first, a date alone is the first instant of its day.
    """
    found = _INSTANTS[form].fullmatch(text)
    day = _day(found) if found else None
    if found is None or day is None:
        return None
    if found["zone"] is None and found["hour"] is None:
        return first_instant(day, zone)
    clock = _clock(found)
    if clock is None:
        return None
    local = datetime.combine(day, clock)
    if found["zone"] is None:
        return _instant_in(local, zone)
    offset = _offset(found)
    return local.replace(tzinfo=offset).astimezone(UTC) if offset else None


def first_instant(day: date, zone: ZoneInfo) -> datetime | None:
    """The first instant of a local day, in UTC; None for a day that the zone skipped altogether."""
    midnight = datetime.combine(day, time())
    found = _instant_in(midnight, zone)
    if found is not None:
        return found
    # Midnight was skipped. The clock change lies between midnight as the old and the new offset
    # count it; clocks change on whole seconds.
    early = midnight.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = midnight.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).date() < day:
            early = middle
        else:
            late = middle
    return late if late.astimezone(zone).date() == day else None


def read_count(text: str) -> int | None:
    """A whole number from 0 to 999,999,999,999, with correct thousands commas or none."""
    found = _COUNT.fullmatch(text)
    return _whole_number(found["whole"], LARGEST_COUNT) if found else None


def read_money(text: str) -> int | None:
    """US dollars, as whole cents."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return None
    dollars = _whole_number(found["whole"] or "0", LARGEST_CENTS // 100)
    cents = (found["cents"] or found["only_cents"] or "").ljust(2, "0")
    return None if dollars is None else dollars * 100 + int(cents)


def read_yes_no(text: str) -> bool | None:
    return _YES_NO.get(text.lower())


def read_country(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code."""
    return COUNTRY_NAMES.get(text.lower())


def read_region(text: str, country: str | None) -> str | None:
    """For the US the code of a state, district, territory or military post; else `text` itself."""
    return US_REGIONS.get(text.lower()) if country == "US" else text


def read_email(text: str) -> str | None:
    """The lower-cased address."""
    name, at, host = text.partition("@")
    if not (name and at and host) or "@" in host or any(c in WHITE_SPACE for c in text):
        return None
    return text.lower()


def read_hash(text: str) -> str | None:
    """64 hexadecimal digits, lower-cased: an email key as delivered."""
    return text.lower() if _HASH.fullmatch(text) else None


def email_key(email: str) -> str:
    """The key of an address that was read: hexadecimal SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(email.encode("utf-8")).hexdigest()


def read_time_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name. Names that mean something else on every machine (`localtime`), or
    that count leap seconds (`right/…`), are not IANA names."""
    if name == "localtime" or name.startswith(("posix", "right/")):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _day(found: re.Match[str]) -> date | None:
    month = found["month"].lower()
    try:
        number = _MONTHS.get(month) or int(month)
        day = date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _clock(found: re.Match[str]) -> time | None:
    """00:00 for a date alone."""
    hour, minute, second = (int(found[part] or "0") for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second, int((found["fraction"] or "").ljust(6, "0")))


def _offset(found: re.Match[str]) -> timezone | None:
    if found["sign"] is None:
        return UTC
    hours, minutes = int(found["zone_hours"]), int(found["zone_minutes"])
    if hours > 23 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if found["sign"] == "+" else -offset)


def _instant_in(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant at which clocks of the zone show `local`, in UTC; None if they never do."""
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    shown = instant.astimezone(zone).replace(tzinfo=None, fold=0)
    return instant if shown == local else None


def _whole_number(digits: str, largest: int) -> int | None:
    # Leading zeros first: `int` refuses texts of thousands of digits.
    digits = digits.replace(",", "").lstrip("0")
    if len(digits) > len(str(largest)):
        return None
    number = int(digits or "0")
    return number if number <= largest else None
