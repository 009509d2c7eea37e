"""Accountings: a new version for every change, each entry with who made it, files kept by hash."""

import hashlib
import io
from datetime import datetime, timedelta

import pytest

from casecalc.actions.accounting import save_accounting
from casecalc.actions.settlements import perform_settlement, start_settlement
from casecalc.actions.verification import verify
from casecalc.models import Accounting, AuditEvent, Matter, Run, Settlement, SourceFile, User
from casecalc.queries.accounting import accounting_file, computed_of
from casecalc.rules.accounting import AccountingRefused
from casecalc.rules.refusals import FileRefused
from tests.factories import UserFactory
from tests.web import worlds

STATUS = b"payment,status,amount,method\nS1-P1,paid,75.00,check\nP2,paid,1.00,check\n"


@pytest.fixture
def settlement(matter: Matter, user: User, now: datetime) -> Settlement:
    """$75.00 for the one eligible person of a small matter."""
    worlds.with_evidence(matter, user, now)
    run: Run = worlds.with_run(matter, user, now)
    document = {
        "format": "casecalc/settlement/1",
        "gross_fund": "100.00",
        "fees": {"per_cent": "25"},
        "plan": {"kind": "equal"},
    }
    made = start_settlement(run=run, document=document, by=user, now=now)
    return perform_settlement(settlement=made, by=user, clock=lambda: now)


def test_what_run_and_settlement_know_is_filled_in(settlement: Settlement) -> None:
    known = computed_of(settlement)
    assert {key: value for key, value in known.items() if value} == {
        "fund": 10_000,
        "members": 1,
        "opt_outs": 1,
        "average": 7_500,
        "median": 7_500,
        "largest": 7_500,
        "smallest": 7_500,
        "fees": 2_500,
    }


def test_an_entry_keeps_who_made_it_until_it_changes(
    settlement: Settlement, user: User, now: datetime
) -> None:
    ann, later = UserFactory(username="ann"), now + timedelta(days=1)
    entries = {"claims": "1", "objections": "0"}
    first = save_accounting(settlement=settlement, entries=entries, by=user, now=now)
    second = save_accounting(
        settlement=settlement, entries={"claims": "1", "objections": "2"}, by=ann, now=later
    )
    assert (first.version, second.version) == (1, 2)
    entries_now = second.document["entries"]
    assert (entries_now["claims"]["by"], entries_now["objections"]["by"]) == ("owner", "ann")
    assert entries_now["claims"]["at"] == "2026-03-02T17:00:00.000000Z"
    first.refresh_from_db()
    assert first.document["entries"]["objections"]["value"] == 0


def test_the_same_entries_again_are_no_new_version(
    settlement: Settlement, user: User, now: datetime
) -> None:
    for _ in range(2):
        save_accounting(settlement=settlement, entries={"claims": "1"}, by=user, now=now)
    assert Accounting.objects.count() == 1


def test_a_status_file_is_kept_by_its_hash_matched_and_carried_over(
    settlement: Settlement, user: User, now: datetime, matter: Matter
) -> None:
    file = ("status.csv", io.BytesIO(STATUS))
    saved = save_accounting(settlement=settlement, entries={}, status_file=file, by=user, now=now)
    sha256 = hashlib.sha256(STATUS).hexdigest()
    assert saved.status_sha256 == sha256
    assert matter.store.verified_original(sha256).read_bytes() == STATUS
    assert SourceFile.objects.get(sha256=sha256).name == "status.csv"
    assert saved.document["file"]["counts"]["matched"] == 1
    assert saved.document["file"]["counts"]["unknown"] == 1
    shown = accounting_file(saved)
    assert all(identity.holds for identity in shown.identities)
    kept = save_accounting(settlement=settlement, entries={"claims": "1"}, by=user, now=now)
    assert kept.status_sha256 == sha256
    dropped = save_accounting(
        settlement=settlement, entries={"claims": "1"}, keeps_file=False, by=user, now=now
    )
    assert dropped.document["file"] is None
    assert verify(matters=[matter]).problems == ()


def test_a_file_that_is_refused_leaves_nothing(
    settlement: Settlement, user: User, now: datetime, matter: Matter
) -> None:
    originals = sorted(matter.store.originals.iterdir())
    for name, data in (("s.csv", b"a,b\n1,2\n"), ("s.csv.gz", b"\x1f\x8b"), ("s.csv", b"")):
        with pytest.raises(FileRefused):
            save_accounting(
                settlement=settlement,
                entries={},
                status_file=(name, io.BytesIO(data)),
                by=user,
                now=now,
            )
    assert sorted(matter.store.originals.iterdir()) == originals
    assert list(matter.store.staging.iterdir()) == []
    assert not Accounting.objects.exists()


def test_an_entry_that_cannot_be_read_is_refused_and_nothing_is_written(
    settlement: Settlement, user: User, now: datetime
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(AccountingRefused, match='claims: "many" is not a whole number'):
        save_accounting(settlement=settlement, entries={"claims": "many"}, by=user, now=now)
    assert AuditEvent.objects.count() == events


def test_what_was_not_divided_has_no_accounting(
    settlement: Settlement, user: User, now: datetime
) -> None:
    settlement.state = Settlement.State.FAILED
    with pytest.raises(AccountingRefused, match="only what was divided"):
        save_accounting(settlement=settlement, entries={}, by=user, now=now)
