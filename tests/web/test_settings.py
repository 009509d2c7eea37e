"""The settings page of a matter: owners change what exhibits say, and see what was refused."""

from collections.abc import Callable

from django.test import Client

from casecalc.models import AuditEvent, Matter

FIELDS = {
    "title": "Doe v. Example Network, Inc.",
    "caption": "JANE DOE v. EXAMPLE NETWORK, INC.",
    "court": "Example District Court",
    "docket_number": "5:26-cv-00001-EX",
    "court_preset": "cand",
    "bates_prefix": "DOE-",
    "originals": "",
}


def test_settings_are_shown_and_changed(
    owner: Client, matter: Matter, page: Callable[..., str]
) -> None:
    assert "5:26-cv-00001-EX" in page("settings/")
    response = owner.post(f"/matters/{matter.slug}/settings/", FIELDS, follow=True)
    assert "Exhibits made from now on say so" in response.content.decode()
    matter.refresh_from_db()
    assert (matter.court_preset, matter.bates_prefix) == ("cand", "DOE-")
    assert AuditEvent.objects.filter(action="change_settings").count() == 1
    assert "DOE-0000001" in page("settings/")


def test_saving_what_is_there_changes_nothing(owner: Client, matter: Matter) -> None:
    address = f"/matters/{matter.slug}/settings/"
    owner.post(address, FIELDS)
    response = owner.post(address, FIELDS, follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert AuditEvent.objects.filter(action="change_settings").count() == 1


def test_refused_settings_say_why_and_change_nothing(owner: Client, matter: Matter) -> None:
    response = owner.post(f"/matters/{matter.slug}/settings/", {**FIELDS, "bates_prefix": "a b"})
    assert response.status_code == 422
    assert "cannot be a Bates prefix" in response.content.decode()
    matter.refresh_from_db()
    assert matter.bates_prefix == ""
