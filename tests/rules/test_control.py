"""Named-plaintiff control: what a run made of the class representatives."""

import pytest

from casecalc.rules.cells import email_key
from casecalc.rules.control import (
    ControlStatus,
    Named,
    PlaintiffResult,
    control,
    control_document,
    in_words,
    parse_control,
    parse_key,
    same_persons,
    summary_in_words,
)
from casecalc.rules.damages import Award
from casecalc.rules.decisions import Decision, IdentityKey, IgnoreKey, Outcome, Override
from casecalc.rules.refusals import DocumentRefused
from casecalc.rules.truth import Truth
from tests.rules.facts import DISCLOSED, RESIDENT, definition, log_row, roster_row, run

ANN, BOB = roster_row(1, member_id="a", country="US"), roster_row(2, member_id="b", country="DE")
SHARED = "office@example.com"


def of_run(*keys: IdentityKey, rows: tuple = (ANN, BOB), decisions: tuple[Decision, ...] = ()):
    result = run(
        *rows,
        log_row(member_id="a"),
        decisions=decisions,
        definition=definition(RESIDENT, DISCLOSED),
    )
    plaintiffs = [Named(number, key) for number, key in enumerate(keys, start=1)]
    return control(plaintiffs, result, rows, decisions)


def test_a_plaintiff_who_is_found_has_the_results_of_the_person() -> None:
    (found,) = of_run(IdentityKey("member_id", "a"))
    assert found == PlaintiffResult(
        number=1,
        status=ControlStatus.FOUND,
        person=1,
        outcome=Outcome.ELIGIBLE,
        computed_outcome=Outcome.ELIGIBLE,
        truths={"c1": Truth.TRUE, "c2": Truth.TRUE},
        violations=1,
        awards={"sca": Award(units=1, cents=100_000)},
    )
    assert found.is_met


def test_a_plaintiff_who_is_found_ineligible_does_not_meet_the_control() -> None:
    (found,) = of_run(IdentityKey("member_id", "b"))
    assert (found.status, found.outcome) == (ControlStatus.FOUND, Outcome.INELIGIBLE)
    assert found.truths == {"c1": Truth.FALSE, "c2": Truth.FALSE}
    assert not found.is_met and found.awards == {}


def test_a_key_that_no_roster_row_carries_is_not_found() -> None:
    (found,) = of_run(IdentityKey("member_id", "A"))
    assert (found.status, found.person, found.is_met) == (ControlStatus.NOT_FOUND, None, False)


def test_an_outcome_fixed_by_hand_says_so() -> None:
    override = Override(BOB.source, Outcome.ELIGIBLE, "seen")
    (found,) = of_run(IdentityKey("member_id", "b"), decisions=(override,))
    assert found.outcome is Outcome.ELIGIBLE and found.is_overridden
    assert found.computed_outcome is Outcome.INELIGIBLE and not found.is_met
    assert summary_in_words([found]) == (
        "The method finds 1 of 1 named plaintiff and counts 1 as eligible, 1 of them only by a "
        "recorded decision."
    )
    assert in_words(found, "Bob") == (
        "Bob is found as person P2: eligible by a recorded decision (as computed: ineligible)."
    )


def test_an_ignored_key_finds_nobody_and_says_whether_it_stands_with_several() -> None:
    key = IdentityKey("email", email_key(SHARED))
    rows = tuple(
        roster_row(n, member_id=f"m{n}", email=SHARED, email_key=key.value) for n in (1, 2)
    )
    nobody = (IgnoreKey(key, "the office's mailbox"),)
    (joined,) = of_run(key, rows=rows)
    assert (joined.status, joined.person) == (ControlStatus.FOUND, 1)
    (several,) = of_run(key, rows=rows, decisions=nobody)
    assert (several.status, several.person) == (ControlStatus.AMBIGUOUS, None)
    (one,) = of_run(key, rows=rows[:1], decisions=nobody)
    assert (one.status, one.person) == (ControlStatus.IGNORED, None)
    (none,) = of_run(key, rows=(ANN,), decisions=nobody)
    assert none.status is ControlStatus.NOT_FOUND


def test_two_plaintiffs_in_one_person_are_told_apart_from_two() -> None:
    rows = (
        roster_row(1, member_id="a", email_key="e" * 64),
        roster_row(2, member_id="b", email_key="e" * 64),
        roster_row(3, member_id="c"),
    )
    found = of_run(*(IdentityKey("member_id", value) for value in "abc"), rows=rows)
    assert same_persons(found) == {1: (2,), 2: (1,)}


def test_the_document_of_a_result_reads_back() -> None:
    for result in of_run(IdentityKey("member_id", "a"), IdentityKey("member_id", "x")):
        assert parse_control(control_document(result)) == result


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("member_id", "\u00a0 00123\t", IdentityKey("member_id", "00123")),
        ("email", " Ann@Example.com ", IdentityKey("email", email_key("ann@example.com"))),
        ("email_sha256", "AB" * 32, IdentityKey("email", "ab" * 32)),
    ],
)
def test_a_key_is_read_as_a_cell_is(key: str, value: str, read: IdentityKey) -> None:
    assert parse_key(key, value) == read


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("email", "ann", '"ann" is not an email address'),
        ("email_sha256", "abc", "is not 64 hexadecimal digits"),
        ("member_id", " \u2003", "is blank"),
        ("name", "Ann", "is not one of"),
    ],
)
def test_what_is_no_key_is_refused(key: str, value: str, fault: str) -> None:
    with pytest.raises(DocumentRefused, match=fault):
        parse_key(key, value)
