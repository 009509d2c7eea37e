"""What must be known of a file before its rows are read, or why it is refused.

`presume` looks at the beginning only and says what will hold if nothing further down speaks
against it; whoever then meets such a thing raises Doubt. `establish` reads the whole file, as often
as it takes, stage by stage in the order of `rules.reading.read_file`; it alone refuses.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casecalc.rules import reading as rules
from casecalc.rules.cells import DateForm, read_time_zone, trim
from casecalc.rules.columns import COLUMNS, CellType, Column, Kind
from casecalc.rules.forms import settle_form
from casecalc.rules.mapping import Mapping, match_header
from casecalc.rules.records import Record, decode, recognise_delimiter
from casecalc.rules.refusals import FileRefused

from .cells import CellReader
from .files import SourceFile
from .records import Chunk, record_chunks, text_blocks
from .strings import trimmed
from .text_columns import Numbering, Table, number_records, read_table, without_first

Failures = dict[DateForm, tuple[int, str]]

_HEAD = 4 << 20
_LONGEST_HEAD = 32 << 20
_FIRST_LOOK = 256
_DATED = (CellType.DATE, CellType.INSTANT)


class Doubt(Exception):
    """What was presumed of a file from its beginning does not hold for all of it."""


@dataclass(frozen=True)
class Question:
    """What a file is to be read as."""

    source: SourceFile
    kind: Kind
    list_name: str | None
    mapping: Mapping
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """Where instants without a zone are local; UTC where `establish` will refuse the name."""
        return read_time_zone(self.mapping.time_zone or self.time_zone) or ZoneInfo("UTC")

    def chunks(self, encoding: str, delimiter: str) -> Iterator[Chunk]:
        blocks = text_blocks(self.source.blocks(), encoding)
        return record_chunks(blocks, delimiter, is_marked=encoding != "utf-8")


@dataclass(frozen=True)
class Opening:
    """What is known of a file. `presumed`: dated columns whose form may prove wrong."""

    question: Question
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    positions: dict[str, int]
    forms: dict[str, DateForm]
    presumed: frozenset[str]

    @property
    def columns(self) -> dict[Column, int]:
        """The columns that the file has, in its order."""
        known = {column.name: column for column in COLUMNS[self.question.kind]}
        return {known[name]: position for name, position in self.positions.items()}

    @property
    def is_encoding_presumed(self) -> bool:
        return self.question.mapping.encoding is None

    def chunks_of_rows(self) -> Iterator[tuple[Chunk, int]]:
        """The chunks that hold rows, each with the number of its records to leave out: those down
        to the header."""
        chunks = self.question.chunks(self.encoding, self.delimiter)
        top = _top(chunks, self.question.mapping.header_record)
        if top.chunk is None:
            raise Doubt
        return chain([(top.chunk, top.above)], ((chunk, 0) for chunk in chunks))

    def text(self, reader: CellReader, column: Column, cells: pa.StringArray) -> pa.StringArray:
        """Trimmed, mapped, null where blank."""
        text = trimmed(cells)
        values = self.question.mapping.values.get(column.name)
        return reader.mapped(text, column.name, values) if values else text


class _Top(NamedTuple):
    """The records down to the header; the chunk with the header in it (None: the file ends before
    it), and how many of its records are among them."""

    records: list[Record]
    chunk: Chunk | None
    above: int


def presume(question: Question, reader: CellReader) -> Opening:
    """From the beginning of the file. Raises Doubt, or FileRefused, wherever `establish` must say
    what holds."""
    mapping, source = question.mapping, question.source
    encoding = mapping.encoding or source.byte_order_mark() or "utf-8"
    delimiter = _delimiter(question, encoding)
    chunks = question.chunks(encoding, delimiter)
    top = _top(chunks, mapping.header_record)
    if top.chunk is None or any(record.undecodable for record in top.records):
        raise Doubt
    opening = _opened(question, encoding, delimiter, top.records)
    finder = FormFinder(opening, reader)
    finder.look(*_numbered(top.chunk, opening, top.above))
    forms = {name: finder.presumed(name) for name in finder.failures}
    found = {name: form for name, form in forms.items() if form is not None}
    return _with_forms(opening, found, frozenset(forms))


def establish(question: Question, reader: CellReader) -> Opening:
    """From the whole file. Raises FileRefused with the sentence of `rules.reading.read_file`."""
    mapping, source = question.mapping, question.source
    rules.require_list_name(question.kind, question.list_name)
    encoding = source.recognise_encoding()
    encoding = mapping.encoding or encoding
    rules.require_text(_is_blank(question, encoding), source.name)
    delimiter = _delimiter(question, encoding)
    opening = _established_rows(question, encoding, delimiter)
    rules.require_zone(mapping, question.time_zone)
    finder = FormFinder(opening, reader)
    before = 0
    for chunk, above in opening.chunks_of_rows() if finder.failures else ():
        table, numbering = _numbered(chunk, opening, above)
        finder.look(table, numbering, before)
        before += numbering.count
    found = {name: form for name in finder.failures if (form := finder.settled(name))}
    return _with_forms(opening, found, frozenset())


class FormFinder:
    """Which date forms read every value of the dated columns whose form nobody stated."""

    def __init__(self, opening: Opening, reader: CellReader) -> None:
        self._opening, self._reader = opening, reader
        stated = opening.question.mapping.dates
        self._columns = {
            column.name: column
            for column in opening.columns
            if column.type in _DATED and column.name not in stated
        }
        self.failures: dict[str, Failures] = {name: {} for name in self._columns}
        self._have_values: set[str] = set()

    def look(self, table: Table, numbering: Numbering, before: int = 0) -> None:
        """Try the forms that are left on one more chunk; `before` it stand so many records."""
        for name, failures in self.failures.items():
            column = self._columns[name]
            cells = table.columns[self._opening.positions[name]]
            text = self._opening.text(self._reader, column, cells)
            if text.null_count == len(text):
                continue
            self._have_values.add(name)
            for form in DateForm:
                if form not in failures:
                    at = self._first_failure(text, column, form)
                    if at is not None:
                        failures[form] = (before + int(numbering.numbers[at]), text[at].as_py())

    def presumed(self, name: str) -> DateForm | None:
        """The only form left so far, or None for a column without values so far."""
        if name not in self._have_values:
            return None
        left = [form for form in DateForm if form not in self.failures[name]]
        if len(left) != 1:
            raise Doubt
        return left[0]

    def settled(self, name: str) -> DateForm | None:
        """Once every chunk was looked at. Raises FileRefused when several forms are left or none"""
        if name not in self._have_values:
            return None
        header = self._opening.header[self._opening.positions[name]]
        return settle_form(self._columns[name], header, self.failures[name])

    def _first_failure(self, text: pa.StringArray, column: Column, form: DateForm) -> int | None:
        # Most forms fail at once, and what a form cannot read costs most.
        for part in (text[:_FIRST_LOOK], text):
            values = self._reader.read(part, column.type, form)
            has_failed = np.asarray(pc.and_(pc.is_valid(part), pc.is_null(values)))
            if has_failed.any():
                return int(has_failed.argmax())
        return None


def _delimiter(question: Question, encoding: str) -> str:
    """Stated, or recognised from as much of the file as it takes to find the header."""
    mapping, source, length = question.mapping, question.source, _HEAD
    if mapping.delimiter is not None:
        return mapping.delimiter
    while True:
        head, is_whole = source.head(length)
        try:
            text = decode(head, encoding)
            return recognise_delimiter(text, source.name, question.kind, mapping)
        except FileRefused:
            if is_whole or length >= _LONGEST_HEAD:
                raise
        length *= 8


def _top(chunks: Iterator[Chunk], header_record: int) -> _Top:
    records: list[Record] = []
    for chunk in chunks:
        before = len(records)
        for record in islice(chunk.records(), header_record - before):
            is_header = len(records) == header_record - 1
            records.append(record if is_header else replace(record, cells=()))
        if len(records) == header_record:
            return _Top(records, chunk, len(records) - before)
    return _Top(records, None, 0)


def _opened(question: Question, encoding: str, delimiter: str, top: list[Record]) -> Opening:
    """With the forms stated. Raises FileRefused for a header that cannot be mapped."""
    mapping = question.mapping
    header = rules.read_header(top, encoding, mapping)
    positions = match_header(header, question.kind, mapping)
    return _with_forms(
        Opening(question, encoding, delimiter, header, positions, {}, frozenset()),
        {name: form for name, form in mapping.dates.items() if name in positions},
        frozenset(),
    )


def _with_forms(opening: Opening, forms: dict[str, DateForm], presumed: frozenset[str]) -> Opening:
    together = {**opening.forms, **forms}
    in_order = {name: together[name] for name in opening.positions if name in together}
    return replace(opening, forms=in_order, presumed=presumed)


def _numbered(chunk: Chunk, opening: Opening, above: int) -> tuple[Table, Numbering]:
    table = without_first(read_table(chunk, len(opening.header)), above)
    return table, number_records(table)


def _is_blank(question: Question, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    blocks = text_blocks(question.source.blocks(), encoding)
    return not any(trim(decoder.decode(block)) for block in blocks)


def _established_rows(question: Question, encoding: str, delimiter: str) -> Opening:
    """Read every record once: they can be cut, the header can be mapped, all decode unless the
    encoding is stated, and there are rows."""
    mapping = question.mapping
    chunks = question.chunks(encoding, delimiter)
    top = _top(chunks, mapping.header_record)
    opening, refusal = None, None
    try:
        opening = _opened(question, encoding, delimiter, top.records)
    except FileRefused as refused:
        refusal = refused
    undecodable: list[tuple[int, Record]] = []
    count, above = 0, top.above
    for chunk in chain([top.chunk] if top.chunk else [], chunks):
        if opening is None:
            chunk.require_small_cells()
            continue
        table, numbering = _numbered(chunk, opening, above)
        if not undecodable:
            undecodable = _first_undecodable(chunk, table, numbering, count)
        count += numbering.count
        above = 0
    if opening is None:
        raise refusal or AssertionError("neither opened nor refused")
    if mapping.encoding is None:
        rules.require_decodable(top.records, undecodable, encoding)
    rules.require_rows(count > 0, question.source.name)
    return opening


def _first_undecodable(
    chunk: Chunk, table: Table, numbering: Numbering, before: int
) -> list[tuple[int, Record]]:
    """The first record of the chunk that has undecodable bytes, if any, with its number."""
    found = [
        (number, at, record.undecodable)
        for number, at, record in numbering.wrong
        if record.undecodable
    ]
    for position, cells in table.undecodable.items():
        at = int(cells.argmax())
        found.append((int(numbering.numbers[at]), int(table.rows[at]), (position,)))
    if not found:
        return []
    number, at, positions = min(found)
    return [(before + number, Record(int(chunk.lines()[at]), (), positions))]
