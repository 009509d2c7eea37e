"""The cells of accepted rows as delivered, kept once.

Most cells say what was read of them, character for character: the accepted column holds that text
already, and cells.parquet holds null. Any other cell (dates, numbers, unknown columns, what was
trimmed, mapped or lower-cased) is there as it came; a blank one is an empty text.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .schemas import STORED_NAMES


def told_once(cells: pa.StringArray, accepted: pa.StringArray) -> pa.StringArray:
    """The cells of one column, null where the accepted text of their row is the same."""
    if cells.equals(accepted):
        return pa.nulls(len(cells), pa.string())
    is_same = pc.fill_null(pc.equal(cells, accepted), False)
    return pc.if_else(is_same, pa.scalar(None, pa.string()), cells)


def cells_as_delivered(
    cells: Mapping[str, str | None],
    accepted: Mapping[str, Any],
    positions: Mapping[str, int],
    width: int,
) -> tuple[str, ...]:
    """One row's cells in the file's order, from its row of cells.parquet and of accepted.parquet;
    `positions`: column name -> place in the header."""
    names = {place: STORED_NAMES.get(name, name) for name, place in positions.items()}
    found = []
    for place in range(width):
        cell = cells[f"c{place}"]
        found.append(accepted[names[place]] if cell is None else cell)
    return tuple(found)
