"""One reading of one source file under one mapping, into Parquet: whole or not at all.

Says what `rules.reading.read_file` says, for files larger than memory. The file is cut into chunks
of whole records which two threads read; what they give is numbered and written in order.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from casecalc.rules.cells import DateForm
from casecalc.rules.columns import Kind
from casecalc.rules.mapping import Mapping
from casecalc.rules.reading import require_list_name
from casecalc.rules.refusals import FileRefused

from .accepted import Fault, Rows, read_rows
from .cells import CellReader
from .files import MAXIMUM_TEXT_BYTES, SourceFile
from .opening import Doubt, Opening, Question, establish, presume
from .records import Chunk
from .schemas import (
    ACCEPTED_FILE,
    CELLS_FILE,
    REJECTED,
    REJECTED_FILE,
    accepted_schema,
    cells_schema,
)

Progress = Callable[[int, float], None]

_THREADS = 2
_CHUNKS_AHEAD = 3
_SAMPLE = 10_000
_CELLS_AT_ONCE = 500_000


@dataclass(frozen=True)
class ImportSummary:
    """`header` is trimmed; `positions`: column name -> position in it, in file order; `encoding`: a
    Python codec name; `forms`: dated column -> form; `file_sizes`: name -> bytes."""

    header: tuple[str, ...]
    positions: dict[str, int]
    encoding: str
    delimiter: str
    forms: dict[str, DateForm]
    rows_read: int
    accepted: int
    rejected: int
    blank_lines: int
    rejected_by_code: dict[str, int]
    file_sizes: dict[str, int]


def read_file(
    *,
    source: Path,
    name: str,
    sha256: str,
    kind: Kind,
    list_name: str | None,
    mapping: Mapping,
    time_zone: str,
    out: Path,
    progress: Progress | None = None,
    limit: int = MAXIMUM_TEXT_BYTES,
) -> ImportSummary:
    """Read `source`, which came under `name`, into `out`: accepted.parquet, rejected.parquet and
    cells.parquet as in `schemas`. `time_zone` is the matter's; `limit` is in bytes of text after
    decompression. `progress` hears rows done and share done. Raises FileRefused, leaving nothing.
    """
    require_list_name(kind, list_name)
    question = Question(SourceFile(source, name, limit), kind, list_name, mapping, time_zone)
    reader = CellReader(question.zone)
    try:
        return _import(presume(question, reader), reader, out, progress)
    except (Doubt, FileRefused):
        # What was presumed does not hold, or there may be another fault that is to be named first.
        return _import(establish(question, reader), reader, out, progress)


def _import(
    opening: Opening, reader: CellReader, out: Path, progress: Progress | None
) -> ImportSummary:
    writer = _Writer(opening, out)
    try:
        with writer:
            for rows in _in_order(
                lambda work: read_rows(*work, opening, reader), opening.chunks_of_rows()
            ):
                writer.write(rows)
                if progress is not None:
                    progress(writer.records, opening.question.source.share_read)
        if writer.records == 0:
            raise Doubt
    except BaseException:
        writer.remove()
        raise
    return writer.summary()


def _in_order(
    read: Callable[[tuple[Chunk, int]], Rows], work: Iterable[tuple[Chunk, int]]
) -> Iterator[Rows]:
    """What `read` makes of each chunk, in order, a few chunks ahead of whoever takes it."""
    with ThreadPoolExecutor(_THREADS) as pool:
        pending: deque[Future[Rows]] = deque()
        try:
            for each in work:
                pending.append(pool.submit(read, each))
                if len(pending) >= _CHUNKS_AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


class _Writer:
    """Numbers rows and writes them; counts what it wrote. The two large tables are each written by
    a thread of their own, a chunk behind: writing takes as long as reading."""

    def __init__(self, opening: Opening, out: Path) -> None:
        self._opening = opening
        self._schemas = {
            ACCEPTED_FILE: accepted_schema(opening.question.kind),
            REJECTED_FILE: REJECTED,
            CELLS_FILE: cells_schema(len(opening.header)),
        }
        self._paths = {name: out / name for name in self._schemas}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._pool = ThreadPoolExecutor(2)
        self._behind: list[Future[None]] = []
        self._rejected_by_code: Counter[str] = Counter()
        self.records, self._accepted, self._blank_lines = 0, 0, 0

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        try:
            self._catch_up()
            for name, schema in self._schemas.items():
                self._writer(name, schema.empty_table())  # a file without rows is written too
        finally:
            self._pool.shutdown()
            for writer in self._writers.values():
                writer.close()

    def write(self, rows: Rows) -> None:
        record = pa.array(rows.numbers + self.records, pa.int64())
        self._catch_up()
        self._behind = [
            self._pool.submit(self._write, ACCEPTED_FILE, [record, *rows.values]),
            self._pool.submit(self._write, CELLS_FILE, [record, *rows.cells]),
        ]
        few = max(1, _CELLS_AT_ONCE // len(self._opening.header))
        for first in range(0, len(rows.faults), few):
            self._write_rejected(rows.faults[first : first + few])
        self.records += rows.count
        self._accepted += len(rows.numbers)
        self._blank_lines += rows.blank_lines

    def _catch_up(self) -> None:
        """Wait for the tables of the chunk before; raises what stopped one of them."""
        behind, self._behind = self._behind, []
        wait(behind)
        for each in behind:
            each.result()

    def remove(self) -> None:
        for path in self._paths.values():
            path.unlink(missing_ok=True)

    def summary(self) -> ImportSummary:
        opening = self._opening
        return ImportSummary(
            header=opening.header,
            positions=opening.positions,
            encoding=opening.encoding,
            delimiter=opening.delimiter,
            forms=opening.forms,
            rows_read=self.records,
            accepted=self._accepted,
            rejected=self._rejected_by_code.total(),
            blank_lines=self._blank_lines,
            rejected_by_code=dict(self._rejected_by_code),
            file_sizes={name: path.stat().st_size for name, path in self._paths.items()},
        )

    def _write_rejected(self, faults: list[Fault]) -> None:
        rejected = [fault.rejected(self.records) for fault in faults]
        self._rejected_by_code.update(str(row.code) for row in rejected)
        columns = [
            pa.array([getattr(row, field.name) for row in rejected], field.type)
            for field in REJECTED
        ]
        self._write(REJECTED_FILE, columns)

    def _write(self, name: str, columns: list[pa.Array]) -> None:
        table = pa.table(columns, schema=self._schemas[name])
        if len(table):
            self._writer(name, table).write_table(table)

    def _writer(self, name: str, first: pa.Table) -> pq.ParquetWriter:
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(
                self._paths[name],
                self._schemas[name],
                compression="zstd",
                compression_level=1,
                use_dictionary=_repetitive_columns(first),
            )
        return self._writers[name]


def _repetitive_columns(table: pa.Table) -> list[str]:
    """Columns worth a dictionary, by their first rows: elsewhere it costs a third of the time."""
    sample = table.slice(0, _SAMPLE)
    return [
        name
        for name, column in zip(sample.column_names, sample.columns, strict=True)
        if pa.types.is_string(column.type) and len(column.unique()) <= len(column) // 4
    ]
