"""The aggregates of a run over columns, and what the engine must find again in them."""

from collections.abc import Iterable, Sequence
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from casecalc.rules.columns import Kind
from casecalc.rules.definition import Definition
from casecalc.rules.figures import label_order, named_lists
from casecalc.rules.refusals import NotReconciled
from casecalc.rules.results import ClaimTotals, EventStatus, Group, ListStatus, RunFigures
from casecalc.rules.theory import Combine, Theory
from casecalc.rules.truth import Truth

from .damages import WIDE
from .engine import Engine
from .persons import ELIGIBLE, UNDETERMINED
from .rows import ImportTable


def add_up(
    engine: Engine,
    assessed: ir.Table,
    events: ir.Table,
    listings: ir.Table,
    *,
    definition: Definition,
    theory: Theory,
) -> RunFigures:
    """Every figure of a run, from `persons.assessed_persons`, events and listings."""
    sums = engine.one(assessed.aggregate(**_person_sums(assessed, definition, theory)))
    sums = {name: int(value or 0) for name, value in sums.items()}
    eligible = assessed.filter(assessed.outcome == ELIGIBLE)
    month = eligible.first_on.strftime("%Y-%m")
    return RunFigures(
        roster_rows=sums["rows"],
        persons=sums["persons"],
        eligible=sums["eligible"],
        ineligible=sums["ineligible"],
        undetermined=sums["undetermined"],
        overridden=sums["overridden"],
        events=_event_counts(engine, events),
        list_rows=_list_rows(engine, listings, definition),
        criteria={
            str(criterion.id): {
                truth.word: sums[f"is_{i}_{truth.value}"]
                for truth in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)
            }
            for i, criterion in enumerate(definition.top_level)
        },
        subclasses={
            subclass.title: sums[f"subclass_{i}"]
            for i, subclass in enumerate(definition.subclasses)
        },
        claims={
            claim.id: _totals(sums, str(i), has_range=claim.amount_high_cents is not None)
            for i, claim in enumerate(theory.claims)
        },
        combined=None
        if theory.combine is Combine.SEPARATE
        else _totals(sums, "combined", has_range=theory.has_range),
        by_region=_groups(
            engine, assessed, theory, country=assessed.country, region=assessed.region
        ),
        by_plan=_groups(engine, assessed, theory, plan=assessed.plan),
        by_month=_groups(engine, eligible, theory, month=month),
        violations=sums["violations"],
    )


def require_all_rows(figures: RunFigures, imports: Iterable[ImportTable]) -> None:
    """Every accepted row of every file is somewhere in the figures; raises NotReconciled."""
    accepted = dict.fromkeys(Kind, 0)
    for one in imports:
        accepted[one.kind] += pq.read_metadata(one.accepted).num_rows
    listed = sum(sum(statuses.values()) for statuses in figures.list_rows.values())
    for name, kind, found in (
        ("accepted roster rows = sum of rows over persons", Kind.ROSTER, figures.roster_rows),
        ("accepted log rows = events", Kind.DISCLOSURE_LOG, figures.events["accepted"]),
        ("accepted list rows = list rows by status", Kind.EXCLUSION_LIST, listed),
    ):
        if accepted[kind] != found:
            raise NotReconciled(
                f"{name}: {accepted[kind]} is not {found}. The run is not published."
            )


def _person_sums(persons: ir.Table, definition: Definition, theory: Theory) -> dict[str, ir.Scalar]:
    eligible = persons.outcome == ELIGIBLE
    undetermined = persons.outcome == UNDETERMINED
    sums: dict[str, Any] = {
        "rows": persons.rows.sum(),
        "persons": persons.count(),
        "eligible": eligible.sum(),
        "undetermined": undetermined.sum(),
        "ineligible": (persons.outcome == Truth.FALSE.value).sum(),
        "overridden": persons.is_overridden.sum(),
        "violations": persons.violations.sum(where=eligible),
    }
    for i in range(len(definition.top_level)):
        for truth in Truth:
            sums[f"is_{i}_{truth.value}"] = (persons[f"is_{i}"] == truth.value).sum()
    for i in range(len(definition.subclasses)):
        sums[f"subclass_{i}"] = (persons[f"subclass_{i}"] & eligible).sum()
    ends = {"combined": "combined", "high_combined": "combined_high"}
    for i in range(len(theory.claims)):
        ends |= {str(i): f"award_{i}", f"high_{i}": f"high_{i}"}
    for name, column in ends.items():
        if column in persons.columns:
            cents = persons[column].cast(WIDE)
            sums[f"total_{name}"] = cents.sum(where=eligible)
            sums[f"bound_{name}"] = cents.sum(where=eligible | undetermined)
    return sums


def _totals(sums: dict[str, int], name: str, *, has_range: bool) -> ClaimTotals:
    return ClaimTotals(
        awards=sums["eligible"],
        total=sums[f"total_{name}"],
        total_if_undetermined_eligible=sums[f"bound_{name}"],
        total_high=sums[f"total_high_{name}"] if has_range else None,
        total_high_if_undetermined_eligible=sums[f"bound_high_{name}"] if has_range else None,
    )


def _event_counts(engine: Engine, events: ir.Table) -> dict[str, int]:
    found = engine.records(events.group_by("status").aggregate(n=events.count()))
    counts = {row["status"]: row["n"] for row in found}
    return {
        "accepted": sum(counts.values()),
        **{status.value: counts.get(status.value, 0) for status in EventStatus},
    }


def _list_rows(
    engine: Engine, listings: ir.Table, definition: Definition
) -> dict[str, dict[str, int]]:
    counts = {name: dict.fromkeys(ListStatus, 0) for name in named_lists(definition)}
    grouped = listings.group_by("list_name", "status").aggregate(n=listings.count())
    for row in engine.records(grouped):
        of_list = counts.setdefault(row["list_name"], dict.fromkeys(ListStatus, 0))
        of_list[ListStatus(row["status"])] = row["n"]
    return {name: {str(k): n for k, n in counts[name].items()} for name in sorted(counts)}


def _groups(
    engine: Engine, persons: ir.Table, theory: Theory, **label: ir.Value
) -> tuple[Group, ...]:
    eligible = persons.outcome == ELIGIBLE
    totals = {
        f"total_{i}": persons[f"award_{i}"].cast(WIDE).sum(where=eligible)
        for i in range(len(theory.claims))
    }
    found = persons.group_by(**label).aggregate(
        persons=persons.count(),
        eligible=eligible.sum(),
        undetermined=(persons.outcome == UNDETERMINED).sum(),
        ineligible=(persons.outcome == Truth.FALSE.value).sum(),
        **totals,
    )
    groups = [_group(row, tuple(label), theory) for row in engine.records(found)]
    return tuple(sorted(groups, key=lambda group: label_order(group.label)))


def _group(row: dict[str, Any], label: Sequence[str], theory: Theory) -> Group:
    return Group(
        label=tuple(row[name] for name in label),
        persons=row["persons"],
        eligible=row["eligible"],
        undetermined=row["undetermined"],
        ineligible=row["ineligible"],
        totals={claim.id: int(row[f"total_{i}"] or 0) for i, claim in enumerate(theory.claims)},
    )
