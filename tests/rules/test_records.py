"""From bytes to records: compression, encodings, delimiters, quotes, record ends."""

import csv
import gzip
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casecalc.rules.columns import Kind
from casecalc.rules.mapping import Mapping
from casecalc.rules.records import (
    Dialect,
    Record,
    decode,
    decompress,
    read_records,
    recognise_delimiter,
    recognise_encoding,
)
from casecalc.rules.refusals import FileRefused

COMMA = Dialect("utf-8", ",")
MEBIBYTE = 1_048_576


def cells_of(text: str, delimiter: str = ",") -> list[tuple[str, ...]]:
    return [r.cells for r in read_records(text.encode(), Dialect("utf-8", delimiter))]


def refusal_of(text: str) -> str:
    with pytest.raises(FileRefused) as refusal:
        list(read_records(text.encode(), COMMA))
    return str(refusal.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_end_with_lf_crlf_or_cr(end: str) -> None:
    assert cells_of(f"a,b{end}c,d{end}") == [("a", "b"), ("c", "d")]
    assert cells_of(f"a,b{end}c,d") == [("a", "b"), ("c", "d")]
    assert cells_of(f"a{end}{end}b{end}{end}") == [("a",), ("",), ("b",), ("",)]


def test_other_line_separators_are_text() -> None:
    text = "a\u2028b\x85c\x0bd\x0ce\x1ef"
    assert cells_of(text) == [(text,)]


def test_cells_are_as_delivered() -> None:
    assert cells_of(' a ,"",,\t\0\n') == [(" a ", "", "", "\t\0")]
    assert cells_of("a,") == [("a", "")]
    assert cells_of(",\n") == [("", "")]


def test_quoted_cells_hold_delimiters_quotes_and_line_ends() -> None:
    assert cells_of('"a,""b""\r\nc\rd","",""""\n') == [('a,"b"\r\nc\rd', "", '"')]


def test_a_quote_inside_an_unquoted_cell_is_text() -> None:
    assert cells_of('5" disk, "x",a"b"c\n') == [('5" disk', ' "x"', 'a"b"c')]


@pytest.mark.parametrize("text", ['a\n"b"c\n', 'a\n"b" ,c\n', 'a\n"b""c"d', 'a\n"b"\0\n'])
def test_text_after_a_closing_quote_refuses_the_file(text: str) -> None:
    assert refusal_of(text).startswith("Line 2: text follows a closing quote")


def test_an_unclosed_quote_refuses_the_file_with_the_line_on_which_it_opens() -> None:
    assert refusal_of('"a\nb"\r\nc,"d\ne""\n').startswith("Line 3: a quote is opened here")


def test_lines_are_physical() -> None:
    records = list(read_records(b'h\r\n"a\nb\rc\r\nd"\re\n', COMMA))
    assert [(r.line, r.cells[0][:1]) for r in records] == [(1, "h"), (2, "a"), (6, "e")]


def test_a_cell_holds_up_to_one_mebibyte_of_utf_8() -> None:
    fits = "é" * (MEBIBYTE // 2)
    assert cells_of(f'{fits},"{fits}"') == [(fits, fits)]
    assert "larger than 1 MiB" in refusal_of(f"x\n{fits}a\n")
    assert "larger than 1 MiB" in refusal_of(f'x\n"{fits}a"\n')


def test_undecodable_bytes_are_marked_and_a_replacement_character_is_text() -> None:
    records = list(read_records(b"a,b\xff\xfe\n\xef\xbf\xbd,b\n", COMMA))
    assert records == [Record(1, ("a", "b\ufffd\ufffd"), (1,)), Record(2, ("\ufffd", "b"))]


def test_a_truncated_last_unit_is_undecodable() -> None:
    records = list(read_records("a,é".encode("utf-16-le") + b"\x00", Dialect("utf-16-le", ",")))
    assert records[0].undecodable == (1,)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"abc", "utf-8"),
        ("é€𝄞".encode(), "utf-8"),
        (b"\xef\xbb\xbfabc\xff", "utf-8"),
        ("\ufeffa".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffa".encode("utf-16-be"), "utf-16-be"),
        ("\ufeffa".encode("utf-32-le"), "utf-32-le"),
        ("\ufeffa".encode("utf-32-be"), "utf-32-be"),
        (b"caf\xe9, \x80", "cp1252"),
        (b"\xc3", "cp1252"),
        (b"\xed\xa0\x80 \xc0\x80 \xf5\x80\x80\x80", "cp1252"),
        (b"\xe9 \xc3\xa9", "utf-8"),
        (b"\xe2\xc3\xa9", "utf-8"),
    ],
)
def test_the_encoding_is_recognised(data: bytes, encoding: str) -> None:
    assert recognise_encoding(data) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_one_byte_order_mark_is_no_text(encoding: str) -> None:
    assert decode("\ufeff\ufeffa".encode(encoding), encoding) == "\ufeffa"
    assert decode("a".encode(encoding), encoding) == "a"


