"""Events over columns: which accepted log rows are disclosures, and of whose information."""

import ibis
import ibis.expr.types as ir

from casecalc.rules.results import EventStatus

from .engine import Engine

VALUE_COLUMNS = (
    "member_id",
    "email_key",
    "disclosed_at",
    "recipient",
    "purpose",
    "data_category",
    "sender_consented",
    "recipient_consented",
)


def with_holders(rows: ir.Table, holders: dict[str, ir.Table]) -> ir.Table:
    """`rows` with `person` (null unless one person holds its keys) and `holder_count` 0, 1 or 2."""
    by_member, by_email = holders["member_id"], holders["email_key"]
    found = rows.left_join(by_member, rows.member_id == by_member.member_id).left_join(
        by_email, rows.email_key == by_email.email_key
    )
    one, other = by_member.person, by_email.person
    holder_count = ibis.cases(
        (one.isnull() & other.isnull(), 0),
        (one.notnull() & other.notnull() & (one != other), 2),
        else_=1,
    ).cast("int8")
    found = found.select(rows, holder_count=holder_count, holder=ibis.coalesce(one, other))
    person = (found.holder_count == 1).ifelse(found.holder, ibis.null("int64"))
    return found.mutate(person=person).drop("holder")


def repeated_ids(engine: Engine, log: ir.Table) -> ir.Table:
    """`id_hash` of the event ids that more than one row holds. That two ids share a hash adds
    suspects, whose ids are then compared themselves."""
    hashes = log.filter(log.event_id.notnull()).select(id_hash=log.event_id.hash())
    held = hashes.group_by("id_hash").aggregate(held=hashes.count())
    return engine.materialise(held.filter(held.held > 1).select("id_hash"))


def with_suspects(found: ir.Table, repeated: ir.Table) -> ir.Table:
    """`found` with `is_suspect`: its event id may be held by two rows."""
    joined = found.left_join(repeated, found.event_id.hash() == repeated.id_hash)
    return joined.select(found, is_suspect=repeated.id_hash.notnull())


def kept_values(found: ir.Table) -> dict[str, ir.Value]:
    """The value columns of suspects alone: few, so that they cost nothing to keep."""
    kept = {name: found[name] for name in VALUE_COLUMNS if name != "disclosed_at"}
    return {
        f"kept_{name}": found.is_suspect.ifelse(value, ibis.null(value.type()))
        for name, value in kept.items()
    }


def repeats(engine: Engine, events: ir.Table) -> ir.Table:
    """`row`, `repeat_status` of the rows that are duplicate or conflicting, from events with
    `is_suspect` and `kept_values`."""
    suspects = events.filter(events.is_suspect)
    suspects = engine.materialise(
        suspects.select(
            "row",
            "event_id",
            **{
                name: suspects[name if name == "disclosed_at" else f"kept_{name}"]
                for name in VALUE_COLUMNS
            },
        )
    )
    variants = suspects.group_by("event_id", *VALUE_COLUMNS).aggregate(
        variant_row=suspects.row.min()
    )
    ids = variants.group_by("event_id").aggregate(
        variant_count=variants.count(), first_row=variants.variant_row.min()
    )
    found = suspects.select("row", "event_id").inner_join(ids, "event_id")
    status = ibis.cases(
        (found.variant_count > 1, EventStatus.CONFLICTING.value),
        (found.row != found.first_row, EventStatus.DUPLICATE.value),
    )
    found = found.select("row", repeat_status=status)
    repeated = engine.materialise(found.filter(found.repeat_status.notnull()))
    engine.drop(suspects)
    return repeated


def with_status(events: ir.Table, repeated: ir.Table) -> ir.Table:
    """`events` with every row's one `status`, and `person`, null unless it is linked."""
    found = events.left_join(repeated, "row").select(events, repeated.repeat_status)
    status = ibis.cases(
        (found.repeat_status.notnull(), found.repeat_status),
        (found.holder_count == 0, EventStatus.UNMATCHED.value),
        (found.holder_count == 2, EventStatus.AMBIGUOUS.value),
        else_=EventStatus.LINKED.value,
    )
    person = found.repeat_status.isnull().ifelse(found.person, ibis.null("int64"))
    return found.mutate(status=status, person=person).drop("repeat_status", "holder_count")
