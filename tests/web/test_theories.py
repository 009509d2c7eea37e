"""The theory editor without scripts: every button is a form that is sent."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from casecalc.models import Matter

from .test_pages import words

Page = Callable[..., str]
SCA = {
    "claims": "1",
    "claims-0-id": "sca",
    "claims-0-title": "Stored Communications Act",
    "claims-0-authority": "18 U.S.C. § 2707(c)",
    "claims-0-unit": "person",
    "claims-0-amount": "1000.00",
    "claims-0-measure": "floor",
    "combine": "separate",
}


def send(owner: Client, matter: Matter, fields: dict[str, str], **more: str) -> Any:
    return owner.post(f"/matters/{matter.slug}/theory/new/", {**fields, **more})


def values(html: str) -> dict[str, str]:
    """The fields of the editor as they would be sent again."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        is_off = 'type="checkbox"' in tag and "checked" not in tag
        if name and not is_off and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1] if value else "on" if 'type="checkbox"' in tag else ""
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else re.findall(r'<option value="([^"]*)"', options)[0]
    return found


def test_the_editor_begins_with_the_latest_version(page: Page) -> None:
    html = page("theory/new/")
    assert {**values(html), **SCA} == values(html)
    assert "$1,000.00 for each eligible person; or the person’s actual damages" in words(html)


def test_a_change_is_a_new_version_and_says_what_changed(owner: Client, matter: Matter) -> None:
    changed = {"claims-0-amount": "2500.00", "claims-0-cap": "5000", "claims-0-unit": "violation"}
    response = send(owner, matter, {**SCA, **changed}, do="save")
    assert response.status_code == 302
    latest = matter.theories.order_by("version").last()
    assert latest is not None and latest.version == 2
    assert latest.document["claims"] == [
        {
            "id": "sca",
            "title": "Stored Communications Act",
            "authority": "18 U.S.C. § 2707(c)",
            "unit": "violation",
            "amount": "2500.00",
            "cap": "5000",
            "measure": "floor",
            "actual_damages_required": False,
        }
    ]
    text = words(owner.get(f"/matters/{matter.slug}/theory/").content.decode())
    assert "What changed since version 1" in text
    assert "Stored Communications Act Unit person violation" in text
    assert "Amount $1,000.00 $2,500.00" in text
    assert "Cap per person – $5,000.00" in text


def test_saving_what_means_the_same_adds_no_version(owner: Client, matter: Matter) -> None:
    response = send(owner, matter, {**SCA, "claims-0-amount": "$1,000"}, do="save", follow="")
    assert response.status_code == 302
    assert matter.theories.count() == 1


def test_every_claims_fault_stands_at_its_field_and_nothing_is_saved(
    owner: Client, matter: Matter
) -> None:
    two = {**SCA, "claims": "2", "claims-1-id": "Bad Id", "claims-1-unit": "day",
           "claims-1-amount": "5", "claims-1-measure": "fixed"}  # fmt: skip
    response = send(owner, matter, {**two, "claims-0-amount": "a lot"}, do="save")
    assert response.status_code == 422
    html = response.content.decode()
    amount = html[html.index('id="id_claims-0-amount_error"') :]
    assert "Amount must be dollars as text" in amount[: amount.index("</div>")]
    assert 'id="id_claims-1-id_error"' in html
    assert 'value="a lot"' in html
    assert matter.theories.count() == 1


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"claims-0-amount": ""}, "claims-0-amount", "This field is required."),
        ({"claims-0-amount_high": "1"}, "claims-0-amount_high", "is below amount"),
        ({"claims-0-minimum": "9", "claims-0-cap": "8"}, "claims-0-cap", "is below minimum"),
        ({"claims-0-multiplier": "1.23456"}, "claims-0-multiplier", "up to four decimals"),
        ({"combine": "all"}, "combine", "is not one of"),
    ],
)
def test_a_refusal_is_shown_at_its_field(
    owner: Client, matter: Matter, fields: dict[str, str], place: str, sentence: str
) -> None:
    html = send(owner, matter, {**SCA, **fields}, do="save").content.decode()
    errors = html[html.index(f'id="id_{place}_error"') :]
    assert sentence in errors[: errors.index("</div>")]


def test_reading_it_back_saves_nothing(owner: Client, matter: Matter) -> None:
    response = send(owner, matter, {**SCA, "claims-0-multiplier": "3"}, do="read")
    assert response.status_code == 200
    assert "multiplied by 3" in words(response.content.decode())
    assert matter.theories.count() == 1


