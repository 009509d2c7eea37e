from django.http import HttpResponse

from casecalc.models import Matter, Run
from casecalc.queries.decisions import (
    Recorded,
    as_they_stand,
    awaiting_approval,
    persons_reached,
)
from casecalc.queries.review import ReviewRows
from casecalc.rules.results import ReviewKind

from .matter_view import SignedIn, matter_page, matter_view, page_of
from .runs import published_run

LONGEST_LIST = 50  # overrides that await approval; the list of decisions has all of them


@matter_view()
def index(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """Components that may be wrong, for a person to decide."""
    run = published_run(matter, number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in list(ReviewKind) else ""
    context = {
        "run": run,
        "kind": kind,
        "kinds": [(str(k), len(ReviewRows(run, k))) for k in ReviewKind],
        "page": page_of(request, ReviewRows(run, kind)),
        "awaiting": _awaiting(run),
    }
    return matter_page(request, matter, "runs/review.html", "review", context)


def _awaiting(run: Run) -> list[tuple[Recorded, int | None]]:
    """The first overrides that await approval, each with the person of this run that it reaches."""
    waiting = as_they_stand(run.matter, awaiting_approval(run.matter)[:LONGEST_LIST])
    persons = persons_reached(run, waiting)
    return [(one, persons.get(one.decision.number)) for one in waiting]
