"""Imports of a matter: what was delivered, what was accepted, what was rejected and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from casecalc.evidence.schemas import REJECTED_FILE
from casecalc.models import Import, Matter
from casecalc.rules.columns import COLUMNS, Kind

from .published import import_table, records


@dataclass(frozen=True)
class HeaderMatch:
    """One header of the file: its place, its words, and the column that it was read as (None: kept
    with the row, decides nothing). `form` is the date form used."""

    position: int
    header: str
    column: str | None
    form: str | None


@dataclass(frozen=True)
class RejectedRow:
    record: int
    line: int
    code: str
    sentence: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RejectedRows:
    """Lazy: knows its length from the import, reads a slice at a time."""

    matter: Matter
    batch: Import
    code: str = ""

    def __len__(self) -> int:
        counts = self.batch.rejected_by_code
        return int(counts.get(self.code, 0)) if self.code else self.batch.rejected

    def __getitem__(self, wanted: slice) -> Sequence[RejectedRow]:
        start, stop, _step = wanted.indices(len(self))
        if stop <= start:
            return []
        table = import_table(self.matter, self.batch, REJECTED_FILE)
        if self.code:
            table = table.filter(table.code == self.code)
        rows = records(table.order_by(ibis.asc("record")).limit(stop - start, offset=start))
        return [RejectedRow(**{**row, "cells": tuple(row["cells"])}) for row in rows]


def header_matches(batch: Import) -> tuple[HeaderMatch, ...]:
    """How each header of a committed file was understood, in the file's order."""
    summary: dict[str, Any] = batch.summary
    columns = {place: name for name, place in summary.get("positions", {}).items()}
    return tuple(
        HeaderMatch(
            position=i + 1,
            header=header,
            column=columns.get(i),
            form=summary.get("forms", {}).get(columns.get(i)),
        )
        for i, header in enumerate(summary.get("header", []))
    )


def columns_not_found(batch: Import) -> tuple[str, ...]:
    """The columns of the kind that the file does not have: blank in every row of it."""
    found = batch.summary.get("positions", {})
    return tuple(c.name for c in COLUMNS[Kind(batch.kind)] if c.name not in found)


def imports_of(matter: Matter) -> Sequence[Import]:
    """Every import, the latest first."""
    found = matter.imports.select_related("source_file", "created_by", "withdrawn_by")
    return list(found.order_by("-number"))
