"""Exclusion lists over columns: whom each accepted list row lists."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from casecalc.rules.results import ListStatus

from .events import with_holders


def classify_listings(lists: ir.Table, holders: dict[str, ir.Table]) -> ir.Table:
    """`row`, `list_name`, `status`, and `person`, null unless the row lists one."""
    found = with_holders(lists, holders)
    status = ibis.cases(
        (found.holder_count == 0, ListStatus.UNMATCHED.value),
        (found.holder_count == 2, ListStatus.AMBIGUOUS.value),
        else_=ListStatus.LISTED.value,
    )
    return found.select("row", "list_name", "person", status=status)


def listed_persons(listings: ir.Table, names: Sequence[str]) -> ir.Table:
    """Per listed person a column `list_<i>`: 2 (true) when on the list `names[i]`, else 0."""
    listed = listings.filter(listings.person.notnull())
    return listed.group_by("person").aggregate(
        **{
            f"list_{i}": ((listed.list_name == name).cast("int8") * 2).max().cast("int8")
            for i, name in enumerate(names)
        }
    )
