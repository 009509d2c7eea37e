"""People of one run that may be two, or one: listed for a person to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis

from casecalc.evidence.tables import PERSONS_FILE, REVIEW_FILE
from casecalc.models import Run
from casecalc.rules.results import ReviewKind

from .published import count, records, run_table


@dataclass(frozen=True)
class Shown:
    """A person as shown in a list."""

    number: int
    full_name: str | None
    member_ids: str
    emails: str
    outcome: str


@dataclass(frozen=True)
class ReviewRow:
    kind: str
    person: Shown
    other: Shown | None
    detail: str | None


class ReviewRows:
    def __init__(self, run: Run, kind: str = "") -> None:
        self._run = run
        table = run_table(run, REVIEW_FILE)
        self._table = table.filter(table.kind == kind) if kind in list(ReviewKind) else table
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = count(self._table)
        return self._length

    def __getitem__(self, wanted: slice) -> Sequence[ReviewRow]:
        start, stop, _step = wanted.indices(len(self))
        ordered = self._table.order_by(*map(ibis.asc, ("kind", "person", "other_person")))
        rows = records(ordered.limit(max(stop - start, 0), offset=start))
        numbers = {row["person"] for row in rows} | {row["other_person"] for row in rows}
        shown = shown_persons(self._run, [number for number in numbers if number is not None])
        return [
            ReviewRow(
                kind=row["kind"],
                person=shown[row["person"]],
                other=None if row["other_person"] is None else shown[row["other_person"]],
                detail=row.get("detail"),
            )
            for row in rows
        ]


def shown_persons(run: Run, numbers: Sequence[int]) -> dict[int, Shown]:
    if not numbers:
        return {}
    persons = run_table(run, PERSONS_FILE)
    columns = ("person", "full_name", "member_ids", "emails", "outcome")
    found = records(persons.filter(persons.person.isin(list(numbers))).select(*columns))
    return {row["person"]: Shown(row.pop("person"), **row) for row in found}
