"""Workbooks: what a cell may hold, what it never is, and where a table ends."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils.escape import unescape

from casecalc.evidence import sheets
from casecalc.evidence.sheets import DoesNotFit, workbook_pieces

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
DOLLARS = pa.decimal128(38, 2)
ODD_TEXTS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "{=1}",
    "00123",
    "1E5",
    "9007199254740993",
    "TRUE",
    "2024-01-02",
    "https://example.com",
    "  a  b  ",
    "line\nline",
    "<r><t>x</t></r>",
    "<r><f>1+1</f></r>",
    "]]>&amp;&<b>\"'",
    "_x0041_",
    "_x0041_x0042_",
    "caf\u00e9 \u6f22\u5b57 \U0001f600",
    "\u202egnp",
    "a\u007fb",
]


def book_of(columns: dict[str, pa.Array], **more: Any) -> bytes:
    batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
    return b"".join(workbook_pieces(batch.schema, iter([batch]), name="rows", created=AT, **more))


def sheet_of(data: bytes, name: str = "rows") -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))[name]


def column_of(data: bytes) -> Sequence[Any]:
    return [cell.value for cell in sheet_of(data)["A"]][1:]


def test_texts_come_back_as_they_are_and_none_is_a_formula() -> None:
    data = book_of({"text": pa.array(ODD_TEXTS)})
    cells = sheet_of(data)["A"][1:]
    assert [unescape(cell.value) for cell in cells] == ODD_TEXTS
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert {cell.number_format for cell in cells} == {"@"}


def test_no_part_holds_a_formula_a_link_or_anything_outside() -> None:
    data = book_of({"text": pa.array(ODD_TEXTS), "=1+1": pa.array(ODD_TEXTS)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name).decode() for name in names}
    assert not [name for name in names if re.search("external|ddeLink|vba|hyperlink", name)]
    for name, part in parts.items():
        assert not re.search(r"<f[ >]|<hyperlink|externalLink|ddeLink|TargetMode", part), name


@pytest.mark.parametrize("character", ["\x01", "\x08", "\x0b", "\x1f", "\r", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_hold_are_escaped_as_spreadsheets_do(character: str) -> None:
    data = book_of({"text": pa.array([f"a{character}b"])})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert f"a_x{ord(character):04X}_b".encode() in archive.read("xl/worksheets/sheet1.xml")
    openpyxl.load_workbook(io.BytesIO(data))  # well-formed


def test_counts_and_dollars_are_numbers_with_every_digit_or_text() -> None:
    most = 10**13 - Decimal("0.01")
    data = book_of(
        {
            "count": pa.array([0, 7, 10**15 - 1, 10**15, None], pa.int64()),
            "money": pa.array(
                [Decimal("0.00"), Decimal("1000.05"), most, Decimal("10000000000000.00"), None],
                DOLLARS,
            ),
        }
    )
    rows = list(sheet_of(data).iter_rows(min_row=2, values_only=True))
    assert rows == [
        (0, 0),
        (7, 1000.05),
        (10**15 - 1, 9999999999999.99),
        ("1000000000000000", "10000000000000.00"),
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<c r="B\d" s="4"><v>([^<]+)</v>', sheet) == [
        "0.00",
        "1000.05",
        "9999999999999.99",
    ]


def test_every_cent_below_the_limit_is_told_from_its_neighbours() -> None:
    for cents in (1, 29, 57, 115, 10**15 - 1, 10**15 - 2, 123_456_789_012_345):
        text = f"{cents // 100}.{cents % 100:02d}"
        assert f"{float(text):.2f}" == text


def test_blank_cells_are_not_written() -> None:
    data = book_of({"a": pa.array(["x", None, ""]), "b": pa.array([None, 1, 2], pa.int64())})
    rows = list(sheet_of(data).iter_rows(min_row=2, values_only=True))
    assert rows == [("x", None), (None, 1), (None, 2)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b'r="A3"' not in archive.read("xl/worksheets/sheet1.xml")


def test_rows_that_one_sheet_cannot_hold_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 3)
    book = openpyxl.load_workbook(io.BytesIO(book_of({"n": pa.array(range(7))})))
    found = {sheet.title: [cell.value for cell in sheet["A"]] for sheet in book}
    assert found == {"rows": ["n", 0, 1, 2], "rows 2": ["n", 3, 4, 5], "rows 3": ["n", 6]}


def test_a_full_sheet_is_followed_by_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 3)
    for count, names in ((3, ["rows"]), (0, ["rows"]), (4, ["rows", "rows 2"])):
        data = book_of({"n": pa.array(range(count), pa.int64())})
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == names


def test_a_sheet_ends_before_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BYTES_OF_A_SHEET", 1000)
    monkeypatch.setattr(sheets, "_CHUNK", 2)
    data = book_of({"text": pa.array(["x" * 600] * 5)})
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [sheet.max_row - 1 for sheet in book] == [2, 2, 1]


def test_columns_beyond_z_have_two_letters() -> None:
    columns = {f"c{number}": pa.array([number]) for number in range(1, 705)}
    sheet = sheet_of(book_of(columns))
    assert (sheet["Z2"].value, sheet["AA2"].value, sheet["ZZ2"].value) == (26, 27, 702)
    assert sheet["AAB2"].value == 704


@pytest.mark.parametrize(
    "columns",
    [
        {"text": pa.array(["x" * 32_768])},
        {"text": pa.array(["\U0001f600" * 16_384])},
        {f"c{number}": pa.array([1]) for number in range(16_385)},
    ],
    ids=["long", "long in UTF-16", "wide"],
)
def test_what_a_sheet_has_no_room_for_is_refused(columns: dict[str, pa.Array]) -> None:
    with pytest.raises(DoesNotFit, match=r"\.csv or \.parquet"):
        book_of(columns)


def test_the_longest_cell_fits() -> None:
    for text in ("x" * 32_767, "\U0001f600" * 16_383):
        assert column_of(book_of({"text": pa.array([text])})) == [text]


def test_a_book_larger_than_a_spreadsheet_opens_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BYTES_OF_A_BOOK", 100)
    with pytest.raises(DoesNotFit, match="2 GB"):
        book_of({"n": pa.array(range(100_000))})


def test_the_same_rows_give_the_same_bytes_and_the_time_is_the_one_given() -> None:
    columns = {"text": pa.array(ODD_TEXTS)}
    assert book_of(columns) == book_of(columns)
    data = book_of(columns)
    assert openpyxl.load_workbook(io.BytesIO(data)).properties.created == AT.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr for entry in archive.infolist()} == {0o600 << 16}


def test_a_download_given_up_leaves_nothing_open() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(range(50_000))], names=["n"])
    pieces = workbook_pieces(batch.schema, iter([batch]), name="rows", created=AT)
    assert next(pieces)
    pieces.close()
