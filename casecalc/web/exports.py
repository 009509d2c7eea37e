from django.http import Http404, HttpRequest, HttpResponse

from casecalc.models import Matter

from .matter_view import matter_view


@matter_view()
def members(request: HttpRequest, matter: Matter, number: int) -> HttpResponse:
    raise Http404


@matter_view()
def rejected_rows(request: HttpRequest, matter: Matter, number: int) -> HttpResponse:
    raise Http404
