"""Events: which accepted log rows are disclosures, and of whose information."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

from .decisions import IdentityKey
from .people import persons_holding
from .results import EventStatus
from .rows import LogRow
from .sources import SourceReference


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
    by_id: dict[str, list[LogRow]] = {}
    for row in rows:
        if row.event_id is not None:
            by_id.setdefault(row.event_id, []).append(row)
    return tuple(_classify(row, by_id, holders) for row in rows)


def _classify(
    row: LogRow, by_id: dict[str, list[LogRow]], holders: dict[IdentityKey, int]
) -> Event:
    if row.event_id is not None:
        same_id = by_id[row.event_id]
        if len({_values(other) for other in same_id}) > 1:
            return Event(row, EventStatus.CONFLICTING, None)
        if row.source != same_id[0].source:
            return Event(row, EventStatus.DUPLICATE, None)
    persons = persons_holding(row, holders)
    if not persons:
        return Event(row, EventStatus.UNMATCHED, None)
    if len(persons) > 1:
        return Event(row, EventStatus.AMBIGUOUS, None)
    return Event(row, EventStatus.LINKED, next(iter(persons)))


_NOWHERE = SourceReference("", 0)


def _values(row: LogRow) -> tuple[object, ...]:
    """The row's values as read; email and email hash together as one key."""
    return astuple(replace(row, source=_NOWHERE, email=None))
