"""Pages of exhibits: choosing and making one, what is stale, what is filed, who reads what is
sealed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from casecalc.actions.exhibits import perform_exhibit, start_exhibit
from casecalc.exhibits.kinds import KINDS
from casecalc.models import AuditEvent, Exhibit, Matter, Role, Run, User
from casecalc.web.exhibit_form import MakeExhibitForm
from tests.factories import MembershipFactory

from . import worlds
from .conftest import signed_in


@pytest.fixture
def sealed(run: Run, user: User, now: datetime) -> Exhibit:
    exhibit = start_exhibit(run=run, kind="decisions", edition="sealed", asked={}, by=user, now=now)
    return perform_exhibit(exhibit=exhibit, by=user, clock=lambda: now)


def test_every_kind_that_can_be_made_is_offered_and_no_other(
    run: Run, page: Callable[..., str]
) -> None:
    text = page("exhibits/new/")
    for kind in KINDS.values():
        assert f'/exhibits/new/{kind.name}/"' in text
        assert kind.title in text


def test_kind_that_cannot_be_made_has_no_page(owner: Client, run: Run) -> None:
    assert owner.get(f"/matters/{run.matter.slug}/exhibits/new/chart/").status_code == 404


def test_without_a_run_nothing_can_be_chosen(matter: Matter, page: Callable[..., str]) -> None:
    text = page("exhibits/new/")
    assert "There is no published run yet" in text
    assert "/exhibits/new/summary/" not in text


def test_form_asks_only_what_the_kind_asks_for(run: Run, page: Callable[..., str]) -> None:
    text = page("exhibits/new/decisions/")
    assert 'value="sealed"' in text
    assert 'value="sealed"' not in page("exhibits/new/summary/")
    assert 'name="scenarios"' not in text
    assert 'name="label"' in text
    assert 'name="label"' not in page("exhibits/new/notice/")


def test_making_one_keeps_what_was_asked(owner: Client, matter: Matter, run: Run) -> None:
    address = f"/matters/{matter.slug}/exhibits/new/states/"
    asked = {"run": "1", "edition": "public", "label": "K2"}
    response = owner.post(address, asked)
    assert (response.status_code, response["Location"]) == (
        302,
        f"/matters/{matter.slug}/exhibits/1/",
    )
    made = Exhibit.objects.get()
    assert (made.kind, made.edition, made.inputs) == ("states", "public", {"label": "K2"})


@pytest.mark.parametrize("label", ["", "A.1", "toolong123", "a b"])
def test_label_out_of_form_is_refused_at_its_field(
    owner: Client, matter: Matter, run: Run, label: str
) -> None:
    address = f"/matters/{matter.slug}/exhibits/new/states/"
    response = owner.post(address, {"run": "1", "edition": "public", "label": label})
    assert response.status_code == 422
    assert not Exhibit.objects.exists()


def test_stale_exhibit_shows_old_and_new_figure(
    run: Run, user: User, now: datetime, page: Callable[..., str]
) -> None:
    worlds.with_exhibit(run, user, now)
    assert "As printed, and as it is now" not in page("exhibits/1/")
    worlds.with_decisions(run.matter, user, now)
    text = page("exhibits/1/")
    assert "This exhibit is stale" in text
    assert "There is no published run of the evidence as it is now" in text
    newer = worlds.with_run(run.matter, user, now)
    run.refresh_from_db()
    for text in (page("exhibits/1/"), page("exhibits/")):
        assert f"{run.figures['eligible']:,}" in text
        assert f"{newer.figures['eligible']:,}" in text
        assert "Run 2" in text or "run 2" in text
    assert newer.figures["eligible"] == run.figures["eligible"] + 1
    assert "$1,000.00" in page("exhibits/")


def test_filing_is_shown_and_offered_once(
    owner: Client, run: Run, user: User, now: datetime, page: Callable[..., str]
) -> None:
    worlds.with_exhibit(run, user, now)
    address = f"/matters/{run.matter.slug}/exhibits/1/filed/"
    assert 'name="docket_entry"' in page("exhibits/1/filed/")
    assert owner.post(address, {"docket_entry": "ECF No. 41-3"}).status_code == 302
    text = page("exhibits/1/")
    assert "ECF No. 41-3" in text
    assert "Mark as filed" not in text
    assert 'name="docket_entry"' not in page("exhibits/1/filed/")
    assert owner.post(address, {"docket_entry": "50"}).status_code == 422


def test_files_are_listed_with_size_and_hash(
    run: Run, user: User, now: datetime, page: Callable[..., str]
) -> None:
    exhibit = worlds.with_exhibit(run, user, now)
    published = run.matter.store.open("exhibits", exhibit.key)
    text = page("exhibits/1/")
    for name, entry in published.manifest["files"].items():
        assert name in text
        assert entry["sha256"] in text


def test_what_was_asked_is_shown_in_the_words_of_the_form(
    run: Run, user: User, now: datetime, page: Callable[..., str]
) -> None:
    exhibit = worlds.with_exhibit(run, user, now)
    Exhibit.objects.filter(pk=exhibit.pk).update(
        kind="set", inputs={"exhibits": [4, 2], "letters": "<b>B</b>"}
    )
    text = page("exhibits/1/")
    assert "Exhibits, in the order of the set" in text
    assert "4, 2" in text
    assert "&lt;b&gt;B&lt;/b&gt;" in text


def test_reading_a_sealed_file_is_on_record(owner: Client, sealed: Exhibit) -> None:
    address = f"/matters/{sealed.matter.slug}/exhibits/1/files/{sealed.file_name}"
    assert owner.get(address).status_code == 200
    event = AuditEvent.objects.get(action="download_sealed_exhibit")
    assert event.details["file"] == sealed.file_name
    assert event.by.username == "owner"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARALEGAL])
def test_sealed_file_is_only_for_those_who_make_exhibits(sealed: Exhibit, role: Role) -> None:
    client = signed_in(MembershipFactory(matter=sealed.matter, role=role).user)
    address = f"/matters/{sealed.matter.slug}/exhibits/1/"
    assert client.get(f"{address}files/{sealed.file_name}").status_code == 403
    assert f"files/{sealed.file_name}" not in client.get(address).content.decode()
    assert not AuditEvent.objects.filter(action="download_sealed_exhibit").exists()


def test_public_file_needs_no_more_than_membership(run: Run, user: User, now: datetime) -> None:
    exhibit = worlds.with_exhibit(run, user, now)
    client = signed_in(MembershipFactory(matter=run.matter, role=Role.VIEWER).user)
    address = f"/matters/{run.matter.slug}/exhibits/1/files/{exhibit.file_name}"
    assert client.get(address).status_code == 200
    assert not AuditEvent.objects.filter(action="download_sealed_exhibit").exists()


def test_set_takes_its_exhibits_in_the_order_of_their_places(
    run: Run, user: User, now: datetime
) -> None:
    for _ in range(3):
        worlds.with_exhibit(run, user, now)
    given = {"run": "1", "edition": "public", "place_3": "1", "place_1": "2"}
    form = MakeExhibitForm(given, kind=KINDS["set"], matter=run.matter)
    assert form.is_valid(), form.errors
    assert form.asked["exhibits"] == [3, 1]


@pytest.mark.parametrize(
    ("places", "sentence"),
    [({"place_1": "1", "place_2": "1"}, "same place"), ({}, "No exhibit has a place")],
)
def test_places_of_a_set_are_given_and_differ(
    run: Run, user: User, now: datetime, places: dict[str, str], sentence: str
) -> None:
    for _ in range(2):
        worlds.with_exhibit(run, user, now)
    given = {"run": "1", "edition": "public", **places}
    form = MakeExhibitForm(given, kind=KINDS["set"], matter=run.matter)
    assert sentence in str(form.errors)
