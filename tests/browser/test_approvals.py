"""A second person approves an override by clicks, without scripts too."""

import pytest

from casecalc.models import Approval, Matter, Role, User
from tests.factories import MembershipFactory
from tests.web import worlds

from .conftest import DESKTOP, Visit

WITHOUT_SCRIPTS = {"viewport": DESKTOP, "java_script_enabled": False}


@pytest.mark.parametrize(
    "visit", [{"viewport": DESKTOP}, WITHOUT_SCRIPTS], indirect=True, ids=["scripts", "no scripts"]
)
def test_from_switching_the_requirement_on_to_an_approved_override(
    visit: Visit, transactional_db, matter: Matter, user: User, now
) -> None:
    author = MembershipFactory(matter=matter, role=Role.ATTORNEY).user
    worlds.with_evidence(matter, user, now)
    worlds.with_run(matter, user, now)
    page = visit.page
    visit.sign_in(user.username)
    visit.go(f"/matters/{matter.slug}/decisions/")
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Reason").fill("firm policy")
    page.get_by_role("button", name="Require approval").click()
    page.get_by_text("an override needs a second person’s approval").wait_for()
    worlds.with_override(matter, author, now)

    visit.go(f"/matters/{matter.slug}/")
    page.get_by_role("link", name="Approve or decline 1 override").click()
    page.get_by_role("link", name="Approve or decline decision 1").click()
    page.get_by_role("button", name="Decline").click()
    page.get_by_text("The reason is blank").wait_for()
    page.get_by_role("link", name="P4 of run 1").wait_for()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("Decision 1 is approved, for later runs.").wait_for()
    assert Approval.objects.get().recorded_by == user
    assert [line for line in visit.said if "422" not in line] == []
