"""The digest of a run from its published tables, streamed: the same lines as rules/digest.py."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casecalc.rules.definition import Definition
from casecalc.rules.digest import FORMAT, canonical_json, head_line
from casecalc.rules.figures import figures_document
from casecalc.rules.results import RunFigures
from casecalc.rules.theory import Theory

from .rows import ImportTable
from .tables import (
    EVENTS_FILE,
    LISTED_FILE,
    PERSONS_FILE,
    ROWS_FILE,
    PersonColumns,
    person_columns,
)

_BATCH_ROWS = 131_072


def run_digest(
    imports: Sequence[ImportTable],
    folder: Path,
    figures: RunFigures,
    definition: Definition,
    theory: Theory,
) -> str:
    """SHA-256, in hexadecimal, over the tables in `folder` and the figures."""
    heads = [
        {
            "number": one.number,
            "kind": str(one.kind),
            "sha256": one.sha256,
            "sheet": one.sheet,
            "list_name": one.list_name,
        }
        for one in imports
    ]
    digest = hashlib.sha256()
    digest.update(f"{FORMAT}\n{head_line(heads, definition, theory)}\n".encode())
    columns = person_columns(definition, theory)
    for batch in _batches(folder / PERSONS_FILE, None):
        digest.update(_bytes_of(_person_lines(batch, columns)))
    for batch in _batches(folder / ROWS_FILE, ["import_number", "record", "person"]):
        digest.update(_bytes_of(_line(*_place(batch), ",", batch["person"])))
    for batch in _batches(
        folder / EVENTS_FILE, ["import_number", "record", "status", "person", "is_violation"]
    ):
        parts = (",", batch["status"], ",", batch["person"], ",", batch["is_violation"])
        digest.update(_bytes_of(_line(*_place(batch), *parts)))
    for batch in _batches(folder / LISTED_FILE, ["import_number", "record", "status", "person"]):
        parts = (",", batch["status"], ",", batch["person"])
        digest.update(_bytes_of(_line(*_place(batch), *parts)))
    digest.update(canonical_json(figures_document(figures)).encode() + b"\n")
    return digest.hexdigest()


def _person_lines(batch: pa.RecordBatch, columns: PersonColumns) -> pa.Array:
    awards: list[Any] = []
    for claim in columns.claims.values():
        awards += [*([";"] if awards else []), *_award(batch, claim.award, claim.high)]
    combined = _award(batch, columns.combined, columns.combined_high) if columns.combined else []
    parts: list[Any] = ["P", batch["person"]]
    for name in ("outcome", "computed_outcome", "is_overridden"):
        parts += [",", batch[name]]
    parts += [",", *(batch[name] for name in columns.criteria.values())]
    parts += [",", *(batch[name] for name in columns.subclasses)]
    for name in ("disclosures", "violations", "violation_days", "first_violation_on"):
        parts += [",", batch[name]]
    parts += [",", batch["first_import"], "#", batch["first_record"], ",", batch["rows"]]
    return _line(*parts, ",", *awards, ",", *combined)


def _award(batch: pa.RecordBatch, low: str | None, high: str | None) -> list[Any]:
    """`cents` or `cents/high`, empty where there is no award."""
    cents = batch[low]
    if high is None:
        return [cents]
    slash = pc.if_else(pc.is_valid(cents), "/", "")
    return [cents, slash, batch[high]]


def _place(batch: pa.RecordBatch) -> list[Any]:
    return [batch["import_number"], "#", batch["record"]]


def _line(*parts: Any) -> pa.Array:
    """One line per row; a missing value is empty."""
    texts = [part if isinstance(part, str) else _text(part) for part in parts]
    return pc.binary_join_element_wise(
        *texts, "\n", "", null_handling="replace", null_replacement=""
    )


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    return column.cast(pa.string())


def _bytes_of(lines: pa.Array) -> memoryview:
    """The text of all lines, which an Arrow column holds end to end."""
    if not len(lines):
        return memoryview(b"")
    _, offsets, data = lines.buffers()
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def _batches(path: Path, columns: list[str] | None) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_BATCH_ROWS, columns=columns)
