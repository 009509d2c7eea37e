"""The list of class representatives whom every run must find, and looking for them in a run."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.control import control
from casecalc.evidence.engine import Engine
from casecalc.evidence.rows import ImportTable
from casecalc.models import Matter, NamedPlaintiff, Run, User
from casecalc.rules.cells import trim
from casecalc.rules.control import control_document, parse_key
from casecalc.rules.decisions import Decision
from casecalc.rules.refusals import DocumentRefused, Refusal

from .run_manifest import instant

LONGEST_NAME, LONGEST_VALUE = 200, 320


class PlaintiffRefused(Refusal):
    """A named plaintiff cannot be put on the list, or taken off it, as asked."""


def name_plaintiff(
    *, matter: Matter, name: str, key: str, value: str, by: User, now: datetime
) -> NamedPlaintiff:
    """Put a class representative on the list; later runs look for this key. The audit event names
    the entry by its number only. Raises PlaintiffRefused."""
    name, value = trim(name), trim(value)
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise PlaintiffRefused(
            f"The name is blank, longer than {LONGEST_NAME} characters or holds a NUL character; "
            "give the class representative's name."
        )
    if len(value) > LONGEST_VALUE or "\0" in value:
        raise PlaintiffRefused(
            f"The value of the key is longer than {LONGEST_VALUE} characters or holds a NUL "
            "character; give the member id, email or hash as the roster has it."
        )
    try:
        wanted = parse_key(key, value)
    except DocumentRefused as refusal:
        raise PlaintiffRefused(f"The plaintiff's {refusal}.") from None
    value = value if key == NamedPlaintiff.Key.MEMBER_ID else value.lower()
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        for other in matter.named_plaintiffs.filter(withdrawn_at=None):
            if other.parsed.key == wanted:
                raise PlaintiffRefused(
                    f"Named plaintiff {other.number} is on the list with this key; withdraw that "
                    "entry first, or give another key."
                )
        last = matter.named_plaintiffs.order_by("number").last()
        named = NamedPlaintiff.objects.create(
            matter=matter,
            number=last.number + 1 if last else 1,
            name=name,
            key=key,
            value=value,
            recorded_at=now,
            recorded_by=by,
        )
        details = {"plaintiff": named.number, "key": named.key}
        chain.record(action="name_plaintiff", by=by, now=now, matter=matter, details=details)
    return named


def withdraw_plaintiff(*, matter: Matter, number: int, by: User, now: datetime) -> NamedPlaintiff:
    """Take an entry off the list: later runs do not look for it. It stays on record. Raises
    PlaintiffRefused."""
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        named = matter.named_plaintiffs.filter(number=number).first()
        if named is None or named.is_withdrawn:
            what = "was withdrawn already" if named else "is not on the list"
            raise PlaintiffRefused(
                f"Named plaintiff {number} {what}; the list of {matter.slug} says who is on it."
            )
        named.withdrawn_at, named.withdrawn_by = now, by
        named.save(update_fields=["withdrawn_at", "withdrawn_by"])
        details = {"plaintiff": named.number}
        chain.record(action="withdraw_plaintiff", by=by, now=now, matter=matter, details=details)
    return named


def look_for_plaintiffs(
    run: Run,
    *,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
    engine: Engine,
    folder: Path,
) -> dict[str, Any]:
    """What a run, whose tables lie in `folder`, made of everybody on the list when it was started:
    `named_plaintiffs` of its manifest."""
    named = list(
        run.matter.named_plaintiffs.listed_at(run.started_at).select_related("recorded_by")
    )
    found = control(
        [one.parsed for one in named],
        imports=imports,
        decisions=decisions,
        definition=run.definition.parsed,
        theory=run.theory.parsed,
        engine=engine,
        folder=folder,
    )
    return {
        "as_of": instant(run.started_at),
        "plaintiffs": [
            {
                **control_document(result),
                "name": one.name,
                "key": one.key,
                "value": one.value,
                "recorded_at": instant(one.recorded_at),
                "by": one.recorded_by.username,
            }
            for one, result in zip(named, found, strict=True)
        ],
    }
