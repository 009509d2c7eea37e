"""Both engines read every file alike: each row, sentence, blank line and refusal."""

import gzip
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecalc.evidence import files, opening, records, text_columns
from casecalc.evidence.reading import read_file as read_fast
from casecalc.rules import records as rules_records
from casecalc.rules.cells import DateForm, email_key
from casecalc.rules.columns import COLUMNS, IDENTITY, CellType, Kind
from casecalc.rules.mapping import Mapping
from casecalc.rules.reading import read_file as read_obvious
from casecalc.rules.refusals import FileRefused

SHA256 = "0" * 64
ZONES = ["America/Los_Angeles", "UTC", "Pacific/Apia", "Asia/Kathmandu"]
RUNS = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

rarely = st.integers(0, 7).map(lambda number: number == 7)
days = st.dates(datetime(1899, 12, 30, tzinfo=UTC).date(), datetime(2101, 1, 2, tzinfo=UTC).date())
DATE_WAYS = {
    DateForm.YMD_DASH: lambda d: f"{d.year:04}-{d.month:02}-{d.day:02}",
    DateForm.YMD_SLASH: lambda d: f"{d.year:04}/{d.month}/{d.day}",
    DateForm.YMD: lambda d: f"{d.year:04}{d.month:02}{d.day:02}",
    DateForm.MDY_SLASH: lambda d: f"{d.month:02}/{d.day:02}/{d.year:04}",
    DateForm.DMY_SLASH: lambda d: f"{d.day}/{d.month}/{d.year:04}",
    DateForm.DMY_NAME: lambda d: f"{d.day:02}-{d.strftime('%b')}-{d.year:04}",
}
times = st.sampled_from(
    ["", " 00:00", "T23:59:59", " 02:30:00", " 01:30", "T12:00:00.5", " 12:00:00.123456", " 24:00"]
)
zones = st.sampled_from(["", "", "Z", " UTC", "+05:30", "-23:59", "+24:00", " Z"])
emails = st.sampled_from(
    ["ann@example.com", "Ann@Example.com", "bob@example.com", "ÉVA@example.com"]
)
ODD = [
    "",
    "",
    " ",
    "\u3000",
    "\u200b",
    "NA",
    "null",
    "a\0b",
    "\ufeff",
    "\ufffd",
    "\ue000",
    "é",
    "1E5",
]
odd = st.sampled_from(ODD) | st.text(alphabet='ab,;\t|"\r\n \x1c\x85\u2028İ', max_size=6)


def texts_of(cell_type: CellType, form: DateForm) -> st.SearchStrategy[str]:
    match cell_type:
        case CellType.TEXT:
            return st.sampled_from(
                ["x", "Null", "00123", " padded ", 'say "hi"', "a,b", "two\nlines"]
            )
        case CellType.EMAIL:
            return emails | st.sampled_from(["a@b@c", "@x", "a b@example.com", "İ@example.com"])
        case CellType.HASH:
            return emails.map(email_key) | emails.map(lambda e: email_key(e.lower()).upper())
        case CellType.DATE:
            return days.map(DATE_WAYS[form])
        case CellType.INSTANT:
            return st.builds(
                lambda d, t, z: DATE_WAYS[form](d) + t + z, days, times, zones
            ) | times.map(lambda t: "2024-03-10" + t)
        case CellType.COUNT:
            return st.sampled_from(
                ["0", "7", "1,234", "12,34", "999999999999", "1000000000000", "٣"]
            )
        case CellType.MONEY:
            return st.sampled_from(
                ["$1,000.00", ".5", "1.", "$", "0012.3", "1e3", "999999999999.99"]
            )
        case CellType.YES_NO:
            return st.sampled_from(["yes", "N", "TRUE", "0", "maybe", "ﬂ"])
        case CellType.COUNTRY:
            return st.sampled_from(["US", "usa", "United States", "UK", "de", "Atlantis"])
        case CellType.REGION:
            return st.sampled_from(["CA", "california", "Bayern", "AE", "XX"])


