from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.jobs.queue import queue_settlement
from casecalc.models import Matter, Settlement
from casecalc.queries.jobs import job_of
from casecalc.queries.members import MemberPages
from casecalc.queries.runs import claims_of
from casecalc.queries.settlements import figures_of, payments_of, settlements_of, tiers_of
from casecalc.rules.refusals import Refusal, SettlementRefused
from casecalc.rules.settlement import parse_settlement
from casecalc.rules.settlement_figures import identities
from casecalc.rules.settlement_sentences import SettlementInWords, settlement_in_words

from .forms import document_text
from .matter_view import PER_PAGE, SignedIn, matter_page, matter_view, per_page, posted
from .payments_table import PaymentsTable
from .progress import address_of, progress_fragment, repeat
from .settlement_charts import region_chart, waterfall
from .settlement_forms import SettlementForm


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    context: dict[str, Any] = {
        "settlements": settlements_of(matter),
        "has_run": matter.runs.published().exists(),
    }
    return matter_page(request, matter, "settlements/index.html", "settlements", context)


@matter_view("GET", "POST", to=Capability.RUN)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    """POST divides a fund; with `read` it reads the terms back and divides nothing."""
    runs = list(matter.runs.published().select_related("theory").order_by("-number"))
    form = SettlementForm(posted(request), runs=runs, initial=request.GET.dict())
    words = None
    if request.method == "POST" and form.is_valid():
        if "read" not in request.POST:
            settlement = _started(request, matter, form)
            if settlement is not None:
                return redirect("settlement", matter.slug, settlement.number)
        words = _words_of_form(matter, form)
    context: dict[str, Any] = {"form": form, "has_run": bool(runs), "words": words}
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "settlements/form.html", "settlements", context, status=status
    )


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    settlement = _settlement(matter, number)
    terms = parse_settlement(settlement.document)
    context: dict[str, Any] = {
        "settlement": settlement,
        "run": settlement.run,
        "terms": terms,
        "words": _words(settlement),
        "job": job_of(settlement),
        "progress_address": address_of(matter, settlement),
    }
    if settlement.state == Settlement.State.PUBLISHED:
        figures = figures_of(settlement)
        context |= {
            "figures": figures,
            "identities": identities(figures, eligible=settlement.run.figures["eligible"]),
            "waterfall": waterfall(terms, figures),
            "regions": region_chart(figures),
            "text": document_text(settlement.document),
            "accounting": settlement.accountings.order_by("-version").first(),
        }
    return matter_page(request, matter, "settlements/show.html", "settlements", context)


@matter_view()
def progress(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return progress_fragment(request, matter, _settlement(matter, number))


@matter_view("POST", to=Capability.RUN)
def again(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return repeat(request, _settlement(matter, number), "settlement")


@matter_view()
def payments(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """Every payment, by person number; names stand in the payment file alone."""
    settlement = published_settlement(matter, number)
    tiers = tiers_of(settlement)
    asked = request.GET.get("tier", "")
    tier = int(asked) if asked in map(str, range(len(tiers) + 1)) else None
    pages = MemberPages(payments_of(settlement, tier))
    table = PaymentsTable(settlement, tiers, pages).show(request)
    context: dict[str, Any] = {
        "settlement": settlement,
        "figures": figures_of(settlement),
        "table": table,
        "tier": tier,
        "sizes": PER_PAGE,
        "per_page": per_page(request),
    }
    return matter_page(request, matter, "settlements/payments.html", "settlements", context)


def published_settlement(matter: Matter, number: int) -> Settlement:
    settlement = _settlement(matter, number)
    if settlement.state != Settlement.State.PUBLISHED:
        raise Http404
    return settlement


def _settlement(matter: Matter, number: int) -> Settlement:
    found = matter.settlements.select_related("run", "run__theory", "run__definition", "created_by")
    settlement: Settlement = get_object_or_404(found, number=number)
    settlement.matter = settlement.run.matter = matter
    return settlement


def _started(request: SignedIn, matter: Matter, form: SettlementForm) -> Settlement | None:
    """A refusal becomes an error of the form."""
    asked = form.cleaned_data
    run = get_object_or_404(matter.runs.published(), number=asked["run"])
    try:
        job = queue_settlement(
            run=run, document=asked["document"], by=request.user, now=timezone.now()
        )
    except SettlementRefused as refusal:
        form.refuse(refusal)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        assert isinstance(job.subject, Settlement)
        return job.subject
    return None


def _words_of_form(matter: Matter, form: SettlementForm) -> SettlementInWords | None:
    if form.errors:
        return None
    run = get_object_or_404(matter.runs.published(), number=form.cleaned_data["run"])
    claims = {claim.id: claim.title or claim.id for claim in claims_of(run)}
    return settlement_in_words(form.terms, claims)


def _words(settlement: Settlement) -> SettlementInWords:
    claims = {claim.id: claim.title or claim.id for claim in claims_of(settlement.run)}
    return settlement_in_words(parse_settlement(settlement.document), claims)
