"""Which overrides are in force: a second person's word on what the first recorded."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"


class Standing(StrEnum):
    IN_FORCE = "in force"
    AWAITING_APPROVAL = "awaiting approval"
    DECLINED = "declined"


@dataclass(frozen=True)
class Word:
    """What a person said of an override that is on record."""

    verdict: Verdict
    by: str


def standing_of(*, author: str, word: Word | None, requires_approval: bool) -> Standing:
    """Where an override by `author` stands. A declined one is never in force. Where the matter
    requires approval it is in force once somebody else approved it, elsewhere from the start."""
    if word is not None and word.verdict is Verdict.DECLINED:
        return Standing.DECLINED
    if requires_approval and (word is None or word.by == author):
        return Standing.AWAITING_APPROVAL
    return Standing.IN_FORCE
