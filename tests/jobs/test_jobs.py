"""What happens to handed-in work: it is done once, or it is said why not."""

import logging

import pytest
from django_tasks_db.models import DBTaskResult

from casecalc.actions import runs
from casecalc.actions.import_requests import AlreadyImported
from casecalc.jobs import work
from casecalc.jobs.queue import NothingToRepeat, queue_exhibit, queue_run, run_again
from casecalc.models import AuditEvent, Import, Job, Membership, Role, Run

from .conftest import ROSTER, hand_in, stored, work_off


def test_a_file_handed_in_is_evidence_when_its_job_is_done(queued, matter):
    assert (queued.state, queued.import_batch.state) == ("queued", "queued")
    work_off()
    queued.refresh_from_db()
    import_ = queued.import_batch
    import_.refresh_from_db()
    assert (queued.state, queued.share_done, queued.attempts) == ("done", 1.0, 1)
    assert (import_.state, import_.accepted, import_.commit_order) == ("committed", 3, 1)
    assert matter.store.open("imports", import_.key).manifest["accepted"] == 3


def test_a_refused_file_stays_on_record_with_its_sentence(transactional_db, matter, user, now):
    job = hand_in(matter, user, now, data=b"surname,town\nLee,Oakland\n")
    work_off()
    job.refresh_from_db()
    import_ = Import.objects.get()
    assert (job.state, import_.state) == ("failed", "refused")
    assert import_.refusal == job.message
    assert "surname" in import_.refusal
    assert stored(matter) == []


def test_a_run_and_its_exhibit_go_through_the_queue(queued, matter, user, now):
    work_off()
    queue_run(matter=matter, by=user, now=now)
    work_off()
    run = Run.objects.get()
    assert (run.state, run.figures["persons"], len(run.digest)) == ("published", 3, 64)
    job = queue_exhibit(run=run, kind="summary", edition="public", asked={}, by=user, now=now)
    work_off()
    job.refresh_from_db()
    exhibit = job.exhibit
    assert (job.state, exhibit.state) == ("done", "published"), job.message
    assert exhibit.pages > 0


def test_a_run_queued_before_an_import_was_read_is_stale_and_without_it(queued, matter, user, now):
    """The run's evidence is what was committed when it was asked for."""
    run = queue_run(matter=matter, by=user, now=now).run
    work_off()
    run.refresh_from_db()
    assert (run.state, run.figures["persons"], run.is_stale) == ("published", 0, True)


def test_a_removed_members_job_stops_before_it_begins(queued, matter, user):
    Membership.objects.filter(user=user).delete()
    work_off()
    queued.refresh_from_db()
    assert (queued.state, queued.import_batch.state) == ("failed", "refused")
    assert "may no longer" in queued.message
    assert stored(matter) == []


def test_a_member_whose_role_no_longer_allows_it_is_refused(queued, matter, user):
    Membership.objects.filter(user=user).update(role=Role.VIEWER)
    work_off()
    queued.refresh_from_db()
    assert queued.state == "failed"


def test_the_same_bytes_in_the_queue_are_refused(queued, matter, user, now):
    with pytest.raises(AlreadyImported):
        hand_in(matter, user, now)
    assert Import.objects.count() == 1
    work_off()
    with pytest.raises(AlreadyImported):
        hand_in(matter, user, now)


def test_record_job_and_task_are_written_together_or_not_at_all(
    transactional_db, matter, user, now, monkeypatch
):
    monkeypatch.setattr(DBTaskResult.objects, "create", _fail)
    with pytest.raises(OSError, match="disk full"):
        hand_in(matter, user, now)
    assert (Import.objects.count(), Job.objects.count()) == (0, 0)
    assert not AuditEvent.objects.filter(action="receive_import").exists()


def test_an_unexpected_fault_fails_the_job_and_logs_no_data(
    queued, matter, user, now, monkeypatch, caplog
):
    work_off()
    monkeypatch.setattr(runs, "determine", _fail)
    job = queue_run(matter=matter, by=user, now=now)
    with caplog.at_level(logging.ERROR):
        work_off()
    job.refresh_from_db()
    assert (job.state, job.run.state) == ("failed", "failed")
    assert job.message == work.FAULT
    assert "disk full" not in job.message + job.run.failure
    assert not DBTaskResult.objects.filter(traceback__contains="disk full").exists()


def test_failed_work_can_be_run_again(queued, matter, user, now, monkeypatch):
    work_off()
    with monkeypatch.context() as patched:
        patched.setattr(runs, "determine", _fail)
        job = queue_run(matter=matter, by=user, now=now)
        work_off()
    job.refresh_from_db()
    run_again(job=job, by=user, now=now)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.run.state, job.run.failure) == ("done", "published", "")
    with pytest.raises(NothingToRepeat):
        run_again(job=job, by=user, now=now)


def test_a_refused_import_is_not_run_again_once_its_bytes_are_evidence(queued, matter, user, now):
    Membership.objects.filter(user=user).update(role=Role.VIEWER)
    work_off()
    Membership.objects.filter(user=user).update(role=Role.OWNER)
    hand_in(matter, user, now, data=ROSTER)
    work_off()
    queued.refresh_from_db()
    with pytest.raises(AlreadyImported):
        run_again(job=queued, by=user, now=now)


def test_a_task_whose_job_was_queued_anew_does_nothing(queued):
    first = DBTaskResult.objects.get()
    Job.objects.update(task_id="another")
    work_off()
    first.refresh_from_db()
    queued.refresh_from_db()
    assert (first.status, queued.state) == ("SUCCESSFUL", "queued")


def _fail(*arguments, **options):
    raise OSError("disk full at row Ann Lee")
