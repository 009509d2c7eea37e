"""How figures are printed: counts with commas, whole cents as dollars, shares to a tenth, days and
instants in words. Exact: no float on the way."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casecalc.rules.sentences import MONTHS, day_in_words, money_in_words


def count(number: int) -> str:
    return f"{number:,}"


def money(cents: int) -> str:
    return money_in_words(cents)


def share(part: int, whole: int) -> str:
    """Per cent to one decimal, halves up; a dash where there is nothing to divide by."""
    if whole == 0:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def finer_share(part: int, whole: int) -> str:
    """Per cent to two decimals, halves up; a dash where there is nothing to divide by."""
    if whole == 0:
        return "–"
    hundredths = (20_000 * part + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def some(number: int, singular: str, plural: str | None = None) -> str:
    """`1 person`, `2,000 persons`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def month(label: str) -> str:
    """`2024-09` is September 2024."""
    return f"{MONTHS[int(label[5:7]) - 1]} {label[:4]}"


def instant(text: str, time_zone: str) -> str:
    """An ISO 8601 instant in UTC and in the matter's zone, to the second."""
    at = _utc(text)
    local = at.astimezone(ZoneInfo(time_zone))
    return (
        f"{at:%Y-%m-%d %H:%M:%S} UTC "
        f"({day_in_words(local.date())}, {local:%H:%M:%S} in {time_zone})"
    )


def day(text: str, time_zone: str) -> str:
    """The local calendar day of an ISO 8601 instant, or an ISO date as it stands."""
    if len(text) == 10:
        return day_in_words(date.fromisoformat(text))
    return day_in_words(_utc(text).astimezone(ZoneInfo(time_zone)).date())


def w3c_instant(text: str) -> str:
    """An instant as PDF metadata takes it."""
    return f"{_utc(text):%Y-%m-%dT%H:%M:%SZ}"


def listed(items: list[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut at a word where one is near."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    space = kept.rfind(" ")
    return f"{kept[:space] if space > length * 2 // 3 else kept}…"


def _utc(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
