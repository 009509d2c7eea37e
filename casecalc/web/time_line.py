"""One person's subscriptions and disclosures on a time line, as SVG without styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString, mark_safe

from casecalc.exhibits import svg
from casecalc.queries.member import DeliveredRow, MemberFile
from casecalc.rules.definition import Definition, Period

WIDTH = 880.0
_LEFT = 190.0
_RIGHT = 12.0
_TOP = 26.0
_LANE = 26.0
_BAR = 12.0
MOST_SUBSCRIPTIONS = 12
MOST_DAYS = 2000


@dataclass(frozen=True)
class _Scale:
    """Days to places: `first` at the left edge, `last` at the right one."""

    first: date
    last: date

    def place(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        share = (inside - self.first).days / max((self.last - self.first).days, 1)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def time_line(file: MemberFile, definition: Definition) -> SafeString | None:
    """None when there is no dated subscription and no disclosure."""
    subscriptions = [row for row in file.rows if row.row.subscribed_from is not None]
    counted = _days(file, is_violation=True)
    others = _days(file, is_violation=False)
    scale = _scale(subscriptions, [*counted, *others], definition.class_period)
    if scale is None:
        return None
    shown = subscriptions[:MOST_SUBSCRIPTIONS]
    lanes = len(shown) + bool(counted) + bool(others)
    base = _TOP + lanes * _LANE + 4
    drawing = svg.drawing(
        name="time-line",
        title="Subscriptions and disclosures over time",
        description=_described(file, counted, others),
        size=(WIDTH, base + 24),
        font_family=None,
    )
    if definition.class_period is not None:
        _period(drawing, scale, definition.class_period, base)
    _years(drawing, scale, base)
    for i, row in enumerate(shown):
        _subscription(drawing, scale, row, _TOP + i * _LANE)
    top = _TOP + len(shown) * _LANE
    if counted:
        _ticks(drawing, scale, counted, top, "disclosures counted", "chart-tick-counted")
        top += _LANE
    if others:
        _ticks(drawing, scale, others, top, "other disclosures", "chart-tick")
    return mark_safe(svg.written(drawing))


def _days(file: MemberFile, *, is_violation: bool) -> list[date]:
    zone = file.zone
    return sorted(
        {
            disclosure.row.disclosed_at.astimezone(zone).date()
            for disclosure in file.disclosures
            if disclosure.is_violation is is_violation
        }
    )[:MOST_DAYS]


def _scale(
    subscriptions: Sequence[DeliveredRow], days: Sequence[date], period: Period | None
) -> _Scale | None:
    found = list(days)
    for delivered in subscriptions:
        ends = (delivered.row.subscribed_from, delivered.row.subscribed_until)
        found += [day for day in ends if day is not None]
    if not found:
        return None
    if period is not None:
        found += [day for day in (period.start, period.end) if day is not None]
    margin = timedelta(days=max((max(found) - min(found)).days // 40, 10))
    return _Scale(min(found) - margin, max(found) + margin)


def _described(file: MemberFile, counted: list[date], others: list[date]) -> str:
    plans = "; ".join(
        f"{row.row.plan or 'plan not stated'} from {row.row.subscribed_from or 'not stated'} "
        f"until {row.row.subscribed_until or 'still running'}"
        for row in file.rows[:MOST_SUBSCRIPTIONS]
    )
    return (
        f"{plans}. Days with counted disclosures: {len(counted)}. "
        f"Days with other disclosures: {len(others)}. The tables below give all of them."
    )


def _period(drawing: Element, scale: _Scale, period: Period, base: float) -> None:
    """The class period as a band behind everything."""
    start = scale.place(period.start or scale.first)
    end = scale.place(period.end or scale.last)
    svg.rectangle(
        drawing, (start, 4), (max(end - start, 1), base - 4),
        css="chart-period", fill="currentColor",
    )  # fmt: skip
    svg.text(drawing, "class period", (start + 5, 17), css="chart-note", size=svg.SMALL)


def _years(drawing: Element, scale: _Scale, base: float) -> None:
    years = range(scale.first.year, scale.last.year + 2)
    every = max(len(years) // 12, 1)
    svg.line(drawing, (_LEFT, base), (WIDTH - _RIGHT, base))
    for year in years:
        first = date(year, 1, 1)
        if scale.first <= first <= scale.last and year % every == 0:
            x = scale.place(first)
            svg.line(drawing, (x, 4), (x, base + 5), css="chart-grid", faint=True)
            svg.text(drawing, str(year), (x + 3, base + 17), css="chart-note", size=svg.SMALL)


def _subscription(drawing: Element, scale: _Scale, row: DeliveredRow, top: float) -> None:
    subscribed = row.row
    assert subscribed.subscribed_from is not None
    start = scale.place(subscribed.subscribed_from)
    end = scale.place(subscribed.subscribed_until or scale.last)
    svg.text(
        drawing, subscribed.plan or "plan not stated", (_LEFT - 10, top + 17),
        anchor="end", within=_LEFT - 14,
    )  # fmt: skip
    svg.rectangle(
        drawing, (start, top + (_LANE - _BAR) / 2), (max(end - start, 2), _BAR),
        css="chart-bar chart-bar-solid", fill="currentColor",
    )  # fmt: skip
    if subscribed.subscribed_until is None:
        svg.arrow(drawing, (end - 1, top + _LANE / 2), 11)


def _ticks(
    drawing: Element, scale: _Scale, days: Sequence[date], top: float, label: str, css: str
) -> None:
    svg.text(drawing, label, (_LEFT - 10, top + 17), anchor="end", within=_LEFT - 14)
    for day in days:
        svg.rectangle(
            drawing, (scale.place(day) - 1.25, top + 4), (2.5, _LANE - 8),
            css=css, fill="currentColor",
        )  # fmt: skip
