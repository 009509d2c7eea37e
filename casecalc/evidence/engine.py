"""The engine under the evidence: DuckDB behind Ibis, shut in.

It reads and writes only the evidence folder and its own spill folder, loads no extension, and its
configuration is locked once it is open. Error texts of DuckDB quote rows, so none of them leaves
this file.
"""

import functools
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import duckdb
import ibis
import ibis.common.exceptions
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions

Progress = Callable[[int, float], None]
# Measured: half the time of the defaults, and smaller. Ids are all different: no dictionary helps.
_PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "parquet_version": "v2",
    "dictionary_size_limit": 1000,
    "write_bloom_filter": False,
}


class EngineFailed(Exception):
    """The engine could not finish a step; says which kind of failure, never what a row held."""


_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")
_FAILURES = (duckdb.Error, pa.ArrowException, ibis.common.exceptions.IbisError)


def _silent_about_rows(function: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """What the engine raises becomes an EngineFailed that holds on to nothing: raised outside the
    handler, it has not even the first error as its context."""

    @functools.wraps(function)
    def silent(*given: _Given.args, **options: _Given.kwargs) -> _Made:
        try:
            return function(*given, **options)
        except _FAILURES as error:
            kind = type(error).__name__
        raise EngineFailed(
            f"the engine failed ({kind}); its own message may quote rows and is not kept. "
            "Run again; if it fails again with OutOfMemoryException, raise CASECALC_MEMORY_LIMIT "
            "or make room in the spill folder"
        )

    return silent


class Engine:
    """One connection; closing it removes its spill folder and everything it held."""

    def __init__(self, backend: Any, scratch: Path) -> None:
        self.backend = backend
        self.scratch = scratch
        self._numbers = itertools.count(1)
        self._tables: set[str] = set()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.backend.disconnect()
        shutil.rmtree(self.scratch, ignore_errors=True)

    @_silent_about_rows
    def materialise(self, expression: ir.Table) -> ir.Table:
        """The rows of `expression` as a temporary table, computed once."""
        name = f"step_{next(self._numbers)}"
        table: ir.Table = self.backend.create_table(name, expression, temp=True)
        self._tables.add(name)
        return table

    @_silent_about_rows
    def drop(self, *tables: ir.Table) -> None:
        """Give back the memory of tables made by `materialise` that no later step reads."""
        for table in tables:
            name = table.op().name
            if name in self._tables:
                self._tables.remove(name)
                # Ibis 12 writes a DROP that names no table with this SQLGlot: given its own tree.
                step = sqlglot.expressions.table_(name, db="main", catalog="temp", quoted=True)
                self.backend.raw_sql(sqlglot.expressions.Drop(kind="TABLE", tables=[step]))

    def table(self, rows: pa.Table) -> ir.Table:
        """Rows made in Python as a temporary table."""
        return self.materialise(ibis.memtable(rows))

    def records(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The few rows of an aggregate as dictionaries."""
        found: list[dict[str, Any]] = self.arrow(expression).to_pylist()
        return found

    def one(self, expression: ir.Table) -> dict[str, Any]:
        """The single row of an aggregate."""
        (row,) = self.records(expression)
        return row

    @_silent_about_rows
    def arrow(self, expression: ir.Table) -> pa.Table:
        found: pa.Table = self.backend.to_pyarrow(expression)
        return found

    def batches(self, expression: ir.Table, size: int = 65_536) -> Iterator[pa.RecordBatch]:
        """The rows in the expression's order, streamed."""
        reader = self._reader(expression, size)
        while (batch := self._next(reader)) is not None:
            yield batch

    @_silent_about_rows
    def _reader(self, expression: ir.Table, size: int) -> pa.RecordBatchReader:
        query = self.backend.con.sql(self.backend.compile(expression))
        reader: pa.RecordBatchReader = query.to_arrow_reader(size)
        return reader

    @_silent_about_rows
    def _next(self, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
        return next(reader, None)

    @_silent_about_rows
    def read_parquet(self, files: Path | Sequence[Path]) -> ir.Table:
        paths = [files] if isinstance(files, Path) else list(files)
        name = f"files_{next(self._numbers)}"
        table: ir.Table = self.backend.read_parquet([str(path) for path in paths], table_name=name)
        return table

    @_silent_about_rows
    def write_parquet(self, expression: ir.Table, path: Path) -> None:
        """Write the rows in the expression's order."""
        self.backend.to_parquet(expression, path, **_PARQUET)


@_silent_about_rows
def connect(
    *,
    memory_limit: str | None,
    scratch: Path,
    allowed: Path | None = None,
    threads: int | None = None,
) -> Engine:
    """Open an engine that may use `memory_limit` (such as `4GB`; default: half the machine), spills
    under `scratch`, and sees no file but those under `allowed`."""
    scratch.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(prefix="engine-", dir=scratch))
    config: dict[str, Any] = {
        "memory_limit": memory_limit or f"{_half_of_the_machine()}MiB",
        "temp_directory": str(own),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "preserve_insertion_order": "false",
    }
    if threads is not None:
        config["threads"] = threads
    backend = ibis.duckdb.connect(**config)
    if allowed is not None:
        backend.settings["allowed_directories"] = [str(allowed.resolve()) + os.sep]
    backend.settings["enable_external_access"] = False
    backend.settings["lock_configuration"] = True
    return Engine(backend, own)


def _half_of_the_machine() -> int:
    """MiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**21
