"""Accepted rows as the Parquet tables that an import would have written, and a run's tables back
as the results of the rules."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from casecalc.evidence.run import ImportTable
from casecalc.evidence.schemas import accepted_schema
from casecalc.evidence.tables import person_columns
from casecalc.rules.damages import Award
from casecalc.rules.decisions import Outcome
from casecalc.rules.definition import Definition
from casecalc.rules.results import (
    EventResult,
    EventStatus,
    ListResult,
    ListStatus,
    ReviewItem,
    ReviewKind,
)
from casecalc.rules.rows import ImportRows
from casecalc.rules.sources import SourceReference
from casecalc.rules.theory import Theory
from casecalc.rules.truth import Truth


def write_imports(imports: Sequence[ImportRows], folder: Path) -> list[ImportTable]:
    return [_write_import(one, number, folder) for number, one in enumerate(imports, start=1)]


def _write_import(one: ImportRows, number: int, folder: Path) -> ImportTable:
    path = folder / f"{number}.parquet"
    schema = accepted_schema(one.kind)
    columns: dict[str, list[Any]] = {
        name: [_cell(row, name) for row in one.rows] for name in schema.names
    }
    pq.write_table(pa.table(columns, schema=schema), path)
    return ImportTable(
        number=number,
        kind=one.kind,
        sha256=one.sha256,
        sheet=one.sheet,
        list_name=one.list_name,
        name=f"{number}.csv",
        accepted=path,
    )


def _cell(row: Any, name: str) -> Any:
    if name == "record":
        return row.source.record
    value = getattr(row, name)
    return value.astimezone(UTC).replace(tzinfo=None) if name == "disclosed_at" else value


class RunTables:
    """The tables in a run's folder, as the rules say the same things."""

    def __init__(
        self, folder: Path, imports: Sequence[ImportRows], definition: Definition, theory: Theory
    ) -> None:
        self._folder = folder
        self._imports = imports
        self._columns = person_columns(definition, theory)
        self._definition = definition

    def persons(self) -> list[dict[str, Any]]:
        rows: dict[int, list[SourceReference]] = {}
        for row in self._read("rows"):
            rows.setdefault(row["person"], []).append(self._source(row))
        return [self._person(row, rows[row["person"]]) for row in self._read("persons")]

    def events(self) -> list[EventResult]:
        return [
            EventResult(
                source=self._source(row),
                event_id=row["event_id"],
                disclosed_at=row["disclosed_at"].replace(tzinfo=UTC),
                status=EventStatus(row["status"]),
                person=row["person"],
                is_violation=row["is_violation"],
            )
            for row in self._read("events")
        ]

    def listed(self) -> list[ListResult]:
        return [
            ListResult(
                source=self._source(row),
                list_name=row["list_name"],
                status=ListStatus(row["status"]),
                person=row["person"],
            )
            for row in self._read("listed")
        ]

    def review(self) -> list[ReviewItem]:
        return [
            ReviewItem(ReviewKind(row["kind"]), row["person"], row["other_person"])
            for row in self._read("review")
        ]

    def _person(self, row: dict[str, Any], sources: list[SourceReference]) -> dict[str, Any]:
        is_eligible = row["outcome"] == "eligible"
        columns = self._columns
        first = (self._imports[row["first_import"] - 1].sha256, row["first_record"])
        assert (sources[0].sha256, sources[0].record) == first
        return {
            "number": row["person"],
            "rows": tuple(sources),
            "outcome": Outcome(row["outcome"]),
            "computed_outcome": Outcome(row["computed_outcome"]),
            "is_overridden": row["is_overridden"],
            "truths": {id: Truth(row[name]) for id, name in columns.criteria.items()},
            "subclasses": tuple(
                subclass.title
                for subclass, name in zip(
                    self._definition.subclasses, columns.subclasses, strict=True
                )
                if row[name]
            ),
            "member_ids": tuple(row["member_ids"].split(";")) if row["member_ids"] else (),
            "awards": {
                id: Award(
                    units=row[claim.units],
                    cents=int(row[claim.award]),
                    high_cents=None if claim.high is None else int(row[claim.high]),
                )
                for id, claim in columns.claims.items()
                if is_eligible
            },
            "combined": self._combined(row) if is_eligible else None,
            **{
                name: row[name]
                for name in (
                    "disclosures", "violations", "violation_days", "first_violation_on",
                    "full_name", "country", "region", "plan", "actual_damages_cents",
                )
            },
        }  # fmt: skip

    def _combined(self, row: dict[str, Any]) -> Award | None:
        low, high = self._columns.combined, self._columns.combined_high
        if low is None:
            return None
        return Award(
            units=1, cents=int(row[low]), high_cents=None if high is None else int(row[high])
        )

    def _source(self, row: dict[str, Any]) -> SourceReference:
        one = self._imports[row["import_number"] - 1]
        return SourceReference(sha256=one.sha256, record=row["record"], sheet=one.sheet)

    def _read(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = pq.read_table(self._folder / f"{name}.parquet").to_pylist()
        return found
