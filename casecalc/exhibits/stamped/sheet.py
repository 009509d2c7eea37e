"""What a schedule is laid out on: columns, their widths, and the fixed measures of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

# Points. A row is one or more lines of the grid; heads have a fixed height, so that every page of
# every part holds the same number of lines.
PAGE_WIDTH = 612.0
SIDE_MARGIN = 54.0
WIDTH = PAGE_WIDTH - 2 * SIDE_MARGIN
PITCH = 12.0
PIXEL = 0.75
HEAD_LINES = 4
HEAD_PITCH = 10.0
PADDING = 3.0
LINES = 47
FOOT_ROWS = 2
SIZES = (8.5, 8.0, 7.5)


@dataclass(frozen=True, kw_only=True)
class Column:
    """`head` in lines. A figure is set right and never wrapped; a text may run over several lines.
    `width` includes the padding on both sides."""

    head: tuple[str, ...]
    width: float
    is_figure: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One part of the table: the columns, which together fill the width, in type of one size.

    `label_columns` is how many of them, from the left, the label of a foot row spans; `shows` are
    the places of the columns among all columns of the schedule.
    """

    columns: tuple[Column, ...]
    size: float
    label_columns: int
    shows: tuple[int, ...]

    def __post_init__(self) -> None:
        filled = sum(column.width for column in self.columns)
        if abs(filled - WIDTH) > 0.01:
            raise ValueError(f"the columns of a sheet fill {filled:.2f} points, not {WIDTH:g}")


Cell: TypeAlias = str | tuple[str, ...]
"""A text of one line, or the lines of one that has several; either may be empty."""


class PageRow(NamedTuple):
    """A row as it stands on a page: its cells in columns of the sheet. `lines` is its height."""

    cells: Sequence[Cell]
    lines: int


@dataclass(frozen=True)
class FootRow:
    """A label over the first columns, then one text for each remaining column."""

    label: str
    cells: Sequence[str]
