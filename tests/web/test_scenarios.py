"""Scenarios on pages: asked for without scripts, shown claim by claim, never a figure of its own."""

from collections.abc import Callable

import pytest
from django.test import Client

from casecalc.jobs.work import do_at_once
from casecalc.models import Job, Matter, Run, Scenarios, User

from . import worlds
from .test_pages import words
from .test_theories import values

Page = Callable[..., str]
HEAD = {"run": "1", "title": "Four views", "per_head": "100 1000", "shares": "10 100%"}


def columns(*given: dict[str, str]) -> dict[str, str]:
    fields = {"columns": str(len(given)), **HEAD}
    for i, column in enumerate(given):
        fields |= {f"columns-{i}-{name}": value for name, value in column.items()}
    return fields


def send(owner: Client, matter: Matter, fields: dict[str, str], do: str = "compare"):  # type: ignore[no-untyped-def]
    return owner.post(f"/matters/{matter.slug}/scenarios/new/", {**fields, "do": do})


@pytest.fixture
def compared(run: Run, user: User, now) -> Scenarios:  # type: ignore[no-untyped-def]
    return worlds.with_scenarios(run, user, now)


def test_the_form_begins_with_columns_that_make_sense(page: Page, run: Run) -> None:
    fields = values(page("scenarios/new/", run="1"))
    assert fields["columns"] == "3"
    assert fields["columns-0-theory"] == "run"
    assert fields["columns-1-actual_damages"] == "yes"
    assert fields["columns-2-unit"] == "violation"
    assert fields["per_head"] == "100.00 250.00 500.00 1000.00"


def test_a_comparison_is_asked_for_and_computed(owner: Client, matter: Matter, run: Run) -> None:
    response = send(
        owner,
        matter,
        columns(
            {"title": "A", "theory": "run"},
            {"title": "B", "theory": "regime:wiretap", "claims_rate": "12.5%"},
            {"title": "C", "theory": "version:1", "unit": "violation", "amount": "500",
             "actual_damages": "no", "period_from": "2023-01-21", "period_until": "2023-06-01"},
        ),
    )  # fmt: skip
    assert response.status_code == 302
    assert response["Location"] == f"/matters/{matter.slug}/scenarios/1/"
    waiting = owner.get(response["Location"]).content.decode()
    assert "Computing the scenarios: queued" in words(waiting)
    do_at_once(Job.objects.get(kind=Job.Kind.PERFORM_SCENARIOS))
    text = words(owner.get(response["Location"]).content.decode())
    assert "Stored Communications Act Total $1,000.00 – $500.00" in text
    assert "Difference to the first column – – −$500.00" in text
    assert "Wiretap Act Total – $10,000.00 –" in text
    assert "Total at the claims rate illustration – $1,250.00 –" in text
    assert (
        "Class period, changed for this scenario: from January 21, 2023 through May 31, 2023."
        in text
    )
    assert (
        "Assumed of every claim: actual damages are not required for an award; the sum is for "
        "each violation; the amount is $500.00."
    ) in text
    assert "100% 1 $100.00 $1,000.00" in text
    assert "Eligible and undetermined persons" in text
    assert "100% 3 $300.00 $3,000.00" in text


def test_columns_are_added_and_taken_away(owner: Client, matter: Matter, run: Run) -> None:
    two = columns({"title": "A", "theory": "run"}, {"title": "B", "theory": "regime:vppa"})
    added = values(send(owner, matter, two, "add").content.decode())
    assert (added["columns"], added["columns-1-title"], added["columns-2-title"]) == ("3", "B", "")
    left = values(send(owner, matter, added, "remove-0").content.decode())
    assert (left["columns"], left["columns-0-title"]) == ("2", "B")
    assert left["columns-0-theory"] == "regime:vppa"
    assert left["title"] == "Four views"
    assert not Scenarios.objects.exists()


@pytest.mark.parametrize(
    ("column", "field", "sentence"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"claims_rate": "101"}, "claims_rate", "Must be per cent as text"),
        ({"amount": "a lot"}, "amount", "Must be dollars as text"),
        ({"period_from": "2024-02-30"}, "period_from", "is not a date"),
        ({"period_from": "2024-01-02", "period_until": "2024-01-01"}, "period_from", "before it"),
        ({"claim": "x", "unit": "day"}, "claim", "is no claim of the theory"),
        ({"theory": "version:7"}, "theory", "Select a valid choice"),
        ({"theory": "regime:x"}, "theory", "Select a valid choice"),
    ],
)
def test_a_refusal_is_shown_at_its_field_and_nothing_is_asked(
    owner: Client, matter: Matter, run: Run, column: dict[str, str], field: str, sentence: str
) -> None:
    wrong = {"title": "B", "theory": "run", **column}
    response = send(owner, matter, columns({"title": "A", "theory": "run"}, wrong))
    assert response.status_code == 422
    html = response.content.decode()
    errors = html[html.index(f'id="id_columns-1-{field}_error"') :]
    assert sentence in errors[: errors.index("</div>")]
    assert not Scenarios.objects.exists()


def test_wrong_shares_are_refused_at_their_field(owner: Client, matter: Matter, run: Run) -> None:
    fields = columns({"title": "A", "theory": "run"}) | {"shares": "10 ten"}
    html = send(owner, matter, fields).content.decode()
    errors = html[html.index('id="id_shares_error"') :]
    assert "Must be per cent as text" in errors[: errors.index("</div>")]


def test_a_comparison_needs_a_column(owner: Client, matter: Matter, run: Run) -> None:
    response = send(owner, matter, columns())
    assert response.status_code == 422
    assert "empty list" in response.content.decode()


def test_the_page_holds_every_figure_of_every_claim(page: Page, compared: Scenarios) -> None:
    text = words(page("scenarios/1/"))
    assert "Eligible persons 1 1 1 1" in text
    assert "Undetermined persons 2 2 2 2" in text
    assert "Stored Communications Act Total $1,000.00 $0.00 $1,000.00 –" in text
    assert "If the undetermined were eligible $3,000.00 $0.00" in text
    assert "Combined Total – – – $10,000.00" in text
    assert "Difference to the first column – – – +$9,000.00" in text
    assert "Per eligible person – – – $10,000.00" in text
    assert worlds.HOSTILE not in page("scenarios/1/")


def test_the_list_links_every_comparison(page: Page, compared: Scenarios) -> None:
    html = page("scenarios/")
    assert "/scenarios/1/" in html
    assert "Run 1" in words(html)


def test_a_stale_run_marks_its_comparisons(
    page: Page, compared: Scenarios, matter: Matter, user: User, now
) -> None:  # type: ignore[no-untyped-def]
    worlds.import_bytes(matter, b"member_id\nx1\n", "roster", name="more.csv", by=user, now=now)
    assert "Run 1 is stale" in words(page("scenarios/1/"))
    assert "stale" in words(page("scenarios/"))


def test_without_a_run_the_pages_say_what_to_do(page: Page, matter: Matter) -> None:
    assert "Start a run first" in words(page("scenarios/"))
    assert "Start a run first" in words(page("scenarios/new/"))
