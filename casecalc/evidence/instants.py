"""Instants in columns: the padded, fixed-width ways of writing one, all at once.

Exactly what `rules.cells.read_instant` reads, for the ways of writing that logs have. Anything
else (unpadded days, days on which the clocks change, what cannot be read at all) is left to it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from casecalc.rules.cells import FIRST_DAY, LAST_DAY, DateForm, read_instant

from .strings import Bytes, text_bytes, text_lengths

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Where year, month and day stand when padded, and the literals between them.
_SHAPES: dict[DateForm, tuple[int, int, int, int, dict[int, str]]] = {
    DateForm.YMD_DASH: (10, 0, 5, 8, {4: "-", 7: "-"}),
    DateForm.YMD_SLASH: (10, 0, 5, 8, {4: "/", 7: "/"}),
    DateForm.YMD: (8, 0, 4, 6, {}),
    DateForm.MDY_SLASH: (10, 6, 0, 3, {2: "/", 5: "/"}),
    DateForm.DMY_SLASH: (10, 6, 3, 0, {2: "/", 5: "/"}),
    DateForm.DMY_NAME: (11, 7, 3, 0, {2: "-", 6: "-"}),
}
_TIME_WIDTHS = (0, 6, 9, 11, 12, 13, 14, 15, 16)
_ZONES = {0: "", 1: "Z", 4: " UTC", 6: "±"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_CODES = np.array([int.from_bytes(name.encode(), "big") for name in _MONTHS])
_SECOND, _MINUTE, _DAY = 1_000_000, 60_000_000, 86_400_000_000
_FIRST_MONTH = (1900 - 1970) * 12
_MONTH_STARTS = (
    np.arange(_FIRST_MONTH, (2101 - 1970) * 12 + 1)
    .astype("datetime64[M]")
    .astype("datetime64[D]")
    .astype(np.int64)
)
_UNSETTLED = np.iinfo(np.int64).min
_UNASKED = _UNSETTLED + 1


class LocalDays:
    """How far a zone's clocks are from UTC on each local day, asked of the zone once a day.

    A day has one offset when all its hours have it, whichever way they are read; no zone has
    changed its clocks and changed them back within an hour. Other days are left to the rules.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._first = FIRST_DAY.toordinal() - date(1970, 1, 1).toordinal()
        days = (LAST_DAY - FIRST_DAY).days + 1
        self._offsets = np.full(days, _UNASKED, dtype=np.int64)

    def offsets(self, days: Ints) -> Ints:
        """Microseconds that the local clock is ahead of UTC, or `_UNSETTLED`, for each day (counted
        from 1970-01-01)."""
        at = days - self._first
        for day in np.unique(at[self._offsets[at] == _UNASKED]).tolist():
            self._offsets[day] = self._ask(day)
        return self._offsets[at]

    def _ask(self, day: int) -> int:
        midnight = datetime.combine(FIRST_DAY + timedelta(days=day), time())
        found = {
            (midnight + timedelta(hours=hour)).replace(tzinfo=self.zone, fold=fold).utcoffset()
            for hour in range(25)
            for fold in (0, 1)
        }
        offset = found.pop()
        if found or offset is None:
            return int(_UNSETTLED)
        return offset // timedelta(microseconds=1)


def read_instants(text: pa.StringArray, form: DateForm, days: LocalDays) -> pa.Array:
    """UTC timestamps (no zone, microseconds); null where the text is null or cannot be read."""
    lengths = text_lengths(text)
    values = np.full(len(text), _UNSETTLED, dtype=np.int64)
    for width in np.unique(lengths[lengths > 0]).tolist():
        rows = np.flatnonzero(lengths == width)
        cells = text_bytes(text, rows, width)
        left = np.ones(len(rows), dtype=bool)
        for time_width, zone_width in _splits(width - _SHAPES[form][0]):
            at = np.flatnonzero(left)
            if len(at) == 0:
                break
            found = _fixed(cells[at], form, time_width, zone_width, days)
            left[at] = found == _UNSETTLED
            values[rows[at]] = found
    odd = np.flatnonzero((values == _UNSETTLED) & (lengths > 0))
    is_null = lengths == 0
    if len(odd):
        read = _read_each(text.take(pa.array(odd)).to_pylist(), form, days.zone)
        is_null[odd] = [value is None for value in read]
        values[odd] = [0 if value is None else value for value in read]
    return pa.array(values, type=pa.int64(), mask=is_null).cast(pa.timestamp("us"))


def _read_each(texts: list[str], form: DateForm, zone: ZoneInfo) -> list[int | None]:
    read: dict[str, int | None] = {}
    for text in set(texts):
        instant = read_instant(text, form, zone)
        read[text] = None if instant is None else _microseconds(instant)
    return [read[text] for text in texts]


