"""Downloads as CSV, streamed; what a spreadsheet would run as a formula is made inert."""

import csv
from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from casecalc.evidence.rejected import rejected_lines
from casecalc.evidence.schemas import REJECTED_FILE
from casecalc.models import Import, Matter

from .matter_view import SignedIn, matter_view


@matter_view()
def members(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    raise Http404


@matter_view()
def rejected_rows(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    """The rejected rows of an import, to be corrected and handed in again."""
    batch: Import = get_object_or_404(matter.imports.exclude(commit_order=None), number=number)
    rejected = matter.store.open("imports", batch.key).checked(REJECTED_FILE)
    lines = rejected_lines(rejected, batch.summary["header"])
    return _streamed(lines, f"{matter.slug}-import-{batch.number}-rejected.csv")


def _streamed(lines: Iterable[Sequence[str]], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        map(csv.writer(_Echo(), lineterminator="\n").writerow, lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """What the CSV writer writes to: it hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line
