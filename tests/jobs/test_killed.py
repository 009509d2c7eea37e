"""Killed at any moment, a process leaves no half result, and the work can be done again with the
same result. Real processes, really killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from casecalc.actions.verification import verify
from casecalc.jobs.recovery import DEAD_AFTER, recover
from casecalc.models import Import, Job, Run
from tests.acceptance.commands import ROOT, manage

from .conftest import hand_in, stored, work_off

ROWS = 100_000


@pytest.fixture
def environment(settings, transactional_db) -> dict[str, str]:
    """Another process on the same database and evidence store."""
    if connection.vendor != "sqlite":
        pytest.skip("the address of the test database is only known for SQLite")
    return {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "EVIDENCE_ROOT": str(settings.EVIDENCE_ROOT),
        "CASECALC_MEMORY_LIMIT": "1 GiB",
    }


@pytest.fixture(scope="module")
def large_roster() -> bytes:
    lines = (f"m{n},m{n}@example.com,US,CA,Premium,2023-01-01" for n in range(ROWS))
    return ("member_id,email,country,region,plan,subscribed_from\n" + "\n".join(lines)).encode()


def start(*arguments: str, environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def kill_when(process: subprocess.Popen, condition: Callable[[], bool]) -> None:
    wait_until(lambda: process.poll() is not None or condition())
    assert process.poll() is None, "it was done before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("moment", ["receiving-*", "imports-*"])
def test_a_killed_import_leaves_nothing_and_gives_the_same_when_run_again(
    matter, environment, large_roster, tmp_path: Path, moment
):
    path = tmp_path / "large.csv"
    path.write_bytes(large_roster)
    arguments = ("import_file", matter.slug, str(path), "--kind", "roster", "--json")
    process = start(*arguments, environment=environment)
    kill_when(process, lambda: any(matter.store.staging.glob(moment)))
    assert Import.objects.count() == 0
    assert not any((matter.store.path / "imports").glob("*"))

    again = manage(*arguments, environment=environment)
    assert (again.json["import"], again.json["accepted"]) == (1, ROWS)
    assert not any(matter.store.staging.iterdir())
    assert verify(matters=[matter]).problems == ()


def test_a_killed_run_is_not_published_and_gives_the_same_when_run_again(
    matter, environment, large_roster, tmp_path: Path
):
    path = tmp_path / "large.csv"
    path.write_bytes(large_roster)
    manage("import_file", matter.slug, path, "--kind", "roster", environment=environment)
    process = start("determine", matter.slug, environment=environment)
    kill_when(process, lambda: any(matter.store.staging.glob("runs-*")))
    assert [(run.state, run.figures) for run in Run.objects.all()] == [("running", None)]
    assert not any((matter.store.path / "runs").iterdir())

    recover(now=timezone.now() + DEAD_AFTER + timedelta(seconds=1))
    assert (Run.objects.get().state, Job.objects.get().state) == ("failed", "interrupted")
    again = manage("determine", matter.slug, "--json", environment=environment).json
    once_more = manage("determine", matter.slug, "--json", environment=environment).json
    assert (again["run"], again["persons"]) == (2, ROWS)
    assert once_more["digest"] == again["digest"]
    assert not any(matter.store.staging.iterdir())
    assert verify(matters=[matter]).problems == ()


def test_a_killed_workers_import_is_read_by_the_next_worker(
    matter, user, now, environment, large_roster
):
    job = hand_in(matter, user, now, data=large_roster)
    worker = start("run_worker", "--interval", "0.05", environment=environment)
    kill_when(worker, lambda: any(matter.store.staging.glob("imports-*/*")))
    job.refresh_from_db()
    assert (job.state, job.import_batch.state) == ("running", "reading")
    assert stored(matter) == [] or all("staging" in path for path in stored(matter))

    recover(now=timezone.now() + DEAD_AFTER + timedelta(seconds=1))
    work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert (job.import_batch.state, job.import_batch.accepted) == ("committed", ROWS)
    assert not any(matter.store.staging.iterdir())
    assert verify(matters=[matter]).problems == ()


def test_an_idle_worker_ends_at_once_when_told_to(environment, matter, user, now):
    hand_in(matter, user, now)
    worker = start("run_worker", "--interval", "300", environment=environment)
    wait_until(lambda: Job.objects.get().state == "done")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0


def test_a_worker_told_to_stop_finishes_a_short_job(matter, user, now, environment, large_roster):
    job = hand_in(matter, user, now, data=large_roster)
    worker = start("run_worker", "--interval", "0.05", environment=environment)
    wait_until(lambda: Job.objects.get().state != "queued")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    job.refresh_from_db()
    assert job.state == "done" or (job.state, job.attempts) == ("running", 0)