@st.composite
def tables_of(draw: st.DrawFn, kind: Kind) -> tuple[list[list[str]], Mapping]:
    """A header and rows, mostly readable, and a mapping that fits or does not."""
    columns = draw(st.lists(st.sampled_from(COLUMNS[kind]), unique=True, max_size=7))
    if draw(rarely) is False:
        required = [draw(st.sampled_from(IDENTITY))]
        required += [c for c in COLUMNS[kind] if c.name == "disclosed_at"]
        columns = draw(st.permutations([*columns, *(c for c in required if c not in columns)]))
    names = [column.name for column in columns] + draw(st.sampled_from([[], [""], ["note", ""]]))
    form = draw(st.sampled_from(DateForm))
    readers = [texts_of(column.type, form) for column in columns]
    readers += [odd] * (len(names) - len(columns))
    cells = [st.one_of(reader, reader, reader, reader, reader, odd) for reader in readers]
    tame = draw(st.booleans())
    row: st.SearchStrategy[list[str]] = st.tuples(*(readers if tame else cells)).map(list)
    other = st.lists(odd, max_size=len(names) + 2)
    rows = draw(st.lists(row if tame else st.one_of(row, row, row, row, other), max_size=12))
    dated = {c.name: form for c in columns if c.type in (CellType.DATE, CellType.INSTANT)}
    mapping = Mapping(
        dates={} if draw(rarely) or tame else dated,
        values=draw(st.sampled_from([{}, {"plan": {"x": ""}, "country": {"UK": "US", "de": "x"}}])),
        time_zone=draw(st.sampled_from([None, *ZONES])),
        subscribed_until_is_last_day=draw(st.booleans()),
        header_record=draw(st.sampled_from([1, 1, 1, 1, 1, 1, 1, 2, 3])),
        encoding=draw(st.sampled_from([None, None, "utf-8", "cp1252", "utf-16", "shift_jis"])),
        delimiter=draw(st.sampled_from([None, None, None, ",", ";"])),
    )
    above = draw(
        st.lists(other, min_size=mapping.header_record - 1, max_size=mapping.header_record)
    )
    return [*above[: mapping.header_record - 1], names, *rows], mapping


@st.composite
def written(draw: st.DrawFn, rows: list[list[str]], encoding: str) -> bytes:
    """The rows as bytes, quoted as delimited text should be, more or less."""
    delimiter = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    line_end = st.sampled_from(draw(st.sampled_from([["\n"], ["\r\n"], ["\n", "\r\n", "\r"]])))
    is_careless = draw(rarely)
    parts = []
    for row in rows:
        cells = []
        for cell in row:
            must = any(c in cell for c in f'{delimiter}"\r\n')
            if must != is_careless or draw(rarely):
                cell = '"' + cell.replace('"', '""') + '"'
            cells.append(cell)
        parts.append(delimiter.join(cells) + draw(line_end))
        parts += ["", "", draw(line_end)] if draw(st.integers(0, 8)) == 0 else []
    text = "".join(parts)
    text = text if draw(st.booleans()) else text.rstrip("\r\n")
    return text.encode(encoding, "replace")


@st.composite
def given_files(draw: st.DrawFn) -> tuple[bytes, str, Kind, Mapping]:
    kind = draw(st.sampled_from(Kind))
    rows, mapping = draw(tables_of(kind))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    if draw(rarely) is False:
        encoding = mapping.encoding or encoding
    data = bytearray(draw(written(rows, encoding)))
    for _ in range(draw(st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2]))):
        at = draw(st.integers(0, len(data)))
        data[at:at] = draw(
            st.sampled_from(
                [b'"', b'""', b"\xff", b"\xc3", b"\x81", b"\0", b"\r", b"\n", b'"x', b","]
            )
        )
    name = draw(st.sampled_from(["members.csv", "members.tsv", "members.csv.gz"]))
    return gzip.compress(data) if name.endswith(".gz") else bytes(data), name, kind, mapping


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


