"""Exclusion lists: whom each accepted list row lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from .decisions import IdentityKey
from .people import persons_holding
from .results import ListStatus
from .rows import ListRow


@dataclass(frozen=True)
class Listing:
    """`person` is a person number, None unless the status is listed."""

    row: ListRow
    status: ListStatus
    person: int | None


def classify_listings(
    rows: Iterable[ListRow], holders: dict[IdentityKey, int]
) -> tuple[Listing, ...]:
    """Every list row (in row order) with the person it lists."""
    listings = []
    for row in rows:
        persons = persons_holding(row, holders)
        if not persons:
            listings.append(Listing(row, ListStatus.UNMATCHED, None))
        elif len(persons) > 1:
            listings.append(Listing(row, ListStatus.AMBIGUOUS, None))
        else:
            listings.append(Listing(row, ListStatus.LISTED, next(iter(persons))))
    return tuple(listings)