def test_stated_utf_16_is_ordered_by_its_mark_else_little_end_first() -> None:
    assert decode("\ufeffa".encode("utf-16-be"), "utf-16") == "a"
    assert decode("\ufeffa".encode("utf-16-le"), "utf-16") == "a"
    assert decode("a".encode("utf-16-le"), "utf-16") == "a"
    assert decode("\ufeffa".encode("utf-32-be"), "utf-32") == "a"


def delimiter_of(text: str, name: str = "a.csv", columns: dict[str, str] | None = None) -> str:
    return recognise_delimiter(text, name, Kind.ROSTER, Mapping(columns=columns))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_header_maps(delimiter: str) -> None:
    header = delimiter.join(["Member ID", '"Name, full; or | not"', "Plan"])
    assert delimiter_of(f"{header}\n1,2,3,4,5,6;7\n") == delimiter


def test_more_mapped_columns_beat_fewer() -> None:
    assert delimiter_of("a;email;b,member_id,plan,c\n") == ","


def test_a_single_column_is_delimited_as_the_name_says() -> None:
    assert delimiter_of("email\na;b\n") == ","
    assert delimiter_of("email\n", "A.TSV.gz") == "\t"
    assert delimiter_of("a,b\n", columns={"email": "a,b"}, name="a.tsv") == "\t"


def test_a_name_decides_nothing_that_the_header_decides() -> None:
    assert delimiter_of("email,plan\n", "a.tsv") == ","


def test_a_tie_is_refused() -> None:
    for text, columns in (("a;email;b,member_id,c", None), ("a,b", {"email": "a,b"})):
        with pytest.raises(FileRefused, match="Say which under delimiter"):
            delimiter_of(text, columns=columns)


def test_a_header_that_nothing_maps_is_cut_as_people_see_it() -> None:
    assert delimiter_of("from;to;when\n") == ";"


def test_compressed_files_are_what_their_name_says() -> None:
    packed = gzip.compress(b"email\n") + gzip.compress(b"a@b\n")
    assert decompress(packed, "A.CSV.GZ") == b"email\na@b\n"
    assert decompress(b"email\n", "a.csv") == b"email\n"


def _packed(data: bytes) -> bytes:
    """gzip without a clock: pytest names cases by their bytes, and every worker must see the same."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (_packed(b"email\n"), "a.csv", "gzip"),
        (b"email\n", "a.csv.gz", "not gzip-compressed"),
        (_packed(b"email\n" * 99)[:-9], "a.csv.gz", "damaged"),
        (_packed(b"email\n")[:-8] + b"12345678", "a.csv.gz", "damaged"),
        (_packed(b"email\n") + b"tail", "a.csv.gz", "damaged"),
        (_packed(b""), "a.csv.gz", "empty"),
        (b"", "a.csv", "empty"),
        (b"PK\x03\x04", "a.csv", "ZIP"),
        (_packed(b"PK\x03\x04"), "a.csv.gz", "ZIP"),
        (b"%PDF-1.7", "a.txt", "PDF"),
        (b"PAR1...PAR1", "a.csv", "Parquet"),
        (b"\x28\xb5\x2f\xfd", "a.tsv", "Zstandard"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.csv", "Office"),
        (b"email\n", "a.xlsx", ".csv or .tsv"),
    ],
)
def test_other_files_are_refused(data: bytes, name: str, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        decompress(data, name)


def test_a_text_that_begins_like_parquet_is_text() -> None:
    assert decompress(b"PAR1,email\n", "a.csv") == b"PAR1,email\n"


def test_reading_takes_time_in_proportion() -> None:
    """Shapes that make careless readers quadratic: many quotes, one long record, many line ends."""
    started = time.process_time()
    for text in ('"' + '""' * 300_000 + '"', "," * 600_000, "\r" * 600_000, 'a"' * 300_000):
        assert list(read_records(text.encode(), COMMA))
    assert time.process_time() - started < 20


CELL = st.text(st.sampled_from(list('a ,;\t|"\r\n\0é\u2028')), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_quoted_cells_come_back_as_written(rows: list[list[str]], delimiter: str, end: str) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "".join(delimiter.join(map(quoted, row)) + end for row in rows)
    assert cells_of(text, delimiter) == [tuple(row) for row in rows]


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(CELL.map(lambda cell: cell.replace("\0", "")), max_size=5))
def test_the_standard_reader_agrees(parts: list[str]) -> None:
    """`csv` in strict mode refuses the same files, and calls an empty line no cell at all."""
    text = "".join(parts)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        expected = [tuple(row) or ("",) for row in rows]
    except csv.Error:
        assert refusal_of(text)
    else:
        assert cells_of(text) == expected


def test_a_record_of_more_than_a_million_cells_is_refused() -> None:
    with pytest.raises(FileRefused, match="Line 2: .* more than 1,000,000 cells"):
        list(read_records(b"a\n" + b"," * 1_000_000, COMMA))
    assert len(next(iter(read_records(b"," * 999_999, COMMA))).cells) == 1_000_000
