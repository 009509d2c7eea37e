"""A run's tables as files for people: CSV, Parquet or a workbook, streamed, written whole or not at
all.

In CSV a cell that a spreadsheet would take for a formula is made inert by a leading apostrophe; in
a workbook texts are texts.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casecalc.rules.definition import Definition
from casecalc.rules.refusals import Refusal
from casecalc.rules.theory import Theory
from casecalc.rules.truth import Truth

from .sheets import workbook_pieces
from .tables import EVENTS_FILE, PERSONS_FILE, PersonColumns, person_columns

_BATCH_ROWS = 65_536
_FORMULA = r"^[=+\-@\t\r]"
_PLAIN_NUMBER = r"^[+\-][0-9]+(\.[0-9]+)?$"
_NEEDS_QUOTES = r"[\",\r\n]"
_DOLLARS = pa.decimal128(38, 2)
_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


class ExportRefused(Refusal):
    """The name of the file to write does not say in which form."""


@dataclass(frozen=True)
class ImportSource:
    """An import of a run, as source references name it; `number` is its order in the run."""

    number: int
    sha256: str
    sheet: str | None


@dataclass(frozen=True)
class Exported:
    rows: int
    sha256: str


def write_persons(
    run: Path,
    out: Path,
    *,
    imports: Sequence[ImportSource],
    definition: Definition,
    theory: Theory,
    created: datetime = _UNDATED,
) -> Exported:
    """One row per person of the run in the folder `run`; awards in dollars. `created` is what a
    workbook says of itself, here and below."""
    rows_of = _person_rows(imports, definition, theory)
    return _write(run / PERSONS_FILE, out, rows_of, Sheet("persons", created))


def persons_csv(
    batches: Iterator[pa.RecordBatch],
    schema: pa.Schema,
    *,
    imports: Sequence[ImportSource],
    definition: Definition,
    theory: Theory,
) -> Iterator[bytes]:
    """Some rows of a run's persons, of that schema, as the CSV of `write_persons`, streamed."""
    rows_of = _person_rows(imports, definition, theory)
    empty = rows_of(pa.RecordBatch.from_pylist([], schema=schema))
    yield csv_header(empty.schema)
    for batch in batches:
        yield b"".join(csv_lines(rows_of(batch)))


def persons_workbook(
    batches: Iterator[pa.RecordBatch],
    schema: pa.Schema,
    *,
    imports: Sequence[ImportSource],
    definition: Definition,
    theory: Theory,
    created: datetime,
) -> Iterator[bytes]:
    """The same rows as a workbook, streamed."""
    rows_of = _person_rows(imports, definition, theory)
    empty = rows_of(pa.RecordBatch.from_pylist([], schema=schema))
    rows = (rows_of(batch) for batch in batches)
    return workbook_pieces(empty.schema, rows, name="persons", created=created)


def _person_rows(
    imports: Sequence[ImportSource], definition: Definition, theory: Theory
) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    columns = person_columns(definition, theory)

    def rows_of(batch: pa.RecordBatch) -> pa.RecordBatch:
        cells: list[tuple[str, pa.Array]] = [
            ("person", person_labels(batch["person"])),
            ("outcome", batch["outcome"]),
            ("overridden", _yes_no(batch["is_overridden"])),
            ("violations", batch["violations"]),
            ("source", _source(batch["first_import"], batch["first_record"], imports)),
            *((name, batch[name]) for name in ("rows", "member_ids", "full_name")),
            *((name, batch[name]) for name in ("country", "region")),
            *((f"is_{id}", _truth(batch[name])) for id, name in columns.criteria.items()),
        ]
        for id, claim in columns.claims.items():
            cells.append((f"award_{id}", dollars(batch[claim.award])))
            if claim.high is not None:
                cells.append((f"award_{id}_high", dollars(batch[claim.high])))
        return batch_of(cells)

    return rows_of


def write_events(
    run: Path, out: Path, *, imports: Sequence[ImportSource], created: datetime = _UNDATED
) -> Exported:
    """One row per accepted log row."""

    def rows_of(batch: pa.RecordBatch) -> pa.RecordBatch:
        return batch_of(
            [
                ("source", _source(batch["import_number"], batch["record"], imports)),
                ("event_id", batch["event_id"]),
                ("disclosed_at", _instant(batch["disclosed_at"])),
                ("status", batch["status"]),
                ("person", person_labels(batch["person"])),
                ("violation", _yes_no(batch["is_violation"])),
            ]
        )

    return _write(run / EVENTS_FILE, out, rows_of, Sheet("events", created))


def write_awards(
    run: Path,
    out: Path,
    *,
    definition: Definition,
    theory: Theory,
    created: datetime = _UNDATED,
) -> Exported:
    """One row per eligible person and claim, in that order; `award_high` where a claim has one."""
    columns = person_columns(definition, theory)

    def rows_of(batch: pa.RecordBatch) -> pa.RecordBatch:
        return _awards(batch.filter(pc.equal(batch["outcome"], "eligible")), columns, theory)

    return _write(run / PERSONS_FILE, out, rows_of, Sheet("awards", created))


