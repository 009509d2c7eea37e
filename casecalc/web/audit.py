from django.http import HttpResponse

from casecalc.access.capabilities import Capability
from casecalc.models import Matter

from .matter_view import SignedIn, matter_page, matter_view, page_of


@matter_view(to=Capability.MANAGE)
def index(request: SignedIn, matter: Matter) -> HttpResponse:
    events = matter.audit_events.select_related("by").order_by("-number")
    return matter_page(
        request, matter, "audit/index.html", "audit", {"page": page_of(request, events)}
    )
