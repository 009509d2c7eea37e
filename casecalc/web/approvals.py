"""A second person's word on an override, and whether the matter asks for one."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from casecalc.access.capabilities import Capability
from casecalc.actions.approvals import (
    ApprovalRefused,
    SwitchRefused,
    record_approvals,
    set_override_approval,
)
from casecalc.models import Approval, Decision, Matter
from casecalc.queries.decisions import as_they_stand, person_reached, with_approvals
from casecalc.queries.runs import latest_run

from .forms import ReasonForm
from .matter_view import SignedIn, matter_page, matter_view, posted

_SWITCH = {"on": True, "off": False}


class ApprovalForm(forms.Form):
    """`verdict` is the button that was pressed."""

    verdict = forms.ChoiceField(
        choices=Approval.Verdict.choices,
        error_messages={"required": "Choose to approve or to decline."},
    )
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Required to decline. It is kept on record.",
    )


class OverrideApprovalForm(ReasonForm):
    """`switch` is what was offered: whoever was overtaken by another owner switches nothing."""

    switch = forms.ChoiceField(choices=[(word, word) for word in _SWITCH], widget=forms.HiddenInput)


@matter_view("GET", "POST", to=Capability.DECIDE)
def speak(request: SignedIn, matter: Matter, number: int) -> HttpResponse:
    """Approve or decline one override that somebody else recorded."""
    form = ApprovalForm(posted(request))
    known = with_approvals(matter, Decision.objects.filter(kind="override"))
    decision: Decision = get_object_or_404(known, number=number)
    if request.method == "POST" and form.is_valid() and _recorded(request, matter, form, number):
        return redirect("decisions", matter.slug)
    (recorded,) = as_they_stand(matter, [decision])
    run = latest_run(matter)
    context = {
        "form": form,
        "recorded": recorded,
        "decision": decision,
        "run": run,
        "person_number": person_reached(run, recorded) if run else None,
        "is_author": decision.recorded_by_id == request.user.pk,
    }
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "decisions/approval.html", "decisions", context, status=status
    )


@matter_view("GET", "POST", to=Capability.MANAGE)
def requirement(request: SignedIn, matter: Matter) -> HttpResponse:
    """Require approval of overrides, or no longer."""
    offered = "off" if matter.requires_override_approval else "on"
    form = OverrideApprovalForm(posted(request), initial={"switch": offered})
    if request.method == "POST" and form.is_valid() and _switched(request, matter, form):
        return redirect("decisions", matter.slug)
    status = 422 if form.errors else 200
    return matter_page(
        request, matter, "decisions/requirement.html", "decisions", {"form": form}, status=status
    )


def _recorded(request: SignedIn, matter: Matter, form: ApprovalForm, number: int) -> bool:
    """Record the word; a refusal becomes an error of the form."""
    verdict = Approval.Verdict(form.cleaned_data["verdict"])
    try:
        record_approvals(
            matter=matter,
            numbers=[number],
            verdict=verdict,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except ApprovalRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Decision {number} is {verdict}, for later runs.")
    return True


def _switched(request: SignedIn, matter: Matter, form: OverrideApprovalForm) -> bool:
    is_required = _SWITCH[form.cleaned_data["switch"]]
    try:
        set_override_approval(
            matter=matter,
            is_required=is_required,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except SwitchRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    word = "needs a second person’s approval" if is_required else "needs no approval"
    messages.success(request, f"In later runs an override {word}.")
    return True
