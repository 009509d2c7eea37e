"""Which persons of a run a quality sample draws: a rule that anyone can repeat with paper.

For every person write the seed, a colon and the person as printed (`P12`), take the SHA-256 of that
text (UTF-8) and sort the persons by it as hexadecimal text. The first of that order are the sample.
"""

import hashlib
from collections.abc import Iterable, Mapping

from .decisions import Outcome

LARGEST_SAMPLE = 5_000


def draw_hash(seed: str, person: int) -> str:
    """What persons are ordered by: the hexadecimal SHA-256 of `seed:P12`."""
    return hashlib.sha256(f"{seed}:P{person}".encode()).hexdigest()


def draw(persons: Iterable[int], seed: str, size: int) -> tuple[int, ...]:
    """The first `size` persons in the order of their hashes, in that order."""
    return tuple(sorted(persons, key=lambda person: (draw_hash(seed, person), person))[:size])


def draw_per_outcome(outcomes: Mapping[int, Outcome], seed: str, size: int) -> tuple[int, ...]:
    """Of each outcome in turn the first `size` of its persons, all where there are fewer.
    `outcomes` are by person number."""
    drawn: list[int] = []
    for outcome in Outcome:
        drawn += draw((p for p, found in outcomes.items() if found is outcome), seed, size)
    return tuple(drawn)
