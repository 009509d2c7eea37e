from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.named_plaintiffs import (
    LONGEST_NAME,
    LONGEST_VALUE,
    PlaintiffRefused,
    name_plaintiff,
    withdraw_plaintiff,
)
from casecalc.models import Matter, NamedPlaintiff
from casecalc.queries.control import control_of, plaintiffs_of
from casecalc.queries.runs import latest_run

from .matter_view import SignedIn, matter_page, matter_view, posted


class PlaintiffForm(forms.Form):
    name = forms.CharField(
        max_length=LONGEST_NAME,
        help_text="As in the caption. It stands on pages and in sealed exhibits only.",
    )
    key = forms.ChoiceField(label="Kind of key", choices=NamedPlaintiff.Key.choices)
    value = forms.CharField(
        max_length=LONGEST_VALUE,
        label="Key",
        help_text="One member id, email or email hash of this person, as a roster has it. Public "
        "exhibits show neither name nor key.",
    )


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    run = latest_run(matter)
    control = control_of(run) if run else None
    found = {one.result.number: one for one in control.plaintiffs} if control else {}
    context = {
        "plaintiffs": [(one, found.get(one.number)) for one in plaintiffs_of(matter)],
        "control": control,
        "run": run,
    }
    return _page(request, matter, "named_plaintiffs/index.html", context)


@matter_view("GET", "POST", to=Capability.DECIDE)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    form = PlaintiffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            name_plaintiff(matter=matter, **form.cleaned_data, by=request.user, now=timezone.now())
        except PlaintiffRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "On the list: every later run looks for this person.")
            return redirect("named_plaintiffs", matter.slug)
    status = 422 if form.errors else 200
    return _page(request, matter, "named_plaintiffs/form.html", {"form": form}, status=status)


@matter_view("POST", to=Capability.DECIDE)
def withdraw(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    if not matter.named_plaintiffs.filter(number=number).exists():
        raise Http404
    try:
        withdraw_plaintiff(matter=matter, number=number, by=request.user, now=timezone.now())
    except PlaintiffRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Off the list: later runs do not look for this person.")
    return redirect("named_plaintiffs", matter.slug)


def _page(
    request: SignedIn, matter: Matter, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return matter_page(request, matter, template, "named_plaintiffs", context, status=status)
