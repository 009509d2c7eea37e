"""The pages of bundles: who makes them, who takes them out, and that it is recorded."""

import io
import zipfile

import pytest
from django.test import Client

from casecalc.actions.runs import start_run
from casecalc.models import AuditEvent, Bundle, Role
from tests.factories import MembershipFactory

from . import worlds
from .conftest import signed_in


@pytest.fixture
def bundle(run, user, now) -> Bundle:
    return worlds.with_bundle(run, user, now)


def address(matter, rest: str) -> str:
    return f"/matters/{matter.slug}/{rest}"


def test_a_posted_form_queues_a_bundle_with_or_without_originals(matter, run, owner: Client):
    for sent, has_originals in (({}, True), ({"without_originals": "on"}, False)):
        response = owner.post(address(matter, "runs/1/bundles/"), sent)
        made = Bundle.objects.latest("number")
        assert response["Location"] == address(matter, f"bundles/{made.number}/")
        assert (made.state, made.has_originals, made.run) == ("queued", has_originals, run)
        job = made.jobs.get()
        assert (job.state, job.kind) == ("queued", "make_bundle")


def test_the_list_gives_hash_size_and_who_made_it(matter, bundle: Bundle, owner: Client):
    page = owner.get(address(matter, "runs/1/bundles/")).content.decode()
    assert bundle.sha256 in page
    assert f"by {bundle.created_by}" in page
    assert "1. With originals" in page


def test_the_download_is_the_zip_and_an_audit_event(matter, bundle: Bundle, owner: Client):
    before = AuditEvent.objects.count()
    response = owner.get(address(matter, "bundles/1/file/"))
    data = b"".join(response.streaming_content)
    assert len(data) == bundle.size
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert "verify.pyz" in found.namelist()
    event = AuditEvent.objects.order_by("number").last()
    assert AuditEvent.objects.count() == before + 1
    assert (event.action, event.by.username) == ("download_bundle", "owner")
    assert event.details == {"bundle": 1, "sha256": bundle.sha256}


def test_a_viewer_sees_the_list_and_no_way_to_the_file(matter, bundle: Bundle):
    viewer = signed_in(MembershipFactory(matter=matter, role=Role.VIEWER).user)
    page = viewer.get(address(matter, "bundles/1/")).content.decode()
    assert bundle.sha256 in page
    assert "/file/" not in page
    events = AuditEvent.objects.count()
    assert viewer.get(address(matter, "bundles/1/file/")).status_code == 403
    assert AuditEvent.objects.count() == events


def test_a_bundle_that_is_not_made_yet_cannot_be_downloaded(matter, run, owner: Client):
    owner.post(address(matter, "runs/1/bundles/"), {})
    assert owner.get(address(matter, "bundles/1/file/")).status_code == 404
    page = owner.get(address(matter, "bundles/1/")).content.decode()
    assert "Packing the bundle" in page


def test_a_run_that_is_not_published_has_no_bundles(matter, run, user, owner: Client, now):
    start_run(matter=matter, by=user, now=now)
    assert owner.get(address(matter, "runs/2/bundles/")).status_code == 404


def test_a_damaged_bundle_is_not_handed_out(matter, bundle: Bundle, owner: Client):
    path = matter.store.open("bundles", bundle.key).path / bundle.file_name
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    response = owner.get(address(matter, "bundles/1/file/"))
    assert response.status_code == 503
    assert b"is damaged" in response.content
