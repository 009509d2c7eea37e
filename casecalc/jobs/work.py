"""Doing one job: begin it, do its action, write down how it ended."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import assert_never

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.access.gate import capabilities_of
from casecalc.actions.bundles import perform_bundle
from casecalc.actions.exhibits import perform_exhibit
from casecalc.actions.imports import read_import, refuse_import
from casecalc.actions.performing import fail
from casecalc.actions.runs import perform_run
from casecalc.actions.scenarios import perform_scenarios
from casecalc.actions.settlements import perform_settlement
from casecalc.models import Bundle, Exhibit, Import, Job, Run, Scenarios, Settlement
from casecalc.rules.refusals import Refusal

from .heartbeat import Heartbeat, JobLost

logger = logging.getLogger(__name__)

NEEDED: dict[str, Capability] = {
    Job.Kind.READ_IMPORT: Capability.IMPORT,
    Job.Kind.PERFORM_RUN: Capability.RUN,
    Job.Kind.PERFORM_EXHIBIT: Capability.EXHIBIT,
    Job.Kind.PERFORM_SCENARIOS: Capability.RUN,
    Job.Kind.PERFORM_SETTLEMENT: Capability.RUN,
    Job.Kind.MAKE_BUNDLE: Capability.EXHIBIT,
}
FAULT = (
    "It stopped at an unexpected fault, and nothing was written. Run it again; if it stops again, "
    "tell whoever runs this site."
)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
in_hand: Job | None = None  # the job that this process is doing, for who must stop it


class NoLongerMember(Refusal):
    """The person who asked for the work may no longer have it done."""


def begin(job_id: int, *, task_id: str, now: datetime) -> Job | None:
    """Take a queued job; None when it is not this task's to take."""
    queued = Job.objects.filter(pk=job_id, state=Job.State.QUEUED, task_id=task_id)
    taken = queued.update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        heartbeat_at=now,
        rows_done=0,
        share_done=0,
        message="",
    )
    return Job.objects.get(pk=job_id) if taken else None


def do_queued(job: Job) -> None:
    """Do a job from the queue; whatever happens is written down with the job, not raised, save a
    request to stop, after which the job stands in the queue again."""
    try:
        _do(job, _require_membership)
    except Refusal:
        pass
    except Exception:
        logger.exception("Job %s stopped at an unexpected fault", job.pk)
    except JobLost:
        logger.warning("Job %s was taken over by another worker", job.pk)
    except BaseException:
        let_go(job)
        raise


def let_go(job: Job) -> None:
    """Leave a job to the next worker at once: its heartbeat stops long ago, the attempt is not
    counted."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    mine.update(heartbeat_at=LONG_AGO, attempts=F("attempts") - 1)


def do_at_once(job: Job) -> None:
    """Do a command's own job in this process; raises what its action raises."""
    _do(job, lambda job: None)


def _do(job: Job, check: Callable[[Job], None]) -> None:
    global in_hand
    in_hand = job
    try:
        with Heartbeat(job) as heartbeat:
            check(job)
            _perform(job, heartbeat.progress)
    except Refusal as refusal:
        _finish(job, Job.State.FAILED, str(refusal))
        raise
    except Exception:
        _finish(job, Job.State.FAILED, FAULT)
        raise
    finally:
        in_hand = None
    _finish(job, Job.State.DONE, "")


def _require_membership(job: Job) -> None:
    job.created_by.refresh_from_db()
    if NEEDED[job.kind] not in capabilities_of(job.created_by, job.matter):
        reason = (
            f'"{job.created_by.username}", who asked for it, may no longer do this in the matter; '
            "a member who may can start it again."
        )
        give_up(job, reason=reason, now=timezone.now())
        raise NoLongerMember(reason)


def _perform(job: Job, progress: Callable[[int, float], None]) -> None:
    subject, by, clock = job.subject, job.created_by, timezone.now
    match subject:
        case Import():
            read_import(import_=subject, by=by, clock=clock, progress=progress)
        case Run():
            perform_run(run=subject, by=by, clock=clock, progress=progress)
        case Exhibit():
            perform_exhibit(exhibit=subject, by=by, clock=clock, progress=progress)
        case Scenarios():
            perform_scenarios(scenarios=subject, by=by, clock=clock, progress=progress)
        case Settlement():
            perform_settlement(settlement=subject, by=by, clock=clock, progress=progress)
        case Bundle():
            perform_bundle(bundle=subject, by=by, clock=clock, progress=progress)
        case _:
            assert_never(subject)


def give_up(job: Job, *, reason: str, now: datetime) -> None:
    """Put what the job is about on record as refused or failed."""
    subject, by = job.subject, job.created_by
    if isinstance(subject, Import):
        refuse_import(import_=subject, reason=reason, by=by, now=now)
    else:
        fail(subject, reason=reason, by=by, now=now)


def _finish(job: Job, state: str, message: str) -> None:
    """Write down how a job ended, unless it was taken away meanwhile."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
        mine.update(state=state, message=message, finished_at=timezone.now())
        if state == Job.State.DONE:
            Job.objects.filter(pk=job.pk, state=state).update(share_done=1)
