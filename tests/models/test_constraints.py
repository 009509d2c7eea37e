"""What the database itself refuses, whatever the code above it does."""

import pytest
from django.db import IntegrityError, transaction

from casecalc.models import Import, Job, Membership, Run, SourceFile
from tests.factories import MembershipFactory


@pytest.fixture
def source_file(matter, now):
    return SourceFile.objects.create(
        matter=matter, sha256="a" * 64, size=1, name="r.csv", received_at=now
    )


def make_import(source_file, user, now, **fields) -> Import:
    given = {"number": 1, "kind": "roster", "name": "r.csv", "mapping_digest": "0" * 64}
    return Import.objects.create(
        matter=source_file.matter,
        source_file=source_file,
        created_at=now,
        created_by=user,
        **{**given, **fields},
    )


def refused(make, *arguments, **fields) -> bool:
    try:
        with transaction.atomic():
            make(*arguments, **fields)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "committed"},
        {"state": "queued", "commit_order": 1},
        {"rows_read": 3, "accepted": 1, "rejected": 1},
    ],
    ids=["committed without order", "order before commit", "rows do not reconcile"],
)
def test_an_import_that_cannot_be_true_is_not_saved(source_file, user, now, fields):
    assert refused(make_import, source_file, user, now, **fields)


@pytest.mark.parametrize("state", ["queued", "reading", "committed"])
def test_the_same_bytes_are_open_or_committed_once(source_file, user, now, state):
    order = {"commit_order": 1} if state == "committed" else {}
    first = make_import(source_file, user, now, state=state, **order)
    assert refused(make_import, source_file, user, now, number=2)
    assert not refused(make_import, source_file, user, now, number=3, list_name="other")
    first.state, first.commit_order = "withdrawn", 9
    first.save()
    assert not refused(make_import, source_file, user, now, number=4)


def test_numbers_are_used_once_in_a_matter(source_file, user, now):
    make_import(source_file, user, now)
    assert refused(make_import, source_file, user, now, sheet="other")


def test_a_published_run_has_figures_and_digest(matter, user, now):
    definition, theory = matter.definitions.get(), matter.theories.get()
    fields = {
        "matter": matter,
        "number": 1,
        "definition": definition,
        "theory": theory,
        "started_at": now,
        "started_by": user,
    }
    assert refused(Run.objects.create, **fields, state="published")
    assert not refused(Run.objects.create, **fields, state="published", figures={}, digest="0" * 64)


def test_a_job_has_the_subject_of_its_kind(source_file, user, now):
    import_ = make_import(source_file, user, now)
    fields = {"matter": source_file.matter, "created_at": now, "created_by": user}
    assert refused(Job.objects.create, **fields, kind="perform_run", import_batch=import_)
    assert refused(Job.objects.create, **fields, kind="read_import")
    assert refused(
        Job.objects.create, **fields, kind="read_import", import_batch=import_, share_done=1.5
    )
    assert not refused(Job.objects.create, **fields, kind="read_import", import_batch=import_)


def test_a_person_has_one_role_in_a_matter(matter, user):
    assert refused(MembershipFactory, matter=matter, user=user, role="viewer")
    assert refused(Membership.objects.filter(user=user).update, role="partner")


def test_stale_marks_leave_figures_and_earlier_reasons_alone(matter, user, now):
    run = Run.objects.create(
        matter=matter, number=1, definition=matter.definitions.get(),
        theory=matter.theories.get(), started_at=now, started_by=user,
        state="published", figures={"persons": 1}, digest="0" * 64,
    )  # fmt: skip
    assert matter.runs.mark_stale(reason="first", now=now) == 1
    assert matter.runs.mark_stale(reason="second", now=now) == 0
    run.refresh_from_db()
    assert (run.stale_reason, run.figures, run.is_stale) == ("first", {"persons": 1}, True)
