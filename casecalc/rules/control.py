"""Named-plaintiff control: a method that is right finds the class representatives. Pure.

A named plaintiff is known by one identity key. The control decides nothing and is in no figure: it
says what a run made of the person who holds that key, and where nobody can be said to hold it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .damages import Award
from .decisions import Decision, IdentityKey, Outcome, read_identity_key
from .documents import DocumentReader
from .people import ignored_keys, keys_of
from .refusals import DocumentRefused
from .results import PersonResult, RunResult
from .rows import RosterRow
from .truth import Truth


class ControlStatus(StrEnum):
    """`ignored`: a decision says that the key identifies nobody, and its rows are one person's.
    `ambiguous`: the same, and its rows are several persons'. A key that no decision ignores is
    never held by two persons: its rows are one person."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    IGNORED = "ignored"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Named:
    """One entry of the list: its number in the matter, and the key to look for."""

    number: int
    key: IdentityKey


@dataclass(frozen=True, kw_only=True)
class PlaintiffResult:
    """What a run made of one named plaintiff. Everything below `status` is of the person found;
    without one it is None, empty or 0. `awards` are by claim id."""

    number: int
    status: ControlStatus
    person: int | None = None
    outcome: Outcome | None = None
    computed_outcome: Outcome | None = None
    is_overridden: bool = False
    truths: dict[str, Truth]
    violations: int = 0
    awards: dict[str, Award]
    combined: Award | None = None

    @property
    def is_met(self) -> bool:
        """Whether the run finds this plaintiff and counts it as eligible without anybody's hand."""
        return self.outcome is self.computed_outcome is Outcome.ELIGIBLE


def parse_key(key: str, value: str) -> IdentityKey:
    """A key as a person names it: `member_id`, `email` or `email_sha256`, and its value, read as a
    cell is. Raises DocumentRefused."""
    return read_identity_key(DocumentReader(DocumentRefused), {"key": key, "value": value})


def control(
    plaintiffs: Iterable[Named],
    result: RunResult,
    roster: Sequence[RosterRow],
    decisions: Iterable[Decision],
) -> tuple[PlaintiffResult, ...]:
    """Each named plaintiff in a run's result; `roster` are the accepted rows of its rosters and
    `decisions` those in force."""
    ignored = ignored_keys(decisions)
    holder = {source: person for person in result.persons for source in person.rows}
    found = []
    for one in plaintiffs:
        holders = {
            holder[row.source].number: holder[row.source]
            for row in roster
            if one.key in keys_of(row)
        }
        status = status_of(len(holders), is_ignored=one.key in ignored)
        person = next(iter(holders.values())) if status is ControlStatus.FOUND else None
        found.append(_result(one, status, person))
    return tuple(found)


def status_of(holders: int, *, is_ignored: bool) -> ControlStatus:
    """`holders`: the number of persons with a row that carries the key."""
    if holders == 0:
        return ControlStatus.NOT_FOUND
    if not is_ignored:
        return ControlStatus.FOUND
    return ControlStatus.IGNORED if holders == 1 else ControlStatus.AMBIGUOUS


def _result(one: Named, status: ControlStatus, person: PersonResult | None) -> PlaintiffResult:
    if person is None:
        return PlaintiffResult(number=one.number, status=status, truths={}, awards={})
    return PlaintiffResult(
        number=one.number,
        status=status,
        person=person.number,
        outcome=person.outcome,
        computed_outcome=person.computed_outcome,
        is_overridden=person.is_overridden,
        truths=person.truths,
        violations=person.violations,
        awards=person.awards,
        combined=person.combined,
    )


def control_document(result: PlaintiffResult) -> dict[str, Any]:
    """The result as JSON values: truths as words, money in whole cents."""
    return {
        "number": result.number,
        "status": str(result.status),
        "person": result.person,
        "outcome": None if result.outcome is None else str(result.outcome),
        "computed_outcome": (
            None if result.computed_outcome is None else str(result.computed_outcome)
        ),
        "is_overridden": result.is_overridden,
        "criteria": {name: truth.word for name, truth in result.truths.items()},
        "violations": result.violations,
        "awards": {name: _award_document(award) for name, award in result.awards.items()},
        "combined": None if result.combined is None else _award_document(result.combined),
    }


def parse_control(document: dict[str, Any]) -> PlaintiffResult:
    """The result from what `control_document` made of it; other keys are passed over."""
    outcome, computed = document["outcome"], document["computed_outcome"]
    combined = document["combined"]
    return PlaintiffResult(
        number=document["number"],
        status=ControlStatus(document["status"]),
        person=document["person"],
        outcome=None if outcome is None else Outcome(outcome),
        computed_outcome=None if computed is None else Outcome(computed),
        is_overridden=document["is_overridden"],
        truths={name: Truth[word.upper()] for name, word in document["criteria"].items()},
        violations=document["violations"],
        awards={name: Award(**award) for name, award in document["awards"].items()},
        combined=None if combined is None else Award(**combined),
    )


def same_persons(results: Iterable[PlaintiffResult]) -> dict[int, tuple[int, ...]]:
    """Per number of a named plaintiff, the other numbers that the run finds in the same person."""
    by_person: dict[int, list[int]] = {}
    for result in results:
        if result.person is not None:
            by_person.setdefault(result.person, []).append(result.number)
    return {
        number: tuple(other for other in numbers if other != number)
        for numbers in by_person.values()
        for number in numbers
        if len(numbers) > 1
    }


def _award_document(award: Award) -> dict[str, Any]:
    return {"units": award.units, "cents": award.cents, "high_cents": award.high_cents}


def in_words(
    result: PlaintiffResult, name: str, same: tuple[int, ...] = (), *, with_person: bool = True
) -> str:
    """What a run made of the named plaintiff, as a sentence that begins with `name`; `same` are
    the numbers of others that the run finds in the same person. Without the person's number it
    connects nobody with a line of a schedule."""
    match result.status:
        case ControlStatus.NOT_FOUND:
            return f"{name} is not found: no accepted roster row carries the key on record."
        case ControlStatus.IGNORED:
            return f"{name} is not found: a recorded decision says that the key identifies nobody."
        case ControlStatus.AMBIGUOUS:
            return (
                f"{name} is not found: a recorded decision says that the key identifies nobody, "
                "and rows of several persons carry it."
            )
        case ControlStatus.FOUND:
            who = f" as person P{result.person}" if with_person else ""
            return f"{name} is found{who}: {_standing(result)}{_same(same)}."


def summary_in_words(results: Sequence[PlaintiffResult]) -> str:
    """`The method finds 2 of 3 named plaintiffs and counts 1 as eligible.`"""
    found = sum(result.status is ControlStatus.FOUND for result in results)
    eligible = sum(result.outcome is Outcome.ELIGIBLE for result in results)
    by_hand = eligible - sum(result.is_met for result in results)
    named = f"{len(results):,} named plaintiff{'' if len(results) == 1 else 's'}"
    hand = f", {by_hand:,} of them only by a recorded decision" if by_hand else ""
    return f"The method finds {found:,} of {named} and counts {eligible:,} as eligible{hand}."


def _standing(result: PlaintiffResult) -> str:
    if not result.is_overridden:
        return str(result.outcome)
    return f"{result.outcome} by a recorded decision (as computed: {result.computed_outcome})"


def _same(same: tuple[int, ...]) -> str:
    if not same:
        return ""
    numbers = " and ".join(str(number) for number in same)
    noun = "plaintiff" if len(same) == 1 else "plaintiffs"
    return f"; the same person as named {noun} {numbers}"
