"""Choosing, ordering and lettering the exhibits of one filing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.exhibits.kinds import KINDS
from casecalc.jobs.queue import queue_exhibit
from casecalc.models import Matter
from casecalc.rules.refusals import Refusal

from .matter_view import SignedIn, matter_page, matter_view, posted
from .set_form import SetForm


@matter_view("GET", "POST", to=Capability.EXHIBIT)
def make(request: SignedIn, matter: Matter) -> HttpResponse:
    """The published exhibits, each with a place and a letter to give; POST makes the set."""
    form = SetForm(posted(request), matter=matter, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        run = get_object_or_404(matter.runs.published(), number=form.cleaned_data["run"])
        edition, by, now = form.cleaned_data["edition"], request.user, timezone.now()
        try:
            job = queue_exhibit(
                run=run, kind="set", edition=edition, asked=form.asked, by=by, now=now
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("exhibit", matter.slug, job.subject.number)
    context = {"form": form, "kind": KINDS["set"]}
    status = 422 if form.errors else 200
    return matter_page(request, matter, "exhibits/set.html", "exhibits", context, status=status)
