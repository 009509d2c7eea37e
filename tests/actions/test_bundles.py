"""Bundles as work: done once, or said why not."""

import pytest

from casecalc.actions import bundles
from casecalc.actions.bundles import BundleNotStarted, perform_bundle, start_bundle
from casecalc.actions.runs import start_run
from casecalc.jobs.queue import queue_bundle
from casecalc.models import AuditEvent, Matter, Membership, Role, Run
from tests.jobs.conftest import work_off
from tests.web import worlds


@pytest.fixture
def run(transactional_db, matter: Matter, user, now) -> Run:
    worlds.with_evidence(matter, user, now)
    return worlds.with_run(matter, user, now)


def test_a_bundle_goes_through_the_queue(run, matter: Matter, user, now):
    job = queue_bundle(run=run, has_originals=True, by=user, now=now)
    work_off()
    job.refresh_from_db()
    bundle = job.subject
    assert (job.state, job.share_done, bundle.state) == ("done", 1.0, "published")
    published = matter.store.open("bundles", bundle.key)
    entry = published.manifest["files"][bundle.file_name]
    assert (entry["sha256"], entry["size"]) == (bundle.sha256, bundle.size)
    names = {path.name for path in published.path.iterdir()}
    assert names == {bundle.file_name, "manifest.json"}


def test_progress_only_grows_and_ends_at_the_whole(run, user, now):
    told: list[float] = []
    bundle = start_bundle(run=run, has_originals=True, by=user, now=now)
    perform_bundle(
        bundle=bundle, by=user, clock=lambda: now, progress=lambda rows, share: told.append(share)
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 10


def test_whoever_may_no_longer_make_exhibits_gets_no_bundle(run, matter: Matter, user, now):
    job = queue_bundle(run=run, has_originals=True, by=user, now=now)
    Membership.objects.update(role=Role.VIEWER)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.subject.state) == ("failed", "failed")
    assert "may no longer do this" in job.subject.failure
    assert list((matter.store.path / "bundles").iterdir()) == []


def test_a_fault_leaves_nothing_and_can_be_run_again(
    run, matter: Matter, user, now, monkeypatch: pytest.MonkeyPatch
):
    bundle = start_bundle(run=run, has_originals=True, by=user, now=now)
    with monkeypatch.context() as patched:
        patched.setattr(bundles, "write_bundle", lambda *given, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            perform_bundle(bundle=bundle, by=user, clock=lambda: now)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.sha256) == ("failed", "")
    assert "stopped at an unexpected fault" in bundle.failure
    assert list(matter.store.staging.iterdir()) == []
    assert AuditEvent.objects.order_by("number").last().action == "fail_bundle"
    again = start_bundle(run=run, has_originals=True, by=user, now=now)
    assert perform_bundle(bundle=again, by=user, clock=lambda: now).state == "published"


def test_a_run_that_is_not_published_is_not_bundled(run, matter: Matter, user, now):
    queued = start_run(matter=matter, by=user, now=now)
    with pytest.raises(BundleNotStarted, match="Run 2 is queued; bundles are made of published"):
        start_bundle(run=queued, has_originals=True, by=user, now=now)
    assert not matter.bundles.exists()
