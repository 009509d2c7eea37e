"""Every page: nothing for axe to find, a silent console, no sideways scrolling."""

from datetime import datetime

import pytest

from casecalc.models import Matter, User
from tests.factories import MembershipFactory
from tests.web import worlds

from .conftest import DESKTOP, PHONE, Visit

PAGES = [
    "",
    "imports/",
    "imports/new/",
    "imports/1/",
    "imports/1/withdraw/",
    "definition/",
    "definition/new/",
    "theory/",
    "theory/new/",
    "theory/new/?as=json",
    "theory/catalogue/",
    "decisions/",
    "decisions/ignored-key/",
    "decisions/same-person/",
    "decisions/1/approval/",
    "decisions/approval/",
    "plaintiffs/",
    "plaintiffs/new/",
    "samples/",
    "samples/1/",
    "samples/1/{sampled}/",
    "people/",
    "runs/",
    "runs/1/",
    "runs/1/figures/",
    "runs/1/members/?q=a&outcome=ineligible",
    "runs/1/members/P1/",
    "runs/1/members/P2/",
    "runs/1/members/P4/",
    "runs/1/disclosures/",
    "runs/1/review/",
    "scenarios/",
    "scenarios/new/",
    "scenarios/1/",
    "settlements/",
    "settlements/new/",
    "settlements/1/",
    "settlements/1/payments/",
    "settlements/1/accounting/",
    "settlements/1/accounting/1/",
    "settlements/1/accounting/new/",
    "exhibits/",
    "exhibits/new/accounting/",
    "exhibits/new/",
    "exhibits/new/decisions/",
    "exhibits/new/set/",
    "exhibits/1/filed/",
    "exhibits/1/",
    "runs/1/bundles/",
    "bundles/1/",
    "audit/",
    "settings/",
]
SITE = [
    "/",
    "/new-matter/",
    "/accounts/2fa/",
    "/accounts/password/change/",
    "/accounts/email/",
]
# The one thing that Chromium itself says about a form whose fields the sign-in library chose.
BROWSER_ADVICE = "Password forms should have (optionally hidden) username fields"
LIGHT_DESKTOP = {"viewport": DESKTOP, "color_scheme": "light"}
DARK_PHONE = {"viewport": PHONE, "color_scheme": "dark", "has_touch": True}


@pytest.mark.parametrize("visit", [LIGHT_DESKTOP, DARK_PHONE], indirect=True, ids=["desk", "phone"])
def test_every_page_is_accessible_silent_and_fits(
    visit: Visit, transactional_db, matter: Matter, user: User, now: datetime
) -> None:
    matter.is_demonstration = True
    matter.save()
    worlds.with_evidence(matter, user, now)
    worlds.with_plaintiffs(matter, user, now)
    run = worlds.with_run(matter, user, now)
    worlds.with_exhibit(run, user, now)
    worlds.with_bundle(run, user, now)
    worlds.with_scenarios(run, user, now)
    worlds.with_settlement(run, user, now)
    sampled = f"P{worlds.with_sample(run, user, now).persons[0]}"
    matter.requires_override_approval = True
    matter.save()
    worlds.with_override(matter, MembershipFactory(matter=matter).user, now)
    wrong: list[str] = []
    visit.go("/accounts/login/")
    wrong += [f"sign in: {fault}" for fault in visit.faults()]
    visit.sign_in(user.username)
    pages = [f"/matters/{matter.slug}/{page.format(sampled=sampled)}" for page in PAGES]
    for path in [*SITE, *pages]:
        visit.go(path)
        wrong += [f"{path}: {fault}" for fault in visit.faults()]
        if visit.overflow() > 0:
            wrong.append(f"{path}: {visit.overflow()} pixels too wide")
        wrong += [f"{path} says: {line}" for line in visit.said if BROWSER_ADVICE not in line]
        visit.said.clear()
    assert wrong == []


def test_text_from_files_runs_nowhere(
    visit: Visit, transactional_db, matter: Matter, user: User, now: datetime
) -> None:
    worlds.with_evidence(matter, user, now)
    worlds.with_run(matter, user, now)
    visit.page.on("dialog", lambda dialog: visit.said.append(dialog.message))
    visit.sign_in(user.username)
    visit.go(f"/matters/{matter.slug}/runs/1/members/P5/")
    assert visit.page.get_by_role("heading", level=1).inner_text().startswith("<script>")
    assert visit.said == []
