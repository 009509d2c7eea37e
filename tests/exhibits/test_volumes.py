"""Exhibits go into volumes in order, each below the limit."""

from pathlib import Path

import pytest

from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.volumes import Piece, Volume, in_volumes, lettered, volume_stem

LIMIT = 1_000_000


def piece(letter: str, size: int, pages: int = 10, part: int = 1, parts: int = 1) -> Piece:
    path = Path(f"{letter}{part}.pdf")
    return Piece(
        letter=letter, title="T", path=path, pages=pages, size=size, part=part, parts=parts
    )


def held(pieces: list[Piece], limit: int = LIMIT) -> list[str]:
    volumes = in_volumes(pieces, limit=limit, index_pages=1, index_size=50_000)
    return [
        ("index " if volume.has_index else "") + "".join(p.letter for p in volume.pieces)
        for volume in volumes
    ]


def test_what_fits_stands_in_one_volume_behind_the_index() -> None:
    assert held([piece("A", 300_000), piece("B", 300_000)]) == ["index AB"]


def test_the_next_volume_begins_where_the_limit_is_reached() -> None:
    assert held([piece(letter, 400_000) for letter in "ABCD"]) == ["index AB", "index CD"]


def test_no_volume_is_planned_above_the_limit() -> None:
    pieces = [piece(letter, 90_000 + 40_000 * i, pages=3 * i) for i, letter in enumerate("ABCDEFG")]
    volumes = in_volumes(pieces, limit=LIMIT, index_pages=2, index_size=50_000)
    assert [p for volume in volumes for p in volume.pieces] == pieces
    for volume in volumes:
        assert sum(p.size for p in volume.pieces) + 50_000 <= LIMIT


def test_parts_of_a_large_exhibit_stand_alone_between_the_others() -> None:
    large = [piece("B", 900_000, part=part, parts=3) for part in (1, 2, 3)]
    found = held([piece("A", 100_000), *large, piece("C", 100_000), piece("D", 100_000)])
    assert found == ["index A", "B", "B", "B", "index CD"]


def test_parts_that_fit_together_are_joined_and_never_divided_by_an_index() -> None:
    small = [piece("B", 300_000, part=part, parts=2) for part in (1, 2)]
    assert held([piece("A", 400_000), *small, piece("C", 200_000)]) == ["index A", "index BBC"]
    volumes = in_volumes(small, limit=LIMIT, index_pages=1, index_size=50_000)
    assert [volume.holds for volume in volumes] == ["Exhibit B"]


def test_many_pages_are_not_joined_with_others_though_small() -> None:
    found = held([piece("A", 100_000), piece("B", 300_000, pages=400), piece("C", 1_000)])
    assert found == ["index A", "B", "index C"]


def test_the_index_has_the_first_volume_even_alone() -> None:
    assert held([piece("A", 940_000)]) == ["index ", "A"]


def test_a_file_larger_than_the_court_takes_is_refused_by_name() -> None:
    with pytest.raises(ExhibitRefused, match=r"Exhibit A: T is a file of 1.0 MB.*than the 1 MB"):
        held([piece("A", 999_000)])


def test_file_names_are_fit_for_the_notice_of_electronic_filing() -> None:
    one = Volume(pieces=(piece("A", 1), piece("B", 1), piece("C", 1)), has_index=True)
    part = Volume(pieces=(piece("B", 1, part=2, parts=10),), has_index=False)
    assert volume_stem(one, 1, 1, "public") == "Exhibits-A-to-C-public"
    assert volume_stem(one, 1, 12, "sealed") == "Volume-01-of-12-Exhibits-A-to-C-sealed"
    assert volume_stem(part, 3, 12, "public") == ("Volume-03-of-12-Exhibit-B-part-2-of-10-public")
    index = Volume(pieces=(), has_index=True)
    assert volume_stem(index, 1, 2, "public") == "Volume-1-of-2-Index-of-exhibits-public"


def test_letters_are_said_as_a_clerk_says_them() -> None:
    assert lettered(["A"]) == "Exhibit A"
    assert lettered(["A", "B"]) == "Exhibits A and B"
    assert lettered(["A", "B", "C"]) == "Exhibits A to C"
