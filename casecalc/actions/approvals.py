"""A second person's word on overrides, and whether the matter asks for one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from casecalc.audit import chain
from casecalc.models import Approval, Decision, Matter, User
from casecalc.queries.decisions import OVERRIDE, Recorded, as_they_stand, with_approvals
from casecalc.rules.refusals import Refusal

from .people import SYSTEM


class ApprovalRefused(Refusal):
    """An override cannot be approved or declined as asked."""


class SwitchRefused(Refusal):
    """The requirement of approval cannot be switched as asked."""


def record_approvals(
    *,
    matter: Matter,
    numbers: Sequence[int],
    verdict: Approval.Verdict,
    by: User,
    now: datetime,
    reason: str = "",
) -> list[Approval]:
    """Approve or decline the overrides of these decision numbers, all of them or none, for later
    runs; earlier runs are stale where that changes what is in force. Raises ApprovalRefused for
    what is no override, is one's own or has its word already, and to decline without a reason."""
    reason = reason.strip()
    if verdict == Approval.Verdict.DECLINED and not reason:
        raise ApprovalRefused("The reason is blank; say why the override is declined.")
    if by.username == SYSTEM:
        raise ApprovalRefused(
            f"The user {SYSTEM} is nobody; name with --by the person who has looked at it."
        )
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter.pk)
        overrides = _require_open(matter, list(dict.fromkeys(numbers)), by)
        last = matter.approvals.order_by("number").last()
        recorded = Approval.objects.bulk_create(
            Approval(
                matter=matter,
                number=number,
                decision=override.decision,
                verdict=verdict,
                reason=reason,
                recorded_at=now,
                recorded_by=by,
            )
            for number, override in enumerate(overrides, start=last.number + 1 if last else 1)
        )
        if _changes(overrides, verdict):
            reason_of_runs = f"An override was {verdict} after this run."
            matter.runs.mark_stale(reason=reason_of_runs, now=now)
        details = {
            "decisions": [override.decision.number for override in overrides],
            "verdict": str(verdict),
        }
        chain.record(action="record_approvals", by=by, now=now, matter=matter, details=details)
    return recorded


def set_override_approval(
    *, matter: Matter, is_required: bool, reason: str, by: User, now: datetime
) -> int:
    """Require a second person's approval of overrides, or no longer, for later runs. Returns how
    many runs are stale by it: those with an override that nobody spoke on. Raises SwitchRefused."""
    word = "required" if is_required else "not required"
    if not reason.strip():
        raise SwitchRefused(f"The reason is blank; say why approval of overrides is {word}.")
    with transaction.atomic():
        locked = Matter.objects.select_for_update().get(pk=matter.pk)
        if locked.requires_override_approval == is_required:
            raise SwitchRefused(f"Approval of overrides is {word} already; nothing was changed.")
        locked.requires_override_approval = is_required
        locked.save(update_fields=["requires_override_approval"])
        silent = locked.decisions.filter(kind=OVERRIDE, approval__isnull=True)
        stale = 0
        if silent.exists():
            reason_of_runs = f"Since this run approval of overrides is {word}."
            stale = locked.runs.mark_stale(reason=reason_of_runs, now=now)
        details = {"required": is_required, "reason": reason.strip(), "stale_runs": stale}
        chain.record(action="set_override_approval", by=by, now=now, matter=locked, details=details)
    matter.requires_override_approval = is_required
    return stale


def _require_open(matter: Matter, numbers: Sequence[int], by: User) -> list[Recorded]:
    """The overrides of these numbers, each without a word on it and not recorded by `by`."""
    if not numbers:
        raise ApprovalRefused("No decision is named; give the numbers of overrides.")
    found = with_approvals(matter, Decision.objects.filter(number__in=numbers))
    known = {one.decision.number: one for one in as_they_stand(matter, found)}
    for number in numbers:
        if number not in known:
            raise ApprovalRefused(
                f"The matter has no decision {number}; the list of decisions shows the numbers."
            )
        _require_open_one(known[number], by)
    return [known[number] for number in numbers]


def _require_open_one(one: Recorded, by: User) -> None:
    number = one.decision.number
    if not one.is_override:
        raise ApprovalRefused(
            f"Decision {number} is not an override; only overrides are approved or declined."
        )
    if one.approval is not None:
        raise ApprovalRefused(
            f"Decision {number} was {one.approval.verdict} by {one.approval.recorded_by} already; "
            "record a new override if the outcome should be another."
        )
    if one.decision.recorded_by_id == by.pk:
        raise ApprovalRefused(
            f"Decision {number} was recorded by {by} too; somebody else has to approve or "
            "decline it."
        )


def _changes(overrides: Sequence[Recorded], verdict: Approval.Verdict) -> bool:
    """Whether something comes into force by approval, or goes out of it by being declined."""
    is_approval = verdict == Approval.Verdict.APPROVED
    return any(override.is_in_force != is_approval for override in overrides)
