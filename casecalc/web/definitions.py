from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.definitions import save_definition
from casecalc.models import ClassDefinition, Matter
from casecalc.rules.definition_document import FORMAT
from casecalc.rules.refusals import DefinitionRefused
from casecalc.rules.sentences import definition_in_words

from .forms import DocumentForm, document_text
from .matter_view import SignedIn, matter_page, matter_view, posted

# What the editor shows before a matter has a definition: the parts, to be put in its own words.
STARTER: dict[str, Any] = {
    "format": FORMAT,
    "title": "",
    "statement": "",
    "citation": "",
    "class_period": {"from": "2023-01-01", "until": "2025-01-01"},
    "all_of": [
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US"]},
        {"id": "subscribed", "kind": "subscribed", "during": "class_period"},
        {
            "id": "disclosed",
            "kind": "disclosed",
            "where": {"during": "class_period", "without_consent": True},
        },
    ],
    "none_of": [{"id": "opted_out", "kind": "listed", "list": "opt_out"}],
    "subclasses": [],
}


@matter_view()
def show(request: SignedIn, matter: Matter, version: int | None = None) -> HttpResponse:
    """The latest version, or the one in the address."""
    versions = list(matter.definitions.select_related("created_by").order_by("-version"))
    definition = versions[0] if versions and version is None else None
    if version is not None:
        definition = get_object_or_404(matter.definitions, version=version)
    context: dict[str, Any] = {"definition": definition, "versions": versions}
    if definition:
        context["words"] = definition_in_words(definition.parsed, time_zone=matter.time_zone)
        context["text"] = document_text(definition.document)
    return matter_page(request, matter, "definitions/show.html", "definition", context)


@matter_view("GET", "POST", to=Capability.DECIDE)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    form = DocumentForm(posted(request), initial={"document": _latest_text(matter)})
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            saved = save_definition(
                matter=matter, document=document, by=request.user, now=timezone.now()
            )
        except DefinitionRefused as refusal:
            form.add_error("document", str(refusal))
        else:
            messages.success(request, f"Version {saved.version} is the latest class definition.")
            return redirect("definition", matter.slug)
    status = 422 if form.errors else 200
    context: dict[str, Any] = {"form": form}
    return matter_page(
        request, matter, "definitions/form.html", "definition", context, status=status
    )


def _latest_text(matter: Matter) -> str:
    latest: ClassDefinition | None = matter.definitions.order_by("version").last()
    return document_text(latest.document if latest else STARTER)
