"""How a text is broken into lines, and rows into pages. Widths are whole thousandths of the size of
type, so that every process breaks alike."""

import unicodedata
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .sheet import LINES

_BREAK_AFTER = frozenset(",-/_@.:|)")


@dataclass
class Advances:
    """The width of a character, looked up once."""

    of: Callable[[str], int]
    known: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, character: str) -> int:
        found = self.known.get(character)
        if found is None:
            found = self.known[character] = self.of(character)
        return found

    def width(self, text: str) -> int:
        return sum([self[character] for character in text])


def broken(text: str, limit: int, advances: Advances) -> tuple[str, ...]:
    """The lines of a text, none wider than `limit` (a single character that is stands alone).

    Lines end at a space, which is dropped; else after a `;`, which parts identifiers; else after a
    mark such as `@`; else anywhere, but never before a mark that belongs to the character before.
    """
    if not text:
        return ()
    if advances.width(text) <= limit:
        return (text,)
    lines, start = [], 0
    while start < len(text):
        end = _fitting(text, start, limit, advances)
        if end < len(text):
            end = _break_before(text, start, end)
        lines.append(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return tuple(lines)


def _fitting(text: str, start: int, limit: int, advances: Advances) -> int:
    width, end = 0, start
    while end < len(text):
        width += advances[text[end]]
        if width > limit and end > start and text[end] != " ":
            return end
        end += 1
    return end


def _break_before(text: str, start: int, end: int) -> int:
    space = text.rfind(" ", start, end + 1)
    if space > start:
        return space
    listed = text.rfind(";", start, end) + 1
    if listed:
        return listed
    for place in range(end, start + 1, -1):
        if text[place - 1] in _BREAK_AFTER:
            return place
    place = end
    while place > start + 1 and unicodedata.category(text[place])[0] == "M":
        place -= 1
    return place


@dataclass(frozen=True)
class Breaks:
    """Where pages begin and the last one ends: the row, and how many of its lines stand before."""

    rows: "array[int]"
    skipped: "array[int]"

    def __len__(self) -> int:
        return len(self.rows) - 1

    def some(self, first: int, last: int) -> "Breaks":
        """Those of the pages from `first` to before `last`."""
        return Breaks(self.rows[first : last + 1], self.skipped[first : last + 1])


def pages_of(heights: Iterable[int]) -> Breaks:
    """Rows fill a page; one that does not fit begins the next, one taller than a page goes on."""
    rows, skipped = array("Q"), array("I")
    free, row = 0, -1
    for row, height in enumerate(heights):
        left = height
        while left:
            if left > free and ((free < LINES and height <= LINES) or not free):
                rows.append(row)
                skipped.append(height - left)
                free = LINES
            taken = min(left, free)
            free -= taken
            left -= taken
    rows.append(row + 1)
    skipped.append(0)
    return Breaks(rows, skipped)
