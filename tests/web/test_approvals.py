"""Approval of overrides on pages: shown as pending everywhere, counted nowhere, one word each."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from casecalc.models import Approval, Decision, Matter, Role, Run, User
from tests.factories import MembershipFactory, UserFactory

from . import worlds
from .conftest import signed_in

Page = Callable[..., str]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def attorney(matter: Matter) -> User:
    return MembershipFactory(
        matter=matter, user=UserFactory(username="attorney"), role=Role.ATTORNEY
    ).user


@pytest.fixture
def waiting(matter: Matter, run: Run, attorney: User, now: datetime) -> Decision:
    """An override of P4 by the attorney, in a matter that asks for a second person's approval."""
    matter.requires_override_approval = True
    matter.save()
    return worlds.with_override(matter, attorney, now)


@pytest.fixture
def address(matter: Matter) -> str:
    return f"/matters/{matter.slug}/decisions/1/approval/"


def test_an_override_that_awaits_approval_is_shown_wherever_it_matters(
    page: Page, waiting: Decision
) -> None:
    assert "awaiting approval in no figure until then" in words(page("decisions/"))
    member = words(page("runs/1/members/P4/"))
    assert "An override to eligible awaits approval and counts nowhere." in member
    review = words(page("runs/1/review/"))
    assert "Overrides that await approval" in review and "P4" in review
    overview = words(page(""))
    assert "Approve or decline 1 override" in overview
    assert "2 undetermined; 1 override awaits approval" in overview
    listed = words(page("runs/1/members/"))
    assert listed.count("override awaits approval") == 1
    assert "undetermined override awaits approval" in listed
    assert "is stale" not in words(page("runs/1/"))


def test_only_those_who_may_approve_are_asked_to(
    matter: Matter, waiting: Decision, attorney: User
) -> None:
    viewer = MembershipFactory(matter=matter, role=Role.VIEWER).user
    for person in (attorney, viewer):
        text = words(signed_in(person).get(f"/matters/{matter.slug}/").content.decode())
        assert "Approve or decline" not in text
    listed = words(signed_in(attorney).get(f"/matters/{matter.slug}/decisions/").content.decode())
    assert "somebody else may approve it" in listed


def test_approving_brings_it_into_force_for_the_next_run(
    owner: Client, page: Page, matter: Matter, waiting: Decision, address: str, user: User, now
) -> None:
    assert owner.post(address, {"verdict": "approved"}).status_code == 302
    approval = Approval.objects.get()
    assert (approval.verdict, approval.recorded_by) == ("approved", user)
    assert "in force approved by owner" in words(page("decisions/"))
    assert "is in force from the next run on, approved by owner." in words(
        page("runs/1/members/P4/")
    )
    assert "An override was approved after this run." in words(page("runs/1/"))
    worlds.with_run(matter, user, now)
    member = words(page("runs/2/members/P4/"))
    assert "Outcome decided by hand: eligible, by attorney" in member
    assert "approved by owner" in member
    assert "of which 1 override, 1 approved by a second person" in words(page("runs/2/"))


def test_a_run_says_how_many_overrides_awaited_approval(
    page: Page, matter: Matter, waiting: Decision, user: User, now
) -> None:
    worlds.with_run(matter, user, now)
    assert "Overrides that awaited approval 1 in no figure of this run" in words(page("runs/2/"))
    assert "Decided by hand 0 1 override awaited approval" in words(page("runs/2/"))


def test_declining_needs_a_reason(
    owner: Client, page: Page, waiting: Decision, address: str
) -> None:
    refused = owner.post(address, {"verdict": "declined"})
    assert refused.status_code == 422
    assert "The reason is blank; say why the override is declined." in words(
        refused.content.decode()
    )
    assert owner.post(address, {"verdict": "declined", "reason": "not so"}).status_code == 302
    assert "declined by owner" in words(page("decisions/"))
    assert "awaits approval" not in words(page("runs/1/members/P4/"))
    again = owner.post(address, {"verdict": "approved"})
    assert again.status_code == 422
    assert "was declined by owner already" in words(again.content.decode())
    assert Approval.objects.count() == 1


def test_nobody_approves_what_is_their_own(
    matter: Matter, waiting: Decision, attorney: User, address: str
) -> None:
    author = signed_in(attorney)
    shown = author.get(address).content.decode()
    assert "somebody else has to approve or decline it" in words(shown)
    assert "<textarea" not in shown
    refused = author.post(address, {"verdict": "approved"})
    assert refused.status_code == 422
    assert not Approval.objects.exists()


def test_a_declined_override_that_held_says_so_on_the_members_page(
    owner: Client, page: Page, matter: Matter, run: Run, attorney: User, user: User, now
) -> None:
    worlds.with_override(matter, attorney, now)
    worlds.with_run(matter, user, now)
    owner.post(f"/matters/{matter.slug}/decisions/1/approval/",
               {"verdict": "declined", "reason": "wrong row"})  # fmt: skip
    text = words(page("runs/2/members/P4/"))
    assert "Declined since by owner: “ wrong row ” In the next run it is not in force." in text
    assert "An override was declined after this run." in text


def test_the_list_can_be_cut_to_what_awaits_approval(
    page: Page, matter: Matter, waiting: Decision, user: User, now
) -> None:
    document = {"kind": "ignore_key", "key": "member_id", "value": "x1", "reason": "shared desk"}
    Decision.objects.create(
        matter=matter, number=2, kind="ignore_key", document=document, recorded_at=now,
        recorded_by=user,
    )  # fmt: skip
    assert "shared desk" in page("decisions/")
    assert "shared desk" not in page("decisions/", awaiting="1")


def test_an_owner_switches_the_requirement_with_a_reason(
    owner: Client, page: Page, matter: Matter, run: Run
) -> None:
    path = f"/matters/{matter.slug}/decisions/approval/"
    assert owner.post(path, {"switch": "on", "reason": ""}).status_code == 422
    assert owner.post(path, {"switch": "on", "reason": "firm policy"}).status_code == 302
    matter.refresh_from_db()
    assert matter.requires_override_approval
    assert "only once somebody other than its author has approved it" in words(page("decisions/"))
    overtaken = owner.post(path, {"switch": "on", "reason": "firm policy"})
    assert overtaken.status_code == 422
    assert "is required already" in words(overtaken.content.decode())


def test_an_override_recorded_on_a_page_says_that_it_waits(
    matter: Matter, waiting: Decision, attorney: User
) -> None:
    path = f"/matters/{matter.slug}/runs/1/members/P5/override/"
    answer = signed_in(attorney).post(
        path, {"outcome": "ineligible", "reason": "seen"}, follow=True
    )
    text = words(answer.content.decode())
    assert "It counts nowhere until somebody else approves it." in text
    assert "An override to ineligible awaits approval" in text


def test_joins_and_unknown_numbers_have_no_approval_page(
    owner: Client, matter: Matter, run: Run, user: User, now
) -> None:
    document = {"kind": "ignore_key", "key": "member_id", "value": "x1", "reason": "shared"}
    Decision.objects.create(
        matter=matter, number=1, kind="ignore_key", document=document, recorded_at=now,
        recorded_by=user,
    )  # fmt: skip
    for number in (1, 2):
        path = f"/matters/{matter.slug}/decisions/{number}/approval/"
        assert owner.get(path).status_code == 404
