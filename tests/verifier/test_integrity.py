"""Every single change of a byte is found, and named by its file."""

import random
from pathlib import Path

import pytest

from casecalc.verifier.integrity import Examined, NotABundle, examine

from .forging import regions


def quiet(what: str, done: int, total: int) -> None:
    pass


def flipped(bundle: Path, target: Path, position: int, with_bits: int) -> Path:
    data = bytearray(bundle.read_bytes())
    data[position] ^= with_bits
    target.write_bytes(data)
    return target


def names(found: Examined) -> list[str]:
    return [fault.file for fault in found.faults]


@pytest.fixture
def bundle(bundles: Path) -> Path:
    return bundles / "with.zip"


def test_a_bundle_as_it_was_made_has_no_fault(bundle: Path):
    found = examine(bundle, quiet)
    assert found.faults == ()
    assert found.length == bundle.stat().st_size
    assert next(iter(found.entries)) == "README.txt"
    assert list(found.entries)[-1] == "SHA256SUMS"


def test_500_random_changes_of_one_byte_are_found_and_named(bundle: Path, tmp_path: Path):
    draw = random.Random(20261123)
    places = list(regions(bundle))
    length = bundle.stat().st_size
    for _ in range(500):
        position, bits = draw.randrange(length), draw.randrange(1, 256)
        expected = next(name for _, name, start, end in places if start <= position < end)
        found = examine(flipped(bundle, tmp_path / "flipped.zip", position, bits), quiet)
        assert names(found) == [expected], (position, bits)


def test_every_byte_outside_the_files_is_found_and_named(bundle: Path, tmp_path: Path):
    """Headers of the first, a middle and the last file, directory entries, and the end."""
    draw = random.Random(7)
    places = [place for place in regions(bundle) if place[0] != "data"]
    for what, name, start, end in places:
        is_searched = name in ("README.txt", "verify.pyz", "SHA256SUMS") or what == "end"
        for position in range(start, end) if is_searched else draw.sample(range(start, end), 3):
            bits = draw.randrange(1, 256)
            found = examine(flipped(bundle, tmp_path / "flipped.zip", position, bits), quiet)
            assert name in names(found), (what, name, position - start, bits)
            assert len(found.faults) == 1, (what, name, position - start, found.faults)


def test_a_changed_bit_in_every_file_is_told_from_a_changed_hash(bundle: Path, tmp_path: Path):
    for what, name, start, end in regions(bundle):
        if what == "data" and end > start:
            for position in (start, (start + end) // 2, end - 1):
                found = examine(flipped(bundle, tmp_path / "flipped.zip", position, 1), quiet)
                assert names(found) == [name]
                assert "its bytes were changed" in found.faults[0].sentence


@pytest.mark.parametrize("kept", [0.999, 0.9, 0.5, 0.02])
def test_a_bundle_that_was_cut_off_is_not_whole(bundle: Path, tmp_path: Path, kept: float):
    data = bundle.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(data[: int(len(data) * kept)])
    found = examine(cut, quiet)
    assert found.faults
    assert "cut off" in found.faults[0].sentence


def test_bytes_put_in_anywhere_are_found(bundle: Path, tmp_path: Path):
    data = bundle.read_bytes()
    longer = tmp_path / "longer.zip"
    for position in (1, len(data) // 3, len(data) - 30, len(data)):
        longer.write_bytes(data[:position] + b"x" + data[position:])
        try:
            assert examine(longer, quiet).faults, position
        except NotABundle:
            assert position == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"no zip at all " * 99]
)
def test_what_is_no_bundle_is_refused_in_a_sentence(tmp_path: Path, content: bytes):
    other = tmp_path / "other.zip"
    other.write_bytes(content)
    with pytest.raises(NotABundle, match="is not a bundle of casecalc"):
        examine(other, quiet)


def test_two_bytes_changed_in_two_files_name_both(bundle: Path, tmp_path: Path):
    places = {name: start for what, name, start, _ in regions(bundle) if what == "data"}
    once = flipped(bundle, tmp_path / "once.zip", places["bundle.json"], 1)
    twice = flipped(once, tmp_path / "twice.zip", places["results/persons.csv"] + 5, 1)
    assert names(examine(twice, quiet)) == ["bundle.json", "results/persons.csv"]
