"""Downloads of payment files: they name everybody, so that each is an audit event."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.settlements import note_payment_file
from casecalc.evidence.sheets import DoesNotFit
from casecalc.models import Matter
from casecalc.queries.payments import payment_file

from .exports import CSV, WORKBOOK, download
from .matter_view import SignedIn, matter_view
from .settlements import published_settlement


@matter_view(to=Capability.EXHIBIT)
def as_csv(request: SignedIn, matter: Matter, number: int) -> StreamingHttpResponse:
    settlement = published_settlement(matter, number)
    pieces = payment_file(settlement, ".csv")
    note_payment_file(settlement=settlement, form="csv", by=request.user, now=timezone.now())
    return download(pieces, f"{matter.slug}-settlement-{number}-payments.csv", CSV)


@matter_view(to=Capability.EXHIBIT)
def as_workbook(request: SignedIn, matter: Matter, number: int) -> HttpResponseBase:
    settlement = published_settlement(matter, number)
    try:
        pieces = payment_file(settlement, ".xlsx")
    except DoesNotFit as refusal:
        messages.error(request, str(refusal))
        return redirect("settlement", matter.slug, number)
    note_payment_file(settlement=settlement, form="xlsx", by=request.user, now=timezone.now())
    return download(pieces, f"{matter.slug}-settlement-{number}-payments.xlsx", WORKBOOK)
