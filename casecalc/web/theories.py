from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.theories import save_theory
from casecalc.models import Matter, Theory
from casecalc.rules.refusals import TheoryRefused
from casecalc.rules.regimes import CATALOGUE, regime_of, theory_from
from casecalc.rules.sentences import claim_in_words, combination_in_words
from casecalc.rules.theory import DEFAULT_DOCUMENT, parse_theory
from casecalc.rules.theory import Theory as ParsedTheory
from casecalc.rules.theory_changes import changes

from .forms import DocumentForm, document_text
from .matter_view import SignedIn, matter_page, matter_view, posted
from .theory_editor import MOST_CLAIMS, CatalogueForm, TheoryEditor, edited, is_same_meaning


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
        before = matter.theories.filter(version=theory.version - 1).first()
        context |= _reading(parsed) | {
            "text": document_text(theory.document),
            "before": before,
            "changes": changes(before.parsed, parsed) if before else (),
        }
    return matter_page(request, matter, "theories/show.html", "theory", context)


@matter_view()
def catalogue(request: SignedIn, matter: Matter) -> HttpResponse:
    """The regimes that a theory can be made from."""
    entries = []
    for regime in CATALOGUE:
        parsed = parse_theory(theory_from([regime.id]))
        entries.append((regime, _reading(parsed)))
    return matter_page(request, matter, "theories/catalogue.html", "theory", {"entries": entries})


@matter_view("GET", "POST", to=Capability.DECIDE)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    """The editor; as JSON for experts. Either way the next version of the theory."""
    if "document" in request.POST or request.GET.get("as") == "json":
        return _new_as_json(request, matter)
    if request.method != "POST":
        return _begin(request, matter, _start(request, matter))
    typed = TheoryEditor.of_post(request.POST)
    do = request.POST.get("do", "save")
    if do not in ("save", "read"):
        try:
            changed = edited(typed.document, do, request.POST.get("regime", ""))
        except TheoryRefused:
            raise Http404 from None
        return _editor_page(request, matter, TheoryEditor.of_document(changed))
    theory = typed.checked()
    if theory is None or do == "read":
        return _editor_page(request, matter, typed)
    return _saved(request, matter, typed.document)


@matter_view("POST", to=Capability.DECIDE)
def read(request: SignedIn, matter: Matter) -> HttpResponse:
    """The reading of what is typed, for the side of the editor; nothing is saved."""
    editor = TheoryEditor.of_post(request.POST)
    return render(request, "theories/_reading.html", _reading_of(editor))


def _begin(request: SignedIn, matter: Matter, document: dict[str, Any]) -> HttpResponse:
    """The editor on a document; a theory that is too large for fields is edited as JSON."""
    if len(document["claims"]) > MOST_CLAIMS:
        messages.info(
            request,
            f"This theory has more than {MOST_CLAIMS} claims and is edited as JSON.",
        )
        return redirect(f"{reverse('new_theory', args=[matter.slug])}?as=json")
    return _editor_page(request, matter, TheoryEditor.of_document(document))


def _new_as_json(request: SignedIn, matter: Matter) -> HttpResponse:
    form = DocumentForm(posted(request), initial={"document": document_text(_latest(matter))})
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            parse_theory(document)
            return _saved(request, matter, document)
        except TheoryRefused as refusal:
            form.add_error("document", str(refusal))
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "theories/json.html", "theory", {"form": form}, status=status
    )


def _saved(request: SignedIn, matter: Matter, document: Any) -> HttpResponse:
    latest: Theory | None = matter.theories.order_by("version").last()
    if latest is not None and is_same_meaning(document, latest.document):
        messages.info(request, f"Nothing differs from version {latest.version}; none was added.")
        return redirect("theory", matter.slug)
    saved = save_theory(matter=matter, document=document, by=request.user, now=timezone.now())
    messages.success(request, f"Version {saved.version} is the latest damages theory.")
    return redirect("theory", matter.slug)


def _editor_page(request: SignedIn, matter: Matter, editor: TheoryEditor) -> HttpResponse:
    context = {"editor": editor, "catalogue": CatalogueForm()} | _reading_of(editor)
    status = 422 if editor.has_errors else 200
    return matter_page(request, matter, "theories/form.html", "theory", context, status=status)


def _reading_of(editor: TheoryEditor) -> dict[str, Any]:
    """What is typed in words, or every fault of it."""
    if editor.is_typed:
        theory = editor.checked() if not editor.has_errors else None
        return {"faults": editor.faults} if theory is None else _reading(theory)
    try:
        return _reading(parse_theory(editor.document))
    except TheoryRefused:
        return {"is_unfinished": True}


def _reading(theory: ParsedTheory) -> dict[str, Any]:
    """Each claim with its sentence and the entry of the catalogue that it was made from."""
    claims = [(claim, claim_in_words(claim), regime_of(claim)) for claim in theory.claims]
    return {"claims": claims, "combination": combination_in_words(theory)}


def _start(request: SignedIn, matter: Matter) -> dict[str, Any]:
    """The latest version, or what the address asks for: `version`, or entries (`regime`) to begin
    anew from or (`add`) to add to the latest."""
    query = request.GET
    try:
        if "regime" in query:
            return theory_from(query.getlist("regime"))
        if "add" in query:
            return edited(_latest(matter), "regime", query["add"])
    except TheoryRefused:
        raise Http404 from None
    asked = query.get("version", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 9:
        found: dict[str, Any] = get_object_or_404(matter.theories, version=asked).document
        return found
    return _latest(matter)


def _latest(matter: Matter) -> dict[str, Any]:
    latest: Theory | None = matter.theories.order_by("version").last()
    return DEFAULT_DOCUMENT if latest is None else latest.document
