"""Who may do what: every address × role × method, in one table. An address that is missing fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casecalc.access.capabilities import CAPABILITIES, Capability
from casecalc.models import Exhibit, Matter, Role, Run, User
from tests.factories import CREATED, MembershipFactory, UserFactory

from . import worlds
from .conftest import signed_in

SIGN_IN = "/accounts/login/"
VIEW, IMPORT, DECIDE = Capability.VIEW, Capability.IMPORT, Capability.DECIDE
RUN, EXHIBIT, MANAGE = Capability.RUN, Capability.EXHIBIT, Capability.MANAGE


@dataclass(frozen=True)
class Rule:
    """What an address of a matter needs, per method (None: not a method of it), and what someone
    who may gets. `args` follow the slug."""

    get: Capability | None
    post: Capability | None = None
    args: tuple[object, ...] = ()
    got: int = 200
    posted: int = 422


MATTER = {
    "matter": Rule(VIEW),
    "imports": Rule(VIEW),
    "new_import": Rule(IMPORT, IMPORT),
    "import": Rule(VIEW, args=(1,)),
    "import_progress": Rule(VIEW, args=(1,)),
    "import_again": Rule(None, IMPORT, args=(1,), posted=404),
    "rejected_rows": Rule(VIEW, args=(1,)),
    "withdraw_import": Rule(IMPORT, IMPORT, args=(1,)),
    "definition": Rule(VIEW),
    "new_definition": Rule(DECIDE, DECIDE),
    "definition_version": Rule(VIEW, args=(1,)),
    "theory": Rule(VIEW),
    "new_theory": Rule(DECIDE, DECIDE),
    "theory_version": Rule(VIEW, args=(1,)),
    "read_theory": Rule(None, DECIDE, posted=200),
    "theory_catalogue": Rule(VIEW),
    "decisions": Rule(VIEW),
    "new_ignored_key": Rule(DECIDE, DECIDE),
    "new_same_person": Rule(DECIDE, DECIDE),
    "override_word": Rule(DECIDE, DECIDE, args=("{override}",)),
    "override_approval": Rule(MANAGE, MANAGE),
    "named_plaintiffs": Rule(VIEW),
    "new_named_plaintiff": Rule(DECIDE, DECIDE),
    "withdraw_named_plaintiff": Rule(None, DECIDE, args=(1,), posted=302),
    "samples": Rule(VIEW, RUN),
    "sample": Rule(VIEW, args=(1,)),
    "finish_sample": Rule(None, DECIDE, args=(1,), posted=302),
    "sample_person": Rule(VIEW, RUN, args=(1, "{sampled}")),
    "runs": Rule(VIEW, RUN, posted=302),
    "run": Rule(VIEW, args=(1,)),
    "run_figures": Rule(VIEW, args=(1,)),
    "run_progress": Rule(VIEW, args=(1,)),
    "run_again": Rule(None, RUN, args=(1,), posted=404),
    "members": Rule(VIEW, args=(1,)),
    "members_csv": Rule(VIEW, args=(1,)),
    "members_xlsx": Rule(VIEW, args=(1,)),
    "member": Rule(VIEW, args=(1, 1)),
    "override": Rule(None, DECIDE, args=(1, 1)),
    "events": Rule(VIEW, args=(1,)),
    "review": Rule(VIEW, args=(1,)),
    "scenarios": Rule(VIEW),
    "new_scenarios": Rule(RUN, RUN),
    "scenarios_page": Rule(VIEW, args=(1,)),
    "scenarios_progress": Rule(VIEW, args=(1,)),
    "scenarios_again": Rule(None, RUN, args=(1,), posted=404),
    "exhibits": Rule(VIEW),
    "new_exhibit": Rule(EXHIBIT),
    "make_exhibit": Rule(EXHIBIT, EXHIBIT, args=("summary",)),
    "make_set": Rule(EXHIBIT, EXHIBIT),
    "exhibit_filed": Rule(EXHIBIT, EXHIBIT, args=(1,)),
    "settlements": Rule(VIEW),
    "new_settlement": Rule(RUN, RUN),
    "settlement": Rule(VIEW, args=(1,)),
    "settlement_progress": Rule(VIEW, args=(1,)),
    "settlement_again": Rule(None, RUN, args=(1,), posted=404),
    "payments": Rule(VIEW, args=(1,)),
    "payments_csv": Rule(EXHIBIT, args=(1,)),
    "payments_xlsx": Rule(EXHIBIT, args=(1,)),
    "accounting": Rule(VIEW, args=(1,)),
    "new_accounting": Rule(RUN, RUN, args=(1,), posted=302),
    "accounting_version": Rule(VIEW, args=(1, 1)),
    "exhibit": Rule(VIEW, args=(1,)),
    "exhibit_progress": Rule(VIEW, args=(1,)),
    "exhibit_again": Rule(None, EXHIBIT, args=(1,), posted=404),
    "exhibit_file": Rule(VIEW, args=(1, "{file}")),
    "bundles": Rule(VIEW, EXHIBIT, args=(1,), posted=302),
    "bundle": Rule(VIEW, args=(1,)),
    "bundle_progress": Rule(VIEW, args=(1,)),
    "bundle_again": Rule(None, EXHIBIT, args=(1,), posted=404),
    "bundle_file": Rule(EXHIBIT, args=(1,)),
    "memberships": Rule(VIEW, MANAGE),
    "remove_membership": Rule(None, MANAGE, args=("{user}",), posted=302),
    "audit_trail": Rule(MANAGE),
    "matter_settings": Rule(MANAGE, MANAGE),
}
# For whoever is signed in, member of a matter or not.
SIGNED_IN = {"matters": (200, 405), "new_matter": (200, 422)}
# The library's pages: (anonymous, signed in) on GET. They show nobody but oneself.
ACCOUNT = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 200),
    "account_email": (302, 200),
    "account_email_verification_sent": (200, 200),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
}
ACCOUNT_ARGS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
    "account_confirm_email": {"key": "no-such-key"},
}


def names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)
        else:
            yield from names(pattern)


def test_every_address_is_in_the_table() -> None:
    assert sorted(names(get_resolver())) == sorted([*MATTER, *SIGNED_IN, *ACCOUNT])


@pytest.fixture
def exhibit(run: Run, user: User, now: datetime) -> Exhibit:
    worlds.with_scenarios(run, user, now)
    worlds.with_bundle(run, user, now)
    worlds.with_settlement(run, user, now)
    return worlds.with_exhibit(run, user, now)


@pytest.fixture
def sampled(matter: Matter, run: Run, user: User, now: datetime) -> int:
    """A person of the matter's sample; a named plaintiff is there too."""
    worlds.with_plaintiffs(matter, user, now)
    return int(worlds.with_sample(run, user, now).persons[0])


