"""Downloads as CSV or workbook, streamed; nothing in them acts as a formula. What names persons in
bulk is on the audit trail."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.audit import chain
from casecalc.evidence.rejected import LINE_END, rejected_lines
from casecalc.evidence.schemas import REJECTED_FILE
from casecalc.evidence.sheets import DoesNotFit
from casecalc.models import Import, Matter, Run
from casecalc.queries.members import export_lines, export_workbook, read_filter

from .matter_view import SignedIn, matter_view
from .runs import published_run

CSV = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@matter_view()
def members(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    """The persons that the filters in the address describe."""
    run = published_run(matter, number)
    lines = export_lines(run, read_filter(request.GET.dict(), run))
    _on_record(request, run, "csv")
    return download(lines, f"{matter.slug}-run-{run.number}-persons.csv")


@matter_view()
def members_workbook(request: SignedIn, matter: Matter, number: int) -> HttpResponseBase:
    """The same persons as a workbook."""
    run = published_run(matter, number)
    try:
        pieces = export_workbook(run, read_filter(request.GET.dict(), run))
    except DoesNotFit as refusal:
        messages.error(request, str(refusal))
        return redirect("members", matter.slug, run.number)
    _on_record(request, run, "xlsx")
    return download(pieces, f"{matter.slug}-run-{run.number}-persons.xlsx", WORKBOOK)


@matter_view()
def rejected_rows(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    """The rejected rows of an import, to be corrected and handed in again."""
    batch: Import = get_object_or_404(matter.imports.exclude(commit_order=None), number=number)
    rejected = matter.store.open("imports", batch.key).checked(REJECTED_FILE)
    lines = _csv_lines(rejected_lines(rejected, batch.summary["header"]))
    return download(lines, f"{matter.slug}-import-{batch.number}-rejected.csv")


def _on_record(request: SignedIn, run: Run, form: str) -> None:
    """Who took away the names, and in which form; what they searched for may be a name itself."""
    details = {"run": run.number, "form": form}
    with transaction.atomic():
        chain.record(
            action="download_members",
            by=request.user,
            now=timezone.now(),
            matter=run.matter,
            details=details,
        )


def download(pieces: Iterable[bytes], name: str, content_type: str = CSV) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        pieces,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), lineterminator=LINE_END)
    for row in rows:
        yield writer.writerow(row)


class _Echo:
    """What the CSV writer writes to: it hands back each line instead of keeping it."""

    def write(self, line: str) -> bytes:
        return line.encode()
