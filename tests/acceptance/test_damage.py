"""Bit rot and tampering are found before they become a figure."""

import json
from pathlib import Path

import pytest

from casecalc.models import AuditEvent, Exhibit, Import, Matter, Run

from .commands import command


@pytest.fixture
def small(determined) -> Matter:
    """The small matter with a run."""
    return Matter.objects.get()


@pytest.fixture
def whole(small, tmp_path) -> Matter:
    """The small matter with a run and an exhibit."""
    arguments = ("produce_exhibit", "small", 1, "--kind", "summary", "--edition", "public")
    assert command(*arguments, "--out", tmp_path / "out").status == 0
    return small


def flip(path: Path) -> None:
    """One bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def stored_files(matter: Matter) -> list[Path]:
    return sorted(path for path in matter.store.path.rglob("*") if path.is_file())


def test_one_flipped_bit_in_any_stored_file_and_any_missing_file_is_named(whole):
    paths = stored_files(whole)
    kinds = {path.relative_to(whole.store.path).parts[0] for path in paths}
    assert kinds == {"originals", "imports", "runs", "exhibits"}
    for path in paths:
        kept = path.read_bytes()
        flip(path)
        flipped = command("verify", "small")
        path.unlink()
        missing = command("verify", "small")
        path.write_bytes(kept)
        for answer in (flipped, missing):
            assert answer.status == 2, path
            assert path.name in answer.error or path.parent.name in answer.error
    assert command("verify", "small").status == 0


def test_verify_prints_its_answer_and_a_line_for_each_problem(small):
    for path in (small.store.path / "originals").iterdir():
        flip(path)
    answer = command("verify", "small")
    assert json.loads(answer.output.splitlines()[-1])["problems"] == 3
    assert len(answer.error.splitlines()) == 3


def test_a_damaged_import_is_refused_before_it_becomes_a_figure(small):
    import_ = Import.objects.get(number=1)
    flip(small.store.path / "imports" / import_.key / "accepted.parquet")
    answer = command("determine", "small")
    assert (answer.status, "damaged" in answer.error) == (2, True)
    run = Run.objects.get(number=2)
    assert (run.state, run.figures) == ("failed", None)
    assert not (small.store.path / "runs" / run.key).exists()


def test_a_damaged_run_makes_no_exhibit(small, tmp_path):
    flip(small.store.path / "runs" / Run.objects.get().key / "manifest.json")
    arguments = ("produce_exhibit", "small", 1, "--kind", "summary", "--edition", "public")
    answer = command(*arguments, "--out", tmp_path / "more")
    assert (answer.status, (tmp_path / "more").exists()) == (2, False)
    assert Exhibit.objects.get().state == "failed"


CHANGED_RECORDS = [
    (Run, {"digest": "0" * 64}, "disagree about digest"),
    (Run, {"figures": {"persons": 8}}, "disagree about figures"),
    (Import, {"accepted": 10, "rejected": 6}, "disagree about accepted"),
    (Import, {"mapping": {}}, "disagree about mapping"),
    (Exhibit, {"sha256": "0" * 64}, "disagree about its SHA-256"),
    (AuditEvent, {"action": "other"}, "was changed after it was recorded"),
]


def test_a_record_that_was_changed_in_the_database_is_named(whole):
    for model, change, words in CHANGED_RECORDS:
        record = model.objects.order_by("pk").first()
        before = {field: getattr(record, field) for field in change}
        model.objects.filter(pk=record.pk).update(**change)
        answer = command("verify", "small")
        assert (answer.status, words in answer.error) == (2, True), answer.error
        model.objects.filter(pk=record.pk).update(**before)
    assert command("verify", "small").status == 0


def test_a_publication_that_is_on_no_record_is_named(small):
    with small.store.publishing("runs", "0" * 32):
        pass
    answer = command("verify", "small")
    assert (answer.status, "on record" in answer.error) == (2, True)


def test_what_a_killed_process_left_is_swept_and_no_problem(small):
    (small.store.staging / "receiving-dead").write_bytes(b"half a file")
    (small.store.staging / "runs-dead").mkdir()
    assert command("verify", "small").json["problems"] == 0
    assert not any(small.store.staging.iterdir())