@pytest.fixture
def browsers(matter: Matter, user: User) -> dict[str, Client]:
    """One browser for every kind of person."""
    found = {"anonymous": Client(), "owner": signed_in(user)}
    for role in (Role.ATTORNEY, Role.PARALEGAL, Role.VIEWER):
        found[str(role)] = signed_in(MembershipFactory(matter=matter, role=role).user)
    elsewhere = MembershipFactory(role=Role.OWNER).user
    found["outsider"] = signed_in(elsewhere)
    found["superuser"] = signed_in(UserFactory(is_superuser=True, is_staff=True))
    return found


def expected(rule: Rule, who: str, method: str) -> int:
    """The status for one person and method. Outsiders see the same whatever the matter has."""
    needed = rule.get if method == "get" else rule.post
    if who == "anonymous":
        return 302
    if needed is None:
        return 405
    if who in ("outsider", "superuser"):
        return 404
    if needed not in CAPABILITIES[who]:
        return 403
    return rule.got if method == "get" else rule.posted


def test_every_address_of_a_matter_answers_each_role_as_the_table_says(
    matter: Matter, exhibit: Exhibit, sampled: int, browsers: dict[str, Client], user: User
) -> None:
    stranger = MembershipFactory(matter=matter, role=Role.VIEWER).user
    override = worlds.with_override(matter, stranger, CREATED)
    values = {
        "{file}": exhibit.file_name,
        "{user}": stranger.pk,
        "{override}": override.number,
        "{sampled}": sampled,
    }
    wrong = []
    for name, rule in MATTER.items():
        args = [values.get(str(part), part) for part in rule.args]
        address = reverse(name, args=[matter.slug, *args])
        for who, browser in browsers.items():
            for method in ("get", "post"):
                with transaction.atomic():
                    response = getattr(browser, method)(address)
                    transaction.set_rollback(True)
                if response.status_code != expected(rule, who, method):
                    wrong.append(f"{method} {name} as {who}: {response.status_code}")
                if who == "anonymous" and not response["Location"].startswith(SIGN_IN):
                    wrong.append(f"{method} {name} as {who}: sent to {response['Location']}")
    assert wrong == []


