"""The chain of audit events: how it grows and how it is proved whole.

An event's hash is the SHA-256 of its canonical JSON, the previous event's hash included, so that an
edit, a deletion or a reordering breaks every link after it. The head row shows a cut at the end.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from casecalc.models import AuditEvent, AuditHead, Matter, User
from casecalc.rules.digest import canonical_json

GENESIS = "0" * 64


def record(
    *, action: str, by: User, now: datetime, details: dict[str, Any], matter: Matter | None = None
) -> AuditEvent:
    """Append one event inside the caller's transaction; writers queue for the head row.

    `details` identify records by number and hash; no name or email of a class member goes in.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event is recorded in the transaction of its change")
    AuditHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    last = AuditHead.objects.select_for_update().get(pk=1)
    event = AuditEvent(
        number=last.number + 1,
        matter=matter,
        at=now,
        by=by,
        action=action,
        details=details,
        previous_hash=last.hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    last.number, last.hash = event.number, event.hash
    last.save(update_fields=["number", "hash"])
    return event


def hash_of(event: AuditEvent) -> str:
    content = {
        "number": event.number,
        "matter": event.matter_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by_id,
        "action": event.action,
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def head() -> tuple[int, str]:
    """Number and hash of the last event: kept elsewhere, it shows any later change before it."""
    found = AuditHead.objects.filter(pk=1).first()
    return (found.number, found.hash) if found else (0, GENESIS)


def verify_chain() -> list[str]:
    """A sentence for every broken link of the whole site's chain; empty when it is whole."""
    problems: list[str] = []
    number, previous = 0, GENESIS
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != number + 1:
            problems.append(
                f"Audit events {number + 1} to {event.number - 1} are missing. "
                "Restore the database from a backup."
            )
        elif event.previous_hash != previous:
            problems.append(
                f"Audit event {event.number} does not follow from event {number}: one of the two "
                "was changed. Restore the database from a backup."
            )
        if hash_of(event) != event.hash:
            problems.append(
                f"Audit event {event.number} was changed after it was recorded. "
                "Restore the database from a backup."
            )
        number, previous = event.number, event.hash
    recorded = head()
    if recorded != (number, previous):
        problems.append(
            f"The audit chain ends at event {number}, but its head says {recorded[0]}: events were "
            "cut off or changed at its end. Restore the database from a backup."
        )
    return problems
