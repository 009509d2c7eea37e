"""One reading of one file under one mapping: every record that is not blank becomes an accepted or
a rejected row, or the whole file is refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from . import cells
from .cells import DateForm, trim
from .columns import COLUMNS, IDENTITY, CellType, Column, Kind
from .forms import recognise_form
from .mapping import Mapping, match_header
from .records import (
    Dialect,
    Record,
    decode,
    decompress,
    read_text,
    recognise_delimiter,
    recognise_encoding,
)
from .refusals import FileRefused
from .rejections import (
    RejectedRow,
    RejectionCode,
    column_label,
    encoding_label,
    expectation,
    sentence_for,
    shown,
)
from .rows import ListRow, LogRow, RosterRow
from .sources import SourceReference

__all__ = ["Reading", "RejectedRow", "RejectionCode", "Row", "read_file", "sentence_for"]

Row: TypeAlias = RosterRow | LogRow | ListRow


@dataclass(frozen=True)
class Reading:
    """`header` is trimmed; `positions`: column name -> position in it, in file order; `forms`:
    dated column -> the form stated or recognised (none for a column without values). Rows stand in
    record order."""

    header: tuple[str, ...]
    positions: dict[str, int]
    dialect: Dialect
    forms: dict[str, DateForm]
    accepted: tuple[Row, ...]
    rejected: tuple[RejectedRow, ...]
    blank_lines: int

    @property
    def rows_read(self) -> int:
        return len(self.accepted) + len(self.rejected)


@dataclass(frozen=True)
class _Layout:
    """What it takes to read a record: where each column stands, and how its cells are read."""

    mapping: Mapping
    encoding: str
    header: tuple[str, ...]
    columns: dict[Column, int]
    zone: ZoneInfo
    forms: dict[str, DateForm]

    def has_right_count(self, record: Record) -> bool:
        return len(record.cells) == len(self.header)

    def texts(self, record: Record) -> dict[str, str]:
        """Column name -> trimmed text after the mapping's values; blank ones too, in file order."""
        return {
            column.name: self.text(column.name, record.cells[position])
            for column, position in self.columns.items()
        }

    def text(self, name: str, cell: str) -> str:
        text = trim(cell)
        return self.mapping.values.get(name, {}).get(text, text)

    def headers(self, *names: str) -> list[str]:
        """The headers of those of the named columns that the file has, in file order."""
        return [self.header[i] for column, i in self.columns.items() if column.name in names]


class _Fault(Exception):
    """A record cannot become a row; what `sentence_for` needs to say why."""

    def __init__(
        self, code: RejectionCode, columns: Sequence[str] = (), value: str = "", expected: str = ""
    ) -> None:
        super().__init__(code)
        self.code, self.columns, self.value, self.expected = code, columns, value, expected


def read_file(
    *,
    data: bytes,
    name: str,
    sha256: str,
    kind: Kind,
    list_name: str | None,
    mapping: Mapping,
    time_zone: str,
) -> Reading:
    """Read the bytes of a file as received (`sha256` is theirs). `time_zone` is the matter's;
    `list_name` that of an exclusion list. Raises FileRefused."""
    require_list_name(kind, list_name)
    data = decompress(data, name)
    encoding = mapping.encoding or recognise_encoding(data)
    text = decode(data, encoding)
    require_text(not trim(text), name)
    delimiter = mapping.delimiter or recognise_delimiter(text, name, kind, mapping)
    records = list(read_text(text, delimiter))
    header = read_header(records, encoding, mapping)
    positions = match_header(header, kind, mapping)
    rows, blank_lines = _numbered(records[mapping.header_record :])
    if mapping.encoding is None:
        require_decodable(records[: mapping.header_record], rows, encoding)
    require_rows(bool(rows), name)
    zone = require_zone(mapping, time_zone)
    layout = _layout(kind, mapping, encoding, header, positions, zone, rows)
    accepted, rejected = _sorted_out(layout, rows, kind, sha256, list_name)
    dialect = Dialect(encoding, delimiter)
    return Reading(header, positions, dialect, layout.forms, accepted, rejected, blank_lines)


def require_list_name(kind: Kind, list_name: str | None) -> None:
    if kind is Kind.EXCLUSION_LIST and not list_name:
        raise FileRefused("An exclusion list needs a name, such as opt_out. Say which list it is.")


def require_text(is_blank: bool, name: str) -> None:
    if is_blank:
        raise FileRefused(f'"{shown(name)}" has only blank lines. Choose the file with the rows.')


def require_rows(has_rows: bool, name: str) -> None:
    if not has_rows:
        raise FileRefused(f'"{shown(name)}" has a header and no rows. Choose the file with rows.')


def require_zone(mapping: Mapping, time_zone: str) -> ZoneInfo:
    """The mapping's time zone, else `time_zone`, the matter's."""
    zone = cells.read_time_zone(mapping.time_zone or time_zone)
    if zone is None:
        raise FileRefused(f'"{time_zone}" is not an IANA time zone. Correct that of the matter.')
    return zone


def read_header(records: Sequence[Record], encoding: str, mapping: Mapping) -> tuple[str, ...]:
    """The trimmed header, from the records at the top of the file."""
    number = mapping.header_record
    if len(records) < number:
        raise FileRefused(
            f"The file ends before record {number}, which is to be its header. "
            "Correct header_record in the mapping."
        )
    record = records[number - 1]
    if record.undecodable:
        raise FileRefused(
            f"The header (line {record.line}) holds bytes that are not {encoding_label(encoding)}. "
            "Give the file's encoding in a mapping."
        )
    if any("\0" in cell for cell in record.cells):
        raise FileRefused(
            f"The header (line {record.line}) holds NUL characters. If the file is UTF-16, give "
            "that encoding in a mapping; else take them out."
        )
    if _is_blank(record):
        raise FileRefused(
            f"Record {number}, which is to be the header, is blank. Say under header_record in a "
            "mapping which record of the file is its header."
        )
    return tuple(trim(cell) for cell in record.cells)


def _numbered(records: list[Record]) -> tuple[list[tuple[int, Record]], int]:
    """The records below the header that are not blank, numbered from 1, and how many are blank."""
    rows = [record for record in records if not _is_blank(record)]
    return list(enumerate(rows, start=1)), len(records) - len(rows)


def _is_blank(record: Record) -> bool:
    return all(not trim(cell) for cell in record.cells)


def require_decodable(
    above: Sequence[Record], rows: Sequence[tuple[int, Record]], encoding: str
) -> None:
    """An encoding that nobody stated must decode the whole file."""
    named = [(f"Line {record.line}", record) for record in above]
    named += [(f"Record {number} (line {record.line})", record) for number, record in rows]
    for where, record in named:
        if record.undecodable:
            raise FileRefused(
                f"{where} holds bytes that are not {encoding_label(encoding)}. Give the file's "
                "encoding in a mapping; records that it does not decode are then rejected."
            )


def _layout(
    kind: Kind,
    mapping: Mapping,
    encoding: str,
    header: tuple[str, ...],
    positions: dict[str, int],
    zone: ZoneInfo,
    rows: list[tuple[int, Record]],
) -> _Layout:
    known = {column.name: column for column in COLUMNS[kind]}
    columns = {known[name]: position for name, position in positions.items()}
    layout = _Layout(mapping, encoding, header, columns, zone, forms={})
    for column, position in columns.items():
        form = mapping.dates.get(column.name)
        if form is None and column.type in (CellType.DATE, CellType.INSTANT):
            values = _values(layout, column, position, rows)
            form = recognise_form(column, header[position], values, zone)
        if form is not None:
            layout.forms[column.name] = form
    return layout


def _values(
    layout: _Layout, column: Column, position: int, rows: list[tuple[int, Record]]
) -> Iterator[tuple[int, str]]:
    """The texts of one column that decide its date form: of all rows but those with a wrong cell
    count, rejected ones too."""
    for number, record in rows:
        if layout.has_right_count(record):
            text = layout.text(column.name, record.cells[position])
            if text:
                yield number, text


def _sorted_out(
    layout: _Layout,
    rows: list[tuple[int, Record]],
    kind: Kind,
    sha256: str,
    list_name: str | None,
) -> tuple[tuple[Row, ...], tuple[RejectedRow, ...]]:
    accepted: list[Row] = []
    rejected: list[RejectedRow] = []
    for number, record in rows:
        try:
            _require_legible(layout, record)
            texts = layout.texts(record)
            values = _read(layout, texts)
            _require_sound(layout, kind, texts, values)
        except _Fault as fault:
            sentence = sentence_for(
                fault.code,
                record=number,
                columns=fault.columns,
                value=fault.value,
                expected=fault.expected,
            )
            rejected.append(RejectedRow(number, fault.code, sentence, record.cells, record.line))
        else:
            accepted.append(_row(kind, SourceReference(sha256, number), list_name, values))
    return tuple(accepted), tuple(rejected)


def _require_legible(layout: _Layout, record: Record) -> None:
    """Cell count, then undecodable text, then NUL, in any column, mapped or not."""
    if not layout.has_right_count(record):
        counts = str(len(record.cells)), str(len(layout.header))
        raise _Fault(RejectionCode.WRONG_CELL_COUNT, (), *counts)
    for position in record.undecodable:
        column = column_label(layout.header, position)
        raise _Fault(RejectionCode.UNDECODABLE_TEXT, [column], expected=layout.encoding)
    for position, cell in enumerate(record.cells):
        if "\0" in cell:
            raise _Fault(RejectionCode.NUL_CHARACTER, [column_label(layout.header, position)])


def _read(layout: _Layout, texts: dict[str, str]) -> dict[str, Any]:
    """Column name -> value as read, None for a blank. The first unreadable cell in file order is
    the fault; a region is read by the country of its row, wherever that stands."""
    country = cells.read_country(texts["country"]) if texts.get("country") else None
    values: dict[str, Any] = {}
    for column in layout.columns:
        text = texts[column.name]
        form = layout.forms.get(column.name)
        value = _read_cell(text, column.type, form, layout.zone, country) if text else None
        if text and value is None:
            expected = expectation(column.type, form, layout.zone.key)
            raise _Fault(RejectionCode.UNREADABLE_CELL, layout.headers(column.name), text, expected)
        values[column.name] = value
    if values.get("subscribed_until") and layout.mapping.subscribed_until_is_last_day:
        values["subscribed_until"] += timedelta(days=1)
    return values


def _read_cell(
    text: str, cell_type: CellType, form: DateForm | None, zone: ZoneInfo, country: str | None
) -> Any:
    """None when it cannot be read."""
    match cell_type:
        case CellType.TEXT:
            return text
        case CellType.EMAIL:
            return cells.read_email(text)
        case CellType.HASH:
            return cells.read_hash(text)
        case CellType.DATE:
            return cells.read_date(text, form) if form else None
        case CellType.INSTANT:
            return cells.read_instant(text, form, zone) if form else None
        case CellType.COUNT:
            return cells.read_count(text)
        case CellType.MONEY:
            return cells.read_money(text)
        case CellType.YES_NO:
            return cells.read_yes_no(text)
        case CellType.COUNTRY:
            return cells.read_country(text)
        case CellType.REGION:
            return cells.read_region(text, country)
    assert_never(cell_type)


def _require_sound(
    layout: _Layout, kind: Kind, texts: dict[str, str], values: dict[str, Any]
) -> None:
    """Faults between cells that were read, in the order of their codes."""
    email, delivered = values.get("email"), values.get("email_sha256")
    if email and delivered and cells.email_key(email) != delivered:
        both = layout.headers("email") + layout.headers("email_sha256")
        raise _Fault(RejectionCode.EMAIL_HASH_MISMATCH, both, email)
    identity = [column.name for column in IDENTITY]
    if not any(values.get(name) for name in identity):
        raise _Fault(RejectionCode.NO_IDENTITY, layout.headers(*identity))
    if kind is Kind.DISCLOSURE_LOG and values["disclosed_at"] is None:
        raise _Fault(RejectionCode.MISSING_REQUIRED, layout.headers("disclosed_at"))
    start, end = values.get("subscribed_from"), values.get("subscribed_until")
    if start and end and end <= start:
        both = layout.headers("subscribed_until") + layout.headers("subscribed_from")
        written = texts["subscribed_until"], texts["subscribed_from"]
        raise _Fault(RejectionCode.PERIOD_REVERSED, both, *written)


def _row(kind: Kind, source: SourceReference, list_name: str | None, values: dict[str, Any]) -> Row:
    fields = dict(values)
    email, delivered = fields.get("email"), fields.pop("email_sha256", None)
    fields["email_key"] = delivered or (cells.email_key(email) if email else None)
    match kind:
        case Kind.ROSTER:
            fields["actual_damages_cents"] = fields.pop("actual_damages", None)
            return RosterRow(source=source, **fields)
        case Kind.DISCLOSURE_LOG:
            return LogRow(source=source, **fields)
        case Kind.EXCLUSION_LIST:
            return ListRow(source=source, list_name=list_name or "", **fields)
    assert_never(kind)
