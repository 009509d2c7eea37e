"""What the evidence store promises: whole or not there, and damage is found and named."""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casecalc.evidence.store import DamagedFile, MatterStore, file_sha256
from casecalc.rules.refusals import FileRefused

CONTENT = b"member_id\n00123\n"


@pytest.fixture
def store(tmp_path: Path) -> MatterStore:
    return MatterStore(tmp_path, "0a1b")


def keep(store: MatterStore, content: bytes = CONTENT) -> str:
    received = store.receive(io.BytesIO(content), limit=1000)
    received.keep()
    return received.sha256


def publish(store: MatterStore, key: str = "k1", content: bytes = b"rows") -> None:
    with store.publishing("imports", key) as staging:
        (staging / "accepted.parquet").write_bytes(content)
        staging.manifest({"format": "casecalc/import-manifest/1", "name": "Müller.csv"})


def flip_a_bit(path: Path, at: int) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[at] ^= 0x01
    path.write_bytes(content)


def tree(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_received_file_is_kept_under_its_hash_with_its_bytes(store: MatterStore) -> None:
    sha256 = keep(store)
    assert store.verified_original(sha256).read_bytes() == CONTENT
    assert store.original(sha256).name == file_sha256(store.original(sha256)) == sha256
    assert store.problems() == ([], 1)


def test_the_same_bytes_can_be_received_again(store: MatterStore) -> None:
    assert keep(store) == keep(store)
    assert store.problems() == ([], 1)


def test_a_discarded_file_leaves_nothing(store: MatterStore) -> None:
    store.receive(io.BytesIO(CONTENT), limit=1000).discard()
    assert tree(store.path) == []


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(store: MatterStore) -> None:
    with pytest.raises(FileRefused, match="larger than the limit of 1,000 bytes"):
        store.receive(io.BytesIO(b"x" * 1001), limit=1000)
    assert tree(store.path) == []


def test_a_publication_holds_its_manifest_with_the_hash_of_every_file(store: MatterStore) -> None:
    publish(store)
    publication = store.open("imports", "k1")
    assert publication.manifest["name"] == "Müller.csv"
    path = publication.checked("accepted.parquet")
    assert publication.manifest["files"] == {
        "accepted.parquet": {"sha256": file_sha256(path), "size": 4}
    }
    assert store.problems() == ([], 2)


def test_an_error_while_publishing_leaves_nothing(store: MatterStore) -> None:
    def write_and_fail() -> None:
        with store.publishing("runs", "r1") as staging:
            (staging / "persons.parquet").write_bytes(b"rows")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert tree(store.path) == []


def test_publishing_again_replaces_what_a_killed_process_published(store: MatterStore) -> None:
    publish(store, content=b"first")
    publish(store, content=b"again")
    path = store.open("imports", "k1").checked("accepted.parquet")
    assert path.read_bytes() == b"again"
    assert store.problems() == ([], 2)


def test_a_name_that_leaves_the_tree_is_not_a_key(tmp_path: Path, store: MatterStore) -> None:
    with pytest.raises(ValueError, match="matter key"):
        MatterStore(tmp_path, "../other")
    with pytest.raises(ValueError, match="publication"):
        store.open("imports", "../../other")
    with pytest.raises(ValueError, match="SHA-256"):
        store.original("../manifest.json")


def use_everything(store: MatterStore, sha256: str) -> None:
    store.verified_original(sha256)
    store.open("imports", "k1").checked("accepted.parquet")


STORED = ["originals", "accepted.parquet", "manifest.json"]


@pytest.mark.parametrize("which", STORED)
def test_every_flipped_bit_is_found_and_its_file_named(store: MatterStore, which: str) -> None:
    sha256 = keep(store)
    publish(store)
    path = {
        "originals": store.original(sha256),
        "accepted.parquet": store.path / "imports" / "k1" / "accepted.parquet",
        "manifest.json": store.path / "imports" / "k1" / "manifest.json",
    }[which]
    for at in range(path.stat().st_size):
        flip_a_bit(path, at)
        problems, _ = store.problems()
        assert [problem.split(" is damaged")[0] for problem in problems] == [str(path)]
        with pytest.raises(DamagedFile, match="damaged"):
            use_everything(store, sha256)
        flip_a_bit(path, at)
    assert store.problems()[0] == []


@pytest.mark.parametrize("which", STORED)
def test_a_missing_file_is_found_and_named(store: MatterStore, which: str) -> None:
    sha256 = keep(store)
    publish(store)
    if which == "originals":
        store.original(sha256).unlink()
        with pytest.raises(DamagedFile, match="missing"):
            store.verified_original(sha256)
        return
    (store.path / "imports" / "k1" / which).unlink()
    problems, _ = store.problems()
    assert len(problems) == 1
    assert f"{which} is missing" in problems[0]
    with pytest.raises(DamagedFile, match="missing"):
        store.open("imports", "k1").checked("accepted.parquet")


def test_files_that_nobody_published_are_named(store: MatterStore) -> None:
    keep(store)
    publish(store)
    (store.path / "imports" / "k1" / "notes.txt").write_text("x")
    (store.originals / "notes.txt").write_text("x")
    problems, _ = store.problems()
    assert len(problems) == 2
    assert all("notes.txt does not belong here" in problem for problem in problems)


def test_what_a_killed_process_left_is_named_and_swept_but_not_what_is_being_written(
    store: MatterStore,
) -> None:
    publish(store)
    (store.staging / "imports-k2-dead").mkdir()
    (store.staging / "receiving-dead").write_bytes(b"half")
    received = store.receive(io.BytesIO(CONTENT), limit=1000)
    with store.publishing("imports", "k3") as staging:
        assert len(store.problems()[0]) == 2
        assert {path.name for path in store.sweep()} == {"imports-k2-dead", "receiving-dead"}
        (staging / "accepted.parquet").write_bytes(b"rows")
    received.keep()
    assert store.problems() == ([], 5)


class Killed(BaseException):
    """Stands for the process's end: nothing that the code does afterwards may be relied upon."""


def fail_at(nth: int, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    calls = 0
    for name in ("fsync", "rename", "chmod"):
        real: Callable[..., Any] = getattr(os, name)

        def step(*arguments: Any, real: Callable[..., Any] = real) -> Any:
            nonlocal calls
            calls += 1
            if calls == nth:
                raise error
            return real(*arguments)

        monkeypatch.setattr(os, name, step)


@pytest.mark.parametrize("nth", range(1, 16))
def test_failing_at_any_step_leaves_a_whole_store(
    store: MatterStore, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        fail_at(nth, patched, OSError)
        try:
            keep(store)
            publish(store)
        except OSError:
            pass
    assert [p for p in store.problems()[0] if "killed" not in p] == []
    assert keep(store)
    publish(store, content=b"again")
    assert store.open("imports", "k1").checked("accepted.parquet").read_bytes() == b"again"
    assert store.verified_original(keep(store)).read_bytes() == CONTENT


@pytest.mark.parametrize("nth", range(1, 16))
def test_killed_at_any_step_nothing_half_done_has_a_final_name(
    store: MatterStore, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        fail_at(nth, patched, Killed)
        patched.setattr(shutil, "rmtree", lambda *_args, **_named: None)
        patched.setattr(Path, "unlink", lambda *_args, **_named: None)
        try:
            keep(store)
            publish(store)
        except Killed:
            pass
    assert all("killed" in problem for problem in store.problems()[0])
    store.sweep()
    assert store.problems()[0] == []
    publish(store, content=b"again")
    assert store.open("imports", "k1").checked("accepted.parquet").read_bytes() == b"again"


def test_a_folder_for_work_is_nobodys_once_the_work_ends(store: MatterStore) -> None:
    with store.working("scenarios") as folder:
        (folder / "persons.parquet").write_bytes(b"rows")
        assert store.sweep() == []
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(OSError), store.working("scenarios") as folder:
        raise OSError("disk full")
    assert not folder.exists()
    (store.staging / "scenarios-dead").mkdir()
    assert [path.name for path in store.sweep()] == ["scenarios-dead"]
