"""No job stays running: dead workers' jobs are done by the next one, or given up by name."""

import os
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from casecalc.actions import imports
from casecalc.jobs import work, worker
from casecalc.jobs.heartbeat import Heartbeat, JobLost
from casecalc.jobs.queue import run_again
from casecalc.jobs.recovery import DEAD_AFTER, recover
from casecalc.models import Import, Job

from .conftest import stored, work_off


def killed_in_the_middle(job: Job) -> None:
    """What a worker leaves that was killed while it read the import."""
    task = DBTaskResult.objects.get(pk=job.task_id)
    task.claim("dead worker")
    assert work.begin(job.pk, task_id=job.task_id, now=timezone.now()) is not None
    Import.objects.filter(jobs=job).update(state="reading")


def later():
    return timezone.now() + DEAD_AFTER + timedelta(seconds=1)


def test_a_dead_workers_job_is_done_by_the_next(queued):
    killed_in_the_middle(queued)
    dead_task = queued.task_id
    assert recover(now=later()) == 1
    queued.refresh_from_db()
    assert (queued.state, queued.import_batch.state) == ("queued", "queued")
    assert DBTaskResult.objects.get(pk=dead_task).status == "FAILED"
    work_off()
    queued.refresh_from_db()
    assert (queued.state, queued.attempts, queued.import_batch.state) == ("done", 2, "committed")


def test_a_living_job_is_left_alone(queued):
    killed_in_the_middle(queued)
    assert recover(now=timezone.now()) == 0
    queued.refresh_from_db()
    assert queued.state == "running"


def test_the_third_death_ends_it_with_a_way_to_run_it_again(queued, user, now):
    for _ in range(3):
        killed_in_the_middle(queued)
        recover(now=later())
        queued.refresh_from_db()
    assert (queued.state, queued.import_batch.state) == ("interrupted", "refused")
    assert "interrupted 3 times" in queued.import_batch.refusal
    run_again(job=queued, by=user, now=now)
    work_off()
    queued.refresh_from_db()
    assert (queued.state, queued.import_batch.state) == ("done", "committed")
    assert queued.import_batch.refusal == ""


def test_a_worker_killed_after_the_commit_leaves_a_job_that_is_done(queued):
    killed_in_the_middle(queued)
    job = Job.objects.get()
    imports.read_import(import_=job.import_batch, by=job.created_by, clock=timezone.now)
    recover(now=later())
    queued.refresh_from_db()
    assert queued.state == "done"
    assert Import.objects.get().state == "committed"


def test_a_worker_killed_between_taking_a_task_and_beginning_its_job(queued):
    DBTaskResult.objects.get().claim("dead worker")
    assert recover(now=timezone.now()) == 0
    assert recover(now=later()) == 1
    work_off()
    queued.refresh_from_db()
    assert queued.state == "done"


def test_a_commands_dead_job_is_interrupted_not_queued(queued):
    killed_in_the_middle(queued)
    Job.objects.update(task_id="")
    recover(now=later())
    queued.refresh_from_db()
    assert (queued.state, queued.import_batch.state) == ("interrupted", "refused")


def test_two_workers_that_recover_at_once_queue_the_job_once(queued):
    killed_in_the_middle(queued)
    moment = later()
    threads = [threading.Thread(target=recover, kwargs={"now": moment}) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_a_job_says_that_it_is_alive_and_how_far_it_is(queued):
    job = work.begin(queued.pk, task_id=queued.task_id, now=timezone.now())
    begun = job.heartbeat_at
    with Heartbeat(job) as heartbeat:
        heartbeat.progress(120, 0.4)
        wait_until(lambda: Job.objects.get().rows_done == 120)
    job.refresh_from_db()
    assert job.share_done == pytest.approx(0.4)
    assert job.heartbeat_at > begun


def test_work_whose_job_was_taken_away_stops_and_publishes_nothing(queued, matter, monkeypatch):
    """A worker that was thought dead wakes up: its result must not count."""
    read_file = imports.read_file

    def slow_read(*, progress, **options):
        Job.objects.update(attempts=2)  # recovered and begun by another worker meanwhile
        wait_until(lambda: _is_lost(progress))
        return read_file(progress=progress, **options)

    monkeypatch.setattr(imports, "read_file", slow_read)
    work_off()
    assert stored(matter) == []
    assert Job.objects.get().state == "running"
    assert Import.objects.get().state == "reading"


def test_a_worker_told_to_stop_leaves_its_job_to_the_next_at_once(queued, monkeypatch):
    def stop(**options):
        raise SystemExit(1)

    with monkeypatch.context() as patched:
        patched.setattr(imports, "read_file", stop)
        work_off()
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("running", 0)
    assert recover(now=timezone.now()) == 1
    work_off()
    queued.refresh_from_db()
    assert queued.state == "done"


def test_a_worker_that_cannot_finish_in_time_leaves_its_job_and_goes(queued, monkeypatch):
    job = work.begin(queued.pk, task_id=queued.task_id, now=timezone.now())
    monkeypatch.setattr(work, "in_hand", job)
    monkeypatch.setattr(os, "_exit", lambda status: None)
    worker._leave()
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("running", 0)
    assert recover(now=timezone.now()) == 1


def test_uploads_that_killed_web_processes_left_are_removed_after_a_day(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    for name in ("old.upload.csv", "new.upload.csv"):
        (tmp_path / name).touch()
    os.utime(tmp_path / "old.upload.csv", (1, 1))
    worker.remove_forgotten_uploads()
    assert [path.name for path in tmp_path.iterdir()] == ["new.upload.csv"]


def _is_lost(progress) -> bool:
    try:
        progress(1, 0.1)
    except JobLost:
        raise
    return False


def wait_until(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
