"""The records of one chunk to rows: accepted ones as columns, the others with what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from casecalc.rules.columns import COLUMNS, IDENTITY, CellType, Kind
from casecalc.rules.rejections import (
    RejectedRow,
    RejectionCode,
    column_label,
    expectation,
    sentence_for,
)

from .cells import CellReader, email_keys
from .delivered import told_once
from .opening import Doubt, Opening
from .records import Chunk
from .schemas import ARROW_TYPES
from .text_columns import Numbering, Table, number_records, read_table, without_first

Positions = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Fault:
    """Why the row numbered `number` within its chunk is rejected; see `sentence_for`. `cells` gives
    its cells, which are not held for all faults at once: rows may be many and wide."""

    number: int
    line: int
    code: RejectionCode
    columns: Sequence[str]
    value: str
    expected: str
    cells: Callable[[], tuple[str, ...]]

    def rejected(self, records_before: int) -> RejectedRow:
        record = records_before + self.number
        sentence = sentence_for(
            self.code,
            record=record,
            columns=self.columns,
            value=self.value,
            expected=self.expected,
        )
        return RejectedRow(record, self.code, sentence, self.cells(), self.line)


@dataclass(frozen=True)
class Rows:
    """`numbers` (from 1 within the chunk), `values` and `cells` (see `delivered`) of the accepted
    rows; `faults` of the others, in record order; `count` of both."""

    numbers: Positions
    values: list[pa.Array]
    cells: list[pa.StringArray]
    faults: list[Fault]
    count: int
    blank_lines: int


def read_rows(chunk: Chunk, above: int, opening: Opening, reader: CellReader) -> Rows:
    """The rows of a chunk without its first `above` records. Raises Doubt where what was presumed
    of the file does not hold, and FileRefused for a cell over 1 MiB."""
    table = without_first(read_table(chunk, len(opening.header)), above)
    numbering = number_records(table)
    if opening.is_encoding_presumed and _has_undecodable(table):
        raise Doubt
    texts, values = _read(table, opening, reader)
    sorter = _Sorter(opening, table, numbering, texts, values)
    sorter.sort_out()
    return sorter.rows(chunk)


def _cells(columns: Sequence[pa.StringArray], at: int) -> tuple[str, ...]:
    return tuple(column[at].as_py() for column in columns)


def _has_undecodable(table: Table) -> bool:
    return bool(table.undecodable) or any(record.undecodable for _, record in table.wrong)


def _read(
    table: Table, opening: Opening, reader: CellReader
) -> tuple[dict[str, pa.StringArray], dict[str, pa.Array]]:
    """Per column the text (trimmed, mapped, null where blank) and the value as read; also
    `computed_key`, the email key of the emails."""
    texts = {
        column.name: opening.text(reader, column, table.columns[position])
        for column, position in opening.columns.items()
    }
    values: dict[str, pa.Array] = {}
    # A region is read by the country of its row, wherever that stands.
    for column in sorted(opening.columns, key=lambda column: column.type is CellType.REGION):
        form = opening.forms.get(column.name)
        text = texts[column.name]
        values[column.name] = reader.read(text, column.type, form, values.get("country"))
        if column.name in opening.presumed and _unreadable(text, values[column.name]).any():
            raise Doubt
    if "subscribed_until" in values and opening.question.mapping.subscribed_until_is_last_day:
        days = values["subscribed_until"].cast(pa.int32())
        values["subscribed_until"] = pc.add(days, pa.scalar(1, pa.int32())).cast(pa.date32())
    if "email" in values:
        values["computed_key"] = email_keys(values["email"])
    return texts, values


def _unreadable(text: pa.StringArray, value: pa.Array) -> Bools:
    if value.null_count == text.null_count:
        return np.zeros(len(text), dtype=bool)
    return np.asarray(pc.and_(pc.is_valid(text), pc.is_null(value)))


class _Sorter:
    """Finds the first fault of each row of one chunk, in the order of the codes."""

    def __init__(
        self,
        opening: Opening,
        table: Table,
        numbering: Numbering,
        texts: dict[str, pa.StringArray],
        values: dict[str, pa.Array],
    ) -> None:
        self.opening, self.table, self.numbering = opening, table, numbering
        self.texts, self.values = texts, values
        self.is_sound = ~numbering.is_blank
        self.found: list[tuple[int, RejectionCode, Sequence[str], str, str]] = []

    def sort_out(self) -> None:
        self._require_legible()
        self._require_readable()
        self._require_one_key()
        self._require_identity()
        if self.opening.question.kind is Kind.DISCLOSURE_LOG:
            is_missing = self._is_null("disclosed_at")
            self._reject(is_missing, RejectionCode.MISSING_REQUIRED, self._headers("disclosed_at"))
        self._require_period()

    def rows(self, chunk: Chunk) -> Rows:
        values, cells = self._columns(), self.table.columns
        numbers = self.numbering.numbers
        if not self.is_sound.all():
            sound = pa.array(self.is_sound)
            values = [column.filter(sound) for column in values]
            cells = [column.filter(sound) for column in cells]
            numbers = numbers[self.is_sound]
        return Rows(
            numbers,
            values,
            self._told_once(cells, values),
            self._faults(chunk),
            self.numbering.count,
            self.numbering.blank_lines,
        )

    def _told_once(
        self, cells: Sequence[pa.StringArray], values: list[pa.Array]
    ) -> list[pa.StringArray]:
        """The cells, null where the accepted column says the same."""
        kept = list(cells)
        for column, value in zip(COLUMNS[self.opening.question.kind], values, strict=True):
            if column in self.opening.columns and pa.types.is_string(value.type):
                place = self.opening.columns[column]
                kept[place] = told_once(kept[place], value)
        return kept

    def _require_legible(self) -> None:
        encoding = self.opening.encoding
        for position, cells in sorted(self.table.undecodable.items()):
            where = [column_label(self.opening.header, position)]
            self._reject(cells, RejectionCode.UNDECODABLE_TEXT, where, expected=encoding)
        if self.table.has_nul:
            for position, column in enumerate(self.table.columns):
                has_nul = np.asarray(pc.match_substring(column, "\0"))
                where = [column_label(self.opening.header, position)]
                self._reject(has_nul, RejectionCode.NUL_CHARACTER, where)

    def _require_readable(self) -> None:
        for column in self.opening.columns:
            name = column.name
            is_bad = _unreadable(self.texts[name], self.values[name])
            if is_bad.any():
                zone, form = self.opening.question.zone.key, self.opening.forms.get(name)
                expected = expectation(column.type, form, zone)
                code = RejectionCode.UNREADABLE_CELL
                self._reject(is_bad, code, self._headers(name), self.texts[name], expected)

    def _require_one_key(self) -> None:
        if "email" in self.values and "email_sha256" in self.values:
            differ = pc.not_equal(self.values["computed_key"], self.values["email_sha256"])
            both = self._headers("email") + self._headers("email_sha256")
            is_bad = np.asarray(pc.fill_null(differ, False))
            self._reject(is_bad, RejectionCode.EMAIL_HASH_MISMATCH, both, self.values["email"])

    def _require_identity(self) -> None:
        names = [column.name for column in IDENTITY]
        nobody = np.logical_and.reduce([self._is_null(name) for name in names])
        self._reject(nobody, RejectionCode.NO_IDENTITY, self._headers(*names))

    def _require_period(self) -> None:
        if "subscribed_from" not in self.values or "subscribed_until" not in self.values:
            return
        ends, starts = self.values["subscribed_until"], self.values["subscribed_from"]
        is_bad = np.asarray(pc.fill_null(pc.less_equal(ends, starts), False))
        both = self._headers("subscribed_until") + self._headers("subscribed_from")
        until, since = self.texts["subscribed_until"], self.texts["subscribed_from"]
        self._reject(is_bad, RejectionCode.PERIOD_REVERSED, both, until, since)

    def _reject(
        self,
        is_bad: Bools,
        code: RejectionCode,
        columns: Sequence[str],
        value: pa.StringArray | str = "",
        expected: pa.StringArray | str = "",
    ) -> None:
        """The rows that are bad and had no fault so far; value and expected are each row's."""
        for at in np.flatnonzero(is_bad & self.is_sound).tolist():
            own = [
                text if isinstance(text, str) else text[at].as_py() for text in (value, expected)
            ]
            self.found.append((at, code, columns, own[0], own[1]))
        self.is_sound &= ~is_bad

    def _faults(self, chunk: Chunk) -> list[Fault]:
        if not self.found and not self.numbering.wrong:
            return []
        lines = chunk.lines()
        faults = [
            Fault(
                int(self.numbering.numbers[at]),
                int(lines[self.table.rows[at]]),
                code,
                columns,
                value,
                expected,
                partial(_cells, self.table.columns, at),
            )
            for at, code, columns, value, expected in self.found
        ]
        width = str(len(self.opening.header))
        for number, at, record in self.numbering.wrong:
            code, count = RejectionCode.WRONG_CELL_COUNT, str(len(record.cells))
            cells = partial(tuple, record.cells)
            faults.append(Fault(number, int(lines[at]), code, [], count, width, cells))
        return sorted(faults, key=lambda fault: fault.number)

    def _columns(self) -> list[pa.Array]:
        """Under the columns of `schemas.accepted_schema`, without `record`."""
        columns = []
        for column in COLUMNS[self.opening.question.kind]:
            if column.name == "email_sha256":
                columns.append(self._email_key())
            else:
                columns.append(self.values.get(column.name, self._nothing(column.type)))
        return columns

    def _email_key(self) -> pa.StringArray:
        keys = [
            self.values[name] for name in ("email_sha256", "computed_key") if name in self.values
        ]
        return pc.coalesce(*keys) if keys else self._nothing(CellType.HASH)

    def _nothing(self, cell_type: CellType) -> pa.Array:
        return pa.nulls(len(self.table.rows), ARROW_TYPES[cell_type])

    def _is_null(self, name: str) -> Bools:
        if name not in self.values:
            return np.ones(len(self.table.rows), dtype=bool)
        return np.asarray(pc.is_null(self.values[name]))

    def _headers(self, *names: str) -> list[str]:
        """The headers of those of the named columns that the file has, in its order."""
        header, columns = self.opening.header, self.opening.columns
        return [header[i] for column, i in columns.items() if column.name in names]
