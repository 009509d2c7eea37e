"""The table of class members: search, filters with counts, sort, pages, export."""

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from casecalc.models import AuditEvent, Matter, Run, User
from casecalc.queries.members import MemberFilter, MemberPages, facets_of, members_of, read_filter

from . import worlds

Page = Callable[..., str]


def persons(html: str) -> list[str]:
    return re.findall(r'members/(P\d+)/">', html)


def test_everybody_is_listed_in_the_order_of_person_numbers(page: Page, run: Run) -> None:
    assert persons(page("runs/1/members/")) == [f"P{n}" for n in range(1, 8)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ann lee", ["P1"]),
        ("ANN@EXAMPLE", ["P1"]),
        ("0012", ["P1"]),
        ("m2b", ["P2"]),
        ("fay", ["P6", "P7"]),
        ("%", []),
        ("_", []),
        ("\0", []),
        ("a\0", []),
        ("'; drop table persons; --", []),
        ("nobody at all", []),
    ],
)
def test_search_finds_by_name_email_or_id_in_any_case(
    page: Page, run: Run, search: str, found: list[str]
) -> None:
    assert persons(page("runs/1/members/", q=search)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"outcome": "eligible"}, ["P1"]),
        ({"region": "US/NY"}, ["P2"]),
        ({"region": "DE/"}, ["P3"]),
        ({"region": "/"}, ["P4"]),
        ({"plan": ""}, ["P5"]),
        ({"plan": "Basic", "outcome": "ineligible"}, ["P6", "P7"]),
        ({"is_opted_out": "true"}, ["P6"]),
        ({"is_resident": "unknown"}, ["P4"]),
        ({"is_disclosed": "unknown"}, ["P2"]),
        ({"outcome": "nonsense", "is_nothing": "true", "is_resident": "maybe"}, None),
    ],
)
def test_filters_narrow_the_table(
    page: Page, run: Run, query: dict[str, str], found: list[str] | None
) -> None:
    everybody = [f"P{n}" for n in range(1, 8)]
    assert persons(page("runs/1/members/", **query)) == (everybody if found is None else found)


def test_a_facet_counts_its_values_under_the_other_filters(run: Run) -> None:
    facets = {facet.name: facet for facet in facets_of(run, MemberFilter(outcome="ineligible"))}
    counts = {value.label: value.persons for value in facets["outcome"].values}
    assert counts == {"eligible": 1, "ineligible": 4, "undetermined": 2}
    truths = {value.value: value.persons for value in facets["is_opted_out"].values}
    assert truths == {"true": 1, "false": 3, "unknown": 0}


def test_every_facet_value_shows_as_many_persons_as_it_says(run: Run) -> None:
    for facet in facets_of(run, MemberFilter(search="e")):
        for value in facet.values:
            asked = read_filter({"q": "e", facet.name: value.value}, run)
            assert len(MemberPages(members_of(run, asked))) == value.persons, (facet, value)


@pytest.mark.parametrize("sort", ["name", "-residence", "plan", "outcome", "-violations"])
def test_every_sort_keeps_everybody(page: Page, run: Run, sort: str) -> None:
    assert sorted(persons(page("runs/1/members/", sort=sort))) == [f"P{n}" for n in range(1, 8)]


def test_names_sort_with_blanks_last_and_the_heading_says_so(page: Page, run: Run) -> None:
    html = page("runs/1/members/", sort="-person")
    assert persons(html) == [f"P{n}" for n in range(7, 0, -1)]
    assert 'aria-sort="descending"' in html


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-5"},
        {"page": "9" * 30},
        {"page": "x"},
        {"page": "²"},
        {"per_page": "0"},
        {"per_page": "-5"},
        {"per_page": "100000"},
        {"per_page": "x"},
        {"sort": "nothing"},
        {"sort": "-"},
        {"sort": "--name"},
        {"sort": "search; drop"},
        {"sort": "name,-name"},
        {"q": "\ud7ff\uffff" * 300},
        {"region": "/" * 50},
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_page(
    owner: Client, run: Run, query: dict[str, str]
) -> None:
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/members/", query)
    assert response.status_code == 200
    assert response.content.count(b"<tr>") <= 102


def test_the_fragment_that_htmx_takes_is_the_same_as_in_the_full_page(
    owner: Client, run: Run
) -> None:
    address = f"/matters/{run.matter.slug}/runs/1/members/?q=fay"
    plain, asked = (owner.get(address, headers=h) for h in ({}, {"HX-Request": "true"}))
    fragment = re.compile(rb'<div id="found".*</main>', re.DOTALL)
    assert fragment.search(plain.content)[0] == fragment.search(asked.content)[0]


def test_export_gives_what_is_filtered_with_formulas_made_inert(owner: Client, run: Run) -> None:
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/members.csv", {"region": "DE/"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    text = b"".join(response.streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["person"] == "P3"
    assert row["full_name"] == "'=cmd|' /C calc'!A0"
    assert row["outcome"] == "ineligible"
    assert row["is_resident"] == "false"
    assert row["award_sca"] == ""


def test_export_of_nobody_is_a_header(owner: Client, run: Run) -> None:
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/members.csv", {"q": "nobody at all"})
    assert b"".join(response.streaming_content).count(b"\n") == 1


def test_the_workbook_holds_what_is_filtered_and_no_formula(owner: Client, run: Run) -> None:
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/members.xlsx", {"region": "DE/"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert 'filename="matter' in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))["persons"]
    head, row = sheet.iter_rows()
    found = dict(zip((cell.value for cell in head), row, strict=True))
    assert found["person"].value == "P3"
    assert found["full_name"].value == "=cmd|' /C calc'!A0"
    assert found["full_name"].data_type == "s"
    assert found["rows"].value == 1


def test_who_downloads_the_members_is_on_the_audit_trail(
    owner: Client, run: Run, user: User
) -> None:
    for form in ("csv", "xlsx"):
        owner.get(f"/matters/{run.matter.slug}/runs/1/members.{form}", {"q": "ann"})
    events = AuditEvent.objects.filter(action="download_members").order_by("number")
    assert [event.details for event in events] == [
        {"run": 1, "form": "csv"},
        {"run": 1, "form": "xlsx"},
    ]
    assert {event.by for event in events} == {user}


def test_what_no_sheet_has_room_for_is_refused_with_a_sentence(
    owner: Client, matter: Matter, user: User, now
) -> None:
    roster = f"member_id,full_name\nm1,{'x' * 20_000}\nm2,{'x' * 40_000}\n".encode()
    worlds.import_bytes(matter, roster, "roster", name="long.csv", by=user, now=now)
    worlds.with_run(matter, user, now)
    address = f"/matters/{matter.slug}/runs/1/members.xlsx"
    refused = owner.get(address, follow=True).content.decode()
    assert "A cell of the table has 40,000 characters" in refused
    fits = owner.get(address, {"q": "m1"})
    assert b"".join(fits.streaming_content)[:2] == b"PK"
