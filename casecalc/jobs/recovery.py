"""No job stays *running* when its process is dead: it is queued again, or given up by name."""

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from casecalc.models import Job

from .queue import enqueue, put_back_in_queue
from .work import give_up

DEAD_AFTER = timedelta(seconds=60)
ATTEMPTS = 3


def recover(*, now: datetime) -> int:
    """Take care of every job whose worker has given no sign of life for a minute; returns how many.
    Safe to call from several workers at once."""
    limit = now - DEAD_AFTER
    dead = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=limit)
    unstarted = Job.objects.filter(state=Job.State.QUEUED).exclude(task_id="")
    return sum(_recover(job, now) for job in dead) + sum(_restart(job, limit) for job in unstarted)


def _recover(job: Job, now: datetime) -> bool:
    with transaction.atomic():
        current = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if (current.state, current.heartbeat_at) != (job.state, job.heartbeat_at):
            return False
        _end_task(current.task_id, now)
        if current.subject.is_open and current.task_id and current.attempts < ATTEMPTS:
            put_back_in_queue(current, now=now)
        elif current.subject.is_open:
            _interrupt(current, now)
        else:  # killed between the end of the work and writing that down
            current.state, current.finished_at = Job.State.DONE, now
            current.save()
    return True


def _interrupt(job: Job, now: datetime) -> None:
    times = "once" if job.attempts == 1 else f"{job.attempts} times"
    reason = f"It was interrupted {times}, and nothing was written; start it again."
    give_up(job, reason=reason, now=now)
    job.state, job.message, job.finished_at = Job.State.INTERRUPTED, reason, now
    job.save()


def _restart(job: Job, limit: datetime) -> bool:
    """Queue a job again whose task was taken by a worker that died before it began."""
    task = DBTaskResult.objects.filter(pk=job.task_id).first()
    if task is not None and (
        task.status == TaskResultStatus.READY or (task.started_at or limit) >= limit
    ):
        return False
    with transaction.atomic():
        current = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if (current.state, current.task_id) != (job.state, job.task_id):
            return False
        _end_task(current.task_id, limit)
        enqueue(current)
    return True


def _end_task(task_id: str, now: datetime) -> None:
    if task_id:
        DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED, finished_at=now
        )
