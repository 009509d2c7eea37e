from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.import_requests import import_request
from casecalc.actions.imports import WithdrawalRefused, withdraw_import
from casecalc.jobs.queue import queue_import
from casecalc.models import Import, Job, Matter
from casecalc.queries.imports import RejectedRows, columns_not_found, header_matches, imports_of
from casecalc.queries.jobs import job_of
from casecalc.rules.refusals import Refusal

from .forms import ImportForm, ReasonForm
from .matter_view import SignedIn, matter_page, matter_view, page_of, posted
from .progress import address_of, progress_fragment, repeat


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    context: dict[str, Any] = {"imports": imports_of(matter)}
    return matter_page(request, matter, "imports/index.html", "imports", context)


@matter_view("GET", "POST", to=Capability.IMPORT)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = _receive(request, matter, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("import", matter.slug, job.subject.number)
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "imports/form.html", "imports", {"form": form}, status=status
    )


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    batch = _import(matter, number)
    context: dict[str, Any] = {
        "batch": batch,
        "job": job_of(batch),
        "progress_address": address_of(matter, batch),
    }
    if batch.commit_order is not None:
        code = request.GET.get("code", "")
        code = code if code in batch.rejected_by_code else ""
        context |= {
            "headers": header_matches(batch),
            "not_found": columns_not_found(batch),
            "code": code,
            "page": page_of(request, RejectedRows(matter, batch, code)),
            "runs": batch.runs.order_by("number"),
        }
    return matter_page(request, matter, "imports/show.html", "imports", context)


@matter_view()
def progress(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return progress_fragment(request, matter, _import(matter, number))


@matter_view("POST", to=Capability.IMPORT)
def again(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return repeat(request, _import(matter, number), "import")


@matter_view("GET", "POST", to=Capability.IMPORT)
def withdraw(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    batch = _import(matter, number)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            stale = withdraw_import(
                import_=batch,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except WithdrawalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"Import {number} is withdrawn; {stale} earlier runs are marked stale."
            )
            return redirect("import", matter.slug, number)
    status = 422 if form.errors else 200
    context: dict[str, Any] = {"form": form, "batch": batch}
    return matter_page(request, matter, "imports/withdraw.html", "imports", context, status=status)


def _receive(request: SignedIn, matter: Matter, form: ImportForm) -> Job:
    uploaded = form.cleaned_data["file"]
    asked = import_request(
        name=uploaded.name or "unnamed",
        kind=form.cleaned_data["kind"],
        list_name=form.cleaned_data["list_name"],
        mapping=form.cleaned_data["mapping"],
    )
    return queue_import(
        matter=matter, stream=uploaded, request=asked, by=request.user, now=timezone.now()
    )


def _import(matter: Matter, number: int) -> Import:
    found = matter.imports.select_related("source_file", "created_by", "withdrawn_by")
    batch: Import = get_object_or_404(found, number=number)
    batch.matter = matter
    return batch
