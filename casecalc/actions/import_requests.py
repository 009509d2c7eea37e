"""What a person asks for when a file is handed in, checked before a byte of it is read."""

from dataclasses import dataclass
from typing import Any

from casecalc.rules.cells import trim
from casecalc.rules.columns import Kind
from casecalc.rules.mapping import Mapping, parse_mapping
from casecalc.rules.refusals import Refusal

LONGEST_NAME = 255
LONGEST_LIST_NAME = 100


class ImportRefused(Refusal):
    """A file cannot be imported as asked."""


class AlreadyImported(ImportRefused):
    """The same bytes are evidence already."""


@dataclass(frozen=True)
class ImportRequest:
    """`list_name` and `sheet` are empty where the kind or file has none."""

    name: str
    kind: Kind
    mapping: Mapping
    list_name: str = ""
    sheet: str = ""


def import_request(
    *, name: str, kind: str, list_name: str = "", sheet: str = "", mapping: Any = None
) -> ImportRequest:
    """Raises ImportRefused and MappingRefused."""
    if kind not in tuple(Kind):
        raise ImportRefused(f'"{kind}" is not a kind of file; choose one of {", ".join(Kind)}.')
    list_name = trim(list_name)
    if kind == Kind.EXCLUSION_LIST and not list_name:
        raise ImportRefused("An exclusion list needs a name such as opt_out; say which list it is.")
    if kind != Kind.EXCLUSION_LIST and list_name:
        raise ImportRefused("Only an exclusion list has a list name; leave the name out.")
    if len(list_name) > LONGEST_LIST_NAME:
        raise ImportRefused(f"The list name is longer than {LONGEST_LIST_NAME} characters.")
    if sheet:
        raise ImportRefused("Only workbooks have sheets; leave the sheet out for this file.")
    return ImportRequest(
        name=_storable(name),
        kind=Kind(kind),
        mapping=parse_mapping({} if mapping is None else mapping, Kind(kind)),
        list_name=list_name,
    )


def _storable(name: str) -> str:
    """A file's name as text that the database can keep; its end says what the file is."""
    text = name.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text[-LONGEST_NAME:]
