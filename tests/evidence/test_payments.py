"""Payment files: every payment with who it goes to, and nothing that acts as a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.payments import (
    payments_csv,
    payments_of_persons,
    payments_workbook,
    require_sheet_room,
)
from casecalc.evidence.sheets import DoesNotFit

CREATED = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
PERSONS = pa.schema(
    [
        ("person", pa.int64()),
        *((name, pa.string()) for name in ("full_name", "member_ids", "emails")),
        *((name, pa.string()) for name in ("country", "region")),
    ]
)
PAYMENTS = pa.schema([("person", pa.int64()), ("tier", pa.int64()), ("amount_cents", pa.int64())])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with connect(memory_limit="200MB", scratch=tmp_path, allowed=tmp_path, threads=1) as engine:
        yield engine


def rows(engine: Engine, folder: Path, *persons: dict[str, Any]) -> Any:
    people = [{**dict.fromkeys(PERSONS.names), "person": n, **one} for n, one in enumerate(persons)]
    payments = [{"person": n, "tier": None, "amount_cents": 10**n} for n in range(len(persons))]
    for name, found, schema in (("p", people, PERSONS), ("q", payments, PAYMENTS)):
        pq.write_table(pa.Table.from_pylist(found, schema=schema), folder / f"{name}.parquet")
    tables = [engine.read_parquet(folder / f"{name}.parquet") for name in "qp"]
    return payments_of_persons(*tables)


HOSTILE = ({"full_name": "=1+1"}, {"member_ids": "00123"}, {"full_name": '"A", é\n'})


def test_csv_has_every_payment_in_person_order_with_formulas_made_inert(
    engine: Engine, tmp_path: Path
) -> None:
    lines = b"".join(payments_csv(engine, rows(engine, tmp_path, *HOSTILE), settlement=7))
    found = list(csv.DictReader(io.StringIO(lines.decode(), newline="")))
    assert [(row["payment"], row["amount"]) for row in found] == [
        ("S7-P0", "0.01"),
        ("S7-P1", "0.10"),
        ("S7-P2", "1.00"),
    ]
    assert found[0]["full_name"] == "'=1+1"
    assert found[1]["member_ids"] == "00123"
    assert found[2]["full_name"] == '"A", é\n'


def test_workbook_has_texts_as_texts_and_amounts_as_exact_numbers(
    engine: Engine, tmp_path: Path
) -> None:
    found = rows(engine, tmp_path, *HOSTILE)
    data = b"".join(payments_workbook(engine, found, settlement=7, created=CREATED))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    heads = [cell.value for cell in sheet[1]]
    first = dict(zip(heads, sheet[2], strict=True))
    assert (first["full_name"].value, first["full_name"].data_type) == ("=1+1", "s")
    assert first["full_name"].quotePrefix
    assert (first["amount"].value, first["amount"].data_type) == (0.01, "n")
    assert sheet.max_row == 4
    again = b"".join(payments_workbook(engine, found, settlement=7, created=CREATED))
    assert again == data


def test_a_text_too_long_for_a_cell_is_refused_before_anything_is_written(
    engine: Engine, tmp_path: Path
) -> None:
    require_sheet_room(engine, rows(engine, tmp_path, {"emails": "x" * 32_767}))
    with pytest.raises(DoesNotFit):
        require_sheet_room(engine, rows(engine, tmp_path, {"emails": "😀" * 16_384}))
