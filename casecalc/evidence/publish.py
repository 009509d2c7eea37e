"""The tables of a run as Parquet, each in its one order."""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from casecalc.rules.definition import Definition

from .criteria import Leaves
from .engine import Engine
from .persons import ELIGIBLE, OUTCOMES, first_given
from .rows import import_number_of, record_of
from .tables import EVENTS_FILE, LISTED_FILE, PERSONS_FILE, ROWS_FILE, PersonColumns


def write_persons(
    engine: Engine, members: ir.Table, assessed: ir.Table, columns: PersonColumns, out: Path
) -> None:
    shown = _texts_of_persons(members)
    both = assessed.inner_join(shown, "person")
    eligible = both.outcome == ELIGIBLE

    def only_eligible(name: str) -> ir.Value:
        return eligible.ifelse(both[name], ibis.null(both[name].type()))

    chosen: dict[str, ir.Value] = {
        "person": both.person,
        "outcome": _outcome(both.outcome),
        "computed_outcome": _outcome(both.computed),
        "is_overridden": both.is_overridden,
        "rows": both.rows,
        "first_import": import_number_of(both.first_row),
        "first_record": record_of(both.first_row),
        "disclosures": both.disclosures,
        "violations": eligible.ifelse(both.violations, 0).cast("int64"),
        "violation_days": eligible.ifelse(both.days, 0).cast("int64"),
        "first_violation_on": only_eligible("first_on"),
    }
    for name in ("member_ids", "emails", "full_name", "country", "region", "plan"):
        chosen[name] = both[name]
    for name in ("subscribed_from", "actual_damages_cents", "search"):
        chosen[name] = both[name]
    for i, name in enumerate(columns.criteria.values()):
        chosen[name] = both[f"is_{i}"]
    for i, name in enumerate(columns.subclasses):
        chosen[name] = both[f"subclass_{i}"] & eligible
    for i, claim in enumerate(columns.claims.values()):
        chosen[claim.units] = only_eligible(f"units_{i}")
        chosen[claim.award] = only_eligible(f"award_{i}")
        if claim.high is not None:
            chosen[claim.high] = only_eligible(f"high_{i}")
    for name in (columns.combined, columns.combined_high):
        if name is not None:
            chosen[name] = only_eligible(name)
    table = both.select(**chosen)
    engine.write_parquet(table.order_by("person"), out / PERSONS_FILE)


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


def _texts_of_persons(members: ir.Table) -> ir.Table:
    """What is shown and searched of each person: ids and emails sorted, `;` between."""
    rows = members.filter(members.is_alone)
    ids, emails, names = (
        rows[name].fill_null("") for name in ("member_id", "email", "full_name")
    )
    alone = rows.select(
        "person",
        member_ids=ids,
        emails=emails,
        full_name=rows.full_name,
        subscribed_from=rows.subscribed_from,
        search=_searchable(ids, emails, names),
    )
    rows = members.filter(~members.is_alone)

    def distinct(name: str, separator: str) -> ir.StringValue:
        values = rows[name].collect(distinct=True, where=rows[name].notnull())
        return values.sort().join(separator).fill_null("")

    together = rows.group_by("person").aggregate(
        member_ids=distinct("member_id", ";"),
        emails=distinct("email", ";"),
        full_name=first_given(rows, "full_name"),
        subscribed_from=rows.subscribed_from.min(),
        search=_searchable(*(distinct(n, "\n") for n in ("member_id", "email", "full_name"))),
    )
    return ibis.union(alone, together.select(*alone.columns))


def _searchable(*texts: ir.StringValue) -> ir.StringValue:
    """Lower-cased, a line each; nothing for what is not given."""
    lines = [(text == "").ifelse("", text + "\n") for text in texts]
    return (lines[0] + lines[1] + lines[2]).rstrip().lower()


def _outcome(truth: ir.IntegerValue) -> ir.StringValue:
    words = [(truth == number, outcome.value) for number, outcome in OUTCOMES.items()]
    return ibis.cases(*words)


def _place(table: ir.Table) -> dict[str, ir.IntegerValue]:
    return {"import_number": import_number_of(table.row), "record": record_of(table.row)}
