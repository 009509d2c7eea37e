from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.theories import save_theory
from casecalc.models import Matter, Theory
from casecalc.rules.refusals import TheoryRefused
from casecalc.rules.sentences import claim_in_words, combination_in_words

from .forms import DocumentForm, document_text
from .matter_view import SignedIn, matter_page, matter_view, posted


@matter_view()
def show(request: SignedIn, matter: Matter, version: int | None = None) -> HttpResponse:
    """The latest version, or the one in the address."""
    versions = list(matter.theories.select_related("created_by").order_by("-version"))
    theory = versions[0] if versions and version is None else None
    if version is not None:
        theory = get_object_or_404(matter.theories, version=version)
    context: dict[str, Any] = {"theory": theory, "versions": versions}
    if theory:
        parsed = theory.parsed
        context["claims"] = [(claim, claim_in_words(claim)) for claim in parsed.claims]
        context["combination"] = combination_in_words(parsed)
        context["text"] = document_text(theory.document)
    return matter_page(request, matter, "theories/show.html", "theory", context)


@matter_view("GET", "POST", to=Capability.DECIDE)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    form = DocumentForm(posted(request), initial={"document": _latest_text(matter)})
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            saved = save_theory(
                matter=matter, document=document, by=request.user, now=timezone.now()
            )
        except TheoryRefused as refusal:
            form.add_error("document", str(refusal))
        else:
            messages.success(request, f"Version {saved.version} is the latest damages theory.")
            return redirect("theory", matter.slug)
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "theories/form.html", "theory", {"form": form}, status=status
    )


def _latest_text(matter: Matter) -> str:
    latest: Theory | None = matter.theories.order_by("version").last()
    return document_text(latest.document) if latest else ""
