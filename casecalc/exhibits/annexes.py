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

import pyarrow as pa

from casecalc.evidence.export import dollars
from casecalc.evidence.sheets import LONGEST_CELL, workbook_pieces
from casecalc.rules.inert import inert

from .schedule_fields import Field, Form, texts_of
from .schedule_rows import Rows

_TYPES = {Form.MONEY: pa.decimal128(38, 2), Form.COUNT: pa.int64()}


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
    digest = hashlib.sha256()
    schema = pa.schema([(field.head, _TYPES.get(field.form, pa.string())) for field in rows.fields])
    at = datetime.fromisoformat(created)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    with path.open("xb") as target:
        for piece in workbook_pieces(schema, _batches(rows, schema), name="Persons", created=at):
            target.write(piece)
            digest.update(piece)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


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


def _batches(rows: Rows, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for columns in _raw_pieces(rows):
        cells = [_xlsx_cells(f, values) for f, values in zip(rows.fields, columns, strict=True)]
        yield pa.RecordBatch.from_arrays(cells, schema=schema)


def _xlsx_cells(field: Field, columns: Sequence[Sequence[Any]]) -> pa.Array:
    match field.form:
        case Form.TEXT:
            return pa.array([_shortened(text) for text in columns[0]], pa.string())
        case Form.MONEY:
            return dollars(pa.array(columns[0], pa.int64()))
        case Form.COUNT:
            return pa.array(columns[0], pa.int64())
        case _:
            return pa.array(texts_of(field, columns), pa.string())


def _shortened(text: str | None) -> str | None:
    """A text for which a cell has no room says how long it is; the CSV has all of it."""
    if text is None or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    return f"{text[: LONGEST_CELL // 2 - 100]} … ({len(text):,} characters, whole in the CSV)"


def _raw_pieces(rows: Rows) -> Iterator[list[list[list[Any]]]]:
    for batch in rows.batches():
        columns = {name: batch[name].to_pylist() for name in batch.schema.names}
        yield [[columns[name] for name in field.columns] for field in rows.fields]
