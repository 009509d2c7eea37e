"""What a set was asked to hold, checked before any Bates number is spent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .printing import listed
from .run_manifest import ExhibitRefused

_LETTER = re.compile(r"[A-Za-z0-9]{1,8}")
_PAPERS = {
    "cover": "a pleading cover",
    "declaration": "a draft for signature",
    "certificate": "a draft for signature",
    "notice": "a draft for signature",
    "sealing": "a draft for signature",
    "set": "a set itself",
}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A published exhibit and its letter in the set. `described` is what its manifest says."""

    letter: str
    described: dict[str, Any]

    @property
    def number(self) -> int:
        return int(self.described["number"])

    @property
    def has_own_letter(self) -> bool:
        """Whether it was published under the letter that it has here."""
        return bool(self.described["label"] == self.letter)


def chosen_for_set(
    asked: dict[str, Any], found: Sequence[dict[str, Any]], *, run: int, edition: str
) -> tuple[Chosen, ...]:
    """The exhibits of a set in order, lettered. `found` are those asked for that are published.

    Raises ExhibitRefused, naming them, for exhibits that are not there, are no exhibits, may not
    stand in a public set, or are stale or of another run (unless `allow_stale` is asked).
    """
    numbers = asked.get("exhibits") or []
    if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
        raise ExhibitRefused("The exhibits of a set are asked for as a list of their numbers.")
    if not numbers:
        raise ExhibitRefused("A set of no exhibits cannot be made; choose at least one.")
    if repeated := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise ExhibitRefused(f"{_exhibits(repeated)} asked for more than once; choose each once.")
    by_number = {entry["number"]: entry for entry in found}
    if missing := [number for number in numbers if number not in by_number]:
        raise ExhibitRefused(
            f"{_exhibits(missing)} not published in this matter; make it first, or choose another."
        )
    entries = [by_number[number] for number in numbers]
    _require_evidence(entries)
    _require_edition(entries, edition)
    if asked.get("allow_stale") not in (True, "yes"):
        _require_current(entries, run)
    letters = letters_of(asked.get("letters"), len(entries))
    return tuple(
        Chosen(letter=letter, described=entry)
        for letter, entry in zip(letters, entries, strict=True)
    )


def letters_of(asked: Any, count: int) -> list[str]:
    """`A`, `B` and so on, or those asked for: a list, or a text with commas between."""
    if isinstance(asked, str):
        asked = [letter.strip() for letter in asked.split(",")] if asked.strip() else []
    if not asked:
        return [_letter(number) for number in range(count)]
    letters = [str(letter) for letter in asked]
    if len(letters) != count:
        raise ExhibitRefused(
            f"{len(letters)} letters for {count} exhibits; give one for each, in order."
        )
    for letter in letters:
        if not _LETTER.fullmatch(letter):
            raise ExhibitRefused(
                f'"{letter}" cannot be an exhibit’s letter; use up to eight letters and digits.'
            )
    if len({letter.casefold() for letter in letters}) < count:
        raise ExhibitRefused("Two exhibits have the same letter; give each its own.")
    return letters


def _letter(number: int) -> str:
    """`A` to `Z`, then `AA`, `AB`."""
    before, own = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + own)


def _require_evidence(entries: Sequence[dict[str, Any]]) -> None:
    for entry in entries:
        if entry["kind"] in _PAPERS:
            raise ExhibitRefused(
                f"Exhibit {entry['number']} is {_PAPERS[entry['kind']]}, which no set holds; "
                "file it beside the set."
            )


def _require_edition(entries: Sequence[dict[str, Any]], edition: str) -> None:
    sealed = [entry["number"] for entry in entries if entry["edition"] == "sealed"]
    if sealed and edition != "sealed":
        raise ExhibitRefused(
            f"{_exhibits(sealed)} of the sealed edition, which no public set may hold; choose "
            "public editions, or make a sealed set."
        )


def _require_current(entries: Sequence[dict[str, Any]], run: int) -> None:
    faults = [f"exhibit {entry['number']} is stale" for entry in entries if entry["is_stale"]] + [
        f"exhibit {entry['number']} is of run {entry['run']}"
        for entry in entries
        if entry["run"] != run
    ]
    if faults:
        raise ExhibitRefused(
            f"The set of run {run} is not made: {listed(faults)}. Make those exhibits again from "
            "a current run, or allow stale exhibits and those of other runs."
        )


def _exhibits(numbers: Sequence[int]) -> str:
    words = listed([str(number) for number in numbers])
    return f"Exhibit {words} is" if len(numbers) == 1 else f"Exhibits {words} are"