def small(block: int, cell: int) -> list[Any]:
    """Blocks and the cell limit so small that every file has several of one and some of the other."""
    return [
        mock.patch.object(files, "BLOCK", block),
        mock.patch.object(rules_records, "MAXIMUM_CELL_BYTES", cell),
        mock.patch.object(records, "MAXIMUM_CELL_BYTES", cell),
        mock.patch.object(text_columns, "MAXIMUM_CELL_BYTES", cell),
        mock.patch.object(opening, "_FIRST_LOOK", 2),
    ]


def obvious(data: bytes, name: str, kind: Kind, mapping: Mapping) -> dict[str, Any] | str:
    try:
        reading = read_obvious(
            data=data, name=name, sha256=SHA256, kind=kind, list_name="opt_out", mapping=mapping,
            time_zone="America/New_York",
        )  # fmt: skip
    except FileRefused as refusal:
        return str(refusal)
    accepted = []
    for row in reading.accepted:
        fields = {"record": row.source.record, **vars(row)}
        del fields["source"]
        fields.pop("list_name", None)
        if "disclosed_at" in fields:
            fields["disclosed_at"] = fields["disclosed_at"].replace(tzinfo=None)
        accepted.append(fields)
    rejected = [
        {
            "record": row.record,
            "line": row.line,
            "code": str(row.code),
            "sentence": row.sentence,
            "cells": list(row.cells),
        }
        for row in reading.rejected
    ]
    return {
        "header": reading.header,
        "positions": list(reading.positions.items()),
        "encoding": reading.dialect.encoding,
        "delimiter": reading.dialect.delimiter,
        "forms": list(reading.forms.items()),
        "rows_read": reading.rows_read,
        "blank_lines": reading.blank_lines,
        "accepted": accepted,
        "rejected": rejected,
    }


def fast(
    data: bytes, name: str, kind: Kind, mapping: Mapping, folder: Path
) -> dict[str, Any] | str:
    source, out = folder / "source", folder / "out"
    source.write_bytes(data)
    out.mkdir(exist_ok=True)
    try:
        summary = read_fast(
            source=source, name=name, sha256=SHA256, kind=kind, list_name="opt_out",
            mapping=mapping, time_zone="America/New_York", out=out,
        )  # fmt: skip
    except FileRefused as refusal:
        assert list(out.iterdir()) == []
        return str(refusal)
    accepted, rejected, cells = (
        pq.read_table(out / f"{name}.parquet").to_pylist()
        for name in ("accepted", "rejected", "cells")
    )
    for path in out.iterdir():
        path.unlink()
    assert [row["record"] for row in cells] == [row["record"] for row in accepted]
    assert summary.accepted == len(accepted)
    assert summary.rejected == len(rejected) == sum(summary.rejected_by_code.values())
    return {
        "header": summary.header,
        "positions": list(summary.positions.items()),
        "encoding": summary.encoding,
        "delimiter": summary.delimiter,
        "forms": list(summary.forms.items()),
        "rows_read": summary.rows_read,
        "blank_lines": summary.blank_lines,
        "accepted": accepted,
        "rejected": rejected,
    }


@RUNS
@given(
    file=given_files(),
    block=st.sampled_from([1, 5, 17, 64, 1 << 20]),
    cell=st.sampled_from([24, 1 << 20]),
)
def test_both_engines_read_every_invented_file_alike(
    folder: Path, file: tuple[bytes, str, Kind, Mapping], block: int, cell: int
) -> None:
    patches = small(block, cell)
    for patch in patches:
        patch.start()
    try:
        assert fast(*file, folder) == obvious(*file)
    finally:
        for patch in patches:
            patch.stop()
