"""Consecutive pages of one sheet, row by row: what stands on each, and its sums."""

from collections.abc import Iterator
from dataclasses import dataclass

from .lines import Advances, Breaks, broken
from .plan import Heights, Piece, Table, limits_of
from .sheet import Cell, FootRow, PageRow, Sheet
from .volume import StampedPage


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """`breaks` are those of its pages; `heights` the heights of the rows from the first of them on;
    `carried` how many rows and what sums stand before it. `is_end`: its last page is the last of
    the sheet."""

    sheet: int
    breaks: Breaks
    heights: Heights
    rows_before: int
    carried: tuple[int, ...]
    is_end: bool


def this_page(rows: int) -> str:
    return f"This page: {rows:,} {_persons(rows)}"


def so_far(rows: int, *, is_end: bool) -> str:
    return f"{'Total' if is_end else 'Running total'}: {rows:,} {_persons(rows)}"


def page_rows(
    stretch: Stretch, sheet: Sheet, table: Table, advances: Advances
) -> Iterator[list[PageRow]]:
    """The rows of each page, without its sums."""
    for rows, _, _ in _pages(stretch, sheet, table, advances):
        yield rows


def stamped_pages(
    stretch: Stretch, sheet: Sheet, table: Table, advances: Advances, numbers: Iterator[str]
) -> Iterator[StampedPage]:
    so_far_rows, totals = stretch.rows_before, list(stretch.carried)
    pages = len(stretch.breaks)
    for place, (rows, count, sums) in enumerate(_pages(stretch, sheet, table, advances), start=1):
        so_far_rows += count
        totals = [total + more for total, more in zip(totals, sums, strict=True)]
        is_end = stretch.is_end and place == pages
        foot = (
            FootRow(this_page(count), _in_words(sheet, table, sums)),
            FootRow(so_far(so_far_rows, is_end=is_end), _in_words(sheet, table, totals)),
        )
        yield StampedPage(stretch.sheet, rows, foot, next(numbers))


def _in_words(sheet: Sheet, table: Table, sums: list[int]) -> list[str]:
    summed = sheet.shows[sheet.label_columns :]
    return [table.total_in_words(place, sums[place]) for place in summed]


def _pages(
    stretch: Stretch, sheet: Sheet, table: Table, advances: Advances
) -> Iterator[tuple[list[PageRow], int, list[int]]]:
    """For each page its rows, how many rows begin on it, and their sums by column of the table."""
    breaks, origin = stretch.breaks, stretch.breaks.rows[0]
    window = _Window(table, origin)
    limits = limits_of(sheet)
    for page in range(len(breaks)):
        first, skipped = breaks.rows[page], breaks.skipped[page]
        end, cut = breaks.rows[page + 1], breaks.skipped[page + 1]
        last = end + 1 if cut else end
        heights = stretch.heights[first - origin : last - origin].tolist()
        rows: list[PageRow] = []
        sums: list[int] = []
        for piece, start, stop in window.parts(first, last):
            columns = [piece.texts[place][start:stop] for place in sheet.shows]
            rows += [
                PageRow(cells, height)
                for cells, height in zip(
                    zip(*columns, strict=True), heights[len(rows) :], strict=False
                )
            ]
            begun = start + 1 if skipped and not sums else start
            more = [0 if v is None else sum(v[begun:stop]) for v in piece.values]
            sums = [a + b for a, b in zip(sums, more, strict=True)] if sums else more
        if max(heights) > 1:
            rows = [_in_lines(row, sheet, limits, advances) for row in rows]
            if cut:
                rows[-1] = _part(rows[-1], skipped if first + 1 == last else 0, cut)
            if skipped and not (cut and first + 1 == last):
                rows[0] = _part(rows[0], skipped, rows[0].lines)
        yield rows, last - first - (1 if skipped else 0), sums


def _in_lines(row: PageRow, sheet: Sheet, limits: tuple[int, ...], advances: Advances) -> PageRow:
    if row.lines == 1:
        return row
    cells: list[Cell] = []
    for text, column, limit in zip(row.cells, sheet.columns, limits, strict=True):
        assert isinstance(text, str)
        cells.append(text if column.is_figure else broken(text, limit, advances))
    return PageRow(cells, row.lines)


def _part(row: PageRow, start: int, end: int) -> PageRow:
    """Some lines of a row that is cut by the end of a page. Where it goes on, its number stands
    again."""
    cells: list[Cell] = []
    for place, cell in enumerate(row.cells):
        if isinstance(cell, str):
            cells.append(cell if not start or not place else "")
        else:
            cells.append(cell[:1] if not place else cell[start:end])
    return PageRow(cells, end - start)


class _Window:
    """The pieces of a table that hold the rows asked for, which never go back beyond the last."""

    def __init__(self, table: Table, first: int) -> None:
        self._pieces = table.pieces(first)
        self._held: list[tuple[int, Piece]] = []
        self._end = first

    def parts(self, first: int, last: int) -> Iterator[tuple[Piece, int, int]]:
        """The pieces of the rows from `first` to before `last`, each with its share of them."""
        while self._end < last:
            piece = next(self._pieces)
            self._held.append((self._end, piece))
            self._end += len(piece)
        self._held = [(at, piece) for at, piece in self._held if at + len(piece) > first]
        for at, piece in self._held:
            start, stop = max(first - at, 0), min(last - at, len(piece))
            if start < stop:
                yield piece, start, stop


def _persons(count: int) -> str:
    return "person" if count == 1 else "persons"
