"""Bates numbers of a matter: taken for good, one after the other, each with an audit event."""

from datetime import datetime

import pytest

from casecalc.actions.exhibits import perform_exhibit, start_exhibit
from casecalc.actions.filing import take_bates_numbers
from casecalc.actions.runs import perform_run, start_run
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.models import AuditEvent, Exhibit, Matter, Run, User
from tests.web import worlds


@pytest.fixture
def run(matter: Matter, user: User, now: datetime) -> Run:
    return worlds.with_run(matter, user, now)


@pytest.fixture
def states(run: Run, user: User, now: datetime) -> Exhibit:
    return made(run, "states", {"label": "A"}, user, now)


def made(run: Run, kind: str, asked: dict[str, object], user: User, now: datetime) -> Exhibit:
    exhibit = start_exhibit(run=run, kind=kind, edition="public", asked=asked, by=user, now=now)
    return perform_exhibit(exhibit=exhibit, by=user, clock=lambda: now)


def taken() -> list[dict[str, int]]:
    events = AuditEvent.objects.filter(action="take_bates_numbers").order_by("number")
    return [event.details for event in events]


def test_sets_go_on_where_the_one_before_ended(
    matter: Matter, run: Run, states: Exhibit, user: User, now: datetime
) -> None:
    first = made(run, "set", {"exhibits": [states.number]}, user, now)
    second = made(run, "set", {"exhibits": [states.number]}, user, now)
    assert states.pages is not None
    pages = states.pages + 1
    assert (first.first_bates_number, first.last_bates_number) == (1, pages)
    assert (second.first_bates_number, second.last_bates_number) == (pages + 1, 2 * pages)
    matter.refresh_from_db()
    assert matter.next_bates_number == 2 * pages + 1
    assert taken() == [
        {"exhibit": first.number, "first": 1, "last": pages},
        {"exhibit": second.number, "first": pages + 1, "last": 2 * pages},
    ]
    second.refresh_from_db()
    assert second.first_bates_number == pages + 1


def test_numbers_of_a_set_that_fails_are_not_used_again(
    matter: Matter,
    run: Run,
    states: Exhibit,
    user: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*args: object, **options: object) -> str:
        raise ExhibitRefused("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr("casecalc.exhibits.filing.write_volume", fails)
        with pytest.raises(ExhibitRefused, match="disk is full"):
            made(run, "set", {"exhibits": [states.number]}, user, now)
    failed = matter.exhibits.get(kind="set")
    assert failed.state == Exhibit.State.FAILED
    good = made(run, "set", {"exhibits": [states.number]}, user, now)
    assert failed.last_bates_number is not None
    assert good.first_bates_number == failed.last_bates_number + 1
    assert [event["exhibit"] for event in taken()] == [failed.number, good.number]


def test_a_set_that_cannot_be_is_refused_before_it_is_on_record(
    matter: Matter, run: Run, states: Exhibit, user: User, now: datetime
) -> None:
    with pytest.raises(ExhibitRefused, match="Exhibit 77 is not published"):
        made(run, "set", {"exhibits": [states.number, 77]}, user, now)
    matter.bates_prefix = "–"
    matter.save()
    run.refresh_from_db()
    with pytest.raises(ExhibitRefused, match="cannot stand before Bates numbers"):
        made(run, "set", {"exhibits": [states.number]}, user, now)
    assert not matter.exhibits.filter(kind="set").exists()
    assert taken() == []


def test_stale_exhibits_stop_a_set_unless_allowed(
    run: Run, states: Exhibit, user: User, now: datetime
) -> None:
    second = perform_run(
        run=start_run(matter=run.matter, by=user, now=now), by=user, clock=lambda: now
    )
    with pytest.raises(ExhibitRefused, match=f"exhibit {states.number} is of run {run.number}"):
        made(second, "set", {"exhibits": [states.number]}, user, now)
    asked = {"exhibits": [states.number], "allow_stale": True}
    assert made(second, "set", asked, user, now).state == Exhibit.State.PUBLISHED


def test_the_first_number_is_that_of_the_matter(
    matter: Matter, run: Run, states: Exhibit, user: User, now: datetime
) -> None:
    matter.next_bates_number = 500
    matter.save()
    assert take_bates_numbers(exhibit=states, pages=3, by=user, now=now) == 500
    matter.refresh_from_db()
    assert matter.next_bates_number == 503
