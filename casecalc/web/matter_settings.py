from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.settings import SETTINGS, SettingsRefused, change_settings
from casecalc.models import Matter

from .forms import MatterSettingsForm
from .matter_view import SignedIn, matter_page, matter_view, posted


@matter_view("GET", "POST", to=Capability.MANAGE)
def edit(request: SignedIn, matter: Matter) -> HttpResponse:
    """What stands on the matter's exhibits beside figures; POST changes it."""
    initial = {name: getattr(matter, name) for name in SETTINGS}
    form = MatterSettingsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            changed = change_settings(
                matter=matter, settings=asked, by=request.user, now=timezone.now()
            )
        except SettingsRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(len(changed)))
            return redirect("matter_settings", matter.slug)
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "matters/settings.html", "settings", {"form": form}, status=status
    )


def _said(changed: int) -> str:
    if not changed:
        return "Nothing was changed."
    return "Saved. Exhibits made from now on say so; those made already keep what they say."
