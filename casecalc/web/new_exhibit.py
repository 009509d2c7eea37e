"""Making an exhibit in two steps: which kind, then what it is made from."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.exhibits.kinds import KINDS
from casecalc.jobs.queue import queue_exhibit
from casecalc.models import Matter
from casecalc.rules.refusals import Refusal

from .exhibit_form import MakeExhibitForm
from .matter_view import SignedIn, matter_page, matter_view, posted


@matter_view(to=Capability.EXHIBIT)
def choose(request: SignedIn, matter: Matter) -> HttpResponse:
    """Every kind that can be made, by group, each with what it is for."""
    order = list(dict.fromkeys(kind.group for kind in KINDS.values()))
    kinds = sorted(KINDS.values(), key=lambda kind: order.index(kind.group))
    context = {
        "groups": [(group, list(found)) for group, found in groupby(kinds, lambda k: k.group)],
        "has_run": matter.runs.published().exists(),
    }
    return matter_page(request, matter, "exhibits/new.html", "exhibits", context)


@matter_view("GET", "POST", to=Capability.EXHIBIT)
def make(request: SignedIn, matter: Matter, kind: str) -> HttpResponse:
    """What a kind is made from; POST makes it."""
    if kind not in KINDS:
        raise Http404
    initial = request.GET.dict()
    form = MakeExhibitForm(posted(request), kind=KINDS[kind], matter=matter, initial=initial)
    if request.method == "POST" and form.is_valid():
        run = get_object_or_404(matter.runs.published(), number=form.cleaned_data["run"])
        edition, by, now = form.cleaned_data["edition"], request.user, timezone.now()
        try:
            job = queue_exhibit(
                run=run, kind=kind, edition=edition, asked=form.asked, by=by, now=now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("exhibit", matter.slug, job.subject.number)
    context = {"form": form, "kind": KINDS[kind]}
    status = 422 if form.errors else 200
    return matter_page(request, matter, "exhibits/form.html", "exhibits", context, status=status)
