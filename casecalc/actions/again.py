"""Work that was given up, queued to be done once more."""

from datetime import datetime
from typing import assert_never

from django.db import IntegrityError, transaction

from casecalc.audit import chain
from casecalc.models import Exhibit, Import, Run, User

from .import_requests import AlreadyImported


def queue_again(*, subject: Import | Run | Exhibit, by: User, now: datetime) -> None:
    """A refused import, failed run or failed exhibit as it was before it was begun. Raises
    AlreadyImported when the file has become evidence in the meantime."""
    with transaction.atomic():
        match subject:
            case Import():
                subject.state, subject.refusal = Import.State.QUEUED, ""
            case Run():
                subject.state, subject.failure = Run.State.QUEUED, ""
                subject.finished_at = None
            case Exhibit():
                subject.state, subject.failure = Exhibit.State.QUEUED, ""
                subject.finished_at = None
            case _:
                assert_never(subject)
        try:
            with transaction.atomic():
                subject.save()
        except IntegrityError:
            raise AlreadyImported("The same file has been imported in the meantime.") from None
        details = {type(subject).__name__.lower(): subject.number}
        chain.record(action="queue_again", by=by, now=now, matter=subject.matter, details=details)


def put_back(*, subject: Import | Run | Exhibit) -> None:
    """Work whose process was killed, as it was before it was begun; what is finished stays."""
    match subject:
        case Import():
            begun = Import.objects.filter(pk=subject.pk, state=Import.State.READING)
            begun.update(state=Import.State.QUEUED)
        case Run():
            running = Run.objects.filter(pk=subject.pk, state=Run.State.RUNNING)
            running.update(state=Run.State.QUEUED)
        case Exhibit():
            rendering = Exhibit.objects.filter(pk=subject.pk, state=Exhibit.State.RENDERING)
            rendering.update(state=Exhibit.State.QUEUED)
        case _:
            assert_never(subject)
