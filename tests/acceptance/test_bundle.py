"""make_bundle: what it packs, what it refuses, and runs with little or withdrawn evidence."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from casecalc.models import AuditEvent, Bundle, Import, Matter
from casecalc.verifier.main import main

from .commands import command


def bundled(folder: Path, run: int, *options: str, name: str = "bundle.zip") -> dict[str, Any]:
    return command("make_bundle", "small", run, "--out", folder / name, *options).json


def verdict(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main([str(path)]) == 0, capsys.readouterr()
    page = capsys.readouterr().out
    return next(line for line in page.splitlines() if line.startswith("VERDICT"))


def test_the_answer_gives_number_files_size_and_hash(determined, tmp_path: Path, capsys):
    answer = bundled(tmp_path, 1)
    data = (tmp_path / "bundle.zip").read_bytes()
    made = Bundle.objects.get()
    with zipfile.ZipFile(tmp_path / "bundle.zip") as found:
        files = len(found.namelist())
    assert answer == {"bundle": 1, "files": files, "size": len(data), "sha256": made.sha256}
    assert (made.state, made.size, made.has_originals) == ("published", len(data), True)
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
    assert actions[-2:] == ["start_bundle", "publish_bundle"]
    assert "AGREES" in verdict(tmp_path / "bundle.zip", capsys)
    assert command("verify", "small").json["problems"] == 0


def test_originals_are_the_bytes_received_under_their_hash(
    determined, files, roster_sha256, tmp_path
):
    bundled(tmp_path, 1)
    with zipfile.ZipFile(tmp_path / "bundle.zip") as found:
        assert found.read(f"originals/{roster_sha256}.csv") == (files / "roster.csv").read_bytes()
        originals = [name for name in found.namelist() if name.startswith("originals/")]
        assert sorted(Path(name).suffix for name in originals) == [".csv", ".csv", ".tsv"]


def test_a_stale_run_and_a_withdrawn_import_are_bundled_as_they_were(
    determined, tmp_path: Path, capsys
):
    bundled(tmp_path, 1)
    number = Import.objects.get(name="log.tsv").number
    command("withdraw_import", "small", number, "--reason", "wrong file")
    again = bundled(tmp_path, 1, name="again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "bundle.zip").read_bytes()
    command("determine", "small")
    later = bundled(tmp_path, 2, name="later.zip")
    assert later["sha256"] != again["sha256"]
    assert "AGREES" in verdict(tmp_path / "later.zip", capsys)


def test_a_run_of_nothing_at_all_can_be_verified(db, files: Path, tmp_path: Path, capsys):
    command("create_matter", "small", "--title", "Empty", "--definition", files / "definition.json")
    command("determine", "small")
    bundled(tmp_path, 1)
    bundled(tmp_path, 1, "--without-originals", name="without.zip")
    assert "AGREES" in verdict(tmp_path / "bundle.zip", capsys)
    assert "CONSISTENT" in verdict(tmp_path / "without.zip", capsys)


def test_an_override_that_awaits_approval_is_not_among_the_decisions(
    imported, roster_sha256: str, tmp_path: Path, capsys
):
    Matter.objects.update(requires_override_approval=True)
    line = {
        "kind": "override",
        "row": f"{roster_sha256}#5",
        "outcome": "eligible",
        "reason": "lease",
    }
    (tmp_path / "decisions.jsonl").write_text(json.dumps(line))
    command("decide", "small", "--file", tmp_path / "decisions.jsonl")
    assert command("determine", "small").json["overridden"] == 0
    bundled(tmp_path, 1)
    with zipfile.ZipFile(tmp_path / "bundle.zip") as found:
        assert found.read("documents/decisions.jsonl") == b""
        pending = json.loads(found.read("run/manifest.json"))["decisions_pending"]
    assert [one["document"]["reason"] for one in pending] == ["lease"]
    assert "AGREES" in verdict(tmp_path / "bundle.zip", capsys)


def test_what_cannot_be_bundled_is_refused_and_nothing_is_written(determined, tmp_path: Path):
    for arguments, part in (
        (("small", 2, "--out", tmp_path / "b.zip"), "no published run 2"),
        (("none", 1, "--out", tmp_path / "b.zip"), 'no matter "none"'),
        (("small", 1, "--out", tmp_path / "no" / "b.zip"), "its folder is not there"),
        (("small", 1, "--out", tmp_path), "is a folder"),
    ):
        answer = command("make_bundle", *arguments)
        assert answer.status == 2
        assert part in answer.error
    assert not Bundle.objects.exists()
    assert not (tmp_path / "b.zip").exists()


def test_a_damaged_original_stops_the_bundle_and_is_named(
    determined, roster_sha256, tmp_path: Path
):
    store = Matter.objects.get().store
    path = store.original(roster_sha256)
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    answer = command("make_bundle", "small", 1, "--out", tmp_path / "b.zip")
    assert answer.status == 2
    assert roster_sha256 in answer.error
    assert "is damaged" in answer.error
    assert not (tmp_path / "b.zip").exists()
    made = Bundle.objects.get()
    assert (made.state, made.failure) == ("failed", answer.error.strip())
    assert list((store.path / "bundles").iterdir()) == []
    assert list(store.staging.iterdir()) == []
