"""From the bytes of a file to its records: compression, encoding, delimiter, quotes.

Written for clarity: the whole file is held in memory. Every step takes time in proportion to the
file's length.
"""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .columns import Kind
from .mapping import DELIMITERS, Mapping, match_header
from .refusals import FileRefused
from .rejections import shown

MAXIMUM_CELL_BYTES = 1_048_576
MAXIMUM_CELLS = 1_000_000
_GZIP = b"\x1f\x8b"
_OTHER_FILES = {
    b"PK\x03\x04": "a ZIP archive or a workbook",
    b"PK\x05\x06": "a ZIP archive",
    b"%PDF-": "a PDF",
    _GZIP: "gzip-compressed",
    b"\x28\xb5\x2f\xfd": "Zstandard-compressed",
    b"BZh91AY&SY": "bzip2-compressed",
    b"\xfd7zXZ\x00": "xz-compressed",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file",
    b"\x89PNG\r\n\x1a\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF87a": "a picture",
    b"GIF89a": "a picture",
    b"SQLite format 3\x00": "a database",
}
_UNREAD_ENDINGS = (
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".parquet",
    ".zst",
    ".zip",
    ".bz2",
    ".xz",
    ".pdf",
)

# The longer mark first: UTF-32 (little end first) begins like UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# One well-formed UTF-8 sequence of two to four bytes (Unicode Standard, table 3-7).
_MULTI_BYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
# Stands for undecodable bytes while records are cut. No decoder gives it: U+FFFD could be text.
_UNDECODABLE = "\udfff"
_MARKING = "casecalc-mark"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Dialect:
    """`encoding` is a Python codec name."""

    encoding: str
    delimiter: str


@dataclass(frozen=True)
class Record:
    """`line` is the physical line (from 1) on which the record starts. Cells are as delivered,
    without the quotes around them; undecodable bytes appear in them as U+FFFD."""

    line: int
    cells: tuple[str, ...]
    undecodable: tuple[int, ...] = ()
    """Positions of the cells with undecodable bytes."""


def decompress(data: bytes, name: str) -> bytes:
    """The text file in `data`, whose name says whether it is compressed. Raises FileRefused for a
    file that is not what its name says, or that is empty."""
    if name.lower().endswith(_UNREAD_ENDINGS):
        raise FileRefused(
            f'"{shown(name)}" is of a kind that is not read here. Give delimited text: .csv or '
            ".tsv, alone or compressed as .gz."
        )
    is_compressed = name.lower().endswith(".gz")
    if is_compressed:
        data = _gunzip(data, name)
    if not data:
        raise FileRefused(f'"{shown(name)}" is empty. Choose the file that holds the rows.')
    for magic, what in _OTHER_FILES.items():
        if data.startswith(magic):
            raise FileRefused(not_what_it_says(name, what))
    if data.startswith(b"PAR1") and data.endswith(b"PAR1"):
        raise FileRefused(not_what_it_says(name, "a Parquet file"))
    return data


