"""The chart of a sensitivity table: dollars against the share of a class, one line per amount per
head. Lines differ by dashes and marks and carry their amount, so that they read in black and white.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from casecalc.rules.scenario_document import WHOLE, share_in_words
from casecalc.rules.scenarios import GridRow
from casecalc.rules.sentences import money_in_words

from . import svg
from .charts import WIDTH, round_ticks

_PLOT = 250.0
_TOP = 14.0
_LINE = 15.0
_DASHES = ("", "7 3", "2 3", "9 3 2 3")
_MARKS = (  # square, triangle, diamond, circle
    "M-3.5,-3.5 h7 v7 h-7 Z",
    "M0,-4.5 l4.5,8 h-9 Z",
    "M0,-4.8 l4.8,4.8 l-4.8,4.8 l-4.8,-4.8 Z",
    "M-4,0 a4,4 0 1 0 8,0 a4,4 0 1 0 -8,0 Z",
)


def chart_in_words(rows: Sequence[GridRow], per_head_cents: Sequence[int]) -> str:
    """The text alternative: every line by its end."""
    if not rows:
        return "No share of the class was chosen."
    ends = [
        f"{short_money(amount)} a head comes to {money_in_words(cents)}"
        for amount, cents in zip(per_head_cents, rows[-1].cents, strict=True)
    ]
    share = share_in_words(rows[-1].share)
    return f"At {share} of the class, {rows[-1].persons:,} persons: {'; '.join(ends)}."


def sensitivity_chart(
    rows: Sequence[GridRow],
    per_head_cents: Sequence[int],
    *,
    name: str,
    title: str,
    description: str,
    width: float = WIDTH,
    font_family: str | None = None,
) -> str:
    """The rows of `rules.scenarios.sensitivity` as SVG; the table beside it has every figure."""
    ticks = round_ticks(max((cents for row in rows for cents in row.cents), default=0))
    labels = [short_money(tick) for tick in ticks]
    heads = [short_money(cents) for cents in per_head_cents]
    left = svg.widest(labels, svg.SMALL) + 12
    right = width - svg.widest(heads, svg.SMALL) - 14
    base = _TOP + _PLOT
    root = svg.drawing(
        name=name, title=title, description=description, size=(width, base + 44),
        font_family=font_family,
    )  # fmt: skip
    for tick, label in zip(ticks, labels, strict=True):
        y = base - _PLOT * tick / ticks[-1]
        svg.line(root, (left, y), (right, y), css="chart-grid", faint=True)
        svg.text(root, label, (left - 6, y + 4), anchor="end", size=svg.SMALL)
    svg.line(root, (left, base), (right, base))
    _share_labels(root, [row.share for row in rows], left, right, base)
    ends: list[float] = []
    for i in range(len(per_head_cents)):
        points = [
            (left + (right - left) * row.share / WHOLE, base - _PLOT * row.cents[i] / ticks[-1])
            for row in rows
        ]
        _line(root, [(left, base), *points], i)
        ends.append(points[-1][1] if points else base)
    last = left + (right - left) * (rows[-1].share if rows else 0) / WHOLE
    for label, y in zip(heads, _apart(ends), strict=True):
        svg.text(root, label, (last + 9, y + 4), css="chart-value", size=svg.SMALL, bold=True)
    return svg.written(root)


def _line(root: Element, points: Sequence[tuple[float, float]], number: int) -> None:
    path = " L".join(f"{x:.2f},{y:.2f}" for x, y in points)
    attributes = {
        "class": "chart-line",
        "d": f"M{path}",
        "stroke": "currentColor",
        "stroke-width": "1.4",
        "fill": "none",
    }
    dashes = _DASHES[number % len(_DASHES)]
    if dashes:
        attributes["stroke-dasharray"] = dashes
    SubElement(root, "path", attributes)
    for x, y in points[1:]:
        mark = {
            "class": "chart-mark",
            "d": _MARKS[number % len(_MARKS)],
            "transform": f"translate({x:.2f},{y:.2f})",
            "fill": "currentColor",
        }
        SubElement(root, "path", mark)


def _share_labels(
    root: Element, shares: Sequence[int], left: float, right: float, base: float
) -> None:
    """Below the axis where there is room; the largest always."""
    centre = (left + right) / 2
    svg.text(root, "Share of the class", (centre, base + 36), anchor="middle", size=svg.SMALL)
    limit = right + svg.widest(["100%"], svg.SMALL)
    for share in sorted(shares, reverse=True):
        label, x = share_in_words(share), left + (right - left) * share / WHOLE
        half = svg.text_width(label, svg.SMALL) / 2
        svg.line(root, (x, base), (x, base + 4))
        if x + half < limit:
            svg.text(root, label, (x, base + 17), anchor="middle", size=svg.SMALL)
            limit = x - half - 2


def _apart(ends: Sequence[float]) -> list[float]:
    """The same heights, moved up where two labels would touch; in the order given."""
    order = sorted(range(len(ends)), key=lambda i: -ends[i])
    moved, ceiling = list(ends), float("inf")
    for i in order:
        moved[i] = min(ends[i], ceiling)
        ceiling = moved[i] - _LINE
    return moved


def short_money(cents: int) -> str:
    """Without cents where there are none."""
    return money_in_words(cents).removesuffix(".00")
