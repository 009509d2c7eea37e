"""Two people doing the same thing at once cannot corrupt or double it."""

import hashlib
import io
import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone

from casecalc.actions.approvals import record_approvals
from casecalc.actions.decisions import DecisionLine, record_decisions
from casecalc.actions.import_requests import AlreadyImported, import_request
from casecalc.actions.imports import WithdrawalRefused, import_file, withdraw_import
from casecalc.actions.runs import perform_run, start_run
from casecalc.actions.verification import verify
from casecalc.models import Approval, Import, Matter, Run, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[int], object], count: int = 4) -> list[object]:
    """What `work` returned or raised in each of `count` threads that begin together."""
    barrier = threading.Barrier(count)
    results: list[object] = [None] * count

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = work(place)
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def roster(member: str) -> bytes:
    return f"member_id,country\n{member},US\n".encode()


def import_roster(matter: Matter, user: User, member: str) -> Import:
    return import_file(
        matter=Matter.objects.get(pk=matter.pk),
        stream=io.BytesIO(roster(member)),
        request=import_request(name=f"{member}.csv", kind="roster"),
        by=user,
        clock=timezone.now,
    )


def test_the_same_file_handed_in_four_times_at_once_is_imported_once(matter, user):
    results = at_once(lambda _: import_roster(matter, user, "m1"))
    assert sorted(type(one).__name__ for one in results) == ["AlreadyImported"] * 3 + ["Import"]
    assert [(one.number, one.commit_order) for one in Import.objects.all()] == [(1, 1)]
    assert verify(matters=[matter]).problems == ()


def test_different_files_at_once_get_numbers_and_places_without_gaps(matter, user):
    at_once(lambda place: import_roster(matter, user, f"m{place}"))
    imports = Import.objects.order_by("number")
    assert [one.number for one in imports] == [1, 2, 3, 4]
    assert sorted(one.commit_order for one in imports) == [1, 2, 3, 4]
    assert verify(matters=[matter]).problems == ()


def test_an_import_is_withdrawn_once(matter, user, now):
    import_ = import_roster(matter, user, "m1")
    results = at_once(
        lambda _: withdraw_import(
            import_=Import.objects.get(pk=import_.pk), reason="check", by=user, now=now
        )
    )
    assert [one for one in results if one == 0] == [0]
    assert sum(isinstance(one, WithdrawalRefused) for one in results) == 3


def test_decisions_at_once_are_numbered_without_gaps(matter, user, now):
    import_roster(matter, user, "m1")
    reference = f"{hashlib.sha256(roster('m1')).hexdigest()}#1"
    line = DecisionLine(
        "Line 1",
        {"kind": "override", "row": reference, "outcome": "ineligible", "reason": "checked"},
    )
    at_once(lambda _: record_decisions(matter=matter, lines=[line], by=user, now=now))
    assert list(matter.decisions.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert verify(matters=[matter]).problems == ()


def test_an_override_gets_one_word_from_two_people_at_once(matter, user, now):
    import_roster(matter, user, "m1")
    reference = f"{hashlib.sha256(roster('m1')).hexdigest()}#1"
    document = {"kind": "override", "row": reference, "outcome": "eligible", "reason": "checked"}
    record_decisions(matter=matter, lines=[DecisionLine("Line 1", document)], by=user, now=now)
    others = [UserFactory(), UserFactory()]

    def speak(place: int) -> object:
        verdict = (Approval.Verdict.APPROVED, Approval.Verdict.DECLINED)[place]
        return record_approvals(
            matter=Matter.objects.get(pk=matter.pk), numbers=[1], verdict=verdict,
            reason="looked", by=others[place], now=now,
        )  # fmt: skip

    results = at_once(speak, count=2)
    assert sorted(type(one).__name__ for one in results) == ["ApprovalRefused", "list"]
    (approval,) = Approval.objects.all()
    assert (approval.number, approval.decision.number) == (1, 1)
    assert verify(matters=[matter]).problems == ()


def test_runs_at_once_have_numbers_of_their_own_and_the_same_digest(matter, user, now):
    import_roster(matter, user, "m1")

    def run(_: int) -> str:
        started = start_run(matter=Matter.objects.get(pk=matter.pk), by=user, now=now)
        return perform_run(run=started, by=user, clock=timezone.now).digest

    digests = at_once(run, count=3)
    assert len(set(digests)) == 1
    assert list(Run.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert verify(matters=[matter]).problems == ()


def test_an_import_committed_during_a_run_marks_the_run_stale(matter, user, now):
    import_roster(matter, user, "m1")
    run = start_run(matter=matter, by=user, now=now)

    def during(rows: int, share: float) -> None:
        if not Import.objects.filter(number=2).exists():
            import_roster(matter, user, "m2")

    perform_run(run=run, by=user, clock=timezone.now, progress=during)
    run.refresh_from_db()
    assert (run.state, run.stale_reason) == (
        "published",
        "Import 2 was committed after this run.",
    )
    assert run.figures["persons"] == 1
    with pytest.raises(AlreadyImported):
        import_roster(matter, user, "m2")
