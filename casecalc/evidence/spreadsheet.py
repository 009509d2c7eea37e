"""Rows as a workbook in which nothing acts as a formula: texts are written as texts, and marked so
that they stay texts when a person edits the cell. The same bytes for the same rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

ROWS_OF_A_SHEET = 1_048_575  # and a header, which every sheet has
LONGEST_TEXT = 32_767
_COLUMN_WIDTH = 18


def write_workbook(
    out: Path,
    schema: pa.Schema,
    batches: Iterator[pa.RecordBatch],
    *,
    sheet: str,
    created: datetime,
) -> int:
    """Write the rows, money as decimals of dollars, and return their number; `created` is what the
    workbook says of itself. More rows than a sheet holds go on in `<sheet> 2` and so on."""
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(str(out), options)
    book.set_properties({"created": created.replace(tzinfo=None)})
    writer = _Sheets(book, schema.names, sheet)
    for batch in batches:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            writer.add(row)
    book.close()
    return writer.rows


class _Sheets:
    """Rows one after another, a new sheet when one is full."""

    def __init__(self, book: Any, names: Sequence[str], sheet: str) -> None:
        self._book, self._names, self._title = book, names, sheet
        self._text = book.add_format({"quote_prefix": True})
        self._money = book.add_format({"num_format": "#,##0.00"})
        self._head = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
        self._count = 0
        self._row = 0
        self.rows = 0
        self._begin()

    def add(self, row: tuple[Any, ...]) -> None:
        if self._row > ROWS_OF_A_SHEET:
            self._begin()
        for column, value in enumerate(row):
            self._cell(column, value)
        self._row += 1
        self.rows += 1

    def _begin(self) -> None:
        self._count += 1
        name = self._title if self._count == 1 else f"{self._title} {self._count}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._names) - 1, _COLUMN_WIDTH)
        for column, head in enumerate(self._names):
            self._sheet.write_string(0, column, head, self._head)
        self._row = 1

    def _cell(self, column: int, value: Any) -> None:
        match value:
            case None | "":
                return
            case str():
                self._sheet.write_string(self._row, column, _shortened(value), self._text)
            case Decimal():
                self._sheet.write_number(self._row, column, value, self._money)
            case int():
                self._sheet.write_number(self._row, column, value)
            case _:
                raise TypeError(f"no cell for a {type(value).__name__}")


def _shortened(text: str) -> str:
    """A cell holds 32,767 characters; of a longer text it says how long the whole is."""
    if len(text) <= LONGEST_TEXT:
        return text
    note = f" … ({len(text):,} characters)"
    return text[: LONGEST_TEXT - len(note)] + note
