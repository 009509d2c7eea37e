"""A second person's word on overrides: who may give it, and what it changes."""

from datetime import datetime
from typing import Any

import pytest

from casecalc.actions.approvals import (
    ApprovalRefused,
    SwitchRefused,
    record_approvals,
    set_override_approval,
)
from casecalc.actions.decisions import DecisionLine, record_decisions
from casecalc.actions.people import system_user
from casecalc.actions.runs import perform_run, start_run
from casecalc.actions.verification import verify
from casecalc.models import Approval, AuditEvent, Decision, Matter, Run, User
from tests.factories import UserFactory
from tests.web import worlds

APPROVED, DECLINED = Approval.Verdict.APPROVED, Approval.Verdict.DECLINED


@pytest.fixture
def second(user: User) -> User:
    return UserFactory(username="second")


@pytest.fixture
def strict(matter: Matter, user: User, now: datetime) -> Matter:
    """A matter that requires approval, with evidence and without decisions."""
    worlds.with_evidence(matter, user, now)
    matter.requires_override_approval = True
    matter.save()
    return matter


def override(matter: Matter, by: User, now: datetime, outcome: str = "eligible") -> int:
    """An override of the person of roster row 5; its number."""
    reference = f"{matter.source_files.order_by('pk')[0].sha256}#5"
    document = {"kind": "override", "row": reference, "outcome": outcome, "reason": "seen"}
    (recorded,) = record_decisions(
        matter=matter, lines=[DecisionLine("Line 1", document)], by=by, now=now
    )
    return recorded.number


def determined(matter: Matter, by: User, now: datetime) -> tuple[Run, dict[str, Any]]:
    """A run, and its manifest as published."""
    run = worlds.with_run(Matter.objects.get(pk=matter.pk), by, now)
    return run, matter.store.open("runs", run.key).manifest


def say(matter: Matter, number: int, verdict: Approval.Verdict, by: User, now: datetime) -> None:
    record_approvals(
        matter=matter, numbers=[number], verdict=verdict, reason="checked", by=by, now=now
    )


def test_an_override_counts_nowhere_until_a_second_person_approves(strict, user, second, now):
    plain, _ = determined(strict, user, now)
    number = override(strict, user, now)
    pending, manifest = determined(strict, user, now)
    assert pending.figures == plain.figures
    assert pending.digest == plain.digest
    assert manifest["requires_override_approval"] is True
    assert manifest["decisions"] == []
    assert [(one["number"], one["by"]) for one in manifest["decisions_pending"]] == [(1, "owner")]
    say(strict, number, APPROVED, second, now)
    approved, manifest = determined(strict, user, now)
    assert approved.figures["overridden"] == 1
    assert approved.figures["eligible"] == plain.figures["eligible"] + 1
    assert manifest["decisions_pending"] == []
    assert manifest["decisions"][0]["approval"] == {
        "by": "second",
        "at": "2026-03-02T17:00:00.000000Z",
    }


def test_without_the_requirement_an_override_is_in_force_unless_declined(matter, user, second, now):
    worlds.with_evidence(matter, user, now)
    number = override(matter, user, now)
    run, manifest = determined(matter, user, now)
    assert run.figures["overridden"] == 1
    assert (manifest["requires_override_approval"], manifest["decisions_pending"]) == (False, [])
    assert manifest["decisions"][0]["approval"] is None
    say(matter, number, DECLINED, second, now)
    run, manifest = determined(matter, user, now)
    assert run.figures["overridden"] == 0
    (declined,) = manifest["decisions_declined"]
    assert (declined["number"], declined["declined"]["by"]) == (1, "second")
    assert declined["reason"] == "checked"


def test_of_several_the_last_recorded_in_force_holds(strict, user, second, now):
    first = override(strict, user, now, "eligible")
    last = override(strict, user, now, "ineligible")
    say(strict, first, APPROVED, second, now)
    run, _ = determined(strict, user, now)
    assert (run.figures["overridden"], run.figures["eligible"]) == (1, 2)
    say(strict, last, APPROVED, second, now)
    run, _ = determined(strict, user, now)
    assert (run.figures["overridden"], run.figures["eligible"]) == (1, 1)


def test_joins_need_no_approval(strict, user, now):
    sha256 = strict.source_files.order_by("pk")[0].sha256
    rows = [f"{sha256}#7", f"{sha256}#8"]
    document = {"kind": "same_person", "rows": rows, "reason": "the same"}
    record_decisions(matter=strict, lines=[DecisionLine("Line 1", document)], by=user, now=now)
    run, manifest = determined(strict, user, now)
    assert run.figures["persons"] == 6
    assert manifest["decisions"][0]["approval"] is None


