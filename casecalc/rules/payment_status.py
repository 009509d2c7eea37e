"""The payment status file: what an administrator says became of the payments of a settlement.

Every row is exactly one of: matched, of an unknown payment, repeated, in conflict with another row
on the same payment, of another amount, or rejected because it cannot be read. Only matched rows
count. A file that cannot be read as a whole is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .cells import read_money, trim
from .columns import header_key
from .mapping import DELIMITERS
from .records import Record, decode, decompress, read_text, recognise_encoding
from .refusals import FileRefused
from .rejections import encoding_label, shown

LARGEST_FILE = 40_000_000  # more than a million rows, held in memory
COLUMNS = ("payment", "status", "amount", "method")
REQUIRED = ("payment", "status", "amount")
ALIASES = {
    "payment": ("payment", "payment reference", "payment number", "reference", "person",
                "person number", "claimant"),
    "status": ("status", "payment status", "state"),
    "amount": ("amount", "payment amount", "paid", "net amount"),
    "method": ("method", "payment method", "paid by"),
}  # fmt: skip
_REFERENCE = re.compile(r"(?:S([0-9]{1,9})-)?P?([0-9]{1,18})", re.IGNORECASE)


class PaymentStatus(StrEnum):
    PAID = "paid"
    UNCASHED = "uncashed"
    RETURNED = "returned"
    VOID = "void"


class RowStatus(StrEnum):
    """What became of a row; the first that applies."""

    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CONFLICTING = "conflicting"
    DUPLICATE = "duplicate"
    AMOUNT_DIFFERS = "amount_differs"
    MATCHED = "matched"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusRow:
    """A row as read. `settlement` is None where the reference does not name one."""

    record: int
    settlement: int | None
    person: int
    status: PaymentStatus
    cents: int
    method: str


@dataclass(frozen=True)
class RejectedStatusRow:
    record: int
    sentence: str


@dataclass(frozen=True)
class StatusFile:
    rows: tuple[StatusRow, ...]
    rejected: tuple[RejectedStatusRow, ...]
    blank_lines: int


@dataclass(frozen=True)
class Problem:
    """A row that does not count, and why."""

    record: int
    status: RowStatus
    sentence: str


@dataclass(frozen=True, kw_only=True)
class MatchedStatuses:
    """`matched` are the rows that count, one a payment; `problems` all others in record order."""

    rows_read: int
    counts: dict[RowStatus, int]
    matched: tuple[StatusRow, ...]
    problems: tuple[Problem, ...]


def payment_prefix(settlement: int) -> str:
    """What the references of a settlement's payments begin with: `S1-`, then `P12`."""
    return f"S{settlement}-"


def read_status_file(data: bytes, name: str) -> StatusFile:
    """The rows of a CSV or TSV file, alone or as .gz, with a header. Raises FileRefused."""
    text_bytes = decompress(data, name)
    encoding = recognise_encoding(text_bytes)
    text = decode(text_bytes, encoding)
    places, width, records = _headed(text)
    rows: list[StatusRow] = []
    rejected: list[RejectedStatusRow] = []
    number = blank_lines = 0
    for record in records:
        if not any(trim(cell) for cell in record.cells):
            blank_lines += 1
            continue
        number += 1
        read = _row(record, number, places, width=width, encoding=encoding)
        if isinstance(read, StatusRow):
            rows.append(read)
        else:
            rejected.append(read)
    if not number:
        raise FileRefused("The file has a header and no row. Choose the file that has the rows.")
    return StatusFile(tuple(rows), tuple(rejected), blank_lines)


def match_statuses(
    file: StatusFile, *, settlement: int, payments: Mapping[int, int]
) -> MatchedStatuses:
    """What the rows say of the payments of settlement `settlement`; `payments` gives the cents of
    each person named in the file that it pays."""
    first: dict[int, StatusRow] = {}
    conflicting: set[int] = set()
    for row in file.rows:
        if _is_known(row, settlement, payments):
            before = first.setdefault(row.person, row)
            if _values(before) != _values(row):
                conflicting.add(row.person)
    matched: list[StatusRow] = []
    problems = [Problem(r.record, RowStatus.REJECTED, r.sentence) for r in file.rejected]
    for row in file.rows:
        problem = _problem(row, settlement, payments, first, conflicting)
        if problem is None:
            matched.append(row)
        else:
            problems.append(problem)
    problems.sort(key=lambda one: one.record)
    counts = dict.fromkeys(RowStatus, 0)
    for one in problems:
        counts[one.status] += 1
    counts[RowStatus.MATCHED] = len(matched)
    return MatchedStatuses(
        rows_read=len(file.rows) + len(file.rejected),
        counts=counts,
        matched=tuple(matched),
        problems=tuple(problems),
    )


