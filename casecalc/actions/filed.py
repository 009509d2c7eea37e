"""An exhibit that was filed with a court is locked and kept for ever."""

from datetime import datetime

from django.db import transaction

from casecalc.audit import chain
from casecalc.models import Exhibit, Matter, User
from casecalc.rules.refusals import Refusal


class NotFiled(Refusal):
    """An exhibit cannot be marked as filed."""


def mark_filed(*, exhibit: Exhibit, docket_entry: str, by: User, now: datetime) -> Exhibit:
    """Put on record that a published exhibit was filed, under which docket entry. Nothing takes it
    back. Raises NotFiled."""
    entry = docket_entry.strip()
    if not entry:
        raise NotFiled("The docket entry is blank; give the number that the court gave it.")
    if len(entry) > 100:
        raise NotFiled("The docket entry is longer than 100 characters; shorten it.")
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=exhibit.matter_id)
        exhibit.refresh_from_db()
        if exhibit.state != Exhibit.State.PUBLISHED:
            raise NotFiled(
                f"Exhibit {exhibit.number} is {exhibit.state}; only a published one can be filed."
            )
        if exhibit.is_filed:
            raise NotFiled(
                f"Exhibit {exhibit.number} is on record as filed already, as docket entry "
                f"{exhibit.docket_entry}; that stays. Make a new exhibit for another filing."
            )
        exhibit.filed_at, exhibit.filed_by, exhibit.docket_entry = now, by, entry
        exhibit.save(update_fields=["filed_at", "filed_by", "docket_entry"])
        details = {
            "exhibit": exhibit.number,
            "docket_entry": entry,
            "sha256": exhibit.sha256,
        }
        chain.record(
            action="mark_exhibit_filed", by=by, now=now, matter=exhibit.matter, details=details
        )
    return exhibit