def test_other_methods_are_refused_everywhere(matter: Matter, run: Run, owner: Client) -> None:
    wrong = []
    for name, rule in MATTER.items():
        args = [1 if isinstance(part, str) else part for part in rule.args]
        address = reverse(name, args=[matter.slug, *args])
        for method in ("put", "patch", "delete"):
            status = getattr(owner, method)(address).status_code
            if status != 405:
                wrong.append(f"{method} {name}: {status}")
    assert wrong == []


def test_a_matter_that_does_not_exist_looks_like_one_that_is_not_yours(
    matter: Matter, browsers: dict[str, Client]
) -> None:
    outsider = browsers["outsider"]
    there = outsider.get(f"/matters/{matter.slug}/")
    nowhere = outsider.get("/matters/no-such-matter/")
    assert there.status_code == nowhere.status_code == 404
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub(b"", there.content) == token.sub(b"", nowhere.content)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_outside_a_matter_need_a_person(name: str, browsers: dict[str, Client]) -> None:
    get, post = SIGNED_IN[name]
    for who, browser in browsers.items():
        statuses = (browser.get(reverse(name)).status_code, browser.post(reverse(name)).status_code)
        assert statuses == ((302, 302) if who == "anonymous" else (get, post)), who


@pytest.mark.django_db
def test_account_pages_answer_as_the_table_says() -> None:
    wrong = []
    for name, (stranger, person) in ACCOUNT.items():
        address = reverse(name, kwargs=ACCOUNT_ARGS.get(name))
        for client, status in ((Client(), stranger), (signed_in(UserFactory()), person)):
            got = client.get(address).status_code
            if got != status:
                wrong.append(f"{name}: {got}, not {status}")
    assert wrong == []


def test_matters_list_only_ones_own(matter: Matter, browsers: dict[str, Client]) -> None:
    assert matter.title in browsers["viewer"].get("/").content.decode()
    for who in ("outsider", "superuser"):
        assert f"/matters/{matter.slug}/" not in browsers[who].get("/").content.decode()


def test_numbers_of_another_matter_lead_nowhere(
    matter: Matter, run: Run, user: User, owner: Client, now: datetime
) -> None:
    other = MembershipFactory(user=user).matter
    for name in ("import", "run", "members", "events", "review", "rejected_rows", "members_csv"):
        assert owner.get(reverse(name, args=[other.slug, 1])).status_code == 404, name
        assert owner.get(reverse(name, args=[matter.slug, 1])).status_code == 200, name


def test_a_removed_member_is_out_at_once(matter: Matter, browsers: dict[str, Client]) -> None:
    viewer = browsers["viewer"]
    assert viewer.get(f"/matters/{matter.slug}/").status_code == 200
    matter.memberships.filter(role=Role.VIEWER).delete()
    assert viewer.get(f"/matters/{matter.slug}/").status_code == 404