def _problem(
    row: StatusRow,
    settlement: int,
    payments: Mapping[int, int],
    first: Mapping[int, StatusRow],
    conflicting: set[int],
) -> Problem | None:
    who = f"P{row.person}"
    if not _is_known(row, settlement, payments):
        why = (
            f"it names settlement {row.settlement}, and this is settlement {settlement}"
            if row.settlement not in (None, settlement)
            else f"{who} is paid nothing by this settlement"
        )
        return Problem(row.record, RowStatus.UNKNOWN, f"Record {row.record}: {why}.")
    if row.person in conflicting:
        return Problem(
            row.record,
            RowStatus.CONFLICTING,
            f"Record {row.record}: the rows on {who} say different things; none of them counts.",
        )
    if first[row.person] is not row:
        return Problem(
            row.record,
            RowStatus.DUPLICATE,
            f"Record {row.record}: it repeats record {first[row.person].record} on {who}.",
        )
    if payments[row.person] != row.cents:
        return Problem(
            row.record,
            RowStatus.AMOUNT_DIFFERS,
            f"Record {row.record}: the amount for {who} is {_dollars(row.cents)}, and the "
            f"settlement pays {_dollars(payments[row.person])}.",
        )
    return None


def _is_known(row: StatusRow, settlement: int, payments: Mapping[int, int]) -> bool:
    return row.settlement in (None, settlement) and row.person in payments


def _values(row: StatusRow) -> tuple[PaymentStatus, int, str]:
    return row.status, row.cents, row.method


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"


def _headed(text: str) -> tuple[dict[str, int], int, Iterator[Record]]:
    """Where each column stands, how many there are, and the records below the header; the delimiter
    is the one under which the header has what is needed."""
    missing = list(REQUIRED)
    for delimiter in DELIMITERS:
        records = read_text(text, delimiter)
        try:
            header = next(records, None)
        except FileRefused:
            continue
        if header is None:
            break
        places = _places(header.cells)
        left = [name for name in REQUIRED if name not in places]
        if not left:
            return places, len(header.cells), records
        missing = min(missing, left, key=len)
    raise FileRefused(
        f"The header has no column {' and no column '.join(missing)}. Give the file a header with "
        f"{', '.join(COLUMNS)} (method may be left out)."
    )


def _places(cells: Iterable[str]) -> dict[str, int]:
    keys = [header_key(trim(cell)) for cell in cells]
    found: dict[str, int] = {}
    for name, aliases in ALIASES.items():
        at = [i for i, key in enumerate(keys) if key in aliases]
        exact = [i for i in at if keys[i] == name]
        at = exact or at
        if len(at) > 1:
            raise FileRefused(
                f"The header has {len(at)} columns that could be {name}. Rename all but one."
            )
        if at:
            found[name] = at[0]
    return found


def _row(
    record: Record, number: int, places: Mapping[str, int], *, width: int, encoding: str
) -> StatusRow | RejectedStatusRow:
    def rejected(problem: str) -> RejectedStatusRow:
        return RejectedStatusRow(number, f"Record {number}: {problem}")

    if len(record.cells) != width:
        return rejected(f"it has {len(record.cells)} cells and the header has {width}.")
    if record.undecodable:
        return rejected(f"a cell holds bytes that are not {encoding_label(encoding)}.")
    if any("\0" in cell for cell in record.cells):
        return rejected("a cell holds a NUL character.")
    cells = {name: trim(record.cells[place]) for name, place in places.items()}
    reference = _REFERENCE.fullmatch(cells["payment"])
    if reference is None:
        return rejected(
            f'"{shown(cells["payment"])}" is not a payment such as S1-P12, nor a person such as '
            "P12."
        )
    status = cells["status"].lower()
    if status not in list(PaymentStatus):
        return rejected(f'"{shown(cells["status"])}" is not one of: {", ".join(PaymentStatus)}.')
    cents = read_money(cells["amount"])
    if cents is None:
        return rejected(f'"{shown(cells["amount"])}" is not an amount of dollars and cents.')
    return StatusRow(
        record=number,
        settlement=int(reference[1]) if reference[1] else None,
        person=int(reference[2]),
        status=PaymentStatus(status),
        cents=cents,
        method=cells.get("method", ""),
    )
