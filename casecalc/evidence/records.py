"""Blocks of bytes to chunks of whole records, and chunks to Arrow text columns.

Only quotes decide where a record ends, and only their neighbours decide what a quote is; so chunks
are cut by looking at quotes alone, and Arrow reads what is inside. Whatever refuses a file is left
to `rules.records.read_text`, which says where and why.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from casecalc.rules.records import (
    BYTE_ORDER_MARKS,
    MAXIMUM_CELL_BYTES,
    Record,
    read_text,
)
from casecalc.rules.refusals import FileRefused

Positions = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MAXIMUM_RECORD_BYTES = 64 << 20
MAXIMUM_CHUNK_LINES = 65_536
MARK = "\udfff"  # undecodable bytes, as in rules.records; in UTF-8 it can stand for nothing else
MARKING = "casecalc-mark"
MARK_BYTES = MARK.encode("utf-8", "surrogatepass")
_LF, _CR, _QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Chunk:
    """Whole records, the first of which starts on physical line `line`. `data` is UTF-8, with
    undecodable bytes either still in it or, when `is_marked`, as surrogates."""

    data: bytes
    line: int
    delimiter: str
    is_marked: bool

    def text(self) -> str:
        """As `rules.records.read_text` takes it."""
        return self.data.decode("utf-8", "surrogatepass" if self.is_marked else MARKING)

    def records(self) -> Iterator[Record]:
        return read_text(self.text(), self.delimiter, self.line)

    def record_ends(self) -> tuple[Positions, Positions]:
        """Where each record's line end stands, and the physical line after it."""
        buffer = np.frombuffer(self.data, dtype=np.uint8)
        ends = _line_ends(buffer)
        quotes, _ = _structural(buffer, ord(self.delimiter))
        is_outside = np.searchsorted(quotes, ends) % 2 == 0
        return ends[is_outside], np.flatnonzero(is_outside) + self.line + 1

    def lines(self) -> Positions:
        """The physical line on which each record starts."""
        _, after = self.record_ends()
        return np.concatenate([np.array([self.line]), after])

    def require_small_cells(self) -> None:
        """Refuse a cell over 1 MiB. A record that is short has none."""
        ends, _ = self.record_ends()
        around = np.concatenate([np.array([-1]), ends, np.array([len(self.data)])])
        if np.diff(around).max() > MAXIMUM_CELL_BYTES:
            for _ in self.records():
                pass


