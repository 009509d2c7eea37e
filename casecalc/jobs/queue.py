"""Handing work to the queue: the record, its job and its task are written in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from casecalc.actions.again import put_back, queue_again
from casecalc.actions.bundles import start_bundle
from casecalc.actions.exhibits import start_exhibit
from casecalc.actions.import_requests import ImportRequest
from casecalc.actions.imports import receive_import
from casecalc.actions.runs import start_run
from casecalc.actions.scenarios import start_scenarios
from casecalc.actions.settlements import start_settlement
from casecalc.models import Job, Matter, Run, Subject, User
from casecalc.rules.refusals import Refusal

from . import tasks

_TASKS = {
    Job.Kind.READ_IMPORT: tasks.read_import,
    Job.Kind.PERFORM_RUN: tasks.perform_run,
    Job.Kind.PERFORM_EXHIBIT: tasks.perform_exhibit,
    Job.Kind.PERFORM_SCENARIOS: tasks.perform_scenarios,
    Job.Kind.PERFORM_SETTLEMENT: tasks.perform_settlement,
    Job.Kind.MAKE_BUNDLE: tasks.make_bundle,
}


class NothingToRepeat(Refusal):
    """A job did not stop, so that it cannot be run again."""


def queue_import(
    *, matter: Matter, stream: BinaryIO, request: ImportRequest, by: User, now: datetime
) -> Job:
    """Receive a file and queue its reading. Raises FileRefused and AlreadyImported."""
    matter.store.sweep()
    received = matter.store.receive(stream, settings.CASECALC_MAX_UPLOAD)
    with transaction.atomic():
        import_ = receive_import(matter=matter, received=received, request=request, by=by, now=now)
        return enqueue(new_job(import_, by=by, now=now))


def queue_run(*, matter: Matter, by: User, now: datetime) -> Job:
    """Queue a run of the evidence as it is now. Raises RunRefused and TheoryRefused."""
    with transaction.atomic():
        return enqueue(new_job(start_run(matter=matter, by=by, now=now), by=by, now=now))


def queue_exhibit(
    *, run: Run, kind: str, edition: str, asked: Mapping[str, Any], by: User, now: datetime
) -> Job:
    """Queue an exhibit of a published run. Raises ExhibitNotStarted."""
    with transaction.atomic():
        exhibit = start_exhibit(run=run, kind=kind, edition=edition, asked=asked, by=by, now=now)
        return enqueue(new_job(exhibit, by=by, now=now))


def queue_scenarios(*, run: Run, document: Any, by: User, now: datetime) -> Job:
    """Queue a comparison on a published run. Raises ScenariosRefused."""
    with transaction.atomic():
        scenarios = start_scenarios(run=run, document=document, by=by, now=now)
        return enqueue(new_job(scenarios, by=by, now=now))


def queue_settlement(*, run: Run, document: Any, by: User, now: datetime) -> Job:
    """Queue the division of a fund among a run's eligible persons. Raises SettlementRefused,
    AllocationRefused and SettlementNotStarted."""
    with transaction.atomic():
        settlement = start_settlement(run=run, document=document, by=by, now=now)
        return enqueue(new_job(settlement, by=by, now=now))


def queue_bundle(*, run: Run, has_originals: bool, by: User, now: datetime) -> Job:
    """Queue a bundle of a published run. Raises BundleNotStarted."""
    with transaction.atomic():
        bundle = start_bundle(run=run, has_originals=has_originals, by=by, now=now)
        return enqueue(new_job(bundle, by=by, now=now))


def run_again(*, job: Job, by: User, now: datetime) -> Job:
    """Queue work that failed or was interrupted once more. Raises NothingToRepeat and
    AlreadyImported."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state not in (Job.State.FAILED, Job.State.INTERRUPTED):
            raise NothingToRepeat(f"This job is {job.state}; only one that stopped is run again.")
        queue_again(subject=job.subject, by=by, now=now)
        job.state, job.attempts, job.message, job.finished_at = Job.State.QUEUED, 0, "", None
        job.created_by = by
        return enqueue(job)


def put_back_in_queue(job: Job, *, now: datetime) -> None:
    """Let another worker begin a job that this or a dead process had begun."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
        if not mine.update(state=Job.State.QUEUED, heartbeat_at=None):
            return
        put_back(subject=job.subject)
        enqueue(Job.objects.get(pk=job.pk))


def new_job(subject: Subject, *, by: User, now: datetime) -> Job:
    """A job without a task: the process that makes it does it itself."""
    return Job.objects.create(
        matter=subject.matter, created_by=by, created_at=now, **Job.about(subject)
    )


def enqueue(job: Job) -> Job:
    result = _TASKS[Job.Kind(job.kind)].enqueue(job.pk)
    job.task_id = str(result.id)
    job.save()
    return job


def run_now(*, matter: Matter, by: User, now: datetime, definition: Any, theory: Any) -> Job:
    """A run's job for the calling process to do at once."""
    with transaction.atomic():
        run = start_run(matter=matter, by=by, now=now, definition=definition, theory=theory)
        return _begun(run, by=by, now=now)


def exhibit_now(
    *, run: Run, kind: str, edition: str, asked: Mapping[str, Any], by: User, now: datetime
) -> Job:
    """An exhibit's job for the calling process to do at once."""
    with transaction.atomic():
        exhibit = start_exhibit(run=run, kind=kind, edition=edition, asked=asked, by=by, now=now)
        return _begun(exhibit, by=by, now=now)


def scenarios_now(*, run: Run, document: Any, by: User, now: datetime) -> Job:
    """A comparison's job for the calling process to do at once."""
    with transaction.atomic():
        scenarios = start_scenarios(run=run, document=document, by=by, now=now)
        return _begun(scenarios, by=by, now=now)


def settlement_now(*, run: Run, document: Any, by: User, now: datetime) -> Job:
    """A settlement's job for the calling process to do at once."""
    with transaction.atomic():
        settlement = start_settlement(run=run, document=document, by=by, now=now)
        return _begun(settlement, by=by, now=now)


def bundle_now(*, run: Run, has_originals: bool, by: User, now: datetime) -> Job:
    """A bundle's job for the calling process to do at once."""
    with transaction.atomic():
        bundle = start_bundle(run=run, has_originals=has_originals, by=by, now=now)
        return _begun(bundle, by=by, now=now)


def _begun(subject: Subject, *, by: User, now: datetime) -> Job:
    job = new_job(subject, by=by, now=now)
    job.state, job.attempts, job.heartbeat_at = Job.State.RUNNING, 1, now
    job.save()
    return job
