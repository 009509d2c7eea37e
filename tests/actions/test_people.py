import pytest

from casecalc.actions.people import (
    LastOwner,
    PersonRefused,
    create_user,
    set_membership,
    system_user,
)
from casecalc.models import AuditEvent, Membership, Role, User
from tests.acceptance.commands import command
from tests.factories import MembershipFactory, UserFactory

PASSWORD = "a long enough sentence"


def test_an_invited_person_chooses_a_password_on_the_page_that_is_printed(db, client):
    answer = command("create_user", "ann", "--email", "ann@example.com").json
    assert not User.objects.get(username="ann").has_usable_password()
    page = client.get(answer["invitation"], follow=True)
    chosen = client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert chosen.status_code == 302
    assert client.login(username="ann", password=PASSWORD)
    assert client.get(answer["invitation"], follow=True).context["token_fail"]


def test_a_password_can_come_from_the_environment(db, monkeypatch, client):
    arguments = ("create_user", "ann", "--email", "ann@example.com", "--password-from-env")
    assert command(*arguments).status == 2
    monkeypatch.setenv("CASECALC_PASSWORD", PASSWORD)
    assert command(*arguments).json == {"user": "ann"}
    assert client.login(username="ann", password=PASSWORD)


@pytest.mark.parametrize(
    ("username", "email", "password"),
    [
        ("ann", "other@example.com", None),
        ("other", "ANN@example.com", None),
        ("other", "", None),
        ("other", "not an address", None),
        ("a b", "other@example.com", None),
        ("other", "other@example.com", "short"),
        ("other", "other@example.com", "123456789012"),
    ],
)
def test_a_person_that_cannot_be_invited_is_refused_with_nothing_written(
    db, now, username, email, password
):
    ann = UserFactory(username="ann", email="ann@example.com")
    with pytest.raises(PersonRefused):
        create_user(username=username, email=email, password=password, by=ann, now=now)
    assert User.objects.count() == 1
    assert not AuditEvent.objects.exists()


def test_roles_are_given_changed_and_taken_away(matter, user, now):
    ann = UserFactory(username="ann")
    command("set_membership", matter.slug, "ann", "--role", "viewer")
    assert Membership.objects.get(user=ann).role == Role.VIEWER
    command("set_membership", matter.slug, "ann", "--role", "attorney")
    assert Membership.objects.get(user=ann).role == Role.ATTORNEY
    command("set_membership", matter.slug, "ann", "--role", "none")
    assert not Membership.objects.filter(user=ann).exists()
    assert AuditEvent.objects.filter(action="set_membership").count() == 3


def test_the_last_owner_stays(matter, user, now):
    for role in (Role.VIEWER, None):
        with pytest.raises(LastOwner):
            set_membership(matter=matter, user=user, role=role, by=user, now=now)
    MembershipFactory(matter=matter, role=Role.OWNER)
    set_membership(matter=matter, user=user, role=None, by=user, now=now)
    assert matter.memberships.get().user != user


def test_the_system_user_cannot_sign_in(db, client):
    system, is_new = system_user()
    assert is_new
    assert (system.is_active, system.has_usable_password()) == (False, False)
    assert system_user() == (system, False)
