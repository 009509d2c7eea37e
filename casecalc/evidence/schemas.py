"""The Parquet tables that an import writes. A blank cell, or a column the file lacks, is null.

Dates are calendar days, `disclosed_at` is UTC without a zone to the microsecond, money is whole
cents, `record` is the record number of the source reference. Rows stand in record order.
"""

import pyarrow as pa

from casecalc.rules.columns import COLUMNS, CellType, Kind

ACCEPTED_FILE = "accepted.parquet"
REJECTED_FILE = "rejected.parquet"
CELLS_FILE = "cells.parquet"

ARROW_TYPES: dict[CellType, pa.DataType] = {
    CellType.TEXT: pa.string(),
    CellType.EMAIL: pa.string(),
    CellType.HASH: pa.string(),
    CellType.DATE: pa.date32(),
    CellType.INSTANT: pa.timestamp("us"),
    CellType.COUNT: pa.int64(),
    CellType.MONEY: pa.int64(),
    CellType.YES_NO: pa.bool_(),
    CellType.COUNTRY: pa.string(),
    CellType.REGION: pa.string(),
}

# A delivered hash and the hash of a delivered email are the same key.
STORED_NAMES = {"email_sha256": "email_key", "actual_damages": "actual_damages_cents"}

REJECTED = pa.schema(
    [
        ("record", pa.int64()),
        ("line", pa.int64()),
        ("code", pa.string()),
        ("sentence", pa.string()),
        ("cells", pa.list_(pa.string())),
    ]
)


def accepted_schema(kind: Kind) -> pa.Schema:
    """The accepted rows of a file of this kind: `record`, then the columns of semantics section 2
    in their order, under the names of `rules.rows`."""
    fields = [pa.field("record", pa.int64())]
    for column in COLUMNS[kind]:
        name = STORED_NAMES.get(column.name, column.name)
        fields.append(pa.field(name, ARROW_TYPES[column.type]))
    return pa.schema(fields)


def cells_schema(width: int) -> pa.Schema:
    """The accepted rows' cells: `record`, then `c0` … in the file's column order; see
    `delivered`."""
    return pa.schema(
        [("record", pa.int64()), *((f"c{position}", pa.string()) for position in range(width))]
    )
