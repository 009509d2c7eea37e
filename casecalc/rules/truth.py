"""Three-valued truth after Kleene. The order false < unknown < true makes *and* the smallest and
*or* the largest, in Python and in columns of small integers alike."""

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @property
    def word(self) -> str:
        """`true`, `false` or `unknown`, as exports say it."""
        return self.name.lower()


def all_true(parts: Iterable[Truth]) -> Truth:
    """Kleene's *and*; of nothing: true."""
    return min(parts, default=Truth.TRUE)


def any_true(parts: Iterable[Truth]) -> Truth:
    """Kleene's *or*; of nothing: false."""
    return max(parts, default=Truth.FALSE)


def not_true(part: Truth) -> Truth:
    """Kleene's *not*: unknown stays unknown."""
    return Truth(2 - part)


def known(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE
