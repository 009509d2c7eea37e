"""The column mapping: how one file's headers and cells become the columns of its kind."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from .cells import DateForm, read_time_zone, trim
from .columns import COLUMNS, IDENTITY, CellType, Column, Kind, header_key
from .documents import DocumentReader
from .refusals import FileRefused, MappingRefused
from .rejections import shown

FORMAT = "casecalc/mapping/1"
MAXIMUM_COLUMNS = 500
LAST_HEADER_RECORD = 10_000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
# Python codec names. Left out: codecs that are no character encodings (rot13), and those that
# switch by escape sequences, where one lost byte changes the meaning of all that follow.
_ENCODING_NAMES = """
    ascii utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be
    iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9
    iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16
    cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    cp437 cp850 cp852 cp855 cp858 cp860 cp863 cp865 cp866 cp874 koi8-r koi8-u mac-roman
    cp932 shift_jis euc_jp cp949 euc_kr gbk gb2312 gb18030 big5
"""
ENCODINGS = frozenset(_ENCODING_NAMES.split())
_KEYS = (
    "format", "columns", "dates", "time_zone", "values", "subscribed_until_is_last_day",
    "encoding", "delimiter", "header_record",
)  # fmt: skip
_DATED = (CellType.DATE, CellType.INSTANT)


@dataclass(frozen=True)
class Mapping:
    """`columns` None: headers are matched to names and aliases. `encoding` (a Python codec name),
    `delimiter` None: recognised. `time_zone` None: the matter's. `dates` holds the forms stated."""

    columns: dict[str, str] | None = None
    dates: dict[str, DateForm] = field(default_factory=dict)
    time_zone: str | None = None
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    subscribed_until_is_last_day: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    header_record: int = 1

    def document(self) -> dict[str, Any]:
        """The mapping as a document that `parse_mapping` reads back."""
        given = {
            "format": FORMAT,
            "columns": None if self.columns is None else dict(self.columns),
            "dates": {name: str(form) for name, form in self.dates.items()},
            "time_zone": self.time_zone,
            "values": {name: dict(values) for name, values in self.values.items()},
            "subscribed_until_is_last_day": self.subscribed_until_is_last_day,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_record": self.header_record,
        }
        return {key: value for key, value in given.items() if value is not None}


def parse_mapping(document: Any, kind: Kind | None = None) -> Mapping:
    """The mapping in a parsed JSON document. With `kind`, columns must be columns of that kind.
    Raises MappingRefused with the path at fault."""
    read = DocumentReader(MappingRefused)
    found = read.mapping(document, "", required=(), optional=_KEYS)
    read.choice(found.get("format", FORMAT), "format", (FORMAT,))
    known = {column.name: column for column in _columns_of(kind)}
    return Mapping(
        columns=_headers(read, found["columns"], known) if "columns" in found else None,
        dates=_forms(read, found.get("dates", {}), known),
        time_zone=_time_zone(read, found["time_zone"]) if "time_zone" in found else None,
        values={
            name: _value_map(read, values, f"values.{name}")
            for name, values in _by_column(read, found.get("values", {}), "values", known).items()
        },
        subscribed_until_is_last_day=read.yes_no(
            found.get("subscribed_until_is_last_day", False), "subscribed_until_is_last_day"
        ),
        encoding=_encoding(read, found["encoding"]) if "encoding" in found else None,
        delimiter=_delimiter(read, found["delimiter"]) if "delimiter" in found else None,
        header_record=_header_record(read, found.get("header_record", 1)),
    )


def match_header(header: Sequence[str], kind: Kind, mapping: Mapping) -> dict[str, int]:
    """Column name -> position, for the columns of `kind` that the header has, in file order.

    With `mapping.columns` that list is complete. Without it exact names win, then aliases. Raises
    FileRefused, listing the headers found, for a header that cannot be mapped with certainty.
    """
    headers = [trim(name) for name in header]
    _require_distinct(headers)
    if mapping.columns is None:
        positions = _match_names(headers, kind)
    else:
        positions = _match_stated(headers, kind, mapping.columns)
    if not any(column.name in positions for column in IDENTITY):
        _refuse(headers, "No header is member_id, email or email_sha256", _name_it("one of these"))
    if kind is Kind.DISCLOSURE_LOG and "disclosed_at" not in positions:
        _refuse(headers, "No header is disclosed_at", _name_it("it"))
    return dict(sorted(positions.items(), key=lambda item: item[1]))


def _require_distinct(headers: list[str]) -> None:
    if len(headers) > MAXIMUM_COLUMNS:
        raise FileRefused(
            f"The header has {len(headers)} columns; at most {MAXIMUM_COLUMNS} are read. "
            "Leave out columns that are not needed."
        )
    seen: set[str] = set()
    for name in headers:
        if name and name in seen:
            _refuse(
                headers,
                f'The header "{shown(name)}" stands more than once',
                "Give each column its own",
            )
        seen.add(name)


def _match_stated(headers: list[str], kind: Kind, stated: dict[str, str]) -> dict[str, int]:
    known = {column.name for column in COLUMNS[kind]}
    for name in stated:
        if name not in known:
            raise FileRefused(
                f'The mapping names the column "{name}", which a {kind} does not have. '
                f"Its columns are: {', '.join(column.name for column in COLUMNS[kind])}."
            )
    missing = [
        f'"{shown(header)}" (for {name})'
        for name, header in stated.items()
        if header not in headers
    ]
    if missing:
        _refuse(
            headers,
            f"The mapping names headers that the file lacks: {', '.join(missing)}",
            "Correct the mapping",
        )
    return {name: headers.index(header) for name, header in stated.items()}


def _match_names(headers: list[str], kind: Kind) -> dict[str, int]:
    positions: dict[str, int] = {}
    keys = [header_key(name) for name in headers]
    exact = {column.name for column in COLUMNS[kind]}
    for column in COLUMNS[kind]:
        if column.name in headers:
            positions[column.name] = headers.index(column.name)
            continue
        names = {header_key(column.name), *column.aliases}
        found = [i for i, key in enumerate(keys) if key in names and headers[i] not in exact]
        if len(found) > 1:
            both = " and ".join(f'"{shown(headers[i])}"' for i in found)
            _refuse(
                headers,
                f"The headers {both} could each be {column.name}",
                _name_it("the right one"),
            )
        if found:
            positions[column.name] = found[0]
    return positions


def _refuse(headers: list[str], problem: str, remedy: str) -> NoReturn:
    found = ", ".join(f'"{shown(name)}"' for name in headers[:50])
    more = ", …" if len(headers) > 50 else ""
    raise FileRefused(f"{problem}. Headers found: {found}{more}. {remedy}.")


def _name_it(what: str) -> str:
    return f"Name the header of {what} under columns in a mapping, or correct the header"


def _columns_of(kind: Kind | None) -> tuple[Column, ...]:
    kinds = tuple(Kind) if kind is None else (kind,)
    return tuple(column for each in kinds for column in COLUMNS[each])


def _by_column(
    read: DocumentReader, value: Any, path: str, known: dict[str, Column]
) -> dict[str, Any]:
    return read.mapping(value, path, required=(), optional=tuple(known))


def _headers(read: DocumentReader, value: Any, known: dict[str, Column]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for name, header in _by_column(read, value, "columns", known).items():
        text = trim(_characters(read, header, f"columns.{name}"))
        if not text:
            read.refuse(f"columns.{name}", "is blank; give the header, or leave the column out")
        if text in columns.values():
            read.refuse(
                f"columns.{name}", f'the header "{shown(text)}" is given for two columns; keep one'
            )
        columns[name] = text
    return columns


def _forms(read: DocumentReader, value: Any, known: dict[str, Column]) -> dict[str, DateForm]:
    dated = {name: column for name, column in known.items() if column.type in _DATED}
    return {
        name: DateForm(read.choice(form, f"dates.{name}", tuple(DateForm)))
        for name, form in _by_column(read, value, "dates", dated).items()
    }


def _value_map(read: DocumentReader, value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, dict):
        read.refuse(path, "must be an object of texts and what each is to be read as")
    for text, target in value.items():
        here = f'{path}."{shown(text)}"'
        if _characters(read, text, here) != trim(text):
            read.refuse(here, "has white space around it; cells are trimmed before the map")
        _characters(read, target, here)
    return {text: trim(target) for text, target in value.items()}


def _characters(read: DocumentReader, value: Any, path: str) -> str:
    """Text without NUL and without halves of surrogate pairs, which no cell can hold."""
    text = read.text(value, path)
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        read.refuse(path, "holds a character that is no text; take it out")
    return text


def _time_zone(read: DocumentReader, value: Any) -> str:
    name = read.text(value, "time_zone")
    if read_time_zone(name) is None:
        read.refuse(
            "time_zone", f'"{shown(name)}" is not an IANA time zone, such as America/New_York'
        )
    return name


def _encoding(read: DocumentReader, value: Any) -> str:
    name = read.text(value, "encoding")
    try:
        codec = codecs.lookup(name).name.removesuffix("-sig")
    except (LookupError, ValueError):
        codec = ""
    if codec not in ENCODINGS:
        read.refuse(
            "encoding", f'"{shown(name)}" is not known; examples: utf-8, utf-16, windows-1252'
        )
    return codec


def _delimiter(read: DocumentReader, value: Any) -> str:
    text = read.text(value, "delimiter")
    if text not in DELIMITERS:
        read.refuse("delimiter", f'"{shown(text)}" is not a comma, semicolon, tab or vertical bar')
    return text


def _header_record(read: DocumentReader, value: Any) -> int:
    number = read.whole_number(value, "header_record")
    if not 1 <= number <= LAST_HEADER_RECORD:
        read.refuse(
            "header_record",
            "counts records from 1, the first record of the file, and is at most "
            f"{LAST_HEADER_RECORD:,}",
        )
    return number
