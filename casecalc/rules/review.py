"""Components that may be wrong: listed for a person to decide, never silently changed."""

from collections.abc import Collection, Iterable
from datetime import date

from .decisions import IdentityKey
from .people import Person, keys_of
from .results import ReviewItem, ReviewKind
from .rows import RosterRow
from .sources import SourceReference


def find_doubtful(
    people: Iterable[Person], ignored: Collection[IdentityKey]
) -> tuple[ReviewItem, ...]:
    """Every doubtful component, in the order of kind and person number."""
    people = tuple(people)
    items = [
        ReviewItem(ReviewKind.NAMES_DIFFER, person.number, None)
        for person in people
        if _is_joined_across_names(person, ignored)
    ]
    first_alike: dict[tuple[str, date], int] = {}
    for person in people:
        for likeness in sorted(_likenesses(person)):
            first = first_alike.setdefault(likeness, person.number)
            if first != person.number:
                items.append(ReviewItem(ReviewKind.LOOK_ALIKE, first, person.number))
    return tuple(sorted(set(items), key=lambda x: (x.kind, x.person, x.other_person or 0)))


def folded_name(name: str) -> str:
    """A name for comparison: every character in lower case by itself, single spaces."""
    lower = "".join(character.lower()[0] for character in name)
    return " ".join(part for part in lower.split(" ") if part)


def _is_joined_across_names(person: Person, ignored: Collection[IdentityKey]) -> bool:
    """Whether some email key holds named rows of different names and different member ids. A row
    whose member id is blank or identifies nobody differs from every other."""
    sharing: dict[IdentityKey, list[RosterRow]] = {}
    for row in person.rows:
        if row.full_name is None:
            continue
        for key in keys_of(row, ignored):
            if key.kind == "email":
                sharing.setdefault(key, []).append(row)
    return any(
        len({folded_name(row.full_name or "") for row in rows}) > 1
        and len({_member(row, ignored) for row in rows}) > 1
        for rows in sharing.values()
    )


def _member(row: RosterRow, ignored: Collection[IdentityKey]) -> IdentityKey | SourceReference:
    member_keys = (key for key in keys_of(row, ignored) if key.kind == "member_id")
    return next(member_keys, row.source)


def _likenesses(person: Person) -> set[tuple[str, date]]:
    return {
        (folded_name(row.full_name), row.date_of_birth)
        for row in person.rows
        if row.full_name is not None and row.date_of_birth is not None
    }
