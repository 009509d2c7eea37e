from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import CAPABILITIES, Capability
from casecalc.actions.people import LastOwner, set_membership
from casecalc.models import Matter, Role, User

from .forms import MembershipForm
from .matter_view import SignedIn, matter_page, matter_view, posted


@matter_view("GET", "POST", to_post=Capability.MANAGE)
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    """The members of a matter; POST adds one or changes a role."""
    form = MembershipForm(posted(request))
    if request.method == "POST" and form.is_valid() and _add(request, matter, form):
        return redirect("memberships", matter.slug)
    context = {
        "memberships": matter.memberships.select_related("user"),
        "roles": [
            (role.label, [str(c) for c in Capability if c in CAPABILITIES[role]]) for role in Role
        ],
        "form": form,
    }
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "memberships/index.html", "memberships", context, status=status
    )


@matter_view("POST", to=Capability.MANAGE)
def remove(request: SignedIn, matter: Matter, user_id: int) -> HttpResponse:
    membership = get_object_or_404(matter.memberships.select_related("user"), user_id=user_id)
    try:
        set_membership(
            matter=matter, user=membership.user, role=None, by=request.user, now=timezone.now()
        )
    except LastOwner as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{membership.user} is no longer a member of this matter.")
    if membership.user == request.user:
        return redirect("matters")
    return redirect("memberships", matter.slug)


def _add(request: SignedIn, matter: Matter, form: MembershipForm) -> bool:
    """Whether the member was added; the same answer for unknown and inactive people."""
    name = form.cleaned_data["username"].strip()
    found = User.objects.filter(Q(username=name) | Q(email__iexact=name), is_active=True)
    if len(found) != 1:
        form.add_error(
            "username",
            "Nobody of that username or email has been invited to this site. "
            "Ask whoever runs it to invite the person first.",
        )
        return False
    role = Role(form.cleaned_data["role"])
    try:
        set_membership(matter=matter, user=found[0], role=role, by=request.user, now=timezone.now())
    except LastOwner as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{found[0]} is now {role.label.lower()} of this matter.")
    return True
