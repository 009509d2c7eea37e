"""Rejected rows as a file to correct and import again: the user's own columns and what is wrong."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import pyarrow.parquet as pq

from casecalc.rules.inert import inert

REASON_COLUMNS = ("record", "code", "sentence")
# With "\n" alone csv.writer would leave a carriage return inside a cell unquoted: a record's end.
LINE_END = "\r\n"
_BATCH = 10_000


def rejected_lines(rejected: Path, header: Sequence[str]) -> Iterator[list[str]]:
    """The lines of the export, its header first, streamed: record number, code and sentence, then
    the cells as delivered; a row with a wrong cell count keeps all cells that it has. Of a file
    that was itself such an export, the former reasons give way: no column stands twice."""
    former = len(REASON_COLUMNS) if tuple(header[:3]) == REASON_COLUMNS else 0
    yield [*REASON_COLUMNS, *(inert(name) for name in header[former:])]
    columns = [*REASON_COLUMNS, "cells"]
    with pq.ParquetFile(rejected) as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
            for row in batch.to_pylist():
                texts = [row["code"], row["sentence"], *row["cells"][former:]]
                yield [str(row["record"]), *(inert(text) for text in texts)]


def write_rejected(rejected: Path, header: Sequence[str], out: TextIO) -> int:
    """Write the export as CSV; returns how many rows it has."""
    writer = csv.writer(out, lineterminator=LINE_END)
    rows = -1
    for line in rejected_lines(rejected, header):
        writer.writerow(line)
        rows += 1
    return rows
