"""A workbook of figures and live formulas over them: every formula carries the value that it has.

Text never becomes a formula. Amounts are dollars where sums of them come out to the cent in the
arithmetic of a spreadsheet, else whole cents.
"""

import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import xlsxwriter

from .printing import shortened

LARGEST_INTEGER = 10**15  # a spreadsheet shows 15 digits
LONGEST_TEXT = 32_000  # a cell has room for 32,767 characters
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FOOTER = "&L&8{}&R&8Page &P of &N"

Form = Literal["count", "money", "share", "truth"]


@dataclass(frozen=True)
class Count:
    number: int


@dataclass(frozen=True)
class Cents:
    cents: int


@dataclass(frozen=True)
class Live:
    """A formula (without its sign) and its value: a count, cents, part and whole, or a truth."""

    formula: str
    value: int | tuple[int, int] | bool
    form: Form


Cell: TypeAlias = str | Count | Cents | Live | None


class TooLarge(Exception):
    """An amount has more digits than a spreadsheet keeps."""


class Book:
    """Sheets in the order in which they are named; `checks` are ranges of formulas that say whether
    something holds, by sheet."""

    def __init__(self, *, names: Sequence[str], created: datetime, heading: str, note: str) -> None:
        self._stream = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._stream, {"in_memory": True})
        self._book.set_properties(
            {"created": created.replace(tzinfo=None), "author": "casecalc", "title": heading}
        )
        self.is_in_cents = False
        self.checks: dict[str, list[str]] = {name: [] for name in names}
        self._formats = {
            name: self._book.add_format({"valign": "top", **look}) for name, look in _LOOKS.items()
        }
        self._sheets = {name: Sheet(self, name, heading, note) for name in names}

    def __getitem__(self, name: str) -> "Sheet":
        return self._sheets[name]

    def look(self, form: str) -> Any:
        return self._formats["count" if form == "money" and self.is_in_cents else form]

    def add_sheet(self, name: str) -> Any:
        return self._book.add_worksheet(name)

    def amount(self, cents: int) -> float | int:
        """What a cell holds for an amount: the number nearest to its decimal text."""
        return cents if self.is_in_cents else float(Decimal(cents).scaleb(-2))

    def rounded(self, formula: str) -> str:
        """Whole cents again: sums of dollars are rounded, sums of cents are exact."""
        return formula if self.is_in_cents else f"ROUND({formula},2)"

    @property
    def unit(self) -> str:
        return "cents" if self.is_in_cents else "dollars"

    def keep_exact(self, *, largest: int, terms: int) -> None:
        """Choose the unit in which sums of so many amounts up to so many cents are exact. Raises
        TooLarge where none is."""
        if largest >= LARGEST_INTEGER:
            raise TooLarge
        self.is_in_cents = math.ulp(largest / 100) * (terms + 1) >= 0.005

    def data(self) -> bytes:
        self._book.close()
        return self._stream.getvalue()


_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "quote_prefix": True, "text_wrap": True},
    "title": {"num_format": "@", "quote_prefix": True, "bold": True, "font_size": 14},
    "note": {"num_format": "@", "quote_prefix": True, "italic": True},
    "head": {
        "num_format": "@",
        "quote_prefix": True,
        "bold": True,
        "text_wrap": True,
        "bottom": 1,
        "valign": "bottom",
    },
    "figure_head": {
        "num_format": "@",
        "quote_prefix": True,
        "bold": True,
        "text_wrap": True,
        "bottom": 1,
        "valign": "bottom",
        "align": "right",
    },
    "count": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "share": {"num_format": "0.0%"},
    "truth": {"align": "right"},
}


@dataclass
class Sheet:
    """Rows from the top; `row` is the number of the next."""

    book: Book
    name: str
    heading: str
    note: str
    row: int = 1
    _sheet: Any = field(init=False)
    _widths: tuple[int, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        self._sheet = self.book.add_sheet(self.name)
        self._sheet.set_landscape()
        self._sheet.set_paper(1)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer(_FOOTER.format(_shown(self.heading, 180).replace("&", "&&")))
        self._line("title", self.name)
        if self.note:
            self._line("note", self.note)

    def widths(self, *widths: int) -> None:
        self._widths = widths
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def says(self, text: str) -> None:
        self._line("note", text)

    def gap(self) -> None:
        self.row += 1

    def heads(self, *texts: str, left: int = 1) -> None:
        """The first `left` columns are of text, the others of figures."""
        for column, text in enumerate(texts):
            self._text(column, text, "head" if column < left else "figure_head")
        self._end_row(texts)

    def line(self, *cells: Cell) -> int:
        """Write a row of cells; returns its number."""
        for column, cell in enumerate(cells):
            self._cell(column, cell)
        self._end_row(cells)
        return self.row - 1

    def _end_row(self, cells: Sequence[Cell]) -> None:
        """As high as its longest text needs: not every reader works that out by itself."""
        lines = [
            sum(max(1, -(-len(part) * 11 // (width * 10))) for part in cell.split("\n"))
            for cell, width in zip(cells, self._widths, strict=False)
            if isinstance(cell, str)
        ]
        if max(lines, default=1) > 1:
            self._sheet.set_row(self.row - 1, min(15 * max(lines), 400))
        self.row += 1

    def at(self, column: int, row: int) -> str:
        """How another sheet names a cell of this one."""
        return f"{self.name}!${letters(column)}${row}"

    def check(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Cells from `first` to `last` (column, row) say whether something holds."""
        corner = f"${letters(last[0])}${last[1]}"
        self.book.checks[self.name].append(f"{self.at(*first)}:{corner}")

    def _line(self, look: str, text: str) -> None:
        self._text(0, text, look)
        self.row += 1

    def _cell(self, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case str():
                self._text(column, cell, "text")
            case Count(number):
                self._sheet.write_number(self.row - 1, column, number, self.book.look("count"))
            case Cents(cents):
                amount = self.book.amount(cents)
                self._sheet.write_number(self.row - 1, column, amount, self.book.look("money"))
            case Live(formula, _, form):
                look = self.book.look(form)
                self._sheet.write_formula(self.row - 1, column, f"={formula}", look, self._of(cell))

    def _of(self, live: Live) -> float | int | bool:
        match live.value:
            case (part, whole):
                return part / whole
            case bool():
                return live.value
            case _:
                return self.book.amount(live.value) if live.form == "money" else live.value

    def _text(self, column: int, text: str, look: str) -> None:
        shown, form = _shown(text, LONGEST_TEXT), self.book.look(look)
        if shown.startswith("<r>") and shown.endswith("</r>"):
            # The library takes such a text for markup of its own; in two parts it is text again.
            plain = self.book.look("note")
            self._sheet.write_rich_string(self.row - 1, column, shown[0], plain, shown[1:], form)
        else:
            self._sheet.write_string(self.row - 1, column, shown, form)


def letters(column: int) -> str:
    """0 is `A`, 26 is `AA`."""
    name, number = "", column + 1
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(65 + place) + name
    return name


def _shown(text: str, length: int) -> str:
    """Characters that cannot be seen or turn the direction of writing as their code points."""
    seen = (
        f"[U+{ord(c):04X}]" if c != "\n" and unicodedata.category(c) in _HIDDEN else c for c in text
    )
    return shortened("".join(seen), length)
