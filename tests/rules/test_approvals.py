"""Which overrides are in force."""

import pytest

from casecalc.rules.approvals import Standing, Verdict, Word, standing_of

APPROVED, DECLINED = Verdict.APPROVED, Verdict.DECLINED


@pytest.mark.parametrize(
    ("requires_approval", "word", "standing"),
    [
        (False, None, Standing.IN_FORCE),
        (False, Word(APPROVED, "ben"), Standing.IN_FORCE),
        (False, Word(DECLINED, "ben"), Standing.DECLINED),
        (True, None, Standing.AWAITING_APPROVAL),
        (True, Word(APPROVED, "ben"), Standing.IN_FORCE),
        (True, Word(DECLINED, "ben"), Standing.DECLINED),
        # Whoever recorded it is no second person.
        (True, Word(APPROVED, "ann"), Standing.AWAITING_APPROVAL),
    ],
)
def test_an_override_stands_as_the_matter_and_the_second_person_say(
    requires_approval: bool, word: Word | None, standing: Standing
) -> None:
    assert standing_of(author="ann", word=word, requires_approval=requires_approval) is standing
