"""The exact interval of an error rate, against published values and against its own definition."""

from fractions import Fraction
from math import comb

import pytest

from casecalc.rules.intervals import SHARE, Interval, interval, rate

# Wrong, reviewed, and both ends of the Clopper-Pearson 95 % interval as tables give them, to four
# decimals or more.
PUBLISHED = [
    (0, 10, "0", "0.30850"),
    (1, 20, "0.00127", "0.24873"),
    (3, 10, "0.06674", "0.65245"),
    (5, 100, "0.01643", "0.11283"),
    (50, 100, "0.39832", "0.60168"),
    (10, 10, "0.69150", "1"),
    (0, 300, "0", "0.01222"),
]


@pytest.mark.parametrize(("wrong", "reviewed", "low", "high"), PUBLISHED)
def test_interval_is_the_published_one_rounded_outwards(
    wrong: int, reviewed: int, low: str, high: str
) -> None:
    found = interval(wrong, reviewed)
    unit = Fraction(1, SHARE)
    assert 0 <= Fraction(low) - found.low * unit < unit
    assert -Fraction(1, 10**5) < found.high * unit - Fraction(high) < unit


def at_most(count: int, draws: int, share: Fraction) -> Fraction:
    """The probability of at most `count`, from the definition."""
    return sum(
        (comb(draws, j) * share**j * (1 - share) ** (draws - j) for j in range(count + 1)),
        start=Fraction(0),
    )


@pytest.mark.parametrize("reviewed", [1, 2, 7, 12])
def test_interval_is_the_tightest_that_its_definition_allows(reviewed: int) -> None:
    rare, unit = Fraction(1, 40), Fraction(1, SHARE)
    for wrong in range(reviewed + 1):
        found = interval(wrong, reviewed)
        if wrong == 0:
            assert found.low == 0
        else:
            assert 1 - at_most(wrong - 1, reviewed, found.low * unit) <= rare
            assert 1 - at_most(wrong - 1, reviewed, (found.low + 1) * unit) > rare
        if wrong == reviewed:
            assert found.high == SHARE
        else:
            assert at_most(wrong, reviewed, found.high * unit) <= rare
            assert at_most(wrong, reviewed, (found.high - 1) * unit) > rare


def test_right_and_wrong_are_mirrors() -> None:
    for wrong in range(31):
        one, other = interval(wrong, 30), interval(30 - wrong, 30)
        assert other == Interval(SHARE - one.high, SHARE - one.low)


def test_a_large_sample_is_no_trouble() -> None:
    found = interval(13, 5_000)
    assert found.low < rate(13, 5_000) < found.high
    assert interval(4_987, 5_000) == Interval(SHARE - found.high, SHARE - found.low)


def test_rate_rounds_halves_up() -> None:
    assert [rate(0, 7), rate(1, 3), rate(2, 3), rate(1, 20_000), rate(7, 7)] == [
        0, 3333, 6667, 1, 10_000,
    ]  # fmt: skip


@pytest.mark.parametrize(("wrong", "reviewed"), [(0, 0), (-1, 5), (6, 5)])
def test_nonsense_has_no_interval(wrong: int, reviewed: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        interval(wrong, reviewed)
