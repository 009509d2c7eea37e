"""Why a row did not become evidence: the codes, and the one place that words them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from .cells import DateForm
from .columns import CellType

LONGEST_SHOWN = 100


class RejectionCode(StrEnum):
    """A row with several faults gets the first of these."""

    WRONG_CELL_COUNT = "WRONG_CELL_COUNT"
    UNDECODABLE_TEXT = "UNDECODABLE_TEXT"
    NUL_CHARACTER = "NUL_CHARACTER"
    UNREADABLE_CELL = "UNREADABLE_CELL"
    EMAIL_HASH_MISMATCH = "EMAIL_HASH_MISMATCH"
    NO_IDENTITY = "NO_IDENTITY"
    MISSING_REQUIRED = "MISSING_REQUIRED"
    PERIOD_REVERSED = "PERIOD_REVERSED"


@dataclass(frozen=True)
class RejectedRow:
    """`cells` as delivered, undecodable bytes as U+FFFD; `line` is the physical line on which the
    record starts."""

    record: int
    code: RejectionCode
    sentence: str
    cells: tuple[str, ...]
    line: int


def sentence_for(
    code: RejectionCode,
    *,
    record: int,
    columns: Sequence[str] = (),
    value: str = "",
    expected: str = "",
) -> str:
    """What is wrong with a record and what to do, in the words of the user's own headers.

    | code | columns | value | expected |
    |---|---|---|---|
    | WRONG_CELL_COUNT | | number of cells | number of cells of the header |
    | UNDECODABLE_TEXT | the first such column | | the encoding, a Python codec name |
    | NUL_CHARACTER | the first such column | | |
    | UNREADABLE_CELL | the first such column | the text read (trimmed, mapped) | `expectation` |
    | EMAIL_HASH_MISMATCH | email, email_sha256 | the email as read | |
    | NO_IDENTITY | the identity columns, in file order | | |
    | MISSING_REQUIRED | disclosed_at | | |
    | PERIOD_REVERSED | subscribed_until, subscribed_from | their texts as read | |

    For PERIOD_REVERSED `value` is the text of subscribed_until and `expected` of subscribed_from.
    """
    names = [f'"{shown(name)}"' for name in columns]
    where = f"Record {record}, column {names[0]}:" if names else f"Record {record}:"
    text = f'"{shown(value)}"'
    match code:
        case RejectionCode.WRONG_CELL_COUNT:
            return (
                f"{where} it has {value} cells and the header has {expected}. Put quotes around a "
                "cell that contains the delimiter, or complete the record."
            )
        case RejectionCode.UNDECODABLE_TEXT:
            return (
                f"{where} the cell holds bytes that are not {encoding_label(expected)}. Give the "
                "file's true encoding in the mapping, or correct the cell."
            )
        case RejectionCode.NUL_CHARACTER:
            return f"{where} the cell holds a NUL character. Take it out of the cell."
        case RejectionCode.UNREADABLE_CELL:
            remedy = (
                "Choose the form under Dates"
                if expected.startswith("a date")
                else "Map the value under Values"
            )
            return f"{where} {text} is not {expected}. {remedy}, or correct the cell."
        case RejectionCode.EMAIL_HASH_MISMATCH:
            return (
                f"{where} the SHA-256 of {text} is not the one in column {names[1]}. Correct the "
                "cell that is wrong, or clear one of them."
            )
        case RejectionCode.NO_IDENTITY:
            blank = " and ".join(names)
            verb = "is" if len(names) == 1 else "are"
            return (
                f"Record {record}: nothing says who this is: {blank} {verb} blank. Give a member "
                "id, an email or the SHA-256 of an email."
            )
        case RejectionCode.MISSING_REQUIRED:
            return f"{where} the cell is blank and must not be. Give the time of the disclosure."
        case RejectionCode.PERIOD_REVERSED:
            return (
                f"{where} the subscription ends on {text} and so not after its first day, "
                f'"{shown(expected)}" in column {names[1]}. Correct the cell that is wrong.'
            )
    assert_never(code)


def expectation(cell_type: CellType, form: DateForm | None = None, zone: str = "") -> str:
    """What a cell should have been; `form` and `zone` (IANA name) are those of a dated column."""
    match cell_type:
        case CellType.DATE:
            return f"a date in the form {form} from 1900 to 2100"
        case CellType.INSTANT:
            return (
                f"a date or time in the form {form} from 1900 to 2100 that clocks of {zone} showed"
            )
        case CellType.COUNT:
            return "a whole number from 0 to 999,999,999,999"
        case CellType.MONEY:
            return "an amount from $0 to $999,999,999,999.99, in dollars and cents"
        case CellType.YES_NO:
            return "yes or no (true, false, t, f, yes, no, y, n, 1, 0)"
        case CellType.COUNTRY:
            return "a country by its ISO 3166-1 code or English name"
        case CellType.REGION:
            return "a US state, district, territory or military postal code, or its English name"
        case CellType.EMAIL:
            return "an email address"
        case CellType.HASH:
            return "a SHA-256 in 64 hexadecimal digits"
        case CellType.TEXT:
            return "text"
    assert_never(cell_type)


def column_label(header: Sequence[str], position: int) -> str:
    """How a sentence names a column: by its header, one without a header by its number."""
    return header[position] or f"number {position + 1}"


def encoding_label(codec: str) -> str:
    return {"cp1252": "Windows-1252"}.get(codec, codec.upper())


def shown(text: str) -> str:
    """`text` for a sentence: at most 100 characters, control characters made visible."""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return cut if cut.isprintable() else "".join(map(_visible, cut))


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0x80 <= code < 0xA0 or code in (0x2028, 0x2029) else character
