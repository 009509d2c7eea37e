"""A comparison as a job: figures whole, or on record as failed, and nothing else is left of it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from casecalc.actions import scenarios as actions
from casecalc.actions.performing import WorkFailed
from casecalc.actions.scenarios import perform_scenarios, start_scenarios
from casecalc.audit.chain import verify_chain
from casecalc.evidence.engine import EngineFailed
from casecalc.evidence.store import DamagedFile
from casecalc.jobs.queue import put_back_in_queue, queue_scenarios, run_again
from casecalc.jobs.work import begin, do_queued
from casecalc.models import Job, Matter, Membership, Role, Run, Scenarios, User
from casecalc.rules.scenario_document import ScenariosRefused
from tests.web import worlds

TWO = {
    "format": "casecalc/scenarios/1",
    "columns": [
        {"title": "A", "theory": {"from": "run"}},
        {"title": "B", "theory": {"from": "run"}, "assume": {"unit": "violation"}},
    ],
}


@pytest.fixture
def run(matter: Matter, user: User, now: datetime) -> Run:
    worlds.with_evidence(matter, user, now)
    return worlds.with_run(matter, user, now)


@pytest.fixture
def asked(run: Run, user: User, now: datetime) -> Scenarios:
    return start_scenarios(run=run, document=TWO, by=user, now=now)


def files() -> set[Path]:
    return {path for path in Path(site.EVIDENCE_ROOT).rglob("*") if path.is_file()}


def test_progress_goes_through_all_columns(asked: Scenarios, user: User, now: datetime) -> None:
    shares: list[float] = []
    perform_scenarios(
        scenarios=asked, by=user, clock=lambda: now, progress=lambda rows, share: shares.append(share)
    )  # fmt: skip
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert asked.state == Scenarios.State.PUBLISHED


def test_columns_that_ask_the_same_are_determined_once(
    run: Run, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    determined: list[Any] = []
    real = actions.determine_column
    monkeypatch.setattr(
        actions, "determine_column", lambda **given: determined.append(given) or real(**given)
    )
    same = {"theory": {"version": 1}, "assume": {"unit": "day"}}
    document = {**TWO, "columns": [
        {"title": "A", "theory": {"from": "run"}}, {"title": "B", **same},
        {"title": "C", **same, "claims_rate": "10"},
    ]}  # fmt: skip
    made = start_scenarios(run=run, document=document, by=user, now=now)
    perform_scenarios(scenarios=made, by=user, clock=lambda: now)
    assert len(determined) == 1
    _first, second, third = made.figures["columns"]
    assert second == third


def test_a_failing_engine_leaves_a_sentence_and_no_files(
    asked: Scenarios, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**given: Any) -> None:
        (given["folder"] / "half.parquet").write_bytes(b"half")
        raise EngineFailed("the engine failed (OutOfMemoryException)")

    before = files()
    monkeypatch.setattr(actions, "determine_column", fail)
    with pytest.raises(WorkFailed, match="could not be finished: the engine failed"):
        perform_scenarios(scenarios=asked, by=user, clock=lambda: now)
    asked.refresh_from_db()
    assert (asked.state, asked.figures) == ("failed", None)
    assert "OutOfMemoryException" in asked.failure
    assert files() == before
    assert verify_chain() == []


def test_damaged_evidence_is_no_figure(asked: Scenarios, user: User, now: datetime) -> None:
    path = next(Path(site.EVIDENCE_ROOT).rglob("accepted.parquet"))
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DamagedFile):
        perform_scenarios(scenarios=asked, by=user, clock=lambda: now)
    asked.refresh_from_db()
    assert asked.state == "failed"


def test_work_that_failed_is_done_again_with_the_same_figures(
    run: Run, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**given: Any) -> None:
        raise EngineFailed("no room")

    job = queue_scenarios(run=run, document=TWO, by=user, now=now)
    with monkeypatch.context() as broken:
        broken.setattr(actions, "determine_column", fail)
        do_queued(begin(job.pk, task_id=job.task_id, now=now))  # type: ignore[arg-type]
    job.refresh_from_db()
    assert (job.state, Scenarios.objects.get().state) == ("failed", "failed")
    job = run_again(job=job, by=user, now=now)
    do_queued(begin(job.pk, task_id=job.task_id, now=now))  # type: ignore[arg-type]
    done = Scenarios.objects.get()
    assert (done.state, done.failure) == ("published", "")
    other = start_scenarios(run=run, document=TWO, by=user, now=now)
    perform_scenarios(scenarios=other, by=user, clock=lambda: now)
    assert other.figures == done.figures
    assert other.number == 2


def test_who_has_left_the_matter_gets_no_figures(run: Run, user: User, now: datetime) -> None:
    job = queue_scenarios(run=run, document=TWO, by=user, now=now)
    Membership.objects.filter(user=user).update(role=Role.VIEWER)
    do_queued(begin(job.pk, task_id=job.task_id, now=now))  # type: ignore[arg-type]
    job = Job.objects.get(pk=job.pk)
    assert "may no longer do this" in job.message
    assert Scenarios.objects.get().state == "failed"


def test_only_published_runs_are_compared(run: Run, user: User, now: datetime) -> None:
    Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED)
    with pytest.raises(ScenariosRefused, match="is failed"):
        start_scenarios(run=run, document=TWO, by=user, now=now)


def test_text_that_no_database_keeps_is_refused(run: Run, user: User, now: datetime) -> None:
    for title in ("a\0b", "a\ud800"):
        document = {**TWO, "title": title}
        with pytest.raises(ScenariosRefused):
            start_scenarios(run=run, document=document, by=user, now=now)


def test_a_killed_workers_comparison_is_done_by_the_next(
    run: Run, user: User, now: datetime
) -> None:
    job = queue_scenarios(run=run, document=TWO, by=user, now=now)
    assert begin(job.pk, task_id=job.task_id, now=now) is not None
    Scenarios.objects.update(state=Scenarios.State.PERFORMING)
    job.refresh_from_db()
    put_back_in_queue(job, now=now)
    assert Scenarios.objects.get().state == "queued"
    job.refresh_from_db()
    do_queued(begin(job.pk, task_id=job.task_id, now=now))  # type: ignore[arg-type]
    done = Scenarios.objects.get()
    assert (done.state, len(done.figures["columns"])) == ("published", 2)
