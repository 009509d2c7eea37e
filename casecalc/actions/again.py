"""Work that was given up, queued to be done once more."""

from datetime import datetime

from django.db import IntegrityError, transaction

from casecalc.audit import chain
from casecalc.models import Import, Subject, User

from .import_requests import AlreadyImported

_BEGUN = ("reading", "running", "rendering", "performing")


def queue_again(*, subject: Subject, by: User, now: datetime) -> None:
    """Work that was refused or failed, as it was before it was begun. Raises AlreadyImported when
    the file has become evidence in the meantime."""
    with transaction.atomic():
        subject.state = subject.State.QUEUED
        if isinstance(subject, Import):
            subject.refusal = ""
        else:
            subject.failure, subject.finished_at = "", None
        try:
            with transaction.atomic():
                subject.save()
        except IntegrityError:
            raise AlreadyImported("The same file has been imported in the meantime.") from None
        details = {type(subject).__name__.lower(): subject.number}
        chain.record(action="queue_again", by=by, now=now, matter=subject.matter, details=details)


def put_back(*, subject: Subject) -> None:
    """Work whose process was killed, as it was before it was begun; what is finished stays."""
    begun = type(subject)._default_manager.filter(pk=subject.pk, state__in=_BEGUN)
    begun.update(state=subject.State.QUEUED)
