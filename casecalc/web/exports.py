"""Downloads as CSV, streamed; what a spreadsheet would run as a formula is made inert."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404

from casecalc.evidence.rejected import LINE_END, rejected_lines
from casecalc.evidence.schemas import REJECTED_FILE
from casecalc.models import Import, Matter
from casecalc.queries.members import export_lines, read_filter

from .matter_view import SignedIn, matter_view
from .runs import published_run


@matter_view()
def members(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    """The persons that the filters in the address describe."""
    run = published_run(matter, number)
    lines = export_lines(run, read_filter(request.GET.dict(), run))
    return _download(lines, f"{matter.slug}-run-{run.number}-persons.csv")


@matter_view()
def rejected_rows(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    """The rejected rows of an import, to be corrected and handed in again."""
    batch: Import = get_object_or_404(matter.imports.exclude(commit_order=None), number=number)
    rejected = matter.store.open("imports", batch.key).checked(REJECTED_FILE)
    lines = _csv_lines(rejected_lines(rejected, batch.summary["header"]))
    return _download(lines, f"{matter.slug}-import-{batch.number}-rejected.csv")


def _download(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
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
