from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.jobs.queue import queue_exhibit
from casecalc.models import Exhibit, Matter
from casecalc.queries.jobs import job_of
from casecalc.rules.refusals import Refusal

from .forms import ExhibitForm
from .matter_view import SignedIn, matter_page, matter_view, posted
from .progress import address_of, progress_fragment, repeat


@matter_view("GET", "POST", to_post=Capability.EXHIBIT)
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    """The exhibits of a matter; POST makes one."""
    runs = list(matter.runs.published().order_by("-number"))
    choices = [(str(run.number), _run_label(run.number, run.is_stale)) for run in runs]
    form = ExhibitForm(posted(request), runs=choices, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        run = get_object_or_404(matter.runs.published(), number=asked.pop("run"))
        try:
            job = queue_exhibit(run=run, **asked, asked={}, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("exhibit", matter.slug, job.subject.number)
    exhibits = matter.exhibits.select_related("run", "created_by").order_by("-number")
    context = {"exhibits": exhibits, "form": form, "has_run": bool(runs)}
    status = 422 if form.errors else 200
    return matter_page(request, matter, "exhibits/index.html", "exhibits", context, status=status)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    exhibit = _exhibit(matter, number)
    files = {}
    if exhibit.state == Exhibit.State.PUBLISHED:
        files = matter.store.open("exhibits", exhibit.key).manifest["files"]
    context = {
        "exhibit": exhibit,
        "files": [(name, entry["size"], entry["sha256"]) for name, entry in sorted(files.items())],
        "job": job_of(exhibit),
        "progress_address": address_of(matter, exhibit),
    }
    return matter_page(request, matter, "exhibits/show.html", "exhibits", context)


@matter_view()
def progress(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return progress_fragment(request, matter, _exhibit(matter, number))


@matter_view("POST", to=Capability.EXHIBIT)
def again(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return repeat(request, _exhibit(matter, number), "exhibit")


@matter_view()
def file(request: SignedIn, matter: Matter, number: int, name: str) -> FileResponse:
    """A file of a published exhibit, its bytes compared with the manifest."""
    exhibit = _exhibit(matter, number)
    if exhibit.state != Exhibit.State.PUBLISHED:
        raise Http404
    published = matter.store.open("exhibits", exhibit.key)
    if name not in published.manifest["files"]:
        raise Http404
    return FileResponse(published.checked(name).open("rb"), as_attachment=True, filename=name)


def _exhibit(matter: Matter, number: int) -> Exhibit:
    found = matter.exhibits.select_related("run", "created_by")
    exhibit: Exhibit = get_object_or_404(found, number=number)
    exhibit.matter = matter
    return exhibit


def _run_label(number: int, is_stale: bool) -> str:
    return f"Run {number}, stale" if is_stale else f"Run {number}"
