"""Settings of a matter change what exhibits say from now on, on record with old and new value."""

from datetime import datetime

import pytest

from casecalc.actions.settings import SettingsRefused, change_settings
from casecalc.models import AuditEvent, Matter, User


def test_changes_are_on_record_with_old_and_new_value(
    matter: Matter, user: User, now: datetime
) -> None:
    settings = {"docket_number": "5:26-cv-00009-EX", "title": matter.title, "bates_prefix": "DOE-"}
    change_settings(matter=matter, settings=settings, by=user, now=now)
    matter.refresh_from_db()
    assert (matter.docket_number, matter.bates_prefix) == ("5:26-cv-00009-EX", "DOE-")
    event = AuditEvent.objects.get(action="change_settings")
    assert event.details == {
        "changed": {
            "docket_number": ["5:26-cv-00001-EX", "5:26-cv-00009-EX"],
            "bates_prefix": ["", "DOE-"],
        }
    }


def test_nothing_changed_is_no_event(matter: Matter, user: User, now: datetime) -> None:
    assert change_settings(matter=matter, settings={"title": matter.title}, by=user, now=now) == {}
    assert not AuditEvent.objects.filter(action="change_settings").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("title", " ", "title is blank"),
        ("court", "x" * 201, "longer than 200"),
        ("court_preset", "scotus", "there is: generic, cand, cacd"),
        ("bates_prefix", "a b", "cannot be a Bates prefix"),
        ("bates_prefix", "-A", "cannot be a Bates prefix"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    matter: Matter, user: User, now: datetime, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        change_settings(matter=matter, settings={name: value}, by=user, now=now)
    assert getattr(Matter.objects.get(pk=matter.pk), name) == getattr(matter, name)
