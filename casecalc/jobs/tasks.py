"""What the queue calls, one task per action. A task's id tells whether the job is still its own."""

from django.utils import timezone
from django_tasks import TaskContext, task

from . import work


@task(takes_context=True)
def read_import(context: TaskContext, job_id: int) -> None:
    _work(context, job_id)


@task(takes_context=True)
def perform_run(context: TaskContext, job_id: int) -> None:
    _work(context, job_id)


@task(takes_context=True)
def perform_exhibit(context: TaskContext, job_id: int) -> None:
    _work(context, job_id)


@task(takes_context=True)
def perform_scenarios(context: TaskContext, job_id: int) -> None:
    _work(context, job_id)


@task(takes_context=True)
def perform_settlement(context: TaskContext, job_id: int) -> None:
    _work(context, job_id)


@task(takes_context=True)
def make_bundle(context: TaskContext, job_id: int) -> None:
    _work(context, job_id)


def _work(context: TaskContext, job_id: int) -> None:
    job = work.begin(job_id, task_id=str(context.task_result.id), now=timezone.now())
    if job is not None:
        work.do_queued(job)
