"""A fund is divided as a job: published whole with its payments, or on record as failed."""

from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.actions import settlements
from casecalc.actions.settlements import (
    SettlementNotStarted,
    perform_settlement,
    start_settlement,
)
from casecalc.actions.verification import verify
from casecalc.audit.chain import verify_chain
from casecalc.evidence.allocation import PAYMENTS_FILE
from casecalc.jobs.queue import queue_settlement
from casecalc.jobs.recovery import DEAD_AFTER, recover
from casecalc.jobs.work import begin, do_queued
from casecalc.models import Matter, Run, Settlement, User
from casecalc.rules.refusals import AllocationRefused, NotReconciled, SettlementRefused
from tests.web import worlds

EQUAL = {"kind": "equal"}


@pytest.fixture
def run(matter: Matter, user: User, now: datetime) -> Run:
    """Five persons of whom three are eligible."""
    roster = b"member_id,country,region,plan\n" + b"".join(
        f"m{n},{country},{region},{plan}\n".encode()
        for n, (country, region, plan) in enumerate(
            [("US", "CA", "A"), ("DE", "", "A"), ("US", "NY", "B"), ("US", "CA", "B"), ("", "", "")]
        )
    )
    log = b"member_id,disclosed_at,sender_consented,recipient_consented\n" + b"".join(
        f"m{n},2023-05-0{day},no,no\n".encode() for n in (0, 2, 3) for day in range(1, 2 + n)
    )
    worlds.import_bytes(matter, roster, "roster", name="r.csv", by=user, now=now)
    worlds.import_bytes(matter, log, "disclosure_log", name="l.csv", by=user, now=now)
    return worlds.with_run(matter, user, now)


def document(**changes: Any) -> dict[str, Any]:
    base = {
        "format": "casecalc/settlement/1",
        "title": "First",
        "gross_fund": "100.00",
        "fees": {"per_cent": "25"},
        "plan": EQUAL,
    }
    return {**base, **changes}


def divided(run: Run, user: User, now: datetime, **changes: Any) -> Settlement:
    settlement = start_settlement(run=run, document=document(**changes), by=user, now=now)
    return perform_settlement(settlement=settlement, by=user, clock=lambda: now)


def rows(settlement: Settlement) -> list[dict[str, Any]]:
    published = settlement.matter.store.open("settlements", settlement.key)
    found: list[dict[str, Any]] = pq.read_table(published.checked(PAYMENTS_FILE)).to_pylist()
    return found


def test_the_eligible_persons_of_the_run_are_paid_to_the_cent(
    run: Run, user: User, now: datetime
) -> None:
    settlement = divided(run, user, now)
    assert [(row["person"], row["amount_cents"]) for row in rows(settlement)] == [
        (1, 2_500),
        (3, 2_500),
        (4, 2_500),
    ]
    figures = settlement.figures
    assert (figures["net_cents"], figures["remainder_cents"]) == (7_500, 0)
    assert [(part["label"], part["total_cents"]) for part in figures["by_region"]] == [
        (["US", "CA"], 5_000),
        (["US", "NY"], 2_500),
    ]


def test_tiers_see_violations_and_plan_of_the_run(run: Run, user: User, now: datetime) -> None:
    tiers = [
        {"title": "Many", "when": {"violations_at_least": 4}, "weight": "3"},
        {"title": "B", "when": {"plans": ["B"]}, "weight": "1"},
        {"title": "Rest", "amount": "11.00"},
    ]
    settlement = divided(run, user, now, plan={"kind": "tiers", "tiers": tiers})
    assert [(row["tier"], row["amount_cents"]) for row in rows(settlement)] == [
        (3, 1_100),
        (2, 1_600),
        (1, 4_800),
    ]


def test_the_site_verifies_with_settlements_and_names_one_that_was_changed(
    run: Run, user: User, now: datetime, matter: Matter
) -> None:
    settlement = divided(run, user, now)
    assert verify(matters=[matter]).problems == ()
    settlement.figures["all"]["total_cents"] += 1
    settlement.save()
    (problem,) = verify(matters=[matter]).problems
    assert "Settlement 1: the database and the manifest disagree about figures" in problem
    assert verify_chain() == []