def test_the_live_reading_is_the_same_as_the_page_gives(owner: Client, matter: Matter) -> None:
    fields = {**SCA, "claims-0-minimum": "10000"}
    fragment = owner.post(f"/matters/{matter.slug}/theory/read/", fields).content.decode()
    assert "not less than $10,000.00 per person" in words(fragment)
    assert fragment.strip() in send(owner, matter, fields, do="read").content.decode()
    wrong = owner.post(f"/matters/{matter.slug}/theory/read/", {**fields, "claims-0-id": "?"})
    assert "Claim 1: Short name" in words(wrong.content.decode())


def test_claims_are_added_from_the_catalogue_and_taken_away(owner: Client, matter: Matter) -> None:
    html = send(owner, matter, SCA, do="regime", regime="wiretap").content.decode()
    fields = values(html)
    assert (fields["claims"], fields["claims-1-id"], fields["claims-1-minimum"]) == (
        "2", "wiretap", "10000.00",
    )  # fmt: skip
    assert "Not expressed:" in html
    again = values(send(owner, matter, fields, do="regime", regime="sca").content.decode())
    assert again["claims-2-id"] == "sca_2"
    left = values(send(owner, matter, again, do="remove-0").content.decode())
    assert (left["claims"], left["claims-0-id"], left["claims-1-id"]) == ("2", "wiretap", "sca_2")
    blank = values(send(owner, matter, left, do="add").content.decode())
    assert (blank["claims"], blank["claims-2-id"]) == ("3", "")
    assert matter.theories.count() == 1


def test_the_last_claim_taken_away_is_no_theory(owner: Client, matter: Matter) -> None:
    none = values(send(owner, matter, SCA, do="remove-0").content.decode())
    response = send(owner, matter, none, do="save")
    assert response.status_code == 422
    assert "A theory has at least one claim" in response.content.decode()


def test_an_entry_brings_its_combination_to_an_empty_theory(page: Page) -> None:
    fields = values(page("theory/new/", regime="cipa"))
    assert (fields["combine"], fields["claims"]) == ("highest", "2")
    assert values(page("theory/new/", add="cipa"))["combine"] == "separate"


def test_unknown_entries_are_not_found(owner: Client, matter: Matter) -> None:
    for query in ("regime=x", "add=x", "version=99"):
        address = f"/matters/{matter.slug}/theory/new/?{query}"
        assert owner.get(address).status_code == 404
    assert send(owner, matter, SCA, do="regime", regime="x").status_code == 404


def test_a_theory_too_large_for_fields_is_edited_as_json_and_never_cut(
    owner: Client, matter: Matter
) -> None:
    claim = {"unit": "person", "amount": "1", "measure": "fixed"}
    claims = [{**claim, "id": f"c{n}"} for n in range(61)]
    document = json.dumps({"format": "casecalc/damages-theory/1", "claims": claims})
    address = f"/matters/{matter.slug}/theory/new/"
    assert owner.post(address, {"document": document}).status_code == 302
    assert owner.get(address)["Location"] == f"{address}?as=json"
    fields = {f"claims-{n}-{name}": text for n in range(61) for name, text in claims[n].items()}
    refused = owner.post(address, {**fields, "claims": "61", "combine": "separate", "do": "save"})
    assert refused.status_code == 422
    assert "More than 60 claims" in refused.content.decode()
    assert matter.theories.count() == 2


def test_experts_still_save_json(owner: Client, matter: Matter) -> None:
    address = f"/matters/{matter.slug}/theory/new/"
    assert "JSON document" in owner.get(f"{address}?as=json").content.decode()
    assert owner.post(address, {"document": "{"}).status_code == 422
    document = '{"format": "casecalc/damages-theory/1", "claims": [{"id": "x", "unit": "day"}]}'
    refused = owner.post(address, {"document": document})
    assert "claims[0].amount" in refused.content.decode()
    good = document.replace('"day"', '"day", "amount": "5", "measure": "fixed"')
    assert owner.post(address, {"document": good}).status_code == 302
    assert matter.theories.count() == 2


def test_the_catalogue_marks_what_was_not_read(page: Page) -> None:
    text = words(page("theory/catalogue/"))
    assert "Fair and Accurate Credit Transactions Act, receipts not verified: check first" in text
    assert "Wiretap Act read in a public copy" in text
    assert "profits that the violator made" in text


def test_an_unverified_authority_is_marked_on_the_theory(owner: Client, matter: Matter) -> None:
    fields = values(
        owner.get(f"/matters/{matter.slug}/theory/new/?regime=ccpa_2025").content.decode()
    )
    assert send(owner, matter, fields, do="save").status_code == 302
    text = words(owner.get(f"/matters/{matter.slug}/theory/").content.decode())
    assert "as adjusted Jan. 1, 2025 draft for the attorney not verified" in text


def test_text_from_a_theory_is_shown_literally(owner: Client, matter: Matter) -> None:
    hostile = '<script>alert("x")</script>'
    html = send(owner, matter, {**SCA, "claims-0-title": hostile}, do="read").content.decode()
    assert hostile not in html
