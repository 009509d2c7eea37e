"""Downloads of payment files: they name everybody, so that each is an audit event."""

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.settlements import note_payment_file
from casecalc.models import Matter, Settlement
from casecalc.queries.payments import payment_lines, write_payment_file

from .matter_view import SignedIn, matter_view

LARGEST_WORKBOOK = 100_000  # payments; more take longer than a browser waits
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@matter_view(to=Capability.EXHIBIT)
def as_csv(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    settlement = _noted(request, matter, number, "csv")
    name = f"{matter.slug}-settlement-{number}-payments.csv"
    return StreamingHttpResponse(
        payment_lines(settlement),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@matter_view(to=Capability.EXHIBIT)
def as_workbook(request: SignedIn, matter: Matter, number: int) -> FileResponse:
    settlement = _published(matter, number)
    if settlement.figures["all"]["persons"] > LARGEST_WORKBOOK:
        raise Http404
    _noted(request, matter, number, "xlsx")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "payments.xlsx"
        write_payment_file(settlement, path, form=".xlsx")
        stream = path.open("rb")  # closed by the response; the folder goes at once
    name = f"{matter.slug}-settlement-{number}-payments.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=_WORKBOOK)


def _noted(request: SignedIn, matter: Matter, number: int, form: str) -> Settlement:
    settlement = _published(matter, number)
    note_payment_file(settlement=settlement, form=form, by=request.user, now=timezone.now())
    return settlement


def _published(matter: Matter, number: int) -> Settlement:
    settlement = (
        matter.settlements.filter(number=number, state=Settlement.State.PUBLISHED)
        .select_related("run")
        .first()
    )
    if settlement is None:
        raise Http404
    return settlement
