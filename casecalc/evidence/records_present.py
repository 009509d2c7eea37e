"""Which record numbers are accepted rows of an import."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_LARGEST = 2**63 - 1


def records_present(accepted: Path, records: Collection[int]) -> set[int]:
    """Those of `records` that stand in the table `accepted`, reading its record numbers only."""
    wanted = pa.array([record for record in records if record <= _LARGEST], pa.int64())
    present: set[int] = set()
    with pq.ParquetFile(accepted) as file:
        for batch in file.iter_batches(columns=["record"], batch_size=1 << 20):
            column = batch.column("record")
            present.update(column.filter(pc.is_in(column, value_set=wanted)).to_pylist())
    return present
