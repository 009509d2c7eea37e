"""The annexes of a schedule: the rows of the table, exact, as text and figures and never a formula."""

import csv
import hashlib
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.exhibits.annexes import write_csv, write_xlsx
from casecalc.exhibits.schedule_fields import fields_of
from casecalc.exhibits.schedule_rows import Rows
from tests.rules.facts import DISCLOSED, definition, theory

AT = "2026-03-02T17:00:00.000000Z"
NAMES = ["=1+1", "<r><t>x</t></r><f>1</f>", "@a", "Ann Lee", "Nobody", "x" * 40_000]
THEORY = theory({"id": "sca", "title": "SCA", "amount": "1000.05"})


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """Six persons, of whom all but the fifth are eligible."""
    count = len(NAMES)
    table = pa.table(
        {
            "person": pa.array(range(1, count + 1), pa.int64()),
            "outcome": ["eligible"] * 4 + ["ineligible", "eligible"],
            "full_name": NAMES,
            "member_ids": ["00123"] * count,
            "emails": pa.array([None] * count, pa.string()),
            "country": ["US"] * count,
            "region": ["CA"] * count,
            "plan": pa.array(["+1"] + [None] * (count - 1)),
            "first_violation_on": pa.array([19_600] * count, pa.date32()),
            "violations": pa.array([2] * count, pa.int64()),
            "award_sca": pa.array([100_005] * count, pa.int64()),
        }
    )
    pq.write_table(table, tmp_path / "persons.parquet")
    fields = fields_of(definition(DISCLOSED), THEORY, is_sealed=True)
    return Rows(tmp_path / "persons.parquet", fields)


def cells_of(path: Path) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(path)["Persons"].iter_rows()]


def test_the_workbook_has_the_rows_of_the_csv(rows: Rows, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", rows)
    write_xlsx(tmp_path / "a.xlsx", rows, created=AT)
    with (tmp_path / "a.csv").open(newline="") as file:
        _, *lines = csv.reader(file)
    _, *cells = cells_of(tmp_path / "a.xlsx")
    assert len(cells) == len(lines) == 5
    for row, line in zip(cells[:4], lines, strict=False):
        for cell, text in zip(row, line, strict=True):
            shown = "" if cell.value is None else cell.value
            if cell.number_format == "#,##0.00":
                shown = f"{shown:.2f}"
            assert str(shown) == text.removeprefix("'"), cell.coordinate


def test_no_name_acts_as_a_formula_or_as_markup(rows: Rows, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", rows, created=AT)
    cells = [row[1] for row in cells_of(tmp_path / "a.xlsx")[1:]]
    assert [cell.value for cell in cells[:4]] == NAMES[:4]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_a_text_for_which_a_cell_has_no_room_says_how_long_it_is(
    rows: Rows, tmp_path: Path
) -> None:
    write_xlsx(tmp_path / "a.xlsx", rows, created=AT)
    long = cells_of(tmp_path / "a.xlsx")[5][1].value
    assert long.startswith("x" * 16_000)
    assert long.endswith(" … (40,000 characters, whole in the CSV)")
    write_csv(tmp_path / "a.csv", rows)
    assert "x" * 40_000 in (tmp_path / "a.csv").read_text()


def test_both_are_the_same_bytes_each_time_and_their_hashes_are_told(
    rows: Rows, tmp_path: Path
) -> None:
    for suffix in ("csv", "xlsx"):
        told = []
        for place in ("first", "second"):
            path = tmp_path / f"{place}.{suffix}"
            made = write_csv(path, rows) if suffix == "csv" else write_xlsx(path, rows, created=AT)
            assert made == hashlib.sha256(path.read_bytes()).hexdigest()
            told.append(made)
        assert told[0] == told[1]
