from django.http import HttpResponse

from casecalc.models import Matter
from casecalc.queries.review import ReviewRows
from casecalc.rules.results import ReviewKind

from .matter_view import SignedIn, matter_page, matter_view, page_of
from .runs import published_run


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
    }
    return matter_page(request, matter, "runs/review.html", "review", context)
