"""Rejected rows as a file: what is written can be read back, cell by cell."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from casecalc.evidence.rejected import write_rejected
from casecalc.rules.records import Dialect, read_records


def _exported(tmp_path: Path, header: list[str], cells: list[str]) -> list[tuple[str, ...]]:
    table = {"record": [2], "line": [3], "code": ["NO_IDENTITY"], "sentence": ["Why."]}
    path = tmp_path / "rejected.parquet"
    pq.write_table(pa.table({**table, "cells": [cells]}), path)
    out = io.StringIO(newline="")
    assert write_rejected(path, header, out) == 1
    records = read_records(out.getvalue().encode(), Dialect("utf-8", ","))
    return [record.cells for record in records]


def test_line_breaks_of_every_kind_inside_a_cell_survive(tmp_path: Path) -> None:
    cells = ["a\rb", "a\nb", "a\r\nb", "\x85", 'q"q']
    lines = _exported(tmp_path, list("vwxyz"), cells)
    assert lines[1] == ("2", "NO_IDENTITY", "Why.", *cells)
    assert len(lines) == 2


def test_reasons_of_a_former_export_give_way_to_the_new_ones(tmp_path: Path) -> None:
    header = ["record", "code", "sentence", "member_id"]
    lines = _exported(tmp_path, header, ["9", "PERIOD_REVERSED", "Old.", " "])
    assert lines == [tuple(header), ("2", "NO_IDENTITY", "Why.", " ")]
