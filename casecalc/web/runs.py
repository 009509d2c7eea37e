from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.jobs.queue import queue_run
from casecalc.models import Matter, Run
from casecalc.queries.control import control_of
from casecalc.queries.decisions import decision_counts
from casecalc.queries.jobs import job_of
from casecalc.queries.provenance import origins_of
from casecalc.queries.runs import claims_of, figures_of, reconciliation, runs_of
from casecalc.rules.refusals import Refusal
from casecalc.rules.sentences import claim_in_words, combination_in_words, sentence_of

from .charts import group_chart, label_of, month_chart, outcome_chart
from .matter_view import SignedIn, matter_page, matter_view
from .progress import address_of, progress_fragment, repeat


@matter_view("GET", "POST", to_post=Capability.RUN)
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    """The runs of a matter; POST starts one."""
    if request.method == "POST":
        try:
            job = queue_run(matter=matter, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("runs", matter.slug)
        return redirect("run", matter.slug, job.subject.number)
    context: dict[str, Any] = {"runs": runs_of(matter), "can_start": matter.definitions.exists()}
    return matter_page(request, matter, "runs/index.html", "runs", context)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    run = _run(matter, number)
    if run.state != Run.State.PUBLISHED:
        waiting = {
            "run": run,
            "job": job_of(run),
            "progress_address": address_of(matter, run),
        }
        return matter_page(request, matter, "runs/unfinished.html", "runs", waiting)
    figures = figures_of(run)
    definition = run.definition.parsed
    context: dict[str, Any] = {
        "run": run,
        "figures": figures,
        "claims": [
            (claim, claim_in_words(claim), figures.claims[claim.id]) for claim in claims_of(run)
        ],
        "combination": combination_in_words(run.theory.parsed),
        "criteria": [
            (criterion.id, sentence_of(criterion), criterion in definition.none_of,
             figures.criteria[str(criterion.id)])
            for criterion in definition.top_level
        ],
        "control": control_of(run),
        "identities": reconciliation(run),
        "imports": run.imports.select_related("source_file").order_by("commit_order"),
        "decisions": decision_counts(run),
        "outcomes": outcome_chart(figures),
        "breakdowns": _breakdowns(run),
    }  # fmt: skip
    return matter_page(request, matter, "runs/show.html", "runs", context)


@matter_view()
def figures(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """Where every figure of a run comes from."""
    run = published_run(matter, number)
    context = {"run": run, "origins": origins_of(run)}
    return matter_page(request, matter, "runs/figures.html", "runs", context)


@matter_view()
def progress(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return progress_fragment(request, matter, _run(matter, number))


@matter_view("POST", to=Capability.RUN)
def again(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return repeat(request, _run(matter, number), "run")


def published_run(matter: Matter, number: int) -> Run:
    run = _run(matter, number)
    if run.state != Run.State.PUBLISHED:
        raise Http404
    return run


def _run(matter: Matter, number: int) -> Run:
    runs = matter.runs.select_related("definition", "theory", "started_by")
    run: Run = get_object_or_404(runs, number=number)
    run.matter = matter
    return run


def _breakdowns(run: Run) -> list[dict[str, object]]:
    """By state, by plan, by month: a chart and the whole table of each."""
    figures = figures_of(run)
    groups = [
        ("region", "By residence", "Residence", figures.by_region,
         group_chart(figures.by_region, name="regions", title="Eligible persons by residence")),
        ("plan", "By plan", "Plan", figures.by_plan,
         group_chart(figures.by_plan, name="plans", title="Eligible persons by plan")),
        ("month", "By month of first counted disclosure", "Month", figures.by_month,
         month_chart(figures.by_month)),
    ]  # fmt: skip
    return [
        {
            "name": name,
            "source": f"{'state' if name == 'region' else name}s",
            "title": title,
            "column": column,
            "chart": chart,
            "rows": [(label_of(group), group, list(group.totals.values())) for group in members],
        }
        for name, title, column, members, chart in groups
    ]
