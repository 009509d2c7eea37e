"""The zip of a bundle: the same bytes for the same files, readable by any program, of any size."""

import io
import zipfile
from pathlib import Path

import pytest

from casecalc.verifier import container, integrity
from casecalc.verifier.container import ZipWriter
from casecalc.verifier.integrity import SUMS, examine, sums_text

FILES = {"README.txt": b"hello", "empty": b"", "deep/er/data.bin": bytes(range(256)) * 20}


def write(path: Path, files: dict[str, bytes]) -> Path:
    with path.open("xb") as target:
        archive = ZipWriter(target)
        for name, data in files.items():
            archive.add(name, io.BytesIO(data), len(data))
        text = sums_text((name, known.sha256) for name, known in archive.sums.items()).encode()
        archive.add(SUMS, io.BytesIO(text), len(text))
        archive.close()
    return path


def test_other_programs_read_it(tmp_path: Path):
    with zipfile.ZipFile(write(tmp_path / "a.zip", FILES)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist() if name != SUMS} == FILES
        for one in found.infolist():
            assert one.compress_type == zipfile.ZIP_STORED
            assert one.date_time == (1980, 1, 1, 0, 0, 0)
            assert one.external_attr >> 16 == 0o100644


def test_the_same_files_give_the_same_bytes(tmp_path: Path):
    assert (
        write(tmp_path / "a.zip", FILES).read_bytes()
        == write(tmp_path / "b.zip", FILES).read_bytes()
    )


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if four gigabytes were a thousand bytes."""
    for module in (container, integrity):
        monkeypatch.setattr(module, "LARGEST", 1000)


def test_fields_for_large_files_are_read_back(tmp_path: Path, small_limits):
    """The lengths of the fields of zip64, and every change of one of their bytes."""
    path = write(tmp_path / "large.zip", FILES)
    found = examine(path, lambda what, done, total: None)
    assert found.faults == ()
    whole = path.read_bytes()
    assert container._END_64 in whole
    flipped = tmp_path / "flipped.zip"
    for position in range(len(whole)):
        data = bytearray(whole)
        data[position] ^= 0x41
        flipped.write_bytes(data)
        assert examine(flipped, lambda what, done, total: None).faults, position


@pytest.mark.parametrize("count", [1, 5, 70_000])
def test_any_number_of_files(tmp_path: Path, count: int):
    path = tmp_path / "many.zip"
    with path.open("xb") as target:
        archive = ZipWriter(target)
        for number in range(count):
            archive.add(f"{number}", io.BytesIO(b"x"), 1)
        archive.close()
    with zipfile.ZipFile(path) as found:
        assert len(found.namelist()) == count


def test_a_stream_of_another_length_is_refused():
    for size in (4, 6):
        with pytest.raises(ValueError, match="bytes"):
            ZipWriter(io.BytesIO()).add("a", io.BytesIO(b"hello"), size)


def test_a_name_twice_is_refused():
    archive = ZipWriter(io.BytesIO())
    archive.add("a", io.BytesIO(b""), 0)
    with pytest.raises(ValueError, match="already"):
        archive.add("a", io.BytesIO(b""), 0)
