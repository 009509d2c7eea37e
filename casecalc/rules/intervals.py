"""How sure a count of errors in a sample is: the exact interval of Clopper and Pearson.

Whole numbers throughout. A share is counted in ten-thousandths; the ends of an interval are rounded
outwards, so that what is printed holds at least as surely as it says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

SHARE = 10_000  # ten-thousandths: 250 is 2.50 %
_TAIL = 40  # each tail is at most one in forty: 95 % between the two


@dataclass(frozen=True)
class Interval:
    """In ten-thousandths, both ends included."""

    low: int
    high: int

    @property
    def in_words(self) -> str:
        return f"{percent(self.low)} to {percent(self.high)}"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Reviews of drawn persons counted: `wrong` of `reviewed` of `drawn` of `population`."""

    population: int
    drawn: int
    reviewed: int
    wrong: int

    @property
    def is_complete(self) -> bool:
        return self.reviewed == self.drawn

    @property
    def is_census(self) -> bool:
        """Whether everybody was reviewed, so that the rate is no estimate."""
        return 0 < self.reviewed == self.population

    @property
    def rate_in_words(self) -> str:
        return percent(rate(self.wrong, self.reviewed)) if self.reviewed else "–"

    @property
    def interval_in_words(self) -> str:
        if self.reviewed == 0:
            return "–"
        if self.is_census:
            return "everybody reviewed"
        return interval(self.wrong, self.reviewed).in_words


def percent(share: int) -> str:
    """Ten-thousandths as per cent to two decimals: 250 is `2.50%`."""
    return f"{share // 100}.{share % 100:02d}%"


def rate(wrong: int, reviewed: int) -> int:
    """The share in ten-thousandths, halves up."""
    return (2 * SHARE * wrong + reviewed) // (2 * reviewed)


@lru_cache(maxsize=1024)
def interval(wrong: int, reviewed: int) -> Interval:
    """The 95 % interval of an error rate of which `wrong` of `reviewed` draws show errors.

    Its lower end is the largest share, in ten-thousandths, under which at least `wrong` errors
    still come up with a probability of at most 2.5 %; its upper end the smallest under which at
    most `wrong` do. Without errors the lower end is 0, with errors only the upper is 100 %.
    """
    if not 0 <= wrong <= reviewed or reviewed == 0:
        raise ValueError(f"{wrong} of {reviewed} is no share")
    low = 0 if wrong == 0 else _last(lambda share: _at_least(wrong, reviewed, share))
    high = SHARE
    if wrong < reviewed:
        # The same question of the draws that are right, from the other side.
        high = SHARE - _last(lambda share: _at_least(reviewed - wrong, reviewed, share))
    return Interval(low, high)


def _last(is_rare: Callable[[int], bool]) -> int:
    """The largest share of which `is_rare` is true; it is of 0, and not of the whole."""
    low, high = 0, SHARE
    while high - low > 1:
        middle = (low + high) // 2
        if is_rare(middle):
            low = middle
        else:
            high = middle
    return low


def _at_least(count: int, draws: int, share: int) -> bool:
    """Whether `count` or more of `draws` come up with a probability of at most one in forty."""
    whole = int(SHARE**draws)
    return _TAIL * (whole - _fewer(count, draws, share)) <= whole


def _fewer(count: int, draws: int, share: int) -> int:
    """The probability of fewer than `count`, times SHARE to the power of `draws`: the sum of
    C(draws, j) · share^j · (SHARE - share)^(draws - j), each term made from the one before. Where
    the other side has fewer terms, it is summed and taken from the whole."""
    if 2 * count > draws + 1:
        return int(SHARE**draws) - _fewer(draws - count + 1, draws, SHARE - share)
    term, total = (SHARE - share) ** draws, 0
    for j in range(count):
        total += term
        term = term * (draws - j) * share // ((j + 1) * (SHARE - share))
    return int(total)
