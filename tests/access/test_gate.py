import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from casecalc.access.capabilities import CAPABILITIES, Capability
from casecalc.access.gate import capabilities_of, get_matter_or_404
from casecalc.models import Membership, Role
from tests.factories import MembershipFactory, UserFactory


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("capability", Capability)
def test_members_may_do_what_their_role_says_and_get_403_otherwise(matter, role, capability):
    member = MembershipFactory(matter=matter, role=role).user
    if capability in CAPABILITIES[role]:
        assert get_matter_or_404(member, matter.slug, to=capability) == matter
    else:
        with pytest.raises(PermissionDenied):
            get_matter_or_404(member, matter.slug, to=capability)


def test_every_role_may_view_and_only_owners_manage():
    assert set(CAPABILITIES) == set(Role)
    assert all(Capability.VIEW in capabilities for capabilities in CAPABILITIES.values())
    assert [role for role in Role if Capability.MANAGE in CAPABILITIES[role]] == [Role.OWNER]


def test_outsiders_get_404_whether_the_matter_exists_or_not(matter):
    outsider = MembershipFactory().user
    for slug in (matter.slug, "no-such-matter"):
        with pytest.raises(Http404):
            get_matter_or_404(outsider, slug)


def test_superusers_see_no_matter_of_which_they_are_no_member(matter):
    root = UserFactory(is_superuser=True, is_staff=True)
    with pytest.raises(Http404):
        get_matter_or_404(root, matter.slug)
    assert capabilities_of(root, matter) == frozenset()


def test_anonymous_and_inactive_people_get_404(matter, user):
    with pytest.raises(Http404):
        get_matter_or_404(AnonymousUser(), matter.slug)
    user.is_active = False
    with pytest.raises(Http404):
        get_matter_or_404(user, matter.slug)
    assert capabilities_of(user, matter) == frozenset()


def test_a_removed_member_is_an_outsider_at_once(matter, user):
    Membership.objects.filter(user=user).delete()
    with pytest.raises(Http404):
        get_matter_or_404(user, matter.slug)
