"""The state of background work: a fragment that asks again every two seconds until it is over."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from casecalc.jobs.queue import run_again
from casecalc.models import Matter, Subject
from casecalc.queries.jobs import job_of
from casecalc.rules.refusals import Refusal

from .matter_view import SignedIn


def progress_fragment(request: SignedIn, matter: Matter, subject: Subject) -> HttpResponse:
    """Once the work is over, the page that asked is told to load itself anew."""
    job = job_of(subject)
    context = {"job": job, "subject": subject, "progress_address": address_of(matter, subject)}
    response = render(request, "_components/progress.html", context)
    if job is None or not job.is_open:
        response["HX-Refresh"] = "true"
    return response


def address_of(matter: Matter, subject: Subject) -> str:
    """Where a subject's progress is asked for: `run_progress`, `scenarios_progress` and so on."""
    name = f"{type(subject).__name__.lower()}_progress"
    return reverse(name, args=[matter.slug, subject.number])


def repeat(request: SignedIn, subject: Subject, page: str) -> HttpResponse:
    """Queue work that failed or was interrupted once more."""
    job = job_of(subject)
    if job is None:
        raise Http404
    try:
        run_again(job=job, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(page, subject.matter.slug, subject.number)