def recognise_encoding(data: bytes) -> str:
    """Byte-order mark, else UTF-8 if the whole file is, else Windows-1252 if no multi-byte UTF-8
    sequence occurs at all; else UTF-8, as which some record then does not decode."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _MULTI_BYTE.search(data) else "cp1252"
    return "utf-8"


def decode(data: bytes, encoding: str) -> str:
    """The text without its byte-order mark; undecodable bytes are marked (see `Record`). UTF-16 and
    UTF-32 of unstated order without a mark are taken as little end first."""
    if encoding in ("utf-16", "utf-32"):
        encoding += "-be" if data.startswith(dict(_MARKS_BIG_END)[encoding]) else "-le"
    mark = next((mark for mark, marked in BYTE_ORDER_MARKS if marked == encoding), b"")
    if mark and data.startswith(mark):
        data = data[len(mark) :]
    return data.decode(encoding, errors=_MARKING)


def recognise_delimiter(text: str, name: str, kind: Kind, mapping: Mapping) -> str:
    """The delimiter under which the header record can be mapped; of several the one that maps most
    columns, then the one that gives most cells. A header in which none of those that are left
    occurs: tab for a file named .tsv, else comma. Raises FileRefused where that does not decide."""
    scores = {}
    for delimiter in DELIMITERS:
        try:
            header = header_of(text, delimiter, mapping)
            scores[delimiter] = (len(match_header(header, kind, mapping)), len(header))
        except FileRefused:
            continue
    if not scores:
        return _most_cells(text, mapping)
    best = [delimiter for delimiter in scores if scores[delimiter] == max(scores.values())]
    usual = "\t" if name.lower().removesuffix(".gz").endswith((".tsv", ".tab")) else ","
    if len(best) == 1:
        return best[0]
    if usual in best and scores[usual][1] == 1:
        return usual
    raise FileRefused(
        f"The header can be read with {' or '.join(DELIMITERS[each] for each in best)} between "
        "its columns. Say which under delimiter in a mapping."
    )


def header_of(text: str, delimiter: str, mapping: Mapping) -> tuple[str, ...]:
    """The cells of the header record. Raises FileRefused when the file ends before it."""
    number = mapping.header_record
    header = next(islice(read_text(text, delimiter), number - 1, number), None)
    if header is None:
        raise FileRefused(
            f"The file ends before record {number}, which is to be its header. "
            "Correct header_record in the mapping."
        )
    return header.cells


def read_records(data: bytes, dialect: Dialect) -> Iterator[Record]:
    """Every record from the top, blank lines too. Raises FileRefused, naming the line, for an
    unclosed quote, text after a closing quote, a cell over 1 MiB, and a record of more than
    1,000,000 cells."""
    return read_text(decode(data, dialect.encoding), dialect.delimiter)


def read_text(text: str, delimiter: str, line: int = 1) -> Iterator[Record]:
    """`read_records` of text that `decode` gave and that begins on `line`. LF, CR LF and a bare CR
    end a record."""
    unquoted = re.compile(f"[^{re.escape(delimiter)}\r\n]*")
    position = 0
    while position < len(text):
        cells: list[str] = []
        first_line = line
        while True:
            if text.startswith('"', position):
                cell, position = _quoted(text, position, line)
                line += len(_LINE_END.findall(cell))
            else:
                found = unquoted.match(text, position)
                assert found is not None
                cell, position = found[0], found.end()
            _require_size(cell, line)
            cells.append(cell)
            if not text.startswith(delimiter, position):
                break
            if len(cells) == MAXIMUM_CELLS:
                raise FileRefused(
                    f"Line {first_line}: the record that starts here has more than "
                    f"{MAXIMUM_CELLS:,} cells. Choose the right file, or correct its delimiters."
                )
            position += 1
        if position < len(text):
            if text[position] not in "\r\n":
                raise FileRefused(
                    f"Line {line}: text follows a closing quote. A quote inside a quoted cell is "
                    "written twice; correct the cell."
                )
            position += 2 if text.startswith("\r\n", position) else 1
            line += 1
        yield _record(first_line, cells)


def not_what_it_says(name: str, what: str) -> str:
    return (
        f'"{shown(name)}" is {what}, not what its name says. Choose the right file, or correct '
        "its name."
    )


def _gunzip(data: bytes, name: str) -> bytes:
    if not data.startswith(_GZIP):
        raise FileRefused(not_what_it_says(name, "not gzip-compressed"))
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileRefused(
            f'"{shown(name)}" is damaged: it cannot be decompressed to its end. Copy it again.'
        ) from None


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _UNDECODABLE, error.end


codecs.register_error(_MARKING, _mark)
_MARKS_BIG_END = (("utf-16", codecs.BOM_UTF16_BE), ("utf-32", codecs.BOM_UTF32_BE))


def _most_cells(text: str, mapping: Mapping) -> str:
    """For a header that no delimiter maps: the one that cuts it most, so that the refusal to come
    lists headers which people recognise."""
    counts = {}
    refusals = []
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(header_of(text, delimiter, mapping))
        except FileRefused as refusal:
            refusals.append(refusal)
    if not counts:
        raise refusals[0]
    return max(counts, key=lambda delimiter: counts[delimiter])


def _quoted(text: str, opening: int, line: int) -> tuple[str, int]:
    """The cell whose opening quote stands at `opening`, and the position after its closing one."""
    end = text.find('"', opening + 1)
    while end >= 0 and text.startswith('"', end + 1):
        end = text.find('"', end + 2)
    if end < 0:
        raise FileRefused(
            f"Line {line}: a quote is opened here and never closed. Close it, or write a quote "
            "that is text twice inside a quoted cell."
        )
    return text[opening + 1 : end].replace('""', '"'), end + 1


def _require_size(cell: str, line: int) -> None:
    """Refuse a cell over 1 MiB of UTF-8; `line` is where it ends."""
    if len(cell) * 4 <= MAXIMUM_CELL_BYTES:
        return
    if len(cell.replace(_UNDECODABLE, "\ufffd").encode("utf-8")) > MAXIMUM_CELL_BYTES:
        raise FileRefused(
            f"Line {line}: a cell that ends here is larger than 1 MiB ({MAXIMUM_CELL_BYTES:,} "
            "bytes). Perhaps a quote is not closed; else shorten the cell."
        )


def _record(line: int, cells: list[str]) -> Record:
    undecodable = tuple(i for i, cell in enumerate(cells) if _UNDECODABLE in cell)
    if undecodable:
        cells = [cell.replace(_UNDECODABLE, "\ufffd") for cell in cells]
    return Record(line, tuple(cells), undecodable)
