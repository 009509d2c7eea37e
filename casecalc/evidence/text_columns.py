"""One chunk of records to Arrow text columns, cells as delivered."""

import codecs
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from casecalc.rules.cells import trim
from casecalc.rules.records import MAXIMUM_CELL_BYTES, Record, read_text
from casecalc.rules.refusals import FileRefused

from .records import MARK, MARK_BYTES, MARKING, Chunk
from .strings import text_lengths, trimmed

Positions = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_PRIVATE_USE = range(0xE000, 0xF900)  # three bytes in UTF-8, as the mark


@dataclass(frozen=True)
class Table:
    """The records of one chunk. `columns`: the cells of those with the right count, which stand at
    `rows` (from 0) of the chunk; `wrong`: the others by where they stand, lines not counted."""

    columns: list[pa.StringArray]
    rows: Positions
    wrong: list[tuple[int, Record]] = field(default_factory=list)
    undecodable: dict[int, Bools] = field(default_factory=dict)
    """Column position -> which of its cells have undecodable bytes (there as U+FFFD)."""
    has_nul: bool = False


def read_table(chunk: Chunk, width: int) -> Table:
    """Raises FileRefused for a cell over 1 MiB."""
    data, stand_in = _without_marks(chunk)
    # Arrow would take away a byte-order mark, which here is text: a line above it, then, to drop.
    above = int(data.startswith(codecs.BOM_UTF8))
    table, wrong = _parse(b"\n" * above + data, width, chunk.delimiter)
    columns = [_one_array(column)[above:] for column in table.columns]
    longest = max(text_lengths(column).max(initial=0) for column in columns)
    if max(longest, *(len(text.encode()) for _, text in wrong), 0) > MAXIMUM_CELL_BYTES:
        chunk.require_small_cells()
    undecodable = {}
    if stand_in:
        for position, column in enumerate(columns):
            cells = np.asarray(pc.match_substring(column, stand_in))
            if cells.any():
                undecodable[position] = cells
                columns[position] = pc.replace_substring(column, stand_in, "\ufffd")
    numbers = np.array([number - 1 - above for number, _ in wrong], dtype=np.int64)
    rows = np.delete(np.arange(len(columns[0]) + len(wrong)), numbers)
    records = [_record(text, chunk.delimiter, stand_in) for _, text in wrong]
    has_nul = b"\0" in chunk.data
    return Table(
        columns, rows, list(zip(numbers.tolist(), records, strict=True)), undecodable, has_nul
    )


def _without_marks(chunk: Chunk) -> tuple[bytes, str]:
    """The data as valid UTF-8, and the character, not in the data, that stands for undecodable
    bytes; an empty text when there are none."""
    data = chunk.data
    if chunk.is_marked:
        if MARK_BYTES not in data:
            return data, ""
    elif data.isascii() or _is_utf8(data):
        return data, ""
    else:
        data = data.decode("utf-8", MARKING).encode("utf-8", "surrogatepass")
    for code in _PRIVATE_USE:
        if (stand_in := chr(code).encode()) not in data:
            return data.replace(MARK_BYTES, stand_in), chr(code)
    raise FileRefused(
        f"From line {chunk.line} on, the file holds bytes that do not decode and all characters of "
        "the private use area: it is no text. Choose the right file, or give its encoding."
    )


def _is_utf8(data: bytes) -> bool:
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _parse(data: bytes, width: int, delimiter: str) -> tuple[pa.Table, list[tuple[int, str]]]:
    """The records of the right count, and number (from 1) and text of the others."""
    wrong: list[tuple[int, str]] = []

    def keep(row: pyarrow.csv.InvalidRow) -> str:
        wrong.append((row.number, row.text))
        return "skip"

    names = [f"c{position}" for position in range(width)]
    table = pyarrow.csv.read_csv(
        pa.BufferReader(data),
        pyarrow.csv.ReadOptions(
            use_threads=False, column_names=names, block_size=max(len(data), 1024)
        ),
        pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return table, wrong


def _one_array(column: pa.ChunkedArray) -> pa.StringArray:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _record(text: str, delimiter: str, stand_in: str) -> Record:
    if stand_in:
        text = text.replace(stand_in, MARK)
    return next(read_text(text, delimiter))


@dataclass(frozen=True)
class Numbering:
    """Numbers (from 1 within the chunk) of the records that are not blank. `numbers` are those of
    the table's rows; a blank row has that of the record before it."""

    is_blank: Bools
    numbers: Positions
    wrong: list[tuple[int, int, Record]]
    """Number, where it stands in the chunk, and record, of those with a wrong count."""
    count: int
    blank_lines: int


def without_first(table: Table, count: int) -> Table:
    """The table without the first `count` records of its chunk."""
    keep = int(np.searchsorted(table.rows, count))
    return Table(
        [column[keep:] for column in table.columns],
        table.rows[keep:],
        [(at, record) for at, record in table.wrong if at >= count],
        {position: cells[keep:] for position, cells in table.undecodable.items()},
        table.has_nul,
    )


def number_records(table: Table) -> Numbering:
    is_blank = _blank_rows(table)
    wrong = [(at, record) for at, record in table.wrong if any(map(trim, record.cells))]
    filled = table.rows[~is_blank]
    standing = np.array([at for at, _ in wrong], dtype=np.int64)
    numbers: Positions = np.cumsum(~is_blank, dtype=np.int64)
    numbered = []
    if len(standing):
        numbers = numbers + np.searchsorted(standing, table.rows)
        of_wrong = np.searchsorted(filled, standing) + np.arange(1, len(standing) + 1)
        numbered = [
            (number, at, record)
            for number, (at, record) in zip(of_wrong.tolist(), wrong, strict=True)
        ]
    count = len(filled) + len(wrong)
    return Numbering(is_blank, numbers, numbered, count, len(table.rows) + len(table.wrong) - count)


def _blank_rows(table: Table) -> Bools:
    """Rows whose every cell is blank, looked for among those where all cells so far are."""
    left = np.arange(len(table.rows))
    for column in table.columns:
        cells = column if len(left) == len(column) else column.take(pa.array(left))
        left = left[np.asarray(pc.is_null(trimmed(cells)))]
        if len(left) == 0:
            break
    is_blank = np.zeros(len(table.rows), dtype=bool)
    is_blank[left] = True
    return is_blank
