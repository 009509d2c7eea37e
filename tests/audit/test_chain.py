"""The audit chain shows any edit, deletion, reordering and cut."""

import pytest
from django.db import connection, transaction

from casecalc.audit import chain
from casecalc.models import AuditEvent, AuditHead


@pytest.fixture
def events(matter, user, now):
    with transaction.atomic():
        return [
            chain.record(action="test", by=user, now=now, matter=matter, details={"step": step})
            for step in range(1, 6)
        ]


def test_events_are_numbered_and_each_holds_the_hash_of_the_one_before(events):
    assert [event.number for event in events] == [1, 2, 3, 4, 5]
    assert events[0].previous_hash == chain.GENESIS
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]
    assert chain.verify_chain() == []


def test_the_chain_is_the_same_when_read_back_from_the_database(events):
    assert [chain.hash_of(event) for event in AuditEvent.objects.all()] == [e.hash for e in events]


@pytest.mark.parametrize(
    "change",
    [
        {"details": {"step": 33}},
        {"action": "other"},
        {"matter": None},
        {"at": "2026-03-02T17:00:00.000001Z"},
        {"hash": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_event_is_named(events, change):
    AuditEvent.objects.filter(number=3).update(**change)
    assert any("event 3" in problem for problem in chain.verify_chain())


def test_an_edit_with_a_new_hash_breaks_the_next_link(events):
    event = AuditEvent.objects.get(number=3)
    event.details = {"step": 33}
    AuditEvent.objects.filter(number=3).update(details={"step": 33}, hash=chain.hash_of(event))
    assert any("event 4 does not follow" in problem for problem in chain.verify_chain())


def test_a_deleted_event_is_named(events):
    AuditEvent.objects.filter(number=2).delete()
    assert any("Audit events 2 to 2 are missing" in problem for problem in chain.verify_chain())


def test_events_cut_off_the_end_are_noticed(events):
    AuditEvent.objects.filter(number=5).delete()
    assert any("ends at event 4" in problem for problem in chain.verify_chain())


def test_two_events_that_changed_places_are_noticed(events):
    AuditEvent.objects.filter(number=2).update(number=99)
    AuditEvent.objects.filter(number=3).update(number=2)
    AuditEvent.objects.filter(number=99).update(number=3)
    assert chain.verify_chain() != []


def test_one_flipped_byte_of_an_old_event_is_found(events):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casecalc_auditevent SET details = replace(details, '2', '3') WHERE number = 2"
        )
    assert any("event 2 was changed" in problem for problem in chain.verify_chain())


def test_an_event_that_is_rolled_back_with_its_change_leaves_no_gap(events, matter, user, now):
    with transaction.atomic():
        chain.record(action="test", by=user, now=now, matter=matter, details={})
        transaction.set_rollback(True)
    assert AuditHead.objects.get().number == 5
    assert chain.verify_chain() == []


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_fault_of_the_program(user, now):
    with pytest.raises(RuntimeError):
        chain.record(action="test", by=user, now=now, details={})
