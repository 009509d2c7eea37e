from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casecalc.actions.matters import MatterRefused, create_matter
from casecalc.models import Matter
from casecalc.queries.matters import matters_of, overview_of

from .charts import outcome_chart, path_chart
from .forms import MatterForm
from .matter_view import SignedIn, matter_page, matter_view, posted


@never_cache
@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    return render(request, "matters/index.html", {"matters": matters_of(request.user)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    form = MatterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            matter = create_matter(
                **form.cleaned_data, owner=request.user, by=request.user, now=timezone.now()
            )
        except MatterRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("matter", matter.slug)
    status = 422 if form.errors else 200
    return render(request, "matters/form.html", {"form": form}, status=status)


@matter_view()
def show(request: SignedIn, matter: Matter) -> HttpResponse:
    overview = overview_of(matter, request.user)
    context: dict[str, Any] = {"overview": overview}
    if overview.run and overview.figures:
        context["charts"] = [
            path_chart(overview.run, overview.figures),
            outcome_chart(overview.figures),
        ]
    return matter_page(request, matter, "matters/show.html", "overview", context)