def _awards(batch: pa.RecordBatch, columns: PersonColumns, theory: Theory) -> pa.RecordBatch:
    persons, claims = batch.num_rows, list(columns.claims.items())
    nothing = pa.nulls(persons, _DOLLARS)
    parts = {
        "person": [person_labels(batch["person"])] * len(claims),
        "claim": [pa.repeat(pa.scalar(id), persons) for id, _ in claims],
        "units": [batch[claim.units].cast(pa.int64()) for _, claim in claims],
        "award": [dollars(batch[claim.award]) for _, claim in claims],
    }
    if theory.has_range:
        parts["award_high"] = [
            nothing if claim.high is None else dollars(batch[claim.high]) for _, claim in claims
        ]
    order = pa.array(
        [claim * persons + person for person in range(persons) for claim in range(len(claims))],
        pa.int64(),
    )
    return batch_of([(name, pa.concat_arrays(part).take(order)) for name, part in parts.items()])


def _write(
    table: Path, out: Path, rows_of: Callable[[pa.RecordBatch], pa.RecordBatch], sheet: "Sheet"
) -> Exported:
    ways = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": sheet.write}
    way = ways.get(out.suffix.lower())
    if way is None:
        raise ExportRefused(
            f'"{out.name}" does not say in which form to write; '
            "give it a name that ends in .csv, .parquet or .xlsx."
        )
    with pq.ParquetFile(table) as file:
        empty = rows_of(pa.RecordBatch.from_pylist([], schema=file.schema_arrow))
        batches = (rows_of(batch) for batch in file.iter_batches(_BATCH_ROWS))
        handle, name = tempfile.mkstemp(prefix=".export-", dir=out.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                rows = way(stream, empty.schema, batches)
                stream.flush()
                os.fsync(stream.fileno())
            with open(name, "rb") as finished:
                sha256 = hashlib.file_digest(finished, "sha256").hexdigest()
            os.replace(name, out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Exported(rows, sha256)


@dataclass(frozen=True)
class Sheet:
    """What a workbook says of itself."""

    name: str
    created: datetime

    def write(self, stream: IO[bytes], schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
        rows = 0

        def counted() -> Iterator[pa.RecordBatch]:
            nonlocal rows
            for batch in batches:
                rows += batch.num_rows
                yield batch

        stream.writelines(workbook_pieces(schema, counted(), name=self.name, created=self.created))
        return rows


def _write_parquet(stream: IO[bytes], schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_csv(stream: IO[bytes], schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    stream.write(csv_header(schema))
    for batch in batches:
        stream.writelines(csv_lines(batch))
        rows += batch.num_rows
    return rows


def csv_header(schema: pa.Schema) -> bytes:
    return (",".join(schema.names) + "\n").encode()


def csv_lines(batch: pa.RecordBatch) -> Iterator[Any]:
    """The lines of a batch as buffers."""
    cells = [csv_cells(column) for column in batch.columns]
    parts = [part for cell in cells for part in (",", cell)][1:]
    for line in pc.binary_join_element_wise(*parts, "\n", ""):
        yield line.as_buffer()


def csv_cells(column: pa.Array) -> pa.Array:
    """Cells as CSV: nothing for null, quotes only where needed, no live formulas."""
    is_text = pa.types.is_string(column.type)
    cells = column.cast(pa.string()).fill_null("")
    if not is_text:
        return cells
    is_live = pc.and_not(
        pc.match_substring_regex(cells, _FORMULA), pc.match_substring_regex(cells, _PLAIN_NUMBER)
    )
    cells = pc.if_else(is_live, pc.binary_join_element_wise("'", cells, ""), cells)
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(cells, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(cells, _NEEDS_QUOTES), quoted, cells)


def batch_of(cells: list[tuple[str, pa.Array]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [column for _, column in cells], names=[name for name, _ in cells]
    )


def person_labels(numbers: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise("P", numbers.cast(pa.string()), "")


def _source(imports: pa.Array, records: pa.Array, sources: Sequence[ImportSource]) -> pa.Array:
    """`SHA256#record` or `SHA256#sheet#record`."""
    known = {
        source.number: f"{source.sha256}#" + (f"{source.sheet}#" if source.sheet else "")
        for source in sources
    }
    coded = imports.dictionary_encode()
    prefixes = pa.array([known[number] for number in coded.dictionary.to_pylist()], pa.string())
    return pc.binary_join_element_wise(prefixes.take(coded.indices), records.cast(pa.string()), "")


def _yes_no(column: pa.Array) -> pa.Array:
    return pc.if_else(column, "yes", "no")


def _truth(column: pa.Array) -> pa.Array:
    words = pa.array([truth.word for truth in sorted(Truth)])
    return words.take(column.cast(pa.int64()))


def dollars(cents: pa.Array) -> pa.Array:
    """Whole cents as dollars: the same digits, the point two places further left."""
    wide: Any = cents.cast(pa.decimal128(38, 0))
    return pa.Array.from_buffers(_DOLLARS, len(wide), wide.buffers(), wide.null_count, wide.offset)


def _instant(column: pa.Array) -> pa.Array:
    """ISO 8601 in UTC, with microseconds where there are any."""
    text = pc.replace_substring(column.cast(pa.string()), " ", "T")
    return pc.binary_join_element_wise(pc.replace_substring_regex(text, r"\.000000$", ""), "Z", "")
