"""A filed exhibit is locked and kept for ever."""

from datetime import datetime

import pytest

from casecalc.actions.exhibits import start_exhibit
from casecalc.actions.filed import NotFiled, mark_filed
from casecalc.models import AuditEvent, Exhibit, Matter, User
from casecalc.models.exhibit import FiledIsKept
from tests.web import worlds


@pytest.fixture
def exhibit(matter: Matter, user: User, now: datetime) -> Exhibit:
    worlds.with_evidence(matter, user, now)
    return worlds.with_exhibit(worlds.with_run(matter, user, now), user, now)


def test_filing_is_on_record_with_the_bytes_filed(
    exhibit: Exhibit, user: User, now: datetime
) -> None:
    mark_filed(exhibit=exhibit, docket_entry=" 41-3 ", by=user, now=now)
    kept = Exhibit.objects.get(pk=exhibit.pk)
    assert (kept.docket_entry, kept.filed_by, kept.filed_at) == ("41-3", user, now)
    event = AuditEvent.objects.get(action="mark_exhibit_filed")
    assert event.details == {"exhibit": 1, "docket_entry": "41-3", "sha256": exhibit.sha256}


def test_filing_is_never_taken_back_or_changed(exhibit: Exhibit, user: User, now: datetime) -> None:
    mark_filed(exhibit=exhibit, docket_entry="41-3", by=user, now=now)
    with pytest.raises(NotFiled, match="filed already, as docket entry 41-3"):
        mark_filed(exhibit=exhibit, docket_entry="50", by=user, now=now)
    assert Exhibit.objects.get(pk=exhibit.pk).docket_entry == "41-3"


def test_filed_exhibit_cannot_be_deleted_one_by_one_or_in_bulk(
    exhibit: Exhibit, user: User, now: datetime
) -> None:
    mark_filed(exhibit=exhibit, docket_entry="41-3", by=user, now=now)
    with pytest.raises(FiledIsKept):
        exhibit.delete()
    with pytest.raises(FiledIsKept):
        Exhibit.objects.all().delete()
    assert Exhibit.objects.filter(pk=exhibit.pk).exists()


@pytest.mark.parametrize("entry", ["", "  ", "x" * 101])
def test_docket_entry_is_required_and_short(
    exhibit: Exhibit, user: User, now: datetime, entry: str
) -> None:
    with pytest.raises(NotFiled, match="docket entry is"):
        mark_filed(exhibit=exhibit, docket_entry=entry, by=user, now=now)


def test_only_a_published_exhibit_is_filed(exhibit: Exhibit, user: User, now: datetime) -> None:
    run = exhibit.run
    waiting = start_exhibit(
        run=run, kind="claims", edition="public", asked={"label": "Q"}, by=user, now=now
    )
    with pytest.raises(NotFiled, match="only a published one"):
        mark_filed(exhibit=waiting, docket_entry="1", by=user, now=now)
