"""What all background work on a run has in common: it is begun, and what stops it leaves a sentence
on record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias

from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.engine import EngineFailed
from casecalc.models import Bundle, Exhibit, Matter, Run, Scenarios, Settlement, User
from casecalc.rules.refusals import Refusal

Clock = Callable[[], datetime]
Performed: TypeAlias = Run | Exhibit | Scenarios | Settlement | Bundle
_UNDER_WAY = {Run: Run.State.RUNNING, Exhibit: Exhibit.State.RENDERING}


class WorkFailed(Refusal):
    """Work was begun and the engine could not finish it; nothing of it is published."""


@contextmanager
def performing(subject: Performed, *, by: User, clock: Clock) -> Iterator[None]:
    """Begin queued work; whatever its block raises puts it on record as failed and goes on, a
    failure of the engine as WorkFailed."""
    kind = type(subject)
    queued = kind._default_manager.filter(pk=subject.pk, state=subject.State.QUEUED)
    queued.update(state=_UNDER_WAY.get(kind, "performing"))
    what = f"{kind.__name__} {subject.number}"
    try:
        yield
    except EngineFailed as failure:
        reason = f"{what} could not be finished: {failure}."
        fail(subject, reason=reason, by=by, now=clock())
        raise WorkFailed(reason) from None
    except Refusal as refusal:
        fail(subject, reason=str(refusal), by=by, now=clock())
        raise
    except Exception:
        reason = f"{what} stopped at an unexpected fault; nothing of it was published."
        fail(subject, reason=reason, by=by, now=clock())
        raise


def fail(subject: Performed, *, reason: str, by: User, now: datetime) -> None:
    """Put work that is still on its way on record as failed."""
    noun = type(subject).__name__.lower()
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=subject.matter_id)
        subject.refresh_from_db(fields=["state"])
        if not subject.is_open:
            return
        subject.state, subject.failure, subject.finished_at = subject.State.FAILED, reason, now
        subject.save(update_fields=["state", "failure", "finished_at"])
        details, matter = {noun: subject.number}, subject.matter
        chain.record(action=f"fail_{noun}", by=by, now=now, matter=matter, details=details)
