"""What a set needs beside its facts: exhibits made again under its letters, and Bates numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.exhibits.bates import require_prefix
from casecalc.exhibits.filing import bates_prefix
from casecalc.exhibits.inputs import ExhibitInfo, Inputs, inputs_of
from casecalc.exhibits.produce import produce
from casecalc.exhibits.set_request import chosen_for_set
from casecalc.models import Exhibit, Matter, User
from casecalc.queries.exhibit_facts import facts_of
from casecalc.queries.filing import roster_rows

Clock = Callable[[], datetime]


def require_possible(exhibit: Exhibit) -> None:
    """Raises ExhibitRefused for a set that cannot be made as asked, before it is queued."""
    if exhibit.kind == Exhibit.Kind.SET:
        facts = facts_of(exhibit)
        require_prefix(bates_prefix(facts))
        chosen_for_set(
            exhibit.inputs, facts["exhibits"], run=exhibit.run.number, edition=exhibit.edition
        )


def for_filing(inputs: Inputs, *, exhibit: Exhibit, by: User, clock: Clock) -> Inputs:
    """The inputs of `exhibit` with what only a set uses."""

    def remake(number: int, label: str, folder: Path) -> tuple[str, ...]:
        other = exhibit.matter.exhibits.get(number=number, state=Exhibit.State.PUBLISHED)
        made = produce(
            inputs_again(other, label=label),
            kind=other.kind,
            now=other.created_at,
            out=folder,
        )
        return tuple(name for name in made.files if name.endswith(".pdf"))

    def take_numbers(pages: int) -> int:
        return take_bates_numbers(exhibit=exhibit, pages=pages, by=by, now=clock())

    return replace(inputs, remake=remake, take_numbers=take_numbers)


def inputs_again(exhibit: Exhibit, *, label: str) -> Inputs:
    """What a published exhibit was made from, as its manifest holds it, under another label."""
    store = exhibit.matter.store
    made_from: dict[str, Any] = store.open("exhibits", exhibit.key).manifest
    return inputs_of(
        made_from["run_manifest"],
        info=ExhibitInfo(label=label, edition=exhibit.edition),
        asked=made_from["asked"],
        facts=made_from["facts"],
        table=store.open("runs", exhibit.run.key).checked,
        rosters=partial(roster_rows, exhibit.run),
    )


def take_bates_numbers(*, exhibit: Exhibit, pages: int, by: User, now: datetime) -> int:
    """So many numbers of the matter for this exhibit, for good: they are spent even if it fails
    afterwards, so that no number ever stands on two pages. Returns the first."""
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=exhibit.matter_id)
        first = matter.next_bates_number
        matter.next_bates_number = first + pages
        matter.save(update_fields=["next_bates_number"])
        exhibit.first_bates_number, exhibit.last_bates_number = first, first + pages - 1
        exhibit.save(update_fields=["first_bates_number", "last_bates_number"])
        details = {
            "exhibit": exhibit.number,
            "first": exhibit.first_bates_number,
            "last": exhibit.last_bates_number,
        }
        chain.record(action="take_bates_numbers", by=by, now=now, matter=matter, details=details)
    return first
