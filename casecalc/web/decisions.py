from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.decisions import DecisionLine, record_decisions
from casecalc.models import Matter
from casecalc.rules.refusals import DecisionRefused

from .forms import IgnoreKeyForm, SamePersonForm
from .matter_view import SignedIn, matter_page, matter_view, page_of, posted


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    decisions = matter.decisions.select_related("recorded_by").order_by("-number")
    context = {"page": page_of(request, decisions)}
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
        record_decisions(matter=matter, lines=[line], by=request.user, now=timezone.now())
    except DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "The decision is on record and in force for later runs.")
    return True


def _form_page(request: SignedIn, matter: Matter, template: str, form: forms.Form) -> HttpResponse:
    status = 422 if form.errors else 200
    return matter_page(request, matter, template, "decisions", {"form": form}, status=status)
