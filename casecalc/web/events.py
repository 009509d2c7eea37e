from django.http import HttpResponse

from casecalc.models import Matter
from casecalc.queries.events import EventRows, ListEntries
from casecalc.queries.runs import figures_of
from casecalc.rules.results import EventStatus

from .matter_view import SignedIn, matter_page, matter_view, page_of
from .runs import published_run


@matter_view()
def index(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """The accepted log rows of a run and its list rows, by status: what counts and what not."""
    run = published_run(matter, number)
    status = request.GET.get("status", "")
    status = status if status in list(EventStatus) else ""
    figures = figures_of(run)
    context = {
        "run": run,
        "figures": figures,
        "status": status,
        "statuses": [(str(s), figures.events[s]) for s in EventStatus],
        "page": page_of(request, EventRows(run, status)),
        "unlisted": {
            name: page_of(request, ListEntries(run, name), name=f"{name}_page")
            for name in ("unmatched", "ambiguous")
        },
    }
    return matter_page(request, matter, "runs/events.html", "events", context)
