"""The gate that every page, download and job of a matter goes through."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from casecalc.models import Matter, Membership, User

from .capabilities import CAPABILITIES, Capability


def get_matter_or_404(
    user: User | AnonymousUser, slug: str, *, to: Capability = Capability.VIEW
) -> Matter:
    """The matter in which `user` may do `to`.

    Raises Http404 for everyone who is no member, whether the matter exists or not, and
    PermissionDenied for a member whose role does not allow it. Superusers are outsiders too.
    """
    if not user.is_authenticated or not user.is_active:
        raise Http404
    membership = (
        Membership.objects.filter(user=user, matter__slug=slug).select_related("matter").first()
    )
    if membership is None:
        raise Http404
    if to not in CAPABILITIES[membership.role]:
        raise PermissionDenied
    return membership.matter


def capabilities_of(user: User | AnonymousUser, matter: Matter) -> frozenset[Capability]:
    """What `user` may do in `matter`; nothing for an outsider."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    membership = Membership.objects.filter(user=user, matter=matter).first()
    return CAPABILITIES[membership.role] if membership else frozenset()
