"""Events: which accepted log rows are disclosures, and of whose information."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from .decisions import IdentityKey
from .people import persons_holding
from .results import EventStatus
from .rows import LogRow


@dataclass(frozen=True)
class Event:
    """`person` is a person number, None unless the status is linked."""

    row: LogRow
    status: EventStatus
    person: int | None


def classify_events(rows: Iterable[LogRow], holders: dict[IdentityKey, int]) -> tuple[Event, ...]:
    """Every log row (in row order) with its one status.

    Rows with the same event id and the same values are one disclosure, the first; with different
    values all of them conflict. Then the keys' holders decide: one, none, or several.
    """
    rows = tuple(rows)
    first_of: dict[str, LogRow] = {}
    conflicting: set[str] = set()
    for row in rows:
        if row.event_id is not None:
            first = first_of.setdefault(row.event_id, row)
            if _values(first) != _values(row):
                conflicting.add(row.event_id)
    return tuple(_classify(row, first_of, conflicting, holders) for row in rows)


def _classify(
    row: LogRow,
    first_of: dict[str, LogRow],
    conflicting: set[str],
    holders: dict[IdentityKey, int],
) -> Event:
    if row.event_id is not None:
        if row.event_id in conflicting:
            return Event(row, EventStatus.CONFLICTING, None)
        if row is not first_of[row.event_id]:
            return Event(row, EventStatus.DUPLICATE, None)
    persons = persons_holding(row, holders)
    if not persons:
        return Event(row, EventStatus.UNMATCHED, None)
    if len(persons) > 1:
        return Event(row, EventStatus.AMBIGUOUS, None)
    return Event(row, EventStatus.LINKED, next(iter(persons)))


_COMPARED = [field.name for field in fields(LogRow) if field.name not in ("source", "email")]


def _values(row: LogRow) -> tuple[object, ...]:
    """The row's values as read; email and email hash together as one key."""
    return tuple(getattr(row, name) for name in _COMPARED)