def test_a_run_knows_only_what_was_approved_before_it_was_started(strict, user, second, now):
    number = override(strict, user, now)
    run = start_run(matter=strict, by=user, now=now)
    say(strict, number, APPROVED, second, now)
    set_override_approval(matter=strict, is_required=False, reason="small", by=user, now=now)
    perform_run(run=run, by=user, clock=lambda: now)
    run.refresh_from_db()
    assert (run.figures["overridden"], run.approvals_through) == (0, 0)
    assert run.stale_reason == "An override was approved after this run."


@pytest.mark.parametrize(
    ("is_required", "verdict", "is_stale"),
    [(True, APPROVED, True), (True, DECLINED, False), (False, APPROVED, False),
     (False, DECLINED, True)],
)  # fmt: skip
def test_runs_are_stale_when_something_comes_into_force_or_goes_out_of_it(
    matter, user, second, now, is_required, verdict, is_stale
):
    worlds.with_evidence(matter, user, now)
    matter.requires_override_approval = is_required
    matter.save()
    number = override(matter, user, now)
    run, _ = determined(matter, user, now)
    say(matter, number, verdict, second, now)
    run.refresh_from_db()
    assert run.is_stale is is_stale


def test_an_override_that_awaits_approval_makes_no_run_stale(strict, user, now):
    run, _ = determined(strict, user, now)
    override(strict, user, now)
    run.refresh_from_db()
    assert not run.is_stale


def test_each_override_gets_one_word_from_somebody_else(strict, user, second, now):
    number = override(strict, user, now)
    with pytest.raises(ApprovalRefused, match="recorded by owner too"):
        say(strict, number, APPROVED, user, now)
    system, _ = system_user()
    with pytest.raises(ApprovalRefused, match="system is nobody"):
        say(strict, number, APPROVED, system, now)
    with pytest.raises(ApprovalRefused, match="reason is blank"):
        record_approvals(
            matter=strict, numbers=[number], verdict=DECLINED, reason=" ", by=second, now=now
        )
    say(strict, number, DECLINED, second, now)
    with pytest.raises(ApprovalRefused, match="declined by second already"):
        say(strict, number, APPROVED, second, now)
    assert Approval.objects.get().verdict == DECLINED


def test_all_are_approved_or_none(strict, user, second, now):
    number = override(strict, user, now)
    for others in ([9], []):
        numbers = [number, *others] if others else []
        with pytest.raises(ApprovalRefused):
            record_approvals(matter=strict, numbers=numbers, verdict=APPROVED, by=second, now=now)
    assert not Approval.objects.exists()
    assert not AuditEvent.objects.filter(action="record_approvals").exists()
    record_approvals(matter=strict, numbers=[number, number], verdict=APPROVED, by=second, now=now)
    event = AuditEvent.objects.get(action="record_approvals")
    assert event.details == {"decisions": [1], "verdict": "approved"}
    assert event.by == second


def test_decisions_of_another_matter_and_other_kinds_are_not_approved(strict, user, second, now):
    other = Matter.objects.create(slug="other", title="Other", created_at=now, created_by=user)
    document = {"kind": "ignore_key", "key": "member_id", "value": "x", "reason": "shared"}
    Decision.objects.create(
        matter=other, number=1, kind="ignore_key", document=document, recorded_at=now,
        recorded_by=user,
    )  # fmt: skip
    with pytest.raises(ApprovalRefused, match="no decision 1"):
        say(strict, 1, APPROVED, second, now)
    with pytest.raises(ApprovalRefused, match="not an override"):
        say(other, 1, APPROVED, second, now)


def test_the_switch_marks_runs_stale_only_where_an_override_has_no_word(matter, user, second, now):
    worlds.with_evidence(matter, user, now)
    run, _ = determined(matter, user, now)

    def switch(is_required: bool) -> int:
        return set_override_approval(
            matter=matter, is_required=is_required, reason="policy", by=user, now=now
        )

    assert switch(True) == 0
    override(matter, user, now)
    assert switch(False) == 1
    run.refresh_from_db()
    assert run.stale_reason == "Since this run approval of overrides is not required."
    event = AuditEvent.objects.filter(action="set_override_approval").latest("number")
    assert event.details == {"required": False, "reason": "policy", "stale_runs": 1}
    assert not Matter.objects.get(pk=matter.pk).requires_override_approval


def test_the_switch_needs_a_reason_and_a_change(matter, user, now):
    for is_required, reason in ((True, "  "), (False, "policy")):
        with pytest.raises(SwitchRefused):
            set_override_approval(
                matter=matter, is_required=is_required, reason=reason, by=user, now=now
            )
    assert not AuditEvent.objects.exists()


def test_verification_names_a_run_whose_approvals_were_changed_since(strict, user, second, now):
    number = override(strict, user, now)
    override(strict, user, now, "ineligible")
    say(strict, number, APPROVED, second, now)
    determined(strict, user, now)
    assert verify(matters=[strict]).problems == ()
    Approval.objects.update(verdict=DECLINED)
    problems = verify(matters=[strict]).problems
    assert [("Run 1" in one, "decisions in force" in one) for one in problems] == [
        (True, True),
        (True, False),
    ]