def _microseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _splits(width: int) -> Iterator[tuple[int, int]]:
    """The widths of time and zone that together are `width`."""
    for zone_width in _ZONES:
        if width - zone_width in _TIME_WIDTHS:
            yield width - zone_width, zone_width


def _fixed(cells: Bytes, form: DateForm, time_width: int, zone_width: int, days: LocalDays) -> Ints:
    """Instants of cells that are all of one width; `_UNSETTLED` where they are not written so."""
    date_width = _SHAPES[form][0]
    day, good = _days(cells[:, :date_width], form)
    clock, is_clock = _clock(cells[:, date_width : date_width + time_width])
    good &= is_clock
    offset, is_zone = _offsets(cells[:, date_width + time_width :], zone_width)
    good &= is_zone
    if zone_width == 0:
        offset[good] = days.offsets(day[good])
        good &= offset != _UNSETTLED
    result: Ints = np.where(good, day * _DAY + clock - offset, _UNSETTLED)
    return result


def _days(cells: Bytes, form: DateForm) -> tuple[Ints, Bools]:
    """Days from 1970-01-01, and where they are days at all, in range."""
    _, year_at, month_at, day_at, literals = _SHAPES[form]
    good = np.ones(len(cells), dtype=bool)
    for at, literal in literals.items():
        good &= cells[:, at] == ord(literal)
    year = _number(cells[:, year_at : year_at + 4], good)
    day = _number(cells[:, day_at : day_at + 2], good)
    if form is DateForm.DMY_NAME:
        month = _named_month(cells[:, month_at : month_at + 3], good)
    else:
        month = _number(cells[:, month_at : month_at + 2], good)
    good &= (month >= 1) & (month <= 12) & (year >= 1900) & (year <= 2100) & (day >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0)
    first = _month_start(months)
    good &= day <= _month_start(months + 1) - first
    return np.where(good, first + day - 1, 0), good


def _month_start(months: Ints) -> Ints:
    """The day on which months since January 1970 begin, 1900 to 2101."""
    days: Ints = _MONTH_STARTS[months - _FIRST_MONTH]
    return days


def _named_month(cells: Bytes, good: Bools) -> Ints:
    """Only letters become letters when bit 5 is set, so any case is read and nothing else is."""
    lower = (cells | 0x20).astype(np.int64)
    is_letter = ((cells & 0xC0) == 0x40).all(axis=1)
    code = lower[:, 0] << 16 | lower[:, 1] << 8 | lower[:, 2]
    matches = code[:, None] == _MONTH_CODES
    good &= matches.any(axis=1) & is_letter
    month: Ints = matches.argmax(axis=1) + 1
    return month


def _clock(cells: Bytes) -> tuple[Ints, Bools]:
    """Microseconds since midnight of `T` or space, `HH:MM[:SS[.f]]`, or of nothing at all."""
    good = np.ones(len(cells), dtype=bool)
    clock = np.zeros(len(cells), dtype=np.int64)
    width = cells.shape[1]
    if width == 0:
        return clock, good
    good &= ((cells[:, 0] == ord("T")) | (cells[:, 0] == ord(" "))) & (cells[:, 3] == ord(":"))
    hour, minute = _number(cells[:, 1:3], good), _number(cells[:, 4:6], good)
    good &= (hour <= 23) & (minute <= 59)
    clock += hour * 60 * _MINUTE + minute * _MINUTE
    if width >= 9:
        second = _number(cells[:, 7:9], good)
        good &= (cells[:, 6] == ord(":")) & (second <= 59)
        clock += second * _SECOND
    if width > 9:
        good &= cells[:, 9] == ord(".")
        clock += _number(cells[:, 10:], good) * 10 ** (16 - width)
    return clock, good


def _offsets(cells: Bytes, width: int) -> tuple[Ints, Bools]:
    good = np.ones(len(cells), dtype=bool)
    offset = np.zeros(len(cells), dtype=np.int64)
    if width == 6:
        good &= ((cells[:, 0] == ord("+")) | (cells[:, 0] == ord("-"))) & (cells[:, 3] == ord(":"))
        hours, minutes = _number(cells[:, 1:3], good), _number(cells[:, 4:6], good)
        good &= (hours <= 23) & (minutes <= 59)
        offset = (hours * 60 + minutes) * _MINUTE * np.where(cells[:, 0] == ord("-"), -1, 1)
    else:
        for at, literal in enumerate(_ZONES[width]):
            good &= cells[:, at] == ord(literal)
    return offset, good


def _number(cells: Bytes, good: Bools) -> Ints:
    """The number that the ASCII digits of each row are; rows with anything else become not good."""
    digits = cells - np.uint8(48)  # what is below "0" wraps around to above 9
    number = np.zeros(len(cells), dtype=np.int64)
    for at in range(cells.shape[1]):
        good &= digits[:, at] <= 9  # column by column: `all(axis=1)` takes nine times as long
        number = number * 10 + digits[:, at]
    return number
