"""Accepted rows of all imports of one kind, as one table.

`row` orders rows everywhere: import number, then record number, packed into one whole number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from casecalc.rules.columns import Kind
from casecalc.rules.sources import SourceReference

from .engine import Engine
from .schemas import accepted_schema

RECORD_BITS = 40
RECORDS_PER_IMPORT = 2**RECORD_BITS


@dataclass(frozen=True, kw_only=True)
class ImportTable:
    """One committed import: `number` counts from 1 in the order committed over all kinds;
    `accepted` is its table of accepted rows."""

    number: int
    kind: Kind
    sha256: str
    name: str
    accepted: Path
    sheet: str | None = None
    list_name: str | None = None


def accepted_rows(engine: Engine, imports: Iterable[ImportTable], kind: Kind) -> ir.Table:
    """The columns of `schemas.accepted_schema` but `record`, with `row`; for lists `list_name`."""
    parts = [
        _with_row(engine.read_parquet(one.accepted), one) for one in imports if one.kind is kind
    ]
    if not parts:
        empty = ImportTable(number=0, kind=kind, sha256="", name="", accepted=Path(), list_name="")
        parts = [_with_row(engine.table(accepted_schema(kind).empty_table()), empty)]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _with_row(table: ir.Table, one: ImportTable) -> ir.Table:
    row = table.record + ibis.literal(one.number * RECORDS_PER_IMPORT, type="int64")
    table = table.mutate(row=row.cast("int64"))
    if one.kind is Kind.EXCLUSION_LIST:
        table = table.mutate(list_name=ibis.literal(one.list_name or "", type="string"))
    return table.drop("record")


def import_number_of(row: ir.IntegerValue) -> ir.IntegerValue:
    return (row >> RECORD_BITS).cast("int64")


def record_of(row: ir.IntegerValue) -> ir.IntegerValue:
    return (row & (RECORDS_PER_IMPORT - 1)).cast("int64")


def roster_row_numbers(
    imports: Iterable[ImportTable], references: Sequence[SourceReference]
) -> list[int | None]:
    """`row` for each reference, None where its file is not in evidence. Whether such a record was
    accepted is for a join to say."""
    numbers = {(one.sha256, one.sheet): one.number for one in imports if one.kind is Kind.ROSTER}
    return [
        None
        if (number := numbers.get((reference.sha256, reference.sheet))) is None
        or reference.record >= RECORDS_PER_IMPORT
        else number * RECORDS_PER_IMPORT + reference.record
        for reference in references
    ]


def text_values(name: str, values: Iterable[str]) -> pa.Table:
    """A column of texts as a table."""
    return pa.table({name: pa.array(list(values), pa.string())})
