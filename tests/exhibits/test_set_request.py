"""What a set was asked to hold, and the sentences that refuse it."""

from typing import Any

import pytest

from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.set_request import chosen_for_set, letters_of


def entry(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "number": number, "label": "A", "kind": "summary", "edition": "public", "run": 3,
        "is_stale": False, **changed,
    }  # fmt: skip


FOUND = [
    entry(1), entry(2, label="B"), entry(4, edition="sealed"), entry(5, is_stale=True),
    entry(6, run=2), entry(7, kind="cover"), entry(8, kind="declaration"), entry(9, kind="set"),
]  # fmt: skip


def chosen(asked: dict[str, Any], edition: str = "public") -> list[tuple[str, int, bool]]:
    found = chosen_for_set(asked, FOUND, run=3, edition=edition)
    return [(each.letter, each.number, each.has_own_letter) for each in found]


def test_exhibits_are_lettered_in_the_order_asked() -> None:
    assert chosen({"exhibits": [2, 1]}) == [("A", 2, False), ("B", 1, False)]
    assert chosen({"exhibits": [1, 2]}) == [("A", 1, True), ("B", 2, True)]


def test_a_sealed_set_holds_both_editions() -> None:
    assert [number for _, number, _ in chosen({"exhibits": [4, 1]}, "sealed")] == [4, 1]


@pytest.mark.parametrize("allowed", [True, "yes"])
def test_stale_exhibits_and_other_runs_stand_in_a_set_that_allows_them(allowed: Any) -> None:
    assert len(chosen({"exhibits": [5, 6], "allow_stale": allowed})) == 2


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "A set of no exhibits"),
        ({"exhibits": []}, "A set of no exhibits"),
        ({"exhibits": "1,2"}, "as a list of their numbers"),
        ({"exhibits": [True]}, "as a list of their numbers"),
        ({"exhibits": [1, 2, 1]}, "Exhibit 1 is asked for more than once"),
        ({"exhibits": [1, 3, 77]}, "Exhibits 3 and 77 are not published"),
        ({"exhibits": [1, 4]}, "Exhibit 4 is of the sealed edition"),
        ({"exhibits": [1, 5, 6]}, "exhibit 5 is stale and exhibit 6 is of run 2"),
        ({"exhibits": [5], "allow_stale": "no"}, "exhibit 5 is stale"),
        ({"exhibits": [7]}, "Exhibit 7 is a pleading cover"),
        ({"exhibits": [1, 8]}, "Exhibit 8 is a draft for signature"),
        ({"exhibits": [9]}, "Exhibit 9 is a set itself"),
        ({"exhibits": [1, 2], "letters": ["A"]}, "1 letters for 2 exhibits"),
        ({"exhibits": [1, 2], "letters": ["A", "a"]}, "Two exhibits have the same letter"),
        ({"exhibits": [1], "letters": "A-1"}, "cannot be an exhibit’s letter"),
    ],
)
def test_a_set_that_cannot_be_is_refused_with_what_to_do(
    asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ExhibitRefused, match=sentence):
        chosen(asked)


def test_letters_go_on_after_z_and_can_be_given() -> None:
    letters = letters_of(None, 54)
    assert letters[:2] + letters[25:28] + letters[51:] == [
        "A", "B", "Z", "AA", "AB", "AZ", "BA", "BB",
    ]  # fmt: skip
    assert letters_of("C, 12 ,E1", 3) == ["C", "12", "E1"]
    assert letters_of("  ", 1) == ["A"]
