"""Disclosures of one run by status: those that count, and those that do not with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from casecalc.evidence.tables import EVENTS_FILE, LISTED_FILE
from casecalc.models import Run
from casecalc.rules.results import EventStatus, ListStatus

from .published import count, records, run_table
from .sources import SourceRow, imports_by_number


@dataclass(frozen=True)
class EventRow:
    source: SourceRow
    event_id: str | None
    disclosed_at: datetime
    status: str
    person: int | None
    is_violation: bool


@dataclass(frozen=True)
class ListEntry:
    source: SourceRow
    list_name: str
    status: str
    person: int | None


class EventRows:
    """The accepted log rows of a run with one status (or all), lazily, in row order."""

    def __init__(self, run: Run, status: str = "") -> None:
        self._imports = imports_by_number(run)
        table = run_table(run, EVENTS_FILE)
        self._table = table.filter(table.status == status) if status in list(EventStatus) else table
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = count(self._table)
        return self._length

    def __getitem__(self, wanted: slice) -> Sequence[EventRow]:
        return [
            EventRow(
                source=SourceRow.at(self._imports, row),
                event_id=row["event_id"],
                disclosed_at=row["disclosed_at"],
                status=row["status"],
                person=row["person"],
                is_violation=row["is_violation"],
            )
            for row in _slice(self._table, wanted, len(self))
        ]


class ListEntries:
    """The accepted list rows of a run, lazily; those that list nobody, or only one status."""

    def __init__(self, run: Run, status: str = "") -> None:
        self._imports = imports_by_number(run)
        table = run_table(run, LISTED_FILE)
        self._table = table.filter(table.status == status) if status in list(ListStatus) else table
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = count(self._table)
        return self._length

    def __getitem__(self, wanted: slice) -> Sequence[ListEntry]:
        return [
            ListEntry(
                source=SourceRow.at(self._imports, row),
                list_name=row["list_name"],
                status=row["status"],
                person=row["person"],
            )
            for row in _slice(self._table, wanted, len(self))
        ]


def _slice(table: ir.Table, wanted: slice, length: int) -> list[dict[str, Any]]:
    start, stop, _step = wanted.indices(length)
    ordered = table.order_by(ibis.asc("import_number"), ibis.asc("record"))
    return records(ordered.limit(max(stop - start, 0), offset=start))
