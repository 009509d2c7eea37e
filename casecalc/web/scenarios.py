from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import mark_safe

from casecalc.access.capabilities import Capability
from casecalc.exhibits.sensitivity_chart import chart_in_words, sensitivity_chart
from casecalc.jobs.queue import queue_scenarios
from casecalc.models import Matter, Run, Scenarios
from casecalc.queries.jobs import job_of
from casecalc.rules.comparison import Comparison, comparison
from casecalc.rules.scenario_document import ScenariosRefused
from casecalc.rules.scenario_words import GRID, RATIOS, ROUNDING, class_in_words

from .charts import Chart
from .matter_view import SignedIn, matter_page, matter_view
from .progress import address_of, progress_fragment, repeat
from .scenario_form import (
    ColumnForm,
    ComparisonForm,
    ScenarioEditor,
    column_count,
    suggested,
    theory_choices,
)


@matter_view()
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    found = matter.scenarios.select_related("run", "created_by").order_by("-number")
    context = {"found": found, "has_run": matter.runs.published().exists()}
    return matter_page(request, matter, "scenarios/index.html", "scenarios", context)


@matter_view("GET", "POST", to=Capability.RUN)
def new(request: SignedIn, matter: Matter) -> HttpResponse:
    """What is to be compared; buttons named `do` add and remove columns."""
    runs = list(matter.runs.published().select_related("theory", "definition").order_by("-number"))
    if request.method != "POST":
        return _form_page(request, matter, _suggested(request, matter, runs), runs)
    editor = _typed(request, matter, runs)
    do = request.POST.get("do", "compare")
    if do != "compare":
        return _form_page(request, matter, _changed(editor, do, matter, runs), runs)
    if not editor.has_errors:
        run = get_object_or_404(matter.runs.published(), number=editor.head.cleaned_data["run"])
        try:
            job = queue_scenarios(
                run=run, document=editor.document, by=request.user, now=timezone.now()
            )
        except ScenariosRefused as refusal:
            editor.refuse(refusal)
        else:
            return redirect("scenarios_page", matter.slug, job.subject.number)
    return _form_page(request, matter, editor, runs)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    scenarios = _scenarios(matter, number)
    context: dict[str, Any] = {
        "scenarios": scenarios,
        "run": scenarios.run,
        "job": job_of(scenarios),
        "progress_address": address_of(matter, scenarios),
    }
    if scenarios.state != Scenarios.State.PUBLISHED:
        return matter_page(request, matter, "scenarios/unfinished.html", "scenarios", context)
    found = comparison(scenarios.document, scenarios.figures)
    context |= {
        "comparison": found,
        "chart": _chart(found),
        "sentences": (RATIOS, *((ROUNDING,) if found.has_rate else ())),
        "grid_words": (class_in_words(found.asked), GRID),
    }
    return matter_page(request, matter, "scenarios/show.html", "scenarios", context)


@matter_view()
def progress(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return progress_fragment(request, matter, _scenarios(matter, number))


@matter_view("POST", to=Capability.RUN)
def again(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    return repeat(request, _scenarios(matter, number), "scenarios_page")


def _scenarios(matter: Matter, number: int) -> Scenarios:
    found = matter.scenarios.select_related("run__theory", "run__definition", "created_by")
    scenarios: Scenarios = get_object_or_404(found, number=number)
    scenarios.matter = matter
    return scenarios


def _chart(found: Comparison) -> Chart:
    title = "Illustration: dollars per head × share of the class"
    svg = sensitivity_chart(
        found.grid,
        found.asked.per_head_cents,
        name="sensitivity",
        title=title,
        description=chart_in_words(found.grid, found.asked.per_head_cents),
    )
    return Chart(title, mark_safe(svg))


def _suggested(request: SignedIn, matter: Matter, runs: list[Run]) -> ScenarioEditor:
    """A form to begin with, for the run in the address or the latest."""
    run = next((run for run in runs if str(run.number) == request.GET.get("run")), None)
    run = run or (runs[0] if runs else None)
    columns: list[dict[str, Any]] = []
    if run is not None:
        counts = run.definition.parsed.violation_criterion is not None
        columns = list(suggested(run.theory.parsed, counts_violations=counts))
    head = ComparisonForm(runs=runs, initial={"run": run.number if run else None})
    return ScenarioEditor(head, _columns(matter, columns))


def _typed(request: SignedIn, matter: Matter, runs: list[Run]) -> ScenarioEditor:
    choices = theory_choices(matter)
    columns = [
        ColumnForm(request.POST, prefix=f"columns-{i}", theories=choices)
        for i in range(column_count(request.POST.dict()))
    ]
    return ScenarioEditor(ComparisonForm(request.POST, runs=runs), columns)


def _changed(editor: ScenarioEditor, do: str, matter: Matter, runs: list[Run]) -> ScenarioEditor:
    """After a button: `add` or `remove-<i>`; what was typed stays."""
    head = {name: editor.head[name].value() for name in editor.head.fields}
    columns = [
        {name: form[name].value() for name in form.fields}
        for i, form in enumerate(editor.columns)
        if do != f"remove-{i}"
    ]
    if do == "add" and editor.has_room:
        columns.append({"theory": "run"})
    return ScenarioEditor(ComparisonForm(runs=runs, initial=head), _columns(matter, columns))


def _columns(matter: Matter, values: list[dict[str, Any]]) -> list[ColumnForm]:
    choices = theory_choices(matter)
    return [
        ColumnForm(prefix=f"columns-{i}", theories=choices, initial=initial)
        for i, initial in enumerate(values)
    ]


def _form_page(
    request: SignedIn, matter: Matter, editor: ScenarioEditor, runs: list[Run]
) -> HttpResponse:
    context = {"editor": editor, "has_run": bool(runs)}
    status = 422 if editor.has_errors else 200
    return matter_page(request, matter, "scenarios/form.html", "scenarios", context, status=status)
