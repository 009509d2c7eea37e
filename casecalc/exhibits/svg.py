"""Drawing for the charts: SVG elements that escape their text, and texts cut to a width.

No inline style attributes and no colours but `currentColor`: a page styles the classes, and without
any style sheet the drawing reads in black on white.
"""

import unicodedata
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

FONT_SIZE = 13
SMALL = 11.5
_NARROW = frozenset("ijltfrI1.,:;'|!()[] -")
_WIDE = frozenset("mwMW@%ABCDEFGHKNOPQRUVXYZ—…")


def drawing(
    *, name: str, title: str, description: str, size: tuple[float, float], font_family: str | None
) -> Element:
    """The `<svg>` of one chart; `name` keeps its ids apart from those of other charts on a page."""
    width, height = size
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            "width": _number(width),
            "height": _number(height),
            "fill": "currentColor",
            "font-size": _number(FONT_SIZE),
        },
    )
    if font_family is not None:
        svg.set("font-family", font_family)
    SubElement(svg, "title", {"id": f"{name}-title"}).text = printable(title)
    SubElement(svg, "desc", {"id": f"{name}-description"}).text = printable(description)
    return svg


def written(svg: Element) -> str:
    return tostring(svg, encoding="unicode")


def hatching(svg: Element, name: str) -> str:
    """Defines the hatched fill of a drawing and returns what refers to it."""
    pattern = SubElement(
        SubElement(svg, "defs"),
        "pattern",
        {
            "id": f"{name}-hatched",
            "width": "5",
            "height": "5",
            "patternUnits": "userSpaceOnUse",
        },
    )
    SubElement(
        pattern,
        "path",
        {
            "d": "M-1,1 l2,-2 M0,5 l5,-5 M4,6 l2,-2",
            "stroke": "currentColor",
            "stroke-width": "1",
            "fill": "none",
        },
    )
    return f"url(#{name}-hatched)"


def text(
    parent: Element,
    words: str,
    at: tuple[float, float],
    *,
    css: str = "chart-label",
    anchor: str = "start",
    size: float | None = None,
    bold: bool = False,
    within: float | None = None,
    whole: str | None = None,
) -> None:
    """Words at a point; those wider than `within` are cut, and a `<title>` keeps them, or the
    `whole` label that they are a line of."""
    words = printable(words)
    size = FONT_SIZE if size is None else size
    shown = words if within is None else fitted(words, within, size)
    x, y = at
    attributes = {
        "class": css,
        "x": _number(x),
        "y": _number(y),
        "text-anchor": anchor,
        "font-size": _number(size),
    }
    if bold:
        attributes["font-weight"] = "bold"
    element = SubElement(parent, "text", attributes)
    element.text = shown
    if shown != words:
        SubElement(element, "title").text = words if whole is None else printable(whole)


def rectangle(
    parent: Element, at: tuple[float, float], size: tuple[float, float], *, css: str, fill: str
) -> None:
    """A filled rectangle; one that is not solid has an outline too."""
    attributes = {
        "class": css,
        "x": _number(at[0]),
        "y": _number(at[1]),
        "width": _number(size[0]),
        "height": _number(size[1]),
        "fill": fill,
    }
    if fill == "currentColor":
        attributes["fill-opacity"] = "0.82"
    else:
        attributes |= {"stroke": "currentColor", "stroke-width": "0.8"}
    SubElement(parent, "rect", attributes)


def line(
    parent: Element,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    css: str = "chart-axis",
    faint: bool = False,
) -> None:
    attributes = {
        "class": css,
        "d": f"M{_number(start[0])},{_number(start[1])} L{_number(end[0])},{_number(end[1])}",
        "stroke": "currentColor",
        "stroke-width": "0.5" if faint else "1",
        "fill": "none",
    }
    if faint:
        attributes["stroke-opacity"] = "0.35"
    SubElement(parent, "path", attributes)


def arrow(parent: Element, start: tuple[float, float], length: float) -> None:
    x, y = start
    tip = x + length
    line(parent, start, (tip - 5, y), css="chart-arrow")
    head = f"M{_number(tip)},{_number(y)} l-7,-4 l0,8 Z"
    SubElement(parent, "path", {"class": "chart-arrow", "d": head, "fill": "currentColor"})


def text_width(words: str, size: float = FONT_SIZE) -> float:
    """A safe estimate: fonts differ between page and PDF, so no font is measured."""
    return sum(_em(character) for character in printable(words)) * size


def fitted(words: str, width: float, size: float = FONT_SIZE) -> str:
    if text_width(words, size) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(words: str, width: float, *, lines: int, size: float = FONT_SIZE) -> list[str]:
    """Words broken at spaces into at most so many lines; the last one holds the rest."""
    broken = [""]
    for word in words.split():
        longer = f"{broken[-1]} {word}".strip()
        if not broken[-1] or len(broken) == lines or text_width(longer, size) <= width:
            broken[-1] = longer
        else:
            broken.append(word)
    return broken


def widest(texts: Sequence[str], size: float = FONT_SIZE) -> float:
    return max((text_width(words, size) for words in texts), default=0.0)


def printable(words: str) -> str:
    """Control characters, which XML cannot carry, as visible code points."""
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in ("Cc", "Cs", "Cn") else c for c in words
    )


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.05
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 0.78
    return 0.56


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
