"""One run over columns: the same meaning as rules/run.py, for ten million persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis.expr.types as ir
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casecalc.rules.columns import Kind
from casecalc.rules.decisions import Decision
from casecalc.rules.definition import Definition
from casecalc.rules.figures import require_reconciled
from casecalc.rules.results import RunFigures
from casecalc.rules.theory import Theory, require_countable

from .criteria import Leaves, leaves_of
from .digest import run_digest
from .engine import Engine, Progress
from .exclusions import classify_listings, listed_persons
from .figures import add_up, require_all_rows
from .people import People, find_people
from .persons import assessed_persons, judged_events, overrides_of
from .publish import (
    write_events,
    write_listed,
    write_persons,
    write_rows,
)
from .review import find_doubtful
from .rows import ImportTable, accepted_rows
from .tables import EVENTS_FILE, REVIEW_FILE, person_columns

__all__ = ["ImportTable", "RunSummary", "determine"]


@dataclass(frozen=True)
class RunSummary:
    figures: RunFigures
    digest: str


def determine(
    *,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
    definition: Definition,
    theory: Theory,
    time_zone: str,
    engine: Engine,
    out: Path,
    progress: Progress | None = None,
) -> RunSummary:
    """Write the tables of a run (see tables.py) into the folder `out`, which exists.

    `imports` in the order committed, `decisions` in the order recorded, `time_zone` the matter's.
    `progress` is told rows done and the share done. Raises TheoryRefused when violations cannot be
    counted, NotReconciled when an identity does not hold, EngineFailed.
    """
    require_countable(theory, definition)
    row_count = sum(pq.read_metadata(one.accepted).num_rows for one in imports)

    def report(share: float) -> None:
        if progress is not None:
            progress(int(row_count * share), share)

    leaves = leaves_of(definition)
    roster = accepted_rows(engine, imports, Kind.ROSTER)
    people = find_people(engine, roster, imports, decisions)
    report(0.25)
    listings = engine.materialise(
        classify_listings(accepted_rows(engine, imports, Kind.EXCLUSION_LIST), people.holders)
    )
    events = _judged(engine, imports, people, definition, leaves, time_zone)
    report(0.5)
    listed = listed_persons(listings, leaves.list_names) if leaves.list_names else None
    overrides = overrides_of(engine, people.members, imports, decisions)
    assessed = assessed_persons(
        engine, people.members, events, listed, overrides, definition, theory, leaves
    )
    report(0.65)
    figures = add_up(engine, assessed, events, listings, definition=definition, theory=theory)
    columns = person_columns(definition, theory)
    write_persons(engine, assessed, columns, out)
    report(0.8)
    write_rows(engine, people.members, out)
    write_events(engine, events, assessed, definition, leaves, out)
    write_listed(engine, listings, out)
    engine.write_parquet(
        find_doubtful(engine, roster, people.members, decisions), out / REVIEW_FILE
    )
    engine.drop(people.members, events, listings, assessed)
    report(0.9)
    require_all_rows(figures, imports)
    require_reconciled(figures, violating_events=_violating_events(out))
    digest = run_digest(imports, out, figures, definition, theory)
    report(1.0)
    return RunSummary(figures, digest)


def _judged(
    engine: Engine,
    imports: Sequence[ImportTable],
    people: People,
    definition: Definition,
    leaves: Leaves,
    time_zone: str,
) -> ir.Table:
    log = accepted_rows(engine, imports, Kind.DISCLOSURE_LOG)
    zone = ZoneInfo(definition.time_zone or time_zone)
    events = judged_events(engine, log, people, definition, leaves, zone)
    engine.drop(*people.holders.values())
    return events


def _violating_events(out: Path) -> int:
    found = pq.read_table(out / EVENTS_FILE, columns=["is_violation"])["is_violation"]
    return int(pc.sum(found).as_py() or 0)
