"""What the settings promise, seen on real responses and in real processes."""

import logging
import os
import stat
import sys
from pathlib import Path
from zoneinfo import TZPATH

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from casecalc import environment
from casecalc.logs import PrivateFormatter
from tests.acceptance.commands import manage
from tests.factories import UserFactory


def test_a_public_host_is_deployed_with_every_protection(tmp_path: Path):
    answer = manage(
        "check", "--deploy", "--fail-level", "INFO",
        environment={
            "ALLOWED_HOSTS": "calc.example.com",
            "SECRET_KEY": "k" * 25 + "abcdefghijklmnopqrstuvwxyz0123456789",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        },
    )  # fmt: skip
    assert answer.status == 0, answer.error


def test_a_public_host_without_a_secret_key_does_not_start(tmp_path: Path):
    answer = manage("check", environment={"ALLOWED_HOSTS": "calc.example.com", "SECRET_KEY": ""})
    assert answer.status != 0
    assert "SECRET_KEY is not set" in answer.error


def test_every_response_has_a_policy_without_unsafe_words_or_foreign_hosts(client, db):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_people_sign_in_by_username_or_email_on_a_plain_local_address(client, db):
    UserFactory(username="ann", email="ann@example.com")
    for login in ("ann", "ann@example.com"):
        answer = client.post(
            reverse("account_login"),
            {"login": login, "password": "correct horse battery staple"},
            HTTP_HOST="127.0.0.1",
        )
        assert (answer.status_code, answer.url) == (302, "/")
        client.logout()


def test_nobody_can_sign_up(client, db):
    answer = client.post(
        reverse("account_signup"),
        {"username": "eve", "email": "eve@example.com", "password1": "x" * 14, "password2": "x" * 14},
    )  # fmt: skip
    assert answer.status_code == 200
    assert not UserFactory._meta.model.objects.filter(username="eve").exists()


def test_known_and_unknown_people_get_the_same_answer(client, db):
    UserFactory(username="ann")
    wrong = [
        client.post(reverse("account_login"), {"login": login, "password": "wrong"})
        for login in ("ann", "nobody")
    ]
    errors = [answer.context["form"].errors.as_json() for answer in wrong]
    assert errors[0] == errors[1]


def test_guessing_passwords_is_stopped(client, db):
    UserFactory(username="ann")
    for _ in range(12):
        client.post(reverse("account_login"), {"login": "ann", "password": "wrong"})
    answer = client.post(
        reverse("account_login"), {"login": "ann", "password": "correct horse battery staple"}
    )
    assert answer.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_time_zones_come_from_the_pinned_package():
    assert TZPATH == ()


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret_key"
    made = environment.secret_key(path)
    assert environment.secret_key(path) == made
    assert len(made) > 50
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("text", "size"),
    [("20 GB", 20 * 10**9), ("512MiB", 512 * 2**20), ("7", 7), ("3 kib", 3072), ("1 TB", 10**12)],
)
def test_sizes_are_read_with_their_units(monkeypatch, text, size):
    monkeypatch.setenv("X", text)
    assert environment.size("X", "1") == size


@pytest.mark.parametrize("text", ["", "20 gigabytes", "-1", "1.5 GB"])
def test_a_size_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv("X", text)
    with pytest.raises(ImproperlyConfigured, match="X is"):
        environment.size("X", "1")


def test_log_lines_show_where_a_fault_arose_and_never_its_text():
    try:
        raise ValueError("row of Ann Lee, ann@example.com")
    except ValueError:
        record = logging.LogRecord("casecalc", logging.ERROR, __file__, 1, "Stopped", (), None)
        record.exc_info = sys.exc_info()
    line = PrivateFormatter("{message}", style="{").format(record)
    assert "Stopped" in line
    assert "ValueError (text withheld)" in line
    assert "test_settings.py" in line
    assert "Ann" not in line
