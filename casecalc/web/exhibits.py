from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.access.gate import capabilities_of
from casecalc.actions.filed import NotFiled, mark_filed
from casecalc.audit import chain
from casecalc.exhibits.kinds import asked_of, title_of
from casecalc.models import Exhibit, Matter
from casecalc.queries.exhibits import comparison_of, exhibits_of, files_of
from casecalc.queries.jobs import job_of

from .forms import FiledForm
from .matter_view import SignedIn, matter_page, matter_view, posted
from .progress import address_of, progress_fragment, repeat


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    """The exhibits of a matter."""
    context = {
        "listed": exhibits_of(matter),
        "titles": {name: title_of(name) for name in Exhibit.Kind.values},
    }
    return matter_page(request, matter, "exhibits/index.html", "exhibits", context)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    exhibit = _exhibit(matter, number)
    is_published = exhibit.state == Exhibit.State.PUBLISHED
    context = {
        "exhibit": exhibit,
        "title": title_of(exhibit.kind),
        "asked": asked_of(exhibit.kind, exhibit.inputs),
        "files": files_of(exhibit) if is_published else [],
        "comparison": comparison_of(exhibit),
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


@matter_view("GET", "POST", to=Capability.EXHIBIT)
def filed(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """Putting on record that an exhibit was filed; nothing takes that back."""
    exhibit = _exhibit(matter, number)
    form = FiledForm(posted(request))
    if request.method == "POST" and form.is_valid():
        entry, by = form.cleaned_data["docket_entry"], request.user
        try:
            mark_filed(exhibit=exhibit, docket_entry=entry, by=by, now=timezone.now())
        except NotFiled as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("exhibit", matter.slug, exhibit.number)
    context = {"exhibit": exhibit, "title": title_of(exhibit.kind), "form": form}
    status = 422 if form.errors else 200
    return matter_page(request, matter, "exhibits/filed.html", "exhibits", context, status=status)


@matter_view()
def file(request: SignedIn, matter: Matter, number: int, name: str) -> FileResponse:
    """A file of a published exhibit, its bytes compared with the manifest. Who takes one of a
    sealed edition goes on record."""
    exhibit = _exhibit(matter, number)
    if exhibit.state != Exhibit.State.PUBLISHED:
        raise Http404
    published = matter.store.open("exhibits", exhibit.key)
    if name not in published.manifest["files"]:
        raise Http404
    path = published.checked(name)
    if exhibit.edition == Exhibit.Edition.SEALED:
        _record_reading(request, matter, exhibit, name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _record_reading(request: SignedIn, matter: Matter, exhibit: Exhibit, name: str) -> None:
    if Capability.EXHIBIT not in capabilities_of(request.user, matter):
        raise PermissionDenied
    details = {"exhibit": exhibit.number, "file": name, "sha256": exhibit.sha256}
    with transaction.atomic():
        chain.record(
            action="download_sealed_exhibit",
            by=request.user,
            now=timezone.now(),
            matter=matter,
            details=details,
        )


def _exhibit(matter: Matter, number: int) -> Exhibit:
    found = matter.exhibits.select_related("run__theory", "created_by", "filed_by")
    exhibit: Exhibit = get_object_or_404(found, number=number)
    exhibit.matter = matter
    return exhibit
