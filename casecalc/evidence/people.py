"""People over columns: connected components of roster rows through keys and recorded joins."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from casecalc.rules.decisions import Decision, SamePerson
from casecalc.rules.people import ignored_keys

from .engine import Engine
from .rows import ImportTable, roster_row_numbers, text_values

KEY_COLUMNS = {"member_id": "member_id", "email": "email_key"}


@dataclass(frozen=True)
class People:
    """`members`: every roster row with its columns (without `email_key`), `person` and `is_alone`
    (whether it is the person's only row). `holders`: per key column, each key and its `person`."""

    members: ir.Table
    holders: dict[str, ir.Table]


def find_people(
    engine: Engine,
    roster: ir.Table,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
) -> People:
    """Number the persons from 1 in the order of their first row."""
    groups = {
        column: _rows_by_key(engine, roster, kind, column, decisions)
        for kind, column in KEY_COLUMNS.items()
    }
    edges = [_edges_of_key(roster, column, group) for column, group in groups.items()]
    edges += _edges_of_joins(engine, roster, imports, decisions)
    labels = components(engine, engine.materialise(ibis.union(*edges)))
    placed = (
        roster.left_join(labels, "row")
        .select(
            *[roster[name] for name in roster.columns if name != "email_key"],
            first_row=ibis.coalesce(labels.first_row, roster.row),
            is_alone=labels.first_row.isnull(),
        )
        .view()
    )  # a view: Ibis cannot join on a column that a join has just computed
    firsts = placed.filter(placed.row == placed.first_row).select("first_row")
    numbers = engine.materialise(
        firsts.select("first_row", person=ibis.row_number().over(order_by=firsts.first_row) + 1)
    )
    members = engine.materialise(placed.inner_join(numbers, "first_row").drop("first_row"))
    holders = {
        column: _holders(engine, column, group, labels, numbers) for column, group in groups.items()
    }
    engine.drop(labels, numbers, *groups.values())
    return People(members, holders)


def components(engine: Engine, edges: ir.Table) -> ir.Table:
    """`row`, `first_row`: the smallest row of its component for every row on an edge (`a`, `b`).

    Every round each row takes its smallest neighbour for a parent (of two that took each other the
    smaller is the root), paths are halved until all point at roots, and the graph shrinks to its
    roots: at least by half, so that a chain of a million rows takes twenty rounds at most.
    """
    whole: ir.Table | None = None
    while True:
        parents = _parents(engine, edges)
        if whole is None:
            whole = parents
        else:
            further = whole.left_join(parents, whole.parent == parents.row)
            longer = engine.materialise(
                further.select(whole.row, parent=ibis.coalesce(parents.parent, whole.parent))
            )
            engine.drop(whole)
            whole = longer
        shrunk = engine.materialise(_contracted(edges, parents))
        engine.drop(edges)
        edges = shrunk
        if engine.one(edges.aggregate(n=edges.count()))["n"] == 0:
            break
    smallest = whole.group_by("parent").aggregate(first_row=whole.row.min())
    return engine.materialise(whole.inner_join(smallest, "parent").select("row", "first_row"))


def _parents(engine: Engine, edges: ir.Table) -> ir.Table:
    """`row`, `parent`, where every parent is a root (its own parent)."""
    both = ibis.union(edges.select("a", "b"), edges.select(a=edges.b, b=edges.a))
    picked = engine.materialise(both.group_by(row=both.a).aggregate(parent=both.b.min()))
    other = picked.view()
    is_root = (other.parent == picked.row) & (picked.row < picked.parent)
    parents = engine.materialise(
        picked.inner_join(other, picked.parent == other.row).select(
            picked.row, parent=is_root.ifelse(picked.row, picked.parent)
        )
    )
    engine.drop(picked)
    while True:
        above = parents.view()
        jumped = parents.inner_join(above, parents.parent == above.row).select(
            parents.row, parent=above.parent, has_moved=above.parent != parents.parent
        )
        halved = engine.materialise(jumped)
        engine.drop(parents)
        parents = halved
        if not engine.one(parents.aggregate(moved=parents.has_moved.any()))["moved"]:
            return parents


def _contracted(edges: ir.Table, parents: ir.Table) -> ir.Table:
    """The edges between different roots."""
    other = parents.view()
    ends = edges.inner_join(parents, edges.a == parents.row).inner_join(other, edges.b == other.row)
    moved = ends.select(a=parents.parent, b=other.parent)
    return moved.filter(moved.a != moved.b).distinct()


def _rows_by_key(
    engine: Engine, roster: ir.Table, kind: str, column: str, decisions: Sequence[Decision]
) -> ir.Table:
    """Each key that identifies somebody: its first row, and how many rows it has."""
    keyed = roster.filter(roster[column].notnull())
    ignored = sorted(key.value for key in ignored_keys(decisions) if key.kind == kind)
    if ignored:
        keyed = keyed.anti_join(engine.table(text_values(column, ignored)), column)
    return engine.materialise(
        keyed.group_by(column).aggregate(key_row=keyed.row.min(), row_count=keyed.count())
    )


def _edges_of_key(roster: ir.Table, column: str, group: ir.Table) -> ir.Table:
    """From every row of a shared key to the key's first row."""
    shared = group.filter(group.row_count > 1).select(column, "key_row")
    found = roster.select("row", column).inner_join(shared, column)
    return found.filter(found.row != found.key_row).select(a=found.key_row, b=found.row)


def _edges_of_joins(
    engine: Engine,
    roster: ir.Table,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
) -> list[ir.Table]:
    """From every row of a recorded join to the first of those that are in evidence."""
    joins = [decision for decision in decisions if isinstance(decision, SamePerson)]
    named = [
        (number, row)
        for number, decision in enumerate(joins)
        for row in roster_row_numbers(imports, decision.rows)
        if row is not None
    ]
    if not named:
        return []
    table = pa.table(
        {
            "join_number": pa.array([number for number, _ in named], pa.int64()),
            "row": pa.array([row for _, row in named], pa.int64()),
        }
    )
    present = engine.materialise(engine.table(table).semi_join(roster, "row"))
    first = present.group_by("join_number").aggregate(join_row=present.row.min())
    found = present.inner_join(first, "join_number")
    return [found.filter(found.row != found.join_row).select(a=found.join_row, b=found.row)]


def _holders(
    engine: Engine, column: str, group: ir.Table, labels: ir.Table, numbers: ir.Table
) -> ir.Table:
    """All rows of a key are one person's, so its first row says whose."""
    labelled = (
        group.left_join(labels, group.key_row == labels.row)
        .select(group[column], first_row=ibis.coalesce(labels.first_row, group.key_row))
        .view()
    )
    return engine.materialise(labelled.inner_join(numbers, "first_row").select(column, "person"))
