"""Pages of settlements: the form read back and refused, figures, payments, payment files."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casecalc.models import Accounting, AuditEvent, Job, Matter, Run, Settlement, User
from tests.factories import MembershipFactory

from . import worlds
from .test_pages import words

Page = Callable[..., str]
FORM = {
    "run": "1",
    "gross_fund": "1000.00",
    "fees": "25%",
    "service_awards": "Representative: 50.00\n",
    "kind": "equal",
}
TIERS = {
    "kind": "tiers",
    "tier_0_title": "Heavy",
    "tier_0_violations_at_least": "2",
    "tier_0_plans": "Premium; Basic",
    "tier_0_weight": "1.5",
    "tier_2_title": "Rest",
    "tier_2_amount": "5",
}


@pytest.fixture
def settlement(run: Run, user: User, now: datetime) -> Settlement:
    return worlds.with_settlement(run, user, now)


def post(owner: Client, matter: Matter, **changes: str):
    return owner.post(f"/matters/{matter.slug}/settlements/new/", {**FORM, **changes})


def test_the_form_divides_a_fund_in_the_background(owner: Client, run: Run) -> None:
    response = post(owner, run.matter, **TIERS, title="Offer", floor="1", remainder="reversion")
    assert response["Location"] == f"/matters/{run.matter.slug}/settlements/1/"
    settlement = Settlement.objects.get()
    assert settlement.title == "Offer"
    assert (
        settlement.document
        == {
            "format": "casecalc/settlement/1",
            "title": "Offer",
            "gross_fund": "1000.00",
            "fees": {"per_cent": "25"},
            "service_awards": [{"label": "Representative", "amount": "50.00"}],
            "remainder": "reversion",
            "plan": {
                "kind": "tiers",
                "floor": "1",
                "end": "low",
                "tiers": [
                    {
                        "title": "Heavy",
                        "weight": "1.5",
                        "when": {"violations_at_least": 2, "plans": ["Premium", "Basic"]},
                    },
                    {"title": "Rest", "amount": "5"},
                ],
            },
        }
        or settlement.document["plan"].get("end") is None
    )
    assert Job.objects.get(kind="perform_settlement").state == "queued"
    assert "Dividing the fund: queued" in words(owner.get(response["Location"]).content.decode())


def test_reading_back_divides_nothing(owner: Client, run: Run) -> None:
    response = post(owner, run.matter, read="1", cap="100", costs="12.34")
    assert response.status_code == 200
    text = words(response.content.decode())
    assert "25 per cent of the gross fund of $1,000.00" in text
    assert "No person eligible is paid more than $100.00" in text
    assert "Net fund $687.66" in text
    assert not Settlement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"gross_fund": "a lot"}, "gross_fund", "Must be dollars as text"),
        ({"fees": "200%"}, "fees", "Is more than 100 per cent of the fund."),
        ({"fees": "25,5%"}, "fees", "Must be decimal text"),
        ({"service_awards": "Ann 5"}, "service_awards", "has no colon"),
        ({"service_awards": "Ann: x"}, "service_awards", "Must be dollars as text"),
        ({"cap": "5", "floor": "6"}, "cap", "Is not above the floor"),
        ({**TIERS, "tier_2_amount": "x"}, "tier_2_amount", "Must be dollars as text"),
        (
            {**TIERS, "tier_0_violations_at_least": "two"},
            "tier_0_violations_at_least",
            "Must be a whole number, not text.",
        ),
        ({**TIERS, "tier_2_title": ""}, "tier_2_title", "Is blank; give the tier a name."),
        ({"kind": "tiers"}, "tier_0_title", "Is an empty list"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    owner: Client, run: Run, changes: dict[str, str], field: str, sentence: str
) -> None:
    response = post(owner, run.matter, **changes)
    assert response.status_code == 422
    (error,) = response.context["form"].errors[field]
    assert sentence in error
    assert not Settlement.objects.exists()


def test_a_floor_that_the_fund_cannot_pay_is_refused_on_the_form(owner: Client, run: Run) -> None:
    response = post(owner, run.matter, floor="701")
    assert response.status_code == 422
    assert "Lower the floor to $700.00 or less." in words(response.content.decode())


def test_the_page_shows_the_way_from_gross_fund_to_payments(
    page: Page, settlement: Settlement
) -> None:
    text = words(page("settlements/1/"))
    assert "Gross fund $10,000.00 100.0%" in text
    assert "less Attorneys’ fees − $2,500.00 25.0%" in text
    assert "Net fund $5,866.55" in text
    assert "Payments to 1 person $50.00" in text
    assert "Undistributed remainder $5,816.55" in text
    assert "goes to cy pres" in text
    assert "does not hold" not in text


def test_text_of_a_settlement_is_literal(page: Page, settlement: Settlement) -> None:
    for path in ("", "1/", "1/payments/", "1/accounting/", "1/accounting/new/"):
        html = page(f"settlements/{path}")
        assert "<script>alert" not in html, path
        assert "alert(&quot;x&quot;)" in html, path


def test_payments_stand_by_person_number_without_names(page: Page, settlement: Settlement) -> None:
    text = words(page("settlements/1/payments/"))
    assert "P1 US · CA" in text
    assert "$50.00 cap" in text
    assert "Ann Lee" not in text
    assert "No payment is in this tier." in words(page("settlements/1/payments/", tier="2"))


@pytest.mark.parametrize(
    "query", ["?sort=tier&sort=-amount_cents", "?page=99&per_page=7", "?tier=x"]
)
def test_payments_sort_and_turn_pages_whatever_is_asked(
    owner: Client, settlement: Settlement, query: str
) -> None:
    address = f"/matters/{settlement.matter.slug}/settlements/1/payments/{query}"
    assert "P1" in words(owner.get(address).content.decode())


def test_a_payment_file_names_everybody_and_taking_it_is_on_record(
    owner: Client, settlement: Settlement
) -> None:
    address = f"/matters/{settlement.matter.slug}/settlements/1/payments"
    text = b"".join(owner.get(f"{address}.csv").streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["payment"], row["full_name"], row["amount"]) == ("S1-P1", "Ann Lee", "50.00")
    assert row["member_ids"] == "00123"
    book = b"".join(owner.get(f"{address}.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[1]][:3] == ["payment", "person", "full_name"]
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("00123", "s")
    events = AuditEvent.objects.filter(action="take_payment_file").order_by("number")
    assert [event.details for event in events] == [
        {"settlement": 1, "form": "csv"},
        {"settlement": 1, "form": "xlsx"},
    ]


def test_an_accounting_says_where_each_figure_comes_from(
    page: Page, settlement: Settlement
) -> None:
    text = words(page("settlements/1/accounting/"))
    assert "Claim forms submitted 3 by hand, owner" in text
    assert "Average recovery $50.00 payment status file" in text
    assert "2 = 1 matched + 1 of unknown payments" in text
    assert "Record 2: P9 is paid nothing by this settlement." in text
    first = words(page("settlements/1/accounting/1/"))
    assert "Average recovery $50.00 computed" in first
    assert "does not hold" not in text + first


def test_the_form_of_an_accounting_starts_from_the_last_version(
    owner: Client, settlement: Settlement, page: Page
) -> None:
    assert 'value="1000.00"' in page("settlements/1/accounting/new/")  # lodestar
    address = f"/matters/{settlement.matter.slug}/settlements/1/accounting/new/"
    response = owner.post(address, {"claims": "4", "without_file": "on"}, follow=True)
    assert "Version 3 is the latest accounting." in words(response.content.decode())
    assert Accounting.objects.get(version=3).document["file"] is None


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"claims": "x"}, "claims"), ({"status_file": b"a,b\n1,2\n"}, "status_file")],
)
def test_an_accounting_that_cannot_be_read_is_refused_beside_its_field(
    owner: Client, settlement: Settlement, sent: dict[str, object], field: str
) -> None:
    fields = {
        name: SimpleUploadedFile("s.csv", value) if isinstance(value, bytes) else value
        for name, value in sent.items()
    }
    address = f"/matters/{settlement.matter.slug}/settlements/1/accounting/new/"
    response = owner.post(address, fields)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert Accounting.objects.count() == 2


def test_a_settlement_goes_stale_with_its_run(
    page: Page, settlement: Settlement, user: User, now: datetime
) -> None:
    matter = settlement.matter
    worlds.import_bytes(matter, b"member_id\nx1\n", "roster", name="more.csv", by=user, now=now)
    for path in ("settlements/1/", "settlements/1/accounting/"):
        assert "Run 1 is stale" in words(page(path)), path


def test_a_settlement_that_failed_says_why_and_has_no_payments(
    owner: Client, settlement: Settlement, page: Page
) -> None:
    settlement.state, settlement.failure = Settlement.State.FAILED, "It stopped."
    settlement.save()
    assert "Not divided. It stopped." in words(page("settlements/1/"))
    for path in ("payments/", "payments.csv", "payments.xlsx", "accounting/"):
        address = f"/matters/{settlement.matter.slug}/settlements/1/{path}"
        assert owner.get(address).status_code == 404, path


def test_a_settlement_of_another_matter_is_nowhere_to_be_found(
    owner: Client, settlement: Settlement, user: User
) -> None:
    other = MembershipFactory(user=user).matter
    for path in ("", "payments/", "payments.csv", "payments.xlsx", "accounting/", "progress/"):
        assert owner.get(f"/matters/{other.slug}/settlements/1/{path}").status_code == 404, path
    response = owner.post(f"/matters/{other.slug}/settlements/new/", FORM)
    assert response.status_code == 422  # run 1 is not a run of that matter
    assert other.settlements.count() == 0
