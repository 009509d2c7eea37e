"""Choosing, ordering and lettering the exhibits of a set."""

from datetime import datetime

import pytest
from django.test import Client

from casecalc.actions.exhibits import perform_exhibit, start_exhibit
from casecalc.models import Exhibit, Matter, Run, User

from . import worlds


@pytest.fixture
def run(matter: Matter, user: User, now: datetime) -> Run:
    return worlds.with_run(matter, user, now)


def published(run: Run, user: User, now: datetime, label: str) -> Exhibit:
    asked = {"label": label}
    exhibit = start_exhibit(run=run, kind="states", edition="public", asked=asked, by=user, now=now)
    return perform_exhibit(exhibit=exhibit, by=user, clock=lambda: now)


@pytest.fixture
def exhibits(run: Run, user: User, now: datetime) -> list[Exhibit]:
    """Exhibits 1 and 2, labelled A and B."""
    return [published(run, user, now, label) for label in "AB"]


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(browser: Client, matter: Matter, **given: object) -> object:
    data = {"run": "1", "edition": "public", **given}
    return browser.post(f"/matters/{matter.slug}/exhibits/new/set/", data)


def test_newest_public_exhibits_have_places_at_first(
    browser: Client, matter: Matter, exhibits: list[Exhibit]
) -> None:
    page = browser.get(f"/matters/{matter.slug}/exhibits/new/set/").content.decode()
    for number in (1, 2):
        assert f'name="place_{number}" value="{number}"' in page
        assert f'name="letter_{number}"' in page


def test_places_make_the_order_and_blank_letters_are_those_of_the_place(
    browser: Client, matter: Matter, exhibits: list[Exhibit]
) -> None:
    send(browser, matter, place_1=20, place_2=3, letter_2="")
    assert matter.exhibits.get(kind="set").inputs == {"exhibits": [2, 1]}


def test_letters_can_be_given_to_some(
    browser: Client, matter: Matter, exhibits: list[Exhibit]
) -> None:
    send(browser, matter, place_1=1, place_2=2, letter_2="12", allow_stale="on")
    made = matter.exhibits.get(kind="set")
    assert made.inputs == {"exhibits": [1, 2], "letters": ["A", "12"], "allow_stale": True}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "No exhibit has a place"),
        ({"place_1": 1, "place_2": 1}, "Exhibit 1 has place 1 already"),
        ({"place_1": 0}, "greater than or equal to 1"),
        ({"place_1": 1, "letter_1": "A-B"}, "cannot be an exhibit’s letter"),
        ({"place_1": 1, "place_2": 2, "letter_1": "B"}, "Two exhibits have the same letter"),
        ({"place_1": 1, "run": "9"}, "not one of the available choices"),
    ],
)
def test_a_set_that_cannot_be_is_refused_on_the_page(
    browser: Client,
    matter: Matter,
    exhibits: list[Exhibit],
    given: dict[str, object],
    sentence: str,
) -> None:
    answer = send(browser, matter, **given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not matter.exhibits.filter(kind="set").exists()


def test_without_exhibits_the_page_says_what_to_do_first(
    browser: Client, matter: Matter, run: Run
) -> None:
    page = browser.get(f"/matters/{matter.slug}/exhibits/new/set/").content.decode()
    assert "No exhibit has been published yet" in page
    assert "Make the set</button>" not in page
