"""The rows of a schedule for a computer: CSV and XLSX, of the columns that the edition shows.

Texts stand as delivered, awards in dollars. No cell can act as a formula: in CSV by a leading
apostrophe, in XLSX because texts are written as texts.
"""

import csv
import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casecalc.rules.inert import inert

from .schedule_fields import Field, Form, texts_of
from .schedule_rows import Rows

SHEET_ROWS = 1_048_575
_EXACT_CENTS = 10**15
_EXACT_COUNT = 10**15


def write_csv(path: Path, rows: Rows) -> str:
    """The SHA-256 of what was written."""
    digest = hashlib.sha256()
    with path.open("xb") as target:
        for chunk in _csv_chunks(rows):
            target.write(chunk)
            digest.update(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def write_xlsx(path: Path, rows: Rows, *, created: str) -> str:
    """The SHA-256 of what was written; `created` is the ISO 8601 instant that the file states."""
    import xlsxwriter

    with xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": _naive(created)})
        _write_sheets(book, rows)
    with path.open("rb") as written:
        os.fsync(written.fileno())
        return hashlib.file_digest(written, "sha256").hexdigest()


def _csv_chunks(rows: Rows) -> Iterator[bytes]:
    yield ",".join(field.name for field in rows.fields).encode() + b"\n"
    for columns in _raw_pieces(rows):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        cells = [_csv_cells(f, values) for f, values in zip(rows.fields, columns, strict=True)]
        writer.writerows(zip(*cells, strict=True))
        yield text.getvalue().encode()


def _csv_cells(field: Field, columns: Sequence[Sequence[Any]]) -> list[str]:
    match field.form:
        case Form.TEXT:
            return [inert(text) if text else "" for text in columns[0]]
        case Form.MONEY:
            return [f"{cents // 100}.{cents % 100:02d}" for cents in columns[0]]
        case Form.COUNT:
            return [str(number) for number in columns[0]]
        case _:
            return [inert(text) for text in texts_of(field, columns)]


def _write_sheets(book: Any, rows: Rows) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    forms = {
        Form.MONEY: book.add_format({"num_format": "#,##0.00"}),
        Form.COUNT: book.add_format({"num_format": "#,##0"}),
    }
    sheet, line, number = None, 0, 0
    for columns in _raw_pieces(rows):
        cells = [_xlsx_cells(f, values) for f, values in zip(rows.fields, columns, strict=True)]
        for row in zip(*cells, strict=True):
            if sheet is None or line > SHEET_ROWS:
                number += 1
                sheet, line = _new_sheet(book, rows, number, bold), 1
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(line, place, cell)
                else:
                    sheet.write_number(line, place, cell, forms[rows.fields[place].form])
            line += 1
    if sheet is None:
        _new_sheet(book, rows, 1, bold)


def _new_sheet(book: Any, rows: Rows, number: int, bold: Any) -> Any:
    sheet = book.add_worksheet(f"Persons {number}")
    sheet.freeze_panes(1, 1)
    for place, field in enumerate(rows.fields):
        sheet.set_column(place, place, 26 if field.form is Form.TEXT else 16)
        sheet.write_string(0, place, field.head, bold)
    return sheet


def _xlsx_cells(field: Field, columns: Sequence[Sequence[Any]]) -> list[Any]:
    """Figures as numbers while a spreadsheet can hold them exactly, as text beyond."""
    match field.form:
        case Form.TEXT:
            return [text or "" for text in columns[0]]
        case Form.MONEY:
            return [
                cents / 100 if cents < _EXACT_CENTS else f"{cents // 100}.{cents % 100:02d}"
                for cents in columns[0]
            ]
        case Form.COUNT:
            return [number if number < _EXACT_COUNT else str(number) for number in columns[0]]
        case _:
            return list(texts_of(field, columns))


def _raw_pieces(rows: Rows) -> Iterator[list[list[list[Any]]]]:
    for batch in rows.batches():
        columns = {name: batch[name].to_pylist() for name in batch.schema.names}
        yield [[columns[name] for name in field.columns] for field in rows.fields]


def _naive(instant: str) -> datetime:
    """As spreadsheets keep it: in UTC, without saying so."""
    at = datetime.fromisoformat(instant)
    return (at if at.tzinfo is None else at.astimezone(UTC)).replace(tzinfo=None, microsecond=0)
