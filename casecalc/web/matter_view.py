"""What every page of a matter has in common: the gate before it, the frame around it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casecalc.access.capabilities import Capability
from casecalc.access.gate import capabilities_of, get_matter_or_404
from casecalc.evidence.store import DamagedFile
from casecalc.models import Matter, User
from casecalc.queries.runs import latest_run

View = Callable[..., HttpResponseBase]
PER_PAGE = (25, 50, 100)


class SignedIn(HttpRequest):
    """A request behind the gate: its user is nobody's stand-in."""

    user: User


class Rows(Protocol):
    """What can be paged without being loaded whole."""

    def __len__(self) -> int: ...

    def __getitem__(self, wanted: slice, /) -> Any: ...


def matter_view(
    *methods: str, to: Capability = Capability.VIEW, to_post: Capability | None = None
) -> Callable[[View], View]:
    """A view of one matter: signed in, a member, in a role that may do `to` (for POST `to_post`).
    It is called with the matter in place of the slug."""
    allowed = list(methods or ("GET",))
    if "GET" in allowed:
        allowed.append("HEAD")

    def decorate(view: View) -> View:
        @never_cache
        @login_required
        @require_http_methods(allowed)
        @wraps(view)
        def guarded(request: SignedIn, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            needed = to_post if request.method == "POST" and to_post else to
            matter = get_matter_or_404(request.user, slug, to=needed)
            try:
                return view(request, matter, *args, **kwargs)
            except DamagedFile as damage:
                context = {"damage": str(damage)}
                return matter_page(request, matter, "damaged.html", "", context, status=503)

        return guarded

    return decorate


def matter_page(
    request: SignedIn,
    matter: Matter,
    template: str,
    section: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page in the matter's frame; `section` is marked in the navigation."""
    may = {str(capability): True for capability in capabilities_of(request.user, matter)}
    frame = {"matter": matter, "section": section, "may": may, "latest_run": latest_run(matter)}
    return render(request, template, frame | context, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the fields sent, none of them too; None before anything was sent."""
    return request.POST if request.method == "POST" else None


def page_of(request: HttpRequest, rows: Rows, *, name: str = "page") -> Page[Any]:
    """The page of `rows` that the address asks for; what makes no sense shows the first or last."""
    lazy: Any = rows
    return Paginator(lazy, per_page(request)).get_page(request.GET.get(name))


def per_page(request: HttpRequest) -> int:
    asked = request.GET.get("per_page", "")
    return int(asked) if asked in map(str, PER_PAGE) else PER_PAGE[1]
