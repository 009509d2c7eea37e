import csv
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.evidence.engine import connect
from casecalc.evidence.export import (
    ExportRefused,
    ImportSource,
    csv_cells,
    write_awards,
    write_events,
    write_persons,
)
from casecalc.evidence.run import determine
from casecalc.rules.columns import Kind
from casecalc.rules.decisions import Outcome, Override
from casecalc.rules.definition import Definition
from casecalc.rules.rows import ImportRows
from casecalc.rules.theory import Theory
from tests.evidence.tables import write_imports
from tests.rules.facts import DISCLOSED, LOG, RESIDENT, ROSTER, definition, log_row, roster_row
from tests.rules.facts import theory as theory_of

AT = datetime(2024, 1, 15, 20, tzinfo=UTC)
ROWS = (
    roster_row(1, member_id="B", country="US", full_name='=cmd|"x"'),
    roster_row(2, member_id="B", email_key="e" * 64, region="CA"),
    roster_row(5, email_key="e" * 64, member_id="A"),
    roster_row(6, member_id="C"),
)
EVENTS = (
    log_row(1, member_id="A", event_id="-77", disclosed_at=AT),
    log_row(2, member_id="Z", disclosed_at=AT + timedelta(microseconds=500)),
)
SOURCES = (ImportSource(1, ROSTER, None), ImportSource(2, LOG, "Sheet 1"))
RANGE = theory_of(
    {"amount": "1000.05", "amount_high": "2000.00"}, {"id": "plain", "amount": "0.00"}
)
CLASS = definition(RESIDENT, DISCLOSED)


def run_in(folder: Path, definition: Definition, theory: Theory) -> Path:
    imports = [
        ImportRows(kind=Kind.ROSTER, sha256=ROSTER, rows=ROWS),
        ImportRows(kind=Kind.DISCLOSURE_LOG, sha256=LOG, rows=EVENTS),
    ]
    with connect(memory_limit="500MB", scratch=folder, allowed=folder) as engine:
        determine(
            imports=write_imports(imports, folder),
            decisions=(Override(ROWS[3].source, Outcome.UNDETERMINED, "seen"),),
            definition=definition,
            theory=theory,
            time_zone="UTC",
            engine=engine,
            out=folder,
        )
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_in(tmp_path_factory.mktemp("run"), CLASS, RANGE)


def read(path: Path) -> Sequence[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_persons_have_the_documented_columns_in_order(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    done = write_persons(run, out, imports=SOURCES, definition=CLASS, theory=RANGE)
    first, second = read(out)
    assert done.rows == 2
    assert done.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert first == {
        "person": "P1", "outcome": "eligible", "overridden": "no", "violations": "1",
        "source": f"{ROSTER}#1", "rows": "3", "member_ids": "A;B", "full_name": "'=cmd|\"x\"",
        "country": "US", "region": "CA", "is_c1": "true", "is_c2": "true",
        "award_k1": "1000.05", "award_k1_high": "2000.00", "award_plain": "0.00",
    }  # fmt: skip
    assert second["outcome"] == "undetermined"
    assert second["overridden"] == "yes"
    assert second["is_c1"] == "unknown"
    assert second["is_c2"] == "false"
    assert second["violations"] == "0"
    assert second["award_k1"] == second["award_plain"] == ""


def test_events_show_microseconds_only_where_there_are_any(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "e.csv"
    write_events(run, out, imports=SOURCES)
    first, second = read(out)
    assert first == {
        "source": f"{LOG}#Sheet 1#1", "event_id": "-77", "disclosed_at": "2024-01-15T20:00:00Z",
        "status": "linked", "person": "P1", "violation": "yes",
    }  # fmt: skip
    assert second["disclosed_at"] == "2024-01-15T20:00:00.000500Z"
    assert (second["status"], second["person"], second["violation"]) == ("unmatched", "", "no")


def test_awards_are_per_eligible_person_and_claim(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    done = write_awards(run, out, definition=CLASS, theory=RANGE)
    assert done.rows == 2
    assert read(out) == [
        {"person": "P1", "claim": "k1", "units": "1", "award": "1000.05", "award_high": "2000.00"},
        {"person": "P1", "claim": "plain", "units": "1", "award": "0.00", "award_high": ""},
    ]


def test_parquet_has_the_same_rows_without_apostrophes(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.parquet"
    write_persons(run, out, imports=SOURCES, definition=CLASS, theory=RANGE)
    first = pq.read_table(out).to_pylist()[0]
    assert first["full_name"] == '=cmd|"x"'
    assert str(first["award_k1"]) == "1000.05"


def test_an_unknown_ending_is_refused_and_nothing_written(run: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"\.csv, \.parquet or \.xlsx"):
        write_events(run, tmp_path / "e.txt", imports=SOURCES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1.5", "+1.5"),
        ("-77", "-77"),
        ("-77x", "'-77x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1e5", "'-1e5"),
        ("\tx", "'\tx"),
        ("+1,5", '"\'+1,5"'),
        ('a "b"', '"a ""b"""'),
        ("a\nb", '"a\nb"'),
        (" =1", " =1"),
        (None, ""),
    ],
)
def test_a_cell_in_csv_is_quoted_when_needed_and_never_a_formula(
    cell: str | None, written: str
) -> None:
    assert csv_cells(pa.array([cell], pa.string())).to_pylist() == [written]


def test_a_workbook_has_the_same_cells_as_parquet(run: Path, tmp_path: Path) -> None:
    book, table = tmp_path / "p.xlsx", tmp_path / "p.parquet"
    for out in (book, table):
        done = write_persons(run, out, imports=SOURCES, definition=CLASS, theory=RANGE, created=AT)
        assert done.rows == 2
    assert done.sha256 == hashlib.sha256(table.read_bytes()).hexdigest()
    sheet = openpyxl.load_workbook(book)["persons"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert [dict(zip(head, row, strict=True)) for row in rows] == [
        {name: float(cell) if isinstance(cell, Decimal) else cell for name, cell in row.items()}
        for row in pq.read_table(table).to_pylist()
    ]
    assert sheet["H2"].value == '=cmd|"x"'
    assert sheet["H2"].data_type == "s"


def test_the_other_tables_are_workbooks_too(run: Path, tmp_path: Path) -> None:
    write_events(run, tmp_path / "e.xlsx", imports=SOURCES)
    write_awards(run, tmp_path / "a.XLSX", definition=CLASS, theory=RANGE)
    events = openpyxl.load_workbook(tmp_path / "e.xlsx")["events"]
    assert (events["B2"].value, events["B2"].data_type) == ("-77", "s")
    awards = openpyxl.load_workbook(tmp_path / "a.XLSX")["awards"]
    assert [cell.value for cell in awards[2]] == ["P1", "k1", 1, 1000.05, 2000]
