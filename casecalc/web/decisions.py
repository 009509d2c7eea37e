from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.decisions import DecisionLine, record_decisions
from casecalc.models import Decision, Matter
from casecalc.queries.decisions import as_they_stand, awaiting_approval, with_approvals
from casecalc.rules.refusals import DecisionRefused

from .forms import IgnoreKeyForm, SamePersonForm
from .matter_view import SignedIn, matter_page, matter_view, page_of, posted

_IN_FORCE = "The decision is on record and in force for later runs."
_AWAITING = "The override is on record. It counts nowhere until somebody else approves it."


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    """What was decided and how it stands; with `?awaiting=1` only what awaits approval."""
    awaiting = awaiting_approval(matter)
    is_short = "awaiting" in request.GET
    chosen = awaiting if is_short else with_approvals(matter, Decision.objects.all())
    page = page_of(request, chosen.order_by("-number"))
    context = {
        "page": page,
        "recorded": as_they_stand(matter, page.object_list),
        "awaiting": awaiting.count(),
        "is_short": is_short,
    }
    return matter_page(request, matter, "decisions/index.html", "decisions", context)


@matter_view("GET", "POST", to=Capability.DECIDE)
def new_ignored_key(request: SignedIn, matter: Matter) -> HttpResponse:
    form = IgnoreKeyForm(posted(request), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        document = {"kind": "ignore_key", **form.cleaned_data}
        if record_from_form(request, matter, form, document):
            return redirect("decisions", matter.slug)
    return _form_page(request, matter, "decisions/ignore_key.html", form)


@matter_view("GET", "POST", to=Capability.DECIDE)
def new_same_person(request: SignedIn, matter: Matter) -> HttpResponse:
    form = SamePersonForm(posted(request), initial={"rows": "\n".join(request.GET.getlist("row"))})
    if request.method == "POST" and form.is_valid():
        document = {"kind": "same_person", **form.cleaned_data}
        if record_from_form(request, matter, form, document):
            return redirect("decisions", matter.slug)
    return _form_page(request, matter, "decisions/same_person.html", form)


def record_from_form(
    request: SignedIn, matter: Matter, form: forms.Form, document: dict[str, Any]
) -> bool:
    """Record one decision; a refusal becomes an error of the form."""
    line = DecisionLine("This decision", document)
    try:
        (recorded,) = record_decisions(
            matter=matter, lines=[line], by=request.user, now=timezone.now()
        )
    except DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    (standing,) = as_they_stand(recorded.matter, [recorded])
    messages.success(request, _AWAITING if standing.is_awaiting else _IN_FORCE)
    return True


def _form_page(request: SignedIn, matter: Matter, template: str, form: forms.Form) -> HttpResponse:
    status = 422 if form.errors else 200
    return matter_page(request, matter, template, "decisions", {"form": form}, status=status)
