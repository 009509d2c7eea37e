"""Components that may be wrong, over columns: listed for a person to decide."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from casecalc.rules.decisions import Decision
from casecalc.rules.people import ignored_keys
from casecalc.rules.results import ReviewKind

from .engine import Engine
from .rows import text_values


def find_doubtful(
    engine: Engine, roster: ir.Table, members: ir.Table, decisions: Sequence[Decision]
) -> ir.Table:
    """`kind`, `person`, `other_person` (of look-alikes), `detail`, in that order."""
    found = ibis.union(
        _names_differ(engine, roster, members, decisions), _look_alike(engine, members)
    )
    return found.order_by("kind", "person", found.other_person.fill_null(0))


def _names_differ(
    engine: Engine, roster: ir.Table, members: ir.Table, decisions: Sequence[Decision]
) -> ir.Table:
    """Persons of whom rows of different names and member ids share an email key."""
    several = members.filter(~members.is_alone & members.full_name.notnull())
    keyed = roster.filter(roster.email_key.notnull()).select("row", "email_key")
    ignored = sorted(key.value for key in ignored_keys(decisions) if key.kind == "email")
    if ignored:
        keyed = keyed.anti_join(engine.table(text_values("email_key", ignored)), "email_key")
    nobody = [key.value for key in ignored_keys(decisions) if key.kind == "member_id"]
    is_alone = several.member_id.isnull() | several.member_id.isin(nobody)
    sharing = keyed.inner_join(several, "row").select(
        "email_key",
        "person",
        "full_name",
        folded=_folded(several.full_name),
        holder=is_alone.ifelse(several.row.cast("string") + "#", "=" + several.member_id),
    )
    keys = sharing.group_by("email_key", "person").aggregate(
        name_count=sharing.folded.nunique(),
        holder_count=sharing.holder.nunique(),
        detail=sharing.full_name.collect(distinct=True).sort().join("; "),
    )
    doubtful = keys.filter((keys.name_count > 1) & (keys.holder_count > 1))
    found = doubtful.group_by("person").aggregate(detail=doubtful.detail.min())
    return found.select(
        kind=ibis.literal(ReviewKind.NAMES_DIFFER.value),
        person=found.person,
        other_person=ibis.null("int64"),
        detail=found.detail,
    )


def _look_alike(engine: Engine, members: ir.Table) -> ir.Table:
    """Persons with the name and date of birth of an earlier one."""
    known = members.filter(members.full_name.notnull() & members.date_of_birth.notnull())
    named = known.select("person", "date_of_birth", folded=_folded(known.full_name))
    groups = named.group_by("folded", "date_of_birth").aggregate(
        first=named.person.min(), last=named.person.max()
    )
    shared = engine.materialise(groups.filter(groups["first"] < groups["last"]))
    alike = named.inner_join(shared, ["folded", "date_of_birth"])
    alike = alike.filter(alike.person != alike["first"])
    detail = alike.folded + ", " + alike.date_of_birth.cast("string")
    found = alike.group_by(person=alike["first"], other_person=alike.person).aggregate(
        detail=detail.min()
    )
    return found.select(
        kind=ibis.literal(ReviewKind.LOOK_ALIKE.value),
        person=found.person,
        other_person=found.other_person,
        detail=found.detail,
    )


def _folded(name: ir.StringValue) -> ir.StringValue:
    """Lower case, single spaces."""
    return name.lower().re_replace(" +", " ")
