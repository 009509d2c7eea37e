from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from casecalc.access.capabilities import Capability
from casecalc.models import Matter, Run
from casecalc.queries.decisions import persons_awaiting
from casecalc.queries.member import MemberFile, Person, file_of, overrides_of, person_of
from casecalc.queries.members import (
    MemberFilter,
    MemberPages,
    Region,
    facets_of,
    members_of,
    read_filter,
)
from casecalc.queries.runs import figures_of

from .decisions import record_from_form
from .forms import OverrideForm
from .matter_view import PER_PAGE, SignedIn, matter_page, matter_view, page_of, per_page
from .runs import published_run
from .tables import MembersTable
from .time_line import time_line


@matter_view()
def index(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    run = published_run(matter, number)
    asked = read_filter(request.GET.dict(), run)
    pages = MemberPages(members_of(run, asked))
    table = MembersTable(run, pages, persons_awaiting(run)).show(request)
    context = {
        "run": run,
        "figures": figures_of(run),
        "table": table,
        "found": len(table.data),
        "asked": asked,
        "chosen": _chosen(asked),
        "facets": facets_of(run, asked),
        "kept": [(k, v) for k, v in request.GET.items() if k not in ("q", "page")],
        "sizes": PER_PAGE,
        "per_page": per_page(request),
    }
    return matter_page(request, matter, "members/index.html", "members", context)


@matter_view()
def show(request: SignedIn, matter: Matter, number: int, person_number: int) -> HttpResponse:
    run = published_run(matter, number)
    person = _person(run, person_number)
    file = file_of(run, person)
    return _member_page(request, matter, run, file, OverrideForm())


@matter_view("POST", to=Capability.DECIDE)
def override(request: SignedIn, matter: Matter, number: int, person_number: int) -> HttpResponse:
    """Record an override, kept against the person's first roster row."""
    run = published_run(matter, number)
    file = file_of(run, _person(run, person_number))
    form = OverrideForm(request.POST)
    if form.is_valid():
        row = str(file.rows[0].source.reference)
        document = {"kind": "override", "row": row, **form.cleaned_data}
        if record_from_form(request, matter, form, document):
            return redirect("member", matter.slug, run.number, person_number)
    return _member_page(request, matter, run, file, form, status=422)


def _member_page(
    request: SignedIn,
    matter: Matter,
    run: Run,
    file: MemberFile,
    form: OverrideForm,
    *,
    status: int = 200,
) -> HttpResponse:
    person = file.person
    context = {
        "run": run,
        "file": file,
        "person": person,
        "previous": person.number - 1,
        "following": person.number + 1 if person.number < run.figures["persons"] else None,
        "overrides": overrides_of(run, file),
        "later_decisions": _decided_later(matter, run),
        "time_line": time_line(file, run.definition.parsed),
        "disclosures": page_of(request, file.disclosures),
        "form": form,
    }
    return matter_page(request, matter, "members/show.html", "members", context, status=status)


def _decided_later(matter: Matter, run: Run) -> int:
    """How many decisions were recorded after the run, and wait for the next."""
    return matter.decisions.filter(number__gt=run.decisions_through).count()


def _person(run: Run, number: int) -> Person:
    person = person_of(run, number)
    if person is None:
        raise Http404
    return person


def _chosen(asked: MemberFilter) -> list[dict[str, Any]]:
    """The filters in force, each with the name that takes it away."""
    chosen = []
    if asked.search:
        chosen.append({"name": "q", "label": f"“{asked.search}”"})
    if asked.outcome:
        chosen.append({"name": "outcome", "label": asked.outcome})
    for criterion, truth in asked.criteria.items():
        chosen.append({"name": f"is_{criterion}", "label": f"{criterion}: {truth}"})
    if asked.plan is not None:
        chosen.append({"name": "plan", "label": f"plan: {asked.plan or 'blank'}"})
    if asked.region is not None:
        region: Region = asked.region
        chosen.append({"name": "region", "label": f"residence: {region.label}"})
    return chosen