def text_blocks(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Blocks in `encoding` as UTF-8 without byte-order mark. UTF-8 passes as it is; in others,
    undecodable bytes are marked."""
    blocks = iter(blocks)
    first = next(blocks, b"")
    while len(first) < 4 and (more := next(blocks, b"")):
        first += more
    if encoding in ("utf-16", "utf-32"):
        big = {"utf-16": codecs.BOM_UTF16_BE, "utf-32": codecs.BOM_UTF32_BE}[encoding]
        encoding += "-be" if first.startswith(big) else "-le"
    mark = next((mark for mark, marked in BYTE_ORDER_MARKS if marked == encoding), b"")
    blocks = chain([first.removeprefix(mark)], blocks)
    if encoding != "utf-8":
        blocks = _transcoded(blocks, encoding)
    yield from filter(None, blocks)


def _transcoded(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(MARKING)
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def record_chunks(blocks: Iterable[bytes], delimiter: str, is_marked: bool) -> Iterator[Chunk]:
    """Cut UTF-8 blocks into chunks of whole records. Raises FileRefused after the last whole
    record before an unclosed quote, text after a closing quote, or a cell over 1 MiB."""
    line, held = 1, b""
    blocks = iter(blocks)
    while block := next(blocks, b""):
        block = held + block
        cut = _Cut(block, ord(delimiter), is_last=False)
        if cut.end:
            chunk = Chunk(block[: cut.end], line, delimiter, is_marked)
            lines = _count_line_ends(chunk.data)
            yield from _parts(chunk, lines)
            line += lines
        held = block[cut.end :]
        rest = Chunk(held, line, delimiter, is_marked)
        if cut.is_refused:
            _refuse(rest)
        _require_end(rest, cut, blocks)
    cut = _Cut(held, ord(delimiter), is_last=True)
    if cut.end:
        chunk = Chunk(held[: cut.end], line, delimiter, is_marked)
        lines = _count_line_ends(chunk.data)
        yield from _parts(chunk, lines)
        line += lines
    if cut.end < len(held):
        _refuse(Chunk(held[cut.end :], line, delimiter, is_marked))


def _parts(chunk: Chunk, lines: int) -> Iterator[Chunk]:
    """The chunk in parts whose rows, however short, do not fill the memory."""
    if lines <= MAXIMUM_CHUNK_LINES:
        yield chunk
        return
    ends, after = chunk.record_ends()
    at, line = 0, chunk.line
    for last in range(MAXIMUM_CHUNK_LINES - 1, len(ends), MAXIMUM_CHUNK_LINES):
        end = int(ends[last]) + 1
        yield replace(chunk, data=chunk.data[at:end], line=line)
        at, line = end, int(after[last])
    if at < len(chunk.data):
        yield replace(chunk, data=chunk.data[at:], line=line)


class _Cut:
    """Where the last whole record of a buffer ends, and what stands after it."""

    def __init__(self, buffer: bytes, delimiter: int, is_last: bool) -> None:
        self.quotes, bad = _structural(np.frombuffer(buffer, dtype=np.uint8), delimiter)
        self.is_refused = bad is not None
        if is_last and bad is None and len(self.quotes) % 2 == 0:
            self.end = len(buffer)
            return
        # A bare CR at the very end may be half of a CR LF.
        limit = len(buffer) - (not is_last and buffer.endswith(b"\r")) if bad is None else bad
        self.end = self._record_end(buffer, limit)

    def opening(self, length: int) -> int | None:
        """Where the quote stands that is still open at the end of a buffer of this length; a quote
        that ends the buffer may yet be one of a pair, and closes nothing."""
        quotes = self.quotes
        if len(quotes) and quotes[-1] == length - 1 and len(quotes) % 2 == 0:
            quotes = quotes[:-1]
        if len(quotes) % 2 == 0:
            return None
        opens = quotes[0::2]
        is_pair = np.concatenate([[False], np.diff(quotes)[1::2] == 1])
        return int(opens[~is_pair][-1])

    def _record_end(self, buffer: bytes, limit: int) -> int:
        last = max(buffer.rfind(b"\n", 0, limit), buffer.rfind(b"\r", 0, limit))
        if last < 0 or np.searchsorted(self.quotes, last) % 2 == 0:
            return last + 1
        # It stands inside a quoted cell: look at all of them.
        ends = _line_ends(np.frombuffer(buffer, dtype=np.uint8)[:limit])
        outside = ends[np.searchsorted(self.quotes, ends) % 2 == 0]
        return int(outside[-1]) + 1 if len(outside) else 0


def _structural(buffer: npt.NDArray[np.uint8], delimiter: int) -> tuple[Positions, int | None]:
    """The quotes that open and close cells, by turns (pairs that stand for a quote may be among
    them: they open nothing), and where text follows a closing quote, if it does."""
    quotes = np.flatnonzero(buffer == _QUOTE)
    if len(quotes) == 0:
        return quotes, None
    ends_cell = np.zeros(256, dtype=bool)
    ends_cell[[delimiter, _LF, _CR]] = True
    before = np.where(quotes > 0, buffer[quotes - 1], _LF)
    after = np.where(quotes + 1 < len(buffer), buffer[np.minimum(quotes + 1, len(buffer) - 1)], _LF)
    opens = ends_cell[before] | (before == _QUOTE)
    closes = ends_cell[after] | (after == _QUOTE)
    if opens[0::2].all() and closes[1::2].all():
        return quotes, None
    return _walk(quotes, ends_cell[before], ends_cell[after], after == _QUOTE)


def _walk(
    quotes: Positions, may_open: Bools, may_close: Bools, is_paired: Bools
) -> tuple[Positions, int | None]:
    """Quote by quote: one inside an unquoted cell is text."""
    structural: list[int] = []
    is_open = False
    paired, opening, closing = is_paired.tolist(), may_open.tolist(), may_close.tolist()
    positions, at = quotes.tolist(), 0
    while at < len(positions):
        if is_open and paired[at]:
            at += 2
            continue
        if is_open:
            structural.append(positions[at])
            is_open = False
            if not closing[at]:
                return np.array(structural, dtype=np.int64), positions[at]
        elif opening[at]:
            structural.append(positions[at])
            is_open = True
        at += 1
    return np.array(structural, dtype=np.int64), None


def _refuse(chunk: Chunk) -> NoReturn:
    """In the words of the rules."""
    for _ in chunk.records():
        pass
    raise AssertionError("the rules read records that this module cannot cut")


def _require_end(rest: Chunk, cut: _Cut, blocks: Iterator[bytes]) -> None:
    """Refuse what has no end in sight: else an unclosed quote would fill the memory."""
    if len(rest.data) <= MAXIMUM_CELL_BYTES:
        return
    opening = cut.opening(cut.end + len(rest.data))
    if opening is not None:
        opening -= cut.end
        # Twice, because each quote in it may be a pair.
        if len(rest.data) - opening > 2 * MAXIMUM_CELL_BYTES + 2:
            _refuse_long_cell(rest, opening, blocks)
    else:
        last = max(rest.data.rfind(rest.delimiter.encode()), rest.data.rfind(b'"'))
        if len(rest.data) - last > MAXIMUM_CELL_BYTES + 4:
            _refuse(rest)
    if len(rest.data) > MAXIMUM_RECORD_BYTES:
        raise FileRefused(
            f"Line {rest.line}: the record that starts here is longer than "
            f"{MAXIMUM_RECORD_BYTES:,} bytes. Perhaps a quote is not closed."
        )


def _refuse_long_cell(rest: Chunk, opening: int, blocks: Iterator[bytes]) -> NoReturn:
    """A quoted cell over 1 MiB, or one that never ends: the file must be read on to tell."""
    for _ in read_text(rest.data[:opening].decode("utf-8", "replace"), rest.delimiter, rest.line):
        pass
    line = rest.line + _count_line_ends(rest.data[:opening])
    window, lines = rest.data[opening + 1 :], 0
    while True:
        block = next(blocks, b"")
        at = _closing(window)
        if 0 <= at < len(window) - bool(block):
            lines += _count_line_ends(window[:at])
            end = '"' + "x" * (MAXIMUM_CELL_BYTES + 1) + '"'
            _refuse(Chunk(end.encode(), line + lines, rest.delimiter, is_marked=False))
        if not block:
            _refuse(Chunk(b'"', line, rest.delimiter, is_marked=False))
        keep = window[at:] if at >= 0 else window[-1:] if window.endswith(b"\r") else b""
        lines += _count_line_ends(window[: len(window) - len(keep)])
        window = keep + block


def _closing(window: bytes) -> int:
    """Where the first quote stands that is not one of a pair; -1: nowhere."""
    at = window.find(b'"')
    while at >= 0 and window[at + 1 : at + 2] == b'"':
        at = window.find(b'"', at + 2)
    return at


def _line_ends(buffer: npt.NDArray[np.uint8]) -> Positions:
    """Of CR LF the LF."""
    feeds = np.flatnonzero(buffer == _LF)
    returns = np.flatnonzero(buffer == _CR)
    if len(returns) == 0:
        return feeds
    last = len(buffer) - 1
    is_bare = (returns == last) | (buffer[np.minimum(returns + 1, last)] != _LF)
    return np.sort(np.concatenate([feeds, returns[is_bare]]))


def _count_line_ends(data: bytes) -> int:
    # `bytes.count` looks at every byte by itself; `in` and NumPy look at many at once.
    count = np.count_nonzero(np.frombuffer(data, dtype=np.uint8) == _LF)
    if b"\r" in data:
        count += np.count_nonzero(np.frombuffer(data, dtype=np.uint8) == _CR)
        count -= data.count(b"\r\n")
    return int(count)
