"""The charts of pages and exhibits: data in, SVG text out. Never the only place of a figure: each
stands beside a table that gives all labels and figures in full.

`name` keeps the ids of a chart apart from those of others on the same page; `font_family` is for
the PDF (on a page the text takes the page's font). Classes for style sheets: chart, chart-label,
chart-value, chart-note, chart-axis, chart-grid, chart-arrow, chart-box, chart-bar and
chart-bar-solid, chart-bar-hatched, chart-bar-open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from . import svg

WIDTH = 640.0
_ROW = 26.0
_BAR = 15.0
_LINE = 15.0
_PLOT = 150.0


class Fill(StrEnum):
    SOLID = "solid"
    HATCHED = "hatched"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`value` (not negative) sets the length, `text` is printed: `3,910` or `$3,910,000.00`.
    `start` is where a horizontal bar begins, for what is taken off a larger one (a waterfall).
    `group` is the year of a month, printed once below its columns."""

    label: str
    value: int
    text: str
    fill: Fill = Fill.SOLID
    start: int = 0
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One station of a flow: a figure, what it counts, and lines on what left before it."""

    text: str
    label: str
    notes: tuple[str, ...] = ()


def bar_chart(
    bars: Sequence[Bar],
    *,
    name: str,
    title: str,
    description: str,
    width: float = WIDTH,
    font_family: str | None = None,
) -> str:
    """Horizontal bars, each with its label before and its figure after it."""
    values = svg.widest([bar.text for bar in bars]) + 8
    labels = min(svg.widest([bar.label for bar in bars]) + 10, width * 0.4)
    room = max(width - labels - values, 40.0)
    broken = [svg.wrapped(bar.label, labels - 8, lines=2) for bar in bars]
    row = _ROW + (_LINE if any(len(lines) > 1 for lines in broken) else 0)
    height = row * len(bars) + 8
    root = svg.drawing(
        name=name, title=title, description=description, size=(width, height),
        font_family=font_family,
    )  # fmt: skip
    paint = _Paint(root, name)
    largest = max((bar.start + bar.value for bar in bars), default=0)
    for i, bar in enumerate(bars):
        middle = 4 + row * (i + 0.5)
        foot = middle + svg.FONT_SIZE * 0.35
        length = _length(bar.value, largest, room)
        begin = labels + (room * bar.start / largest if bar.start else 0)
        for j, words in enumerate(broken[i]):
            above = (len(broken[i]) - 1) / 2 - j
            at = (labels - 8, foot - above * _LINE)
            svg.text(root, words, at, anchor="end", within=labels - 8, whole=bar.label)
        if length:
            paint.rectangle(bar.fill, (begin, middle - _BAR / 2), (length, _BAR))
        svg.text(root, bar.text, (begin + length + 6, foot), css="chart-value")
    svg.line(root, (labels, 2), (labels, height - 2))
    return svg.written(root)


def column_chart(
    columns: Sequence[Bar],
    *,
    name: str,
    title: str,
    description: str,
    width: float = WIDTH,
    font_family: str | None = None,
) -> str:
    """Columns in the order given, with a scale at the left and, where there is room, a figure on
    each; groups (years) are printed once below the labels."""
    ticks = round_ticks(max((column.value for column in columns), default=0))
    left = svg.widest([f"{tick:,}" for tick in ticks], svg.SMALL) + 12
    top, base = 20.0, 20.0 + _PLOT
    root = svg.drawing(
        name=name, title=title, description=description, size=(width, base + 42),
        font_family=font_family,
    )  # fmt: skip
    paint = _Paint(root, name)
    for tick in ticks:
        y = base - _PLOT * tick / ticks[-1]
        svg.line(root, (left, y), (width, y), css="chart-grid", faint=True)
        svg.text(root, f"{tick:,}", (left - 6, y + 4), anchor="end", size=svg.SMALL)
    pitch = (width - left) / max(len(columns), 1)
    thickness = min(pitch * 0.72, 46.0)
    has_room = svg.widest([column.text for column in columns], svg.SMALL) < pitch - 2
    for i, column in enumerate(columns):
        centre = left + pitch * (i + 0.5)
        length = _length(column.value, ticks[-1], _PLOT)
        if length:
            paint.rectangle(
                column.fill, (centre - thickness / 2, base - length), (thickness, length)
            )
        if has_room:
            svg.text(
                root, column.text, (centre, max(base - length - 5, top - 8)),
                css="chart-value", anchor="middle", size=svg.SMALL,
            )  # fmt: skip
    svg.line(root, (left, base), (width, base))
    _column_labels(root, columns, left, pitch, base)
    return svg.written(root)


def flow_chart(
    steps: Sequence[Step],
    *,
    name: str,
    title: str,
    description: str,
    width: float = WIDTH,
    font_family: str | None = None,
) -> str:
    """Stations from left to right with arrows between: rows, people, eligible, dollars."""
    gap = 30.0
    box = (width - 2 - gap * (len(steps) - 1)) / max(len(steps), 1)
    notes = max((len(step.notes) for step in steps), default=0)
    labels = [svg.wrapped(step.label, box - 8, lines=3) for step in steps]
    foot = 49.0 + 16 * max((len(lines) for lines in labels), default=1)
    height = foot + (notes * 16 + 8 if notes else 2)
    root = svg.drawing(
        name=name, title=title, description=description, size=(width, height),
        font_family=font_family,
    )  # fmt: skip
    size = min(
        [20.0, *(20 * (box - 14) / svg.text_width(step.text, 20) for step in steps if step.text)]
    )
    for i, step in enumerate(steps):
        x = 1 + i * (box + gap)
        centre = x + box / 2
        svg.rectangle(root, (x, 1), (box, foot - 2), css="chart-box", fill="none")
        svg.text(
            root, step.text, (centre, 29), css="chart-value", anchor="middle", size=size, bold=True
        )
        for j, words in enumerate(labels[i]):
            svg.text(root, words, (centre, 50 + j * 16), anchor="middle", within=box - 8)
        for j, note in enumerate(step.notes):
            svg.text(
                root, note, (centre, foot + 17 + j * 16), css="chart-note", anchor="middle",
                size=svg.SMALL, within=box + gap - 8,
            )  # fmt: skip
        if i + 1 < len(steps):
            svg.arrow(root, (x + box + 4, foot / 2), gap - 8)
    return svg.written(root)


def consecutive_months(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both `YYYY-MM`, so that a chart shows empty ones too."""
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


