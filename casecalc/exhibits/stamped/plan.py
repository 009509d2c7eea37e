"""From rows to pages: how a schedule is laid out, where every page begins, and what is carried."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .glyphs import Glyphs
from .layout import HeadWidths, Measured, laid_out
from .lines import Advances, Breaks, broken, pages_of
from .measure import Ruler, usual_width
from .scripts import is_plain, nominal_advance
from .sheet import PADDING, Sheet

Heights = npt.NDArray[np.uint16]
_TALLEST = 60_000


class Table(Protocol):
    """The texts of a schedule, in pieces; see schedule_rows.Rows."""

    def pieces(self, first: int = 0) -> Iterator["Piece"]: ...
    def total_in_words(self, place: int, total: int) -> str: ...


class Piece(Protocol):
    @property
    def texts(self) -> tuple[list[str], ...]: ...
    @property
    def values(self) -> tuple[list[int] | None, ...]: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column as asked for. `needs` are texts for which a figure must have room; what is
    `is_whole` is never broken into lines."""

    head: str
    is_figure: bool
    is_whole: bool
    is_claim: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The sheets; for each the height of every row in lines and where its pages begin."""

    sheets: tuple[Sheet, ...]
    heights: tuple[Heights, ...]
    breaks: tuple[Breaks, ...]

    @property
    def pages(self) -> int:
        return sum(len(one) for one in self.breaks)


def planned(
    table: Table, heads: Sequence[Head], glyphs: Glyphs, characters: Iterable[str], *,
    labels: Sequence[str], label_columns: int,
) -> Plan:  # fmt: skip
    """The widths of all texts are measured once and kept: four bytes a cell."""
    advances = advances_of(glyphs)
    ruler = Ruler(characters, advances)
    texts = [j for j, head in enumerate(heads) if not head.is_figure]
    kept: dict[int, list[npt.NDArray[np.int32]]] = {j: [] for j in texts}
    for piece in table.pieces():
        for j in texts:
            kept[j].append(ruler.widths(piece.texts[j]).astype(np.int32))
    widths = {j: np.concatenate(kept[j]) if kept[j] else np.zeros(0, np.int32) for j in texts}
    del kept
    measured = [_measured(head, advances, glyphs, widths.get(j)) for j, head in enumerate(heads)]
    label = max((_strong(glyphs, text) for text in labels), default=0.0)
    known = {character: glyph.advance for character, glyph in glyphs.regular.items()}
    sheets = laid_out(measured, label=label, heads=HeadWidths(known), label_columns=label_columns)
    heights = tuple(_heights(sheet, widths, table, advances) for sheet in sheets)
    breaks = tuple(pages_of(h.tolist()) for h in heights)
    return Plan(sheets=sheets, heights=heights, breaks=breaks)


def advances_of(glyphs: Glyphs) -> Advances:
    space = ceil(glyphs.spaces[glyphs.house].advance)

    def of(character: str) -> int:
        if character == " ":
            return space
        if character in glyphs.regular:
            return ceil(glyphs.regular[character].advance)
        assert not is_plain(character)  # every plain character is in the specimen
        return ceil(nominal_advance(character))

    return Advances(of)


def limits_of(sheet: Sheet) -> tuple[int, ...]:
    """How wide a line may be in each column, in thousandths of the size of type."""
    return tuple(int((column.width - 2 * PADDING) * 1000 / sheet.size) for column in sheet.columns)


def _measured(
    head: Head, advances: Advances, glyphs: Glyphs, widths: npt.NDArray[np.int32] | None
) -> Measured:
    if widths is None:
        widest = max(
            (max(advances.width(text), _strong(glyphs, text)) for text in head.needs), default=0.0
        )
        usual = widest
    else:
        usual, widest = usual_width([widths.astype(np.int64)])
        usual = widest if head.is_whole else usual
    return Measured(
        head=head.head, widest=widest, usual=usual, is_figure=head.is_figure,
        is_whole=head.is_whole, is_claim=head.is_claim,
    )  # fmt: skip


def _strong(glyphs: Glyphs, text: str) -> float:
    return glyphs.width(text, is_strong=True)


def _heights(
    sheet: Sheet, widths: dict[int, npt.NDArray[np.int32]], table: Table, advances: Advances
) -> Heights:
    """One line, except for rows with a text that is wider than its column."""
    limits = limits_of(sheet)
    shown = [(j, limit) for j, limit in zip(sheet.shows, limits, strict=True) if j in widths]
    count = len(next(iter(widths.values())))
    heights = np.ones(count, dtype=np.uint16)
    wide = np.zeros(count, dtype=bool)
    for j, limit in shown:
        wide |= widths[j] > limit
    if not wide.any():
        return heights
    before = 0
    for piece in table.pieces():
        for i in np.flatnonzero(wide[before : before + len(piece)]).tolist():
            lines = max(len(broken(piece.texts[j][i], limit, advances)) for j, limit in shown)
            heights[before + i] = min(lines, _TALLEST)
        before += len(piece)
    return heights
