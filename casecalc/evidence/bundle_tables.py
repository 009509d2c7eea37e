"""The tables of a run as the CSV files of a bundle, streamed; columns as in verifier/tables.py."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casecalc.rules.truth import Truth
from casecalc.verifier.tables import (
    EVENTS,
    LISTED,
    PERSONS,
    REVIEW,
    ROWS,
    Shape,
    written,
)

from .export import batch_of, csv_lines, dollars, person_labels
from .tables import (
    EVENTS_FILE,
    LISTED_FILE,
    PERSONS_FILE,
    REVIEW_FILE,
    ROWS_FILE,
    person_columns,
)

_BATCH_ROWS = 65_536
_TRUTHS = pa.array([truth.word for truth in sorted(Truth)])
_Columns = dict[str, Any]
# Table in the bundle -> table of the run. The awards are written by export.py.
SOURCES = {
    PERSONS: PERSONS_FILE,
    ROWS: ROWS_FILE,
    EVENTS: EVENTS_FILE,
    LISTED: LISTED_FILE,
    REVIEW: REVIEW_FILE,
}


def write_table(file: str, source: Path, shape: Shape, out: BinaryIO) -> None:
    """One table of a bundle from that of the run."""
    header = shape.header(file)
    columns_of: Callable[[pa.RecordBatch], _Columns] = {
        PERSONS: lambda batch: _persons(batch, shape),
        ROWS: _row,
        EVENTS: _event,
        LISTED: _listed,
        REVIEW: _review,
    }[file]
    out.write((",".join(header) + "\n").encode())
    with pq.ParquetFile(source) as table:
        for batch in table.iter_batches(_BATCH_ROWS):
            columns = columns_of(batch)
            for line in csv_lines(batch_of([(name, columns[name]) for name in header])):
                out.write(line)


def write_rejected(source: Path, header: Sequence[str], shape: Shape, out: BinaryIO) -> None:
    """The rejected rows of an import; with originals also sentences, and cells as delivered."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(shape.rejected_header(header))
    with pq.ParquetFile(source) as table:
        for batch in table.iter_batches(_BATCH_ROWS):
            for row in batch.to_pylist():
                cells = [str(row["record"]), str(row["line"]), row["code"]]
                if shape.has_originals:
                    cells += [written(text) for text in (row["sentence"], *row["cells"])]
                writer.writerow(cells)
    text.detach()


def _persons(batch: pa.RecordBatch, shape: Shape) -> _Columns:
    names = person_columns(shape.definition, shape.theory)
    columns: _Columns = {name: batch[name] for name in ("outcome", "computed_outcome", "rows")}
    for name in ("disclosures", "violations", "violation_days", "first_violation_on"):
        columns[name] = batch[name]
    for name in ("member_ids", "full_name", "country", "region", "plan"):
        columns[name] = _text(batch[name])
    for id, name in names.criteria.items():
        columns[f"is_{id}"] = _TRUTHS.take(batch[name].cast(pa.int64()))
    for i, name in enumerate(names.subclasses, start=1):
        columns[f"subclass_{i}"] = _yes_no(batch[name])
    for wanted in ("combined", "combined_high"):
        if getattr(names, wanted) is not None:
            columns[wanted] = dollars(batch[getattr(names, wanted)])
    return columns | {
        "person": person_labels(batch["person"]),
        "overridden": _yes_no(batch["is_overridden"]),
        "import": batch["first_import"],
        "record": batch["first_record"],
        "actual_damages": dollars(batch["actual_damages_cents"]),
    }


def _row(batch: pa.RecordBatch) -> _Columns:
    return _place(batch) | {"person": person_labels(batch["person"])}


def _event(batch: pa.RecordBatch) -> _Columns:
    return _row(batch) | {
        "event_id": _text(batch["event_id"]),
        "disclosed_at": _instant(batch["disclosed_at"]),
        "status": batch["status"],
        "violation": _yes_no(batch["is_violation"]),
    }


def _listed(batch: pa.RecordBatch) -> _Columns:
    return _row(batch) | {"list": _text(batch["list_name"]), "status": batch["status"]}


def _review(batch: pa.RecordBatch) -> _Columns:
    return {
        "kind": batch["kind"],
        "person": person_labels(batch["person"]),
        "other_person": person_labels(batch["other_person"]),
    }


def _place(batch: pa.RecordBatch) -> _Columns:
    return {"import": batch["import_number"], "record": batch["record"]}


def _text(column: pa.Array) -> pa.Array:
    """An apostrophe that begins a cell is doubled, so that the one before a formula is known."""
    is_quoted = pc.starts_with(column, "'")
    return pc.if_else(is_quoted, pc.binary_join_element_wise("'", column, ""), column)


def _yes_no(column: pa.Array) -> pa.Array:
    return pc.if_else(column, "yes", "no")


def _instant(column: pa.Array) -> pa.Array:
    text = pc.replace_substring(column.cast(pa.string()), " ", "T")
    return pc.binary_join_element_wise(pc.replace_substring_regex(text, r"\.000000$", ""), "Z", "")