class _Paint:
    """Draws filled rectangles, defining the hatching at its first use."""

    def __init__(self, root: Element, name: str) -> None:
        self._root = root
        self._name = name
        self._hatched: str | None = None

    def rectangle(self, fill: Fill, at: tuple[float, float], size: tuple[float, float]) -> None:
        svg.rectangle(
            self._root, at, size, css=f"chart-bar chart-bar-{fill}", fill=self._reference(fill)
        )

    def _reference(self, fill: Fill) -> str:
        if fill is Fill.SOLID:
            return "currentColor"
        if fill is Fill.OPEN:
            return "none"
        if self._hatched is None:
            self._hatched = svg.hatching(self._root, self._name)
        return self._hatched


def _length(value: int, largest: int, room: float) -> float:
    """In proportion; what is not nothing stays visible."""
    if value <= 0 or largest <= 0:
        return 0.0
    return max(room * value / largest, 1.5)


def round_ticks(largest: int) -> list[int]:
    """Zero and up to five round steps that reach the largest value."""
    step = 1
    for factor in _round_steps():
        step = factor
        if step * 5 >= largest:
            break
    count = max(-(-largest // step), 1)
    return [step * i for i in range(count + 1)]


def _round_steps() -> Sequence[int]:
    return [lead * 10**power for power in range(30) for lead in (1, 2, 5)]


def _column_labels(
    root: Element, columns: Sequence[Bar], left: float, pitch: float, base: float
) -> None:
    """Labels below the axis, every one or every n-th, and each group below its first column."""
    every = max(int(-(-(svg.widest([c.label for c in columns], svg.SMALL) + 4) // pitch)), 1)
    group = ""
    for i, column in enumerate(columns):
        centre = left + pitch * (i + 0.5)
        if i % every == 0:
            svg.text(root, column.label, (centre, base + 15), anchor="middle", size=svg.SMALL)
        if column.group != group:
            group = column.group
            x = left + pitch * i + 1
            svg.line(root, (left + pitch * i, base), (left + pitch * i, base + 33), faint=True)
            svg.text(root, group, (x + 2, base + 31), size=svg.SMALL, bold=True)
