from itertools import product

import pytest

from casecalc.rules.truth import Truth, all_true, any_true, not_true

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
AND = {(F, F): F, (F, U): F, (F, T): F, (U, U): U, (U, T): U, (T, T): T}
OR = {(F, F): F, (F, U): U, (F, T): T, (U, U): U, (U, T): T, (T, T): T}


@pytest.mark.parametrize(("one", "other"), list(product(Truth, repeat=2)))
def test_truth_follows_kleene(one: Truth, other: Truth) -> None:
    pair = (min(one, other), max(one, other))
    assert all_true([one, other]) is AND[pair]
    assert any_true([one, other]) is OR[pair]


def test_not_leaves_unknown_unknown() -> None:
    assert [not_true(t) for t in (F, U, T)] == [T, U, F]


def test_and_of_nothing_is_true_and_or_of_nothing_is_false() -> None:
    assert all_true([]) is T
    assert any_true([]) is F
