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


def classify_events(engine: Engine, log: ir.Table, holders: dict[str, ir.Table]) -> ir.Table:
    """`log` with every row's one `status`, and `person`, null unless it is linked."""
    found = with_holders(log, holders)
    repeats = _repeats(engine, log)
    found = found.left_join(repeats, "row").select(found, repeats.repeat_status)
    status = ibis.cases(
        (found.repeat_status.notnull(), found.repeat_status),
        (found.holder_count == 0, EventStatus.UNMATCHED.value),
        (found.holder_count == 2, EventStatus.AMBIGUOUS.value),
        else_=EventStatus.LINKED.value,
    )
    person = found.repeat_status.isnull().ifelse(found.person, ibis.null("int64"))
    return found.mutate(status=status, person=person).drop("repeat_status", "holder_count")


def _repeats(engine: Engine, log: ir.Table) -> ir.Table:
    """`row`, `repeat_status` of the rows that are duplicate or conflicting. Few ids are held by
    two rows; only those rows' values are compared. They are looked for by the hash of the id: that
    two ids share one adds suspects, whose ids are then compared themselves."""
    hashes = log.filter(log.event_id.notnull()).select(id_hash=log.event_id.hash())
    held = hashes.group_by("id_hash").aggregate(held=hashes.count())
    repeated = engine.materialise(held.filter(held.held > 1).select("id_hash"))
    suspects = engine.materialise(
        log.semi_join(repeated, log.event_id.hash() == repeated.id_hash).select(
            "row", "event_id", *VALUE_COLUMNS
        )
    )
    engine.drop(repeated)
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
    return engine.materialise(found.filter(found.repeat_status.notnull()))
