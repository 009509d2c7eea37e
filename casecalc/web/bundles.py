from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.bundles import record_download
from casecalc.jobs.queue import queue_bundle
from casecalc.models import Bundle, Matter
from casecalc.queries.jobs import job_of
from casecalc.rules.refusals import Refusal

from .matter_view import SignedIn, matter_page, matter_view, posted
from .progress import address_of, progress_fragment, repeat
from .runs import published_run


class BundleForm(forms.Form):
    without_originals = forms.BooleanField(
        required=False,
        label="Leave the originals out",
        help_text="For source files that stay under a protective order: they are named by their "
        "hashes alone, and the tables hold no names or ids. Whoever has the files can still "
        "compute everything.",
    )


@matter_view("GET", "POST", to_post=Capability.EXHIBIT)
def index(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """The bundles of a run; POST makes one."""
    run = published_run(matter, number)
    form = BundleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        has_originals = not form.cleaned_data["without_originals"]
        try:
            job = queue_bundle(
                run=run, has_originals=has_originals, by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("bundles", matter.slug, run.number)
        return redirect("bundle", matter.slug, job.subject.number)
    bundles = run.bundles.select_related("run", "created_by").order_by("-number")
    context = {"run": run, "bundles": bundles, "form": form}
    return matter_page(request, matter, "bundles/index.html", "runs", context)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    bundle = _bundle(matter, number)
    files = None
    if bundle.state == Bundle.State.PUBLISHED:
        files = matter.store.open("bundles", bundle.key).manifest["bundle"]["files"]
    context = {
        "bundle": bundle,
        "files": files,
        "job": job_of(bundle),
        "progress_address": address_of(matter, bundle),
    }
    return matter_page(request, matter, "bundles/show.html", "runs", context)


@matter_view()
def progress(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return progress_fragment(request, matter, _bundle(matter, number))


@matter_view("POST", to=Capability.EXHIBIT)
def again(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return repeat(request, _bundle(matter, number), "bundle")


@matter_view(to=Capability.EXHIBIT)
def file(request: SignedIn, matter: Matter, number: int) -> FileResponse:
    """The zip, its bytes compared with the manifest; who took it out is recorded."""
    bundle = _bundle(matter, number)
    if bundle.state != Bundle.State.PUBLISHED:
        raise Http404
    path = matter.store.open("bundles", bundle.key).checked(bundle.file_name)
    if request.method == "GET":
        record_download(bundle=bundle, by=request.user, now=timezone.now())
    return FileResponse(path.open("rb"), as_attachment=True, filename=bundle.file_name)


def _bundle(matter: Matter, number: int) -> Bundle:
    found = matter.bundles.select_related("run", "created_by")
    bundle: Bundle = get_object_or_404(found, number=number)
    bundle.matter = matter
    return bundle
