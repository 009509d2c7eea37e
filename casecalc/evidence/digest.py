"""The digest of a run from its published tables, streamed: the same lines as rules/digest.py."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
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
_THREADS = 2


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
    place = ["import_number", "record"]
    with ThreadPoolExecutor(_THREADS) as pool:
        for name, needed, lines_of in (
            (PERSONS_FILE, list(_needed(columns)), partial(_person_lines, columns)),
            (ROWS_FILE, [*place, "person"], _row_lines),
            (EVENTS_FILE, [*place, "status", "person", "is_violation"], _event_lines),
            (LISTED_FILE, [*place, "status", "person"], _list_lines),
        ):
            for lines in _ahead(pool, lines_of, _batches(folder / name, needed)):
                digest.update(_bytes_of(lines))
    digest.update(canonical_json(figures_document(figures)).encode() + b"\n")
    return digest.hexdigest()


def _ahead(
    pool: ThreadPoolExecutor,
    lines_of: Callable[[pa.RecordBatch], pa.Array],
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.Array]:
    """The lines of every batch in order, a few batches worked on at once."""
    waiting: deque[Future[pa.Array]] = deque()
    for batch in batches:
        waiting.append(pool.submit(lines_of, batch))
        if len(waiting) > _THREADS:
            yield waiting.popleft().result()
    for lines in waiting:
        yield lines.result()


def _row_lines(batch: pa.RecordBatch) -> pa.Array:
    return _line(*_place(batch), ",", batch["person"])


def _event_lines(batch: pa.RecordBatch) -> pa.Array:
    violation = pc.if_else(batch["is_violation"], ",1", ",0")
    return _line(*_place(batch), _between_commas(batch["status"]), batch["person"], violation)


def _list_lines(batch: pa.RecordBatch) -> pa.Array:
    return _line(*_place(batch), _between_commas(batch["status"]), batch["person"])


def _between_commas(words: pa.Array) -> pa.Array:
    """`,word,` of a column of few words."""
    coded = words.dictionary_encode()
    return pc.binary_join_element_wise(",", coded.dictionary, ",", "").take(coded.indices)


def _needed(columns: PersonColumns) -> Iterator[str]:
    yield from ("person", "outcome", "computed_outcome", "is_overridden", "rows")
    yield from ("first_import", "first_record", "disclosures", "violations", "violation_days")
    yield "first_violation_on"
    yield from columns.criteria.values()
    yield from columns.subclasses
    for claim in columns.claims.values():
        yield from (claim.award, *([claim.high] if claim.high else []))
    yield from (name for name in (columns.combined, columns.combined_high) if name)


def _person_lines(columns: PersonColumns, batch: pa.RecordBatch) -> pa.Array:
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
    """`import#`, the same for a whole batch but where two imports meet, and the record."""
    numbers = batch["import_number"]
    one = numbers[0]
    if pc.all(pc.equal(numbers, one)).as_py():
        return [f"{one.as_py()}#", batch["record"]]
    return [numbers, "#", batch["record"]]


def _line(*parts: Any) -> pa.Array:
    """One line per row; a missing value is empty."""
    texts = [part if isinstance(part, str) else _text(part) for part in parts]
    return pc.binary_join_element_wise(
        *texts, "\n", "", null_handling="replace", null_replacement=""
    )


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, "1", "0")
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _bytes_of(lines: pa.Array) -> memoryview:
    """The text of all lines, which an Arrow column holds end to end."""
    if not len(lines):
        return memoryview(b"")
    _, offsets, data = lines.buffers()
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def _batches(path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_BATCH_ROWS, columns=columns)
