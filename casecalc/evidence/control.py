"""Named-plaintiff control over a run's tables: the same meaning as rules/control.py."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from casecalc.rules.columns import Kind
from casecalc.rules.control import ControlStatus, Named, PlaintiffResult, status_of
from casecalc.rules.damages import Award
from casecalc.rules.decisions import Decision, IdentityKey, Outcome
from casecalc.rules.definition import Definition
from casecalc.rules.people import ignored_keys
from casecalc.rules.theory import Theory
from casecalc.rules.truth import Truth

from .engine import Engine
from .people import KEY_COLUMNS
from .rows import RECORDS_PER_IMPORT, ImportTable, accepted_rows, text_values
from .tables import PERSONS_FILE, ROWS_FILE, PersonColumns, person_columns


def control(
    plaintiffs: Sequence[Named],
    *,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
    definition: Definition,
    theory: Theory,
    engine: Engine,
    folder: Path,
) -> tuple[PlaintiffResult, ...]:
    """Each named plaintiff in the tables of a run that lie in `folder`; `decisions` are those in
    force. Raises EngineFailed."""
    if not plaintiffs:
        return ()
    ignored = ignored_keys(decisions)
    holders = _holders(plaintiffs, imports, engine, folder)
    status = {
        one: status_of(holders.get(one.key, (0, 0))[0], is_ignored=one.key in ignored)
        for one in plaintiffs
    }
    found = {one: holders[one.key][1] for one in plaintiffs if status[one] is ControlStatus.FOUND}
    persons = _persons(set(found.values()), engine, folder)
    columns = person_columns(definition, theory)
    return tuple(
        _result(one, persons[found[one]], columns)
        if one in found
        else PlaintiffResult(number=one.number, status=status[one], truths={}, awards={})
        for one in plaintiffs
    )


def _holders(
    plaintiffs: Sequence[Named], imports: Sequence[ImportTable], engine: Engine, folder: Path
) -> dict[IdentityKey, tuple[int, int]]:
    """Per key that some roster row carries: how many persons have such a row, and the first."""
    roster = accepted_rows(engine, imports, Kind.ROSTER)
    rows = engine.read_parquet(folder / ROWS_FILE)
    numbered = rows.select("person", row=rows.import_number * RECORDS_PER_IMPORT + rows.record)
    found: dict[IdentityKey, tuple[int, int]] = {}
    for kind, column in KEY_COLUMNS.items():
        wanted = sorted({one.key.value for one in plaintiffs if one.key.kind == kind})
        if not wanted:
            continue
        carrying = roster.select("row", column).semi_join(
            engine.table(text_values(column, wanted)), column
        )
        held = carrying.inner_join(numbered, "row")
        groups = held.group_by(column).aggregate(
            holders=held.person.nunique(), first=held.person.min()
        )
        for group in engine.records(groups):
            found[IdentityKey(kind, group[column])] = (group["holders"], group["first"])
    return found


def _persons(numbers: set[int], engine: Engine, folder: Path) -> dict[int, dict[str, Any]]:
    if not numbers:
        return {}
    persons: ir.Table = engine.read_parquet(folder / PERSONS_FILE)
    found = engine.records(persons.filter(persons.person.isin(sorted(numbers))))
    return {row["person"]: row for row in found}


def _result(one: Named, row: Mapping[str, Any], columns: PersonColumns) -> PlaintiffResult:
    outcome = Outcome(row["outcome"])
    is_eligible = outcome is Outcome.ELIGIBLE
    return PlaintiffResult(
        number=one.number,
        status=ControlStatus.FOUND,
        person=row["person"],
        outcome=outcome,
        computed_outcome=Outcome(row["computed_outcome"]),
        is_overridden=row["is_overridden"],
        truths={name: Truth(row[column]) for name, column in columns.criteria.items()},
        violations=row["violations"],
        awards={
            claim: Award(
                units=row[names.units],
                cents=int(row[names.award]),
                high_cents=None if names.high is None else int(row[names.high]),
            )
            for claim, names in columns.claims.items()
            if is_eligible
        },
        combined=_combined(row, columns) if is_eligible else None,
    )


def _combined(row: Mapping[str, Any], columns: PersonColumns) -> Award | None:
    if columns.combined is None:
        return None
    high = None if columns.combined_high is None else int(row[columns.combined_high])
    return Award(units=1, cents=int(row[columns.combined]), high_cents=high)
