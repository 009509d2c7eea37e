"""People: one person is a set of roster rows that share an identity key, through chains."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .decisions import Decision, IdentityKey, IgnoreKey, SamePerson
from .rows import ListRow, LogRow, RosterRow
from .sources import SourceReference


@dataclass(frozen=True)
class Person:
    """`number` counts from 1 in the order of the first roster row; `rows` are in row order."""

    number: int
    rows: tuple[RosterRow, ...]

    @property
    def first(self) -> SourceReference:
        return self.rows[0].source


def keys_of(
    row: RosterRow | LogRow | ListRow, ignored: Collection[IdentityKey] = ()
) -> Iterator[IdentityKey]:
    """The identity keys of a row that identify somebody."""
    for kind, value in (("member_id", row.member_id), ("email", row.email_key)):
        if value is not None:
            key = IdentityKey(kind, value)
            if key not in ignored:
                yield key


def ignored_keys(decisions: Iterable[Decision]) -> frozenset[IdentityKey]:
    """The keys that recorded decisions say identify nobody."""
    return frozenset(d.key for d in decisions if isinstance(d, IgnoreKey))


def find_people(rows: Iterable[RosterRow], decisions: Iterable[Decision]) -> tuple[Person, ...]:
    """Connected components of `rows` (in row order: imports as committed, then record number).

    Rows share a component through a common key that is not ignored, or through a recorded join;
    a join says nothing about rows that are not in evidence.
    """
    decisions = tuple(decisions)
    ignored = ignored_keys(decisions)
    by_source = {row.source: row for row in rows}
    forest = _Forest()
    for row in by_source.values():
        forest.add(row.source)
        for key in keys_of(row, ignored):
            forest.join(row.source, key)
    for decision in decisions:
        if isinstance(decision, SamePerson):
            present = [source for source in decision.rows if source in by_source]
            for source in present[1:]:
                forest.join(present[0], source)
    members: dict[object, list[RosterRow]] = {}
    for row in by_source.values():
        members.setdefault(forest.root(row.source), []).append(row)
    return tuple(Person(n, tuple(rows)) for n, rows in enumerate(members.values(), start=1))


def holders_of_keys(
    people: Iterable[Person], ignored: Collection[IdentityKey]
) -> dict[IdentityKey, int]:
    """Each key's person number; a key that is not ignored is never held by two."""
    return {
        key: person.number
        for person in people
        for row in person.rows
        for key in keys_of(row, ignored)
    }


def persons_holding(row: LogRow | ListRow, holders: dict[IdentityKey, int]) -> frozenset[int]:
    """The numbers of the persons who hold one of the row's keys."""
    return frozenset(holders[key] for key in keys_of(row) if key in holders)


class _Forest:
    """Disjoint sets of anything hashable."""

    def __init__(self) -> None:
        self._parent: dict[object, object] = {}

    def add(self, item: object) -> None:
        self._parent.setdefault(item, item)

    def root(self, item: object) -> object:
        top = item
        while self._parent[top] != top:
            top = self._parent[top]
        while self._parent[item] != top:
            self._parent[item], item = top, self._parent[item]
        return top

    def join(self, one: object, other: object) -> None:
        self.add(one)
        self.add(other)
        self._parent[self.root(other)] = self.root(one)
