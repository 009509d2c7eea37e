"""The tables of a run as Parquet, each in its one order."""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from casecalc.rules.definition import Definition

from .criteria import Leaves
from .engine import Engine
from .persons import ELIGIBLE, OUTCOMES
from .rows import import_number_of, record_of
from .tables import EVENTS_FILE, LISTED_FILE, PERSONS_FILE, ROWS_FILE, PersonColumns


def write_persons(engine: Engine, assessed: ir.Table, columns: PersonColumns, out: Path) -> None:
    persons = assessed.order_by("person")
    eligible = persons.outcome == ELIGIBLE

    def only_eligible(name: str) -> ir.Value:
        return eligible.ifelse(persons[name], ibis.null(persons[name].type()))

    chosen: dict[str, ir.Value] = {
        "person": persons.person,
        "outcome": _outcome(persons.outcome),
        "computed_outcome": _outcome(persons.computed),
        "is_overridden": persons.is_overridden,
        "rows": persons.rows,
        "first_import": import_number_of(persons.first_row),
        "first_record": record_of(persons.first_row),
        "disclosures": persons.disclosures,
        "violations": eligible.ifelse(persons.violations, 0).cast("int64"),
        "violation_days": eligible.ifelse(persons.days, 0).cast("int64"),
        "first_violation_on": only_eligible("first_on"),
    }
    for name in ("member_ids", "emails", "full_name", "country", "region", "plan"):
        chosen[name] = persons[name]
    for name in ("subscribed_from", "actual_damages_cents", "search"):
        chosen[name] = persons[name]
    for i, name in enumerate(columns.criteria.values()):
        chosen[name] = persons[f"is_{i}"]
    for i, name in enumerate(columns.subclasses):
        chosen[name] = persons[f"subclass_{i}"] & eligible
    for i, claim in enumerate(columns.claims.values()):
        chosen[claim.units] = only_eligible(f"units_{i}")
        chosen[claim.award] = only_eligible(f"award_{i}")
        if claim.high is not None:
            chosen[claim.high] = only_eligible(f"high_{i}")
    for combined in (columns.combined, columns.combined_high):
        if combined is not None:
            chosen[combined] = only_eligible(combined)
    engine.write_parquet(persons.select(**chosen), out / PERSONS_FILE)


def write_rows(engine: Engine, members: ir.Table, out: Path) -> None:
    ordered = members.order_by("row")
    engine.write_parquet(ordered.select(**_place(ordered), person=ordered.person), out / ROWS_FILE)


def write_events(
    engine: Engine,
    events: ir.Table,
    assessed: ir.Table,
    definition: Definition,
    leaves: Leaves,
    out: Path,
) -> None:
    criterion = definition.violation_criterion
    is_violation: ir.BooleanValue = ibis.literal(False)
    found = events
    if criterion is not None:
        violators = assessed.filter((assessed.outcome == ELIGIBLE) & assessed.can_violate)
        violators = violators.select(violator=violators.person)
        found = events.left_join(violators, events.person == violators.violator)
        is_violation = found.violator.notnull() & (found[leaves.of_where(criterion.where)] == 2)
    chosen = found.select(
        "row", "event_id", "disclosed_at", "status", "person", is_violation=is_violation
    ).order_by("row")
    engine.write_parquet(
        chosen.select(
            **_place(chosen),
            **{
                name: chosen[name]
                for name in ("event_id", "disclosed_at", "status", "person", "is_violation")
            },
        ),
        out / EVENTS_FILE,
    )


def write_listed(engine: Engine, listings: ir.Table, out: Path) -> None:
    ordered = listings.order_by("row")
    chosen = {name: ordered[name] for name in ("list_name", "status", "person")}
    engine.write_parquet(ordered.select(**_place(ordered), **chosen), out / LISTED_FILE)


def _outcome(truth: ir.IntegerValue) -> ir.StringValue:
    words = [(truth == number, outcome.value) for number, outcome in OUTCOMES.items()]
    return ibis.cases(*words)


def _place(table: ir.Table) -> dict[str, ir.IntegerValue]:
    return {"import_number": import_number_of(table.row), "record": record_of(table.row)}
