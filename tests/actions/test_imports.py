"""Importing and withdrawing, beyond what the command line shows."""

import io

import pytest
from django.utils import timezone

from casecalc.actions import imports
from casecalc.actions.import_requests import ImportRefused, import_request
from casecalc.actions.imports import WithdrawalRefused, import_file, withdraw_import
from casecalc.actions.runs import perform_run, start_run
from casecalc.actions.verification import verify
from casecalc.evidence.store import MatterStore
from casecalc.models import AuditEvent, Import, Matter, SourceFile, User
from casecalc.rules.refusals import FileRefused

ROSTER = b"member_id,country\nm1,US\nm2,DE\n"


def hand_in(matter: Matter, user: User, data: bytes = ROSTER, **asked: str) -> Import:
    request = import_request(**{"name": "r.csv", "kind": "roster", **asked})
    return import_file(
        matter=matter, stream=io.BytesIO(data), request=request, by=user, clock=timezone.now
    )


def test_a_commit_counts_keeps_the_original_and_records_what_was_recognised(matter, user):
    import_ = hand_in(matter, user)
    assert (import_.number, import_.commit_order, import_.state) == (1, 1, "committed")
    assert (import_.rows_read, import_.accepted, import_.rejected) == (2, 2, 0)
    assert import_.summary["header"] == ["member_id", "country"]
    assert import_.summary["encoding"] == "utf-8"
    original = matter.store.original(import_.source_file.sha256)
    assert original.read_bytes() == ROSTER


def test_a_refused_file_leaves_no_import_and_no_original(matter, user):
    with pytest.raises(FileRefused):
        hand_in(matter, user, data=b"surname\nLee\n")
    assert (Import.objects.count(), SourceFile.objects.count()) == (0, 0)
    assert [path for path in matter.store.path.rglob("*") if path.is_file()] == []
    assert not AuditEvent.objects.exists()


def test_a_refused_reading_of_known_bytes_keeps_the_known_original(matter, user):
    import_ = hand_in(matter, user)
    with pytest.raises(FileRefused):
        hand_in(matter, user, kind="disclosure_log")
    assert matter.store.verified_original(import_.source_file.sha256).read_bytes() == ROSTER


def test_the_same_bytes_under_another_kind_are_another_import_of_one_source_file(matter, user):
    hand_in(matter, user)
    hand_in(matter, user, name="listed.csv", kind="exclusion_list", list_name="opt_out")
    assert [one.name for one in Import.objects.order_by("number")] == ["r.csv", "listed.csv"]
    assert [one.name for one in SourceFile.objects.all()] == ["r.csv"]


def test_a_process_killed_between_publishing_and_recording_loses_and_doubles_nothing(
    matter, user, monkeypatch
):
    with monkeypatch.context() as killed:
        killed.setattr(imports, "_commit", _die)
        killed.setattr(MatterStore, "unpublish", lambda *arguments: None)
        with pytest.raises(KeyboardInterrupt):
            hand_in(matter, user)
    assert Import.objects.count() == 0
    (problem,) = verify(matters=[matter]).problems
    assert "belongs to nothing on record" in problem

    import_ = hand_in(matter, user)
    assert (import_.number, import_.accepted) == (1, 2)
    assert verify(matters=[matter]).problems == ()


def test_withdrawing_marks_only_the_runs_that_used_the_import(matter, user, now):
    first = hand_in(matter, user)
    run = start_run(matter=matter, by=user, now=now)
    perform_run(run=run, by=user, clock=timezone.now)
    second = hand_in(matter, user, data=ROSTER + b"m3,US\n")
    assert withdraw_import(import_=second, reason="wrong file", by=user, now=now) == 0
    assert withdraw_import(import_=first, reason="wrong file", by=user, now=now) == 1
    run.refresh_from_db()
    assert run.stale_reason == "Import 2 was committed after this run."


def test_an_import_is_not_withdrawn_twice_nor_before_it_is_committed(matter, user, now):
    import_ = hand_in(matter, user)
    withdraw_import(import_=import_, reason="wrong file", by=user, now=now)
    with pytest.raises(WithdrawalRefused, match="is withdrawn"):
        withdraw_import(import_=import_, reason="again", by=user, now=now)


def test_bytes_imported_again_after_a_withdrawal_come_last(matter, user, now):
    first = hand_in(matter, user)
    hand_in(matter, user, data=ROSTER + b"m3,US\n")
    withdraw_import(import_=first, reason="check", by=user, now=now)
    again = hand_in(matter, user)
    assert (again.number, again.commit_order) == (3, 3)
    assert again.key != first.key


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "rosters"}, "not a kind"),
        ({"kind": "exclusion_list"}, "needs a name"),
        ({"kind": "exclusion_list", "list_name": " \N{NO-BREAK SPACE}"}, "needs a name"),
        ({"kind": "exclusion_list", "list_name": "x" * 101}, "longer than 100"),
        ({"kind": "roster", "list_name": "opt_out"}, "Only an exclusion list"),
        ({"kind": "roster", "sheet": "Sheet1"}, "Only workbooks"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_a_byte_is_read(asked, words):
    with pytest.raises(ImportRefused, match=words):
        import_request(name="r.csv", **asked)


def test_a_name_that_is_no_text_is_kept_as_far_as_it_can_be():
    name = b"r\xe9sum\xe9.csv".decode("utf-8", "surrogateescape")
    assert import_request(name=name, kind="roster").name == "r?sum?.csv"
    assert import_request(name="x" * 300 + ".csv", kind="roster").name.endswith("xxx.csv")


def _die(*arguments: object, **options: object) -> None:
    raise KeyboardInterrupt
