from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from casecalc.models import Matter, Run, User

from . import worlds


@pytest.fixture
def run(matter: Matter, user: User, now: datetime) -> Run:
    """The published run of a small matter with a roster, a log and an opt-out list."""
    worlds.with_evidence(matter, user, now)
    return worlds.with_run(matter, user, now)


@pytest.fixture
def owner(user: User) -> Client:
    """The browser of the matter's owner."""
    return signed_in(user)


@pytest.fixture
def page(owner: Client, matter: Matter) -> Callable[..., str]:
    """The text of a page of the matter, as its owner sees it."""

    def text(path: str, **query: str) -> str:
        response = owner.get(f"/matters/{matter.slug}/{path}", query)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    return text


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
