"""Local calendar days over columns, by Python's time zone rules (not by the engine's own, so that
both engines follow the same ones)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

_STEP = timedelta(hours=12)


def local_day(
    instant: ir.TimestampValue, zone: ZoneInfo, first: datetime, last: datetime
) -> ir.DateValue:
    """The calendar day in `zone` of naive UTC instants that lie within `first`..`last`."""
    return _day(instant, offsets(zone, first, last))


def offsets(zone: ZoneInfo, first: datetime, last: datetime) -> list[tuple[datetime, timedelta]]:
    """(naive UTC instant, offset from then on), ascending, in force over `first`..`last`."""
    found = [(first, _offset(zone, first))]
    at = first
    while at < last:
        following = min(at + _STEP, last)
        if _offset(zone, following) != found[-1][1]:
            change = _change_between(zone, at, following)
            found.append((change, _offset(zone, change)))
            following = change
        at = following
    return found


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first microsecond at which the offset is no longer what it was at `before`."""
    old = _offset(zone, before)
    low, high = before, after
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) // 2
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _day(instant: ir.TimestampValue, parts: list[tuple[datetime, timedelta]]) -> ir.DateValue:
    """A balanced tree of comparisons, so that 400 clock changes cost nine."""
    if len(parts) == 1:
        seconds = int(parts[0][1].total_seconds())
        return (instant + ibis.interval(seconds=seconds)).date()
    middle = len(parts) // 2
    is_before = instant < ibis.literal(parts[middle][0], type="timestamp")
    return is_before.ifelse(_day(instant, parts[:middle]), _day(instant, parts[middle:]))