@pytest.mark.parametrize(
    ("changes", "refused", "sentence"),
    [
        ({"gross_fund": "x"}, SettlementRefused, "gross_fund: must be dollars"),
        ({"plan": {"kind": "pro_rata", "claim": "z"}}, SettlementRefused, "not a claim of the run"),
        ({"plan": {**EQUAL, "floor": "26"}}, AllocationRefused, "Lower the floor to"),
        ({"title": "a\0b"}, SettlementRefused, "U\\+0000"),
    ],
)
def test_what_cannot_be_divided_is_refused_before_anything_is_written(
    run: Run, user: User, now: datetime, changes: Any, refused: Any, sentence: str
) -> None:
    with pytest.raises(refused, match=sentence):
        start_settlement(run=run, document=document(**changes), by=user, now=now)
    assert not Settlement.objects.exists()


def test_only_a_published_run_divides(run: Run, user: User, now: datetime) -> None:
    run.state = Run.State.FAILED
    run.save()
    with pytest.raises(SettlementNotStarted, match="Run 1 is failed"):
        start_settlement(run=run, document=document(), by=user, now=now)


def test_fixed_amounts_above_the_fund_fail_on_record_and_publish_nothing(
    run: Run, user: User, now: datetime, matter: Matter
) -> None:
    plan = {"kind": "tiers", "tiers": [{"title": "All", "amount": "25.01"}]}
    with pytest.raises(AllocationRefused, match=r"3 persons add up to \$75\.03"):
        divided(run, user, now, plan=plan)
    settlement = Settlement.objects.get()
    assert settlement.state == Settlement.State.FAILED
    assert "add up to $75.03, and the net fund is $75.00" in settlement.failure
    assert list((matter.store.path / "settlements").iterdir()) == []


def test_payments_that_do_not_add_up_are_not_published_and_the_identity_is_named(
    run: Run, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = settlements.write_payments

    def one_cent_short(*args: Any, out: Any, **given: Any) -> int:
        remainder = whole(*args, out=out, **given)
        table = pq.read_table(out / PAYMENTS_FILE)
        cents = table["amount_cents"].to_pylist()
        cents[0] -= 1
        place = table.schema.get_field_index("amount_cents")
        changed = table.set_column(place, "amount_cents", pa.array(cents, pa.int64()))
        pq.write_table(changed, out / PAYMENTS_FILE)
        return remainder

    monkeypatch.setattr(settlements, "write_payments", one_cent_short)
    with pytest.raises(NotReconciled) as refusal:
        divided(run, user, now)
    assert str(refusal.value) == (
        "Net fund = payments of all persons + undistributed remainder: $75.00 is not $74.99. The "
        "settlement is not published."
    )
    assert Settlement.objects.get().state == Settlement.State.FAILED


def test_a_queued_settlement_is_done_by_a_worker(run: Run, user: User, now: datetime) -> None:
    job = queue_settlement(run=run, document=document(), by=user, now=now)
    begun = begin(job.pk, task_id=job.task_id, now=now)
    assert begun is not None
    do_queued(begun)
    job.refresh_from_db()
    assert job.state == "done", job.message
    assert Settlement.objects.get().state == Settlement.State.PUBLISHED


def test_a_settlement_whose_worker_was_killed_is_divided_again_by_the_next(
    run: Run, user: User, now: datetime, matter: Matter
) -> None:
    job = queue_settlement(run=run, document=document(), by=user, now=now)
    assert begin(job.pk, task_id=job.task_id, now=now) is not None
    Settlement.objects.update(state=Settlement.State.PERFORMING)
    (matter.store.staging / "settlements-left-behind").mkdir()
    assert recover(now=now + 2 * DEAD_AFTER) == 1
    job.refresh_from_db()
    assert (job.state, Settlement.objects.get().state) == ("queued", "queued")
    begun = begin(job.pk, task_id=job.task_id, now=now)
    assert begun is not None
    do_queued(begun)
    assert Settlement.objects.get().state == Settlement.State.PUBLISHED
    assert verify(matters=[matter]).problems == ()
