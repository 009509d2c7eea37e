"""What every test stands on: a database file and an evidence store of its own, and no waiting."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from casecalc.models import Matter, User
from tests import factories

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in use: an in-memory database has no second connection and no WAL."""
    database = connections.databases["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def isolated_settings(settings, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.CASECALC_MEMORY_LIMIT = "1 GiB"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each test's own: what one test does to the limits of signing in must not reach the next.
    own_cache = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": str(tmp_path),
    }
    settings.CACHES = {"default": own_cache}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def user(db: None) -> User:
    """The owner of `matter`."""
    return factories.UserFactory(username="owner")


@pytest.fixture
def matter(user: User) -> Matter:
    """A matter with a definition, the default theory and one owner, and no evidence yet."""
    return factories.matter_with_definition(owner=user)
