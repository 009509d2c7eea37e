from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.accounting import save_accounting
from casecalc.models import Accounting, Matter, Settlement
from casecalc.queries.accounting import accounting_file
from casecalc.rules.accounting import (
    LINES,
    AccountingRefused,
    FigureKind,
    Line,
    entries_as_typed,
)
from casecalc.rules.refusals import FileRefused, Refusal

from .matter_view import SignedIn, matter_page, matter_view, posted
from .settlements import published_settlement

_ENTERED = [line for line in LINES if line.can_be_entered]


class AccountingForm(forms.Form):
    """What is entered by hand, and a payment status file. Blank fields are not entered."""

    status_file = forms.FileField(
        label="Payment status file",
        required=False,
        allow_empty_file=True,
        help_text="CSV or TSV with the columns payment (such as S1-P12), status (paid, uncashed, "
        "returned or void), amount, and method if there is one.",
    )
    without_file = forms.BooleanField(
        required=False, label="Leave out the payment status file of the last version"
    )

    def __init__(self, *args: Any, has_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_file:
            del self.fields["without_file"]
        for line in _ENTERED:
            self.fields[line.key] = _field(line)

    @property
    def entry_fields(self) -> list[forms.BoundField]:
        return [self[line.key] for line in _ENTERED]

    @property
    def file_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("status_file", "without_file") if name in self.fields]

    @property
    def entries(self) -> dict[str, str]:
        return {line.key: self.cleaned_data[line.key] for line in _ENTERED}


@matter_view()
def show(
    request: SignedIn, matter: Matter, number: int, version: int | None = None
) -> HttpResponse:
    """The latest version, or the one in the address."""
    settlement = published_settlement(matter, number)
    versions = list(settlement.accountings.select_related("created_by").order_by("-version"))
    accounting = versions[0] if versions and version is None else None
    if version is not None:
        accounting = get_object_or_404(settlement.accountings, version=version)
    context: dict[str, Any] = {"settlement": settlement, "versions": versions}
    if accounting is not None:
        accounting.settlement = settlement
        context |= {"accounting": accounting, "shown": accounting_file(accounting)}
    return matter_page(request, matter, "settlements/accounting.html", "settlements", context)


@matter_view("GET", "POST", to=Capability.RUN)
def new(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    settlement = published_settlement(matter, number)
    latest = settlement.accountings.order_by("version").last()
    has_file = latest is not None and latest.document["file"] is not None
    form = AccountingForm(
        posted(request), request.FILES or None, has_file=has_file, initial=_initial(latest)
    )
    if request.method == "POST" and form.is_valid():
        saved = _saved(request, settlement, form)
        if saved is not None:
            messages.success(request, f"Version {saved.version} is the latest accounting.")
            return redirect("accounting", matter.slug, number)
    context: dict[str, Any] = {"settlement": settlement, "form": form}
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "settlements/accounting_form.html", "settlements", context, status=status
    )


def _saved(request: SignedIn, settlement: Settlement, form: AccountingForm) -> Accounting | None:
    """A refusal becomes an error of the field that it is about."""
    uploaded = form.cleaned_data["status_file"]
    try:
        return save_accounting(
            settlement=settlement,
            entries=form.entries,
            status_file=None if uploaded is None else (uploaded.name or "unnamed", uploaded),
            keeps_file=not form.cleaned_data.get("without_file"),
            by=request.user,
            now=timezone.now(),
        )
    except AccountingRefused as refusal:
        _path, _colon, problem = str(refusal).partition(": ")
        form.add_error(refusal.path if refusal.path in form.fields else None, f"{problem}.")
    except FileRefused as refusal:
        form.add_error("status_file", str(refusal))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _field(line: Line) -> forms.CharField:
    if line.kind is FigureKind.TEXT:
        return forms.CharField(
            label=line.label,
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    is_count = line.kind is FigureKind.COUNT
    kind = "A whole number." if is_count else "In dollars."
    attributes = {"inputmode": "numeric" if is_count else "decimal", "autocomplete": "off"}
    return forms.CharField(
        label=line.label,
        required=False,
        max_length=30,
        help_text=f"{kind} {line.help}".strip(),
        widget=forms.TextInput(attrs=attributes),
    )


def _initial(latest: Accounting | None) -> dict[str, str]:
    return {} if latest is None else entries_as_typed(latest.document["entries"])
