"""What a public exhibit must not show: what identifies the persons of a run, and what people wrote
about them. Read in pieces, never kept."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from casecalc.evidence.tables import PERSONS_FILE
from casecalc.rules.places import ENGLISH_COUNTRY_NAMES, US_REGION_NAMES
from casecalc.rules.sentences import MONTHS

from .folding import Folded, folded, words_of
from .inputs import Inputs, no_table

_ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("casecalc/exhibits", "casecalc/rules", "templates/exhibits")
_BATCH_ROWS = 16_384
_PERSON_NUMBER = re.compile(r"p[0-9]+")
_REASON_SHOWN = 40
_HASH_SHOWN = 16
LONG = 12
_SHORTEST = 4


@dataclass(frozen=True)
class Secret:
    """`kind` completes the sentence: the page holds … of the run."""

    kind: str
    text: str
    starts: tuple[int, ...]


NAME, IDENTIFIER = "a person’s name", "a person’s member identifier"
EMAIL, EMAIL_HASH = "a person’s e-mail address", "the hash of a person’s e-mail address"
BIRTH, REASON = "a person’s date of birth", "the free text of a recorded decision"


def secrets_of(inputs: Inputs) -> Iterator[list[Secret]]:
    """Piece by piece: every name, member identifier, e-mail address and its hash, date of birth,
    and the free texts of the decisions."""
    words = program_words() | {word for text in known_texts(inputs) for word in words_of(text)}
    yield list(_decision_texts(inputs))
    yield list(_births(inputs))
    if inputs.table is not no_table:
        for names, emails, ids in _identities(inputs.table(PERSONS_FILE)):
            yield [
                *_folded(NAME, names, lambda one: _is_telling_name(one, words)),
                *_folded(IDENTIFIER, ids, lambda one: _is_telling_id(one, words)),
                *_folded(EMAIL, emails, lambda one: len(one.text) >= _SHORTEST),
                *(_hashed(email) for email in emails),
            ]


@cache
def program_words() -> frozenset[str]:
    """Every word of the program's own texts: one of them alone tells nothing of a person."""
    return frozenset(_program_phrases().split())


@cache
def _program_phrases() -> str:
    """Its words in order, with a space on both sides of each."""
    paths = (path for folder in _SOURCES for path in sorted((_ROOT / folder).rglob("*")))
    texts = (
        path.read_text(encoding="utf-8")
        for path in paths
        if path.suffix in (".py", ".html", ".css")
    )
    return f" {' '.join(word for text in texts for word in words_of(text))} "


def known_texts(inputs: Inputs) -> tuple[str, ...]:
    """Texts that the edition may print whole: caption and court, definition and theory, what groups
    the figures, the files' names, what counsel wrote for this exhibit, places."""
    manifest, run = inputs.manifest, inputs.run
    leaves: list[Any] = [
        manifest.get("matter"), run.caption, run.title, run.court, run.docket_number,
        run.originals, manifest.get("definition"), manifest.get("theory"),
        manifest.get("figures"), inputs.asked, inputs.facts.get("matter"),
        manifest.get("program"),
    ]  # fmt: skip
    leaves += [
        {name: entry.get(name) for name in ("name", "list_name", "sheet", "mapping", "forms")}
        for entry in manifest.get("imports", ())
    ]
    plaintiffs = (manifest.get("named_plaintiffs") or {}).get("plaintiffs", ())
    leaves += [entry.get("name") for entry in plaintiffs]
    found = {text for leaf in leaves for text in _texts_in(leaf)}
    found.update(part for text in list(found) for part in _parts(text))
    found.update(US_REGION_NAMES.values(), ENGLISH_COUNTRY_NAMES.values())
    return tuple(sorted(filter(None, {folded(text).text for text in found})))


def _parts(text: str) -> Iterator[str]:
    """A caption is printed party by party, and many texts line by line."""
    yield from text.splitlines()
    for divider in (" v. ", " vs. ", " v "):
        yield from text.split(divider) if divider in text else ()


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts_in(inner)


def _identities(path: Path) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Names, addresses and identifiers of all persons, whatever their outcome. `search` holds all
    of a person's, also of rows whose name is not the one shown."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(
            _BATCH_ROWS, columns=["full_name", "member_ids", "emails", "search"]
        ):
            shown = pc.unique(batch["full_name"]).to_pylist()
            emails = _split(batch["emails"].to_pylist())
            ids = _split(batch["member_ids"].to_pylist())
            others: set[str] = {name for name in shown if name}
            plain = {*emails, *map(str.lower, ids)}
            for line in batch["search"].to_pylist():
                others.update(text for text in (line or "").split("\n") if text not in plain)
            others.discard("")
            yield sorted(others), sorted(emails), sorted(ids)


def _split(values: Iterable[str | None]) -> set[str]:
    return {part for value in values if value for part in (value, *value.split(";")) if part}


def _folded(
    kind: str, texts: Iterable[str], is_telling: Callable[[Folded], bool]
) -> Iterator[Secret]:
    for text in texts:
        one = folded(text)
        if is_telling(one):
            yield Secret(kind, one.text, one.starts)


def _is_telling_name(name: Folded, words: frozenset[str]) -> bool:
    """Not a word or phrase of the program's own, nor such a word with a number."""
    if len(name.text) < _SHORTEST:
        return not name.text.isascii() and len(name.text) >= 2
    own = _words(name)
    if all(word in words or word.isdigit() for word in own):
        return not any(map(str.isdigit, own)) and f" {' '.join(own)} " not in _program_phrases()
    return True


def _words(one: Folded) -> list[str]:
    ends = (*one.starts[1:], len(one.text))
    return [one.text[start:end] for start, end in zip(one.starts, ends, strict=True)]


def _is_telling_id(identifier: Folded, words: frozenset[str]) -> bool:
    """Not a short number, which may be any figure, nor an ordinary word, nor a person's number."""
    text = identifier.text
    if len(text) < _SHORTEST or _PERSON_NUMBER.fullmatch(text) or text in words:
        return False
    if text.isdigit() or text.isalpha():
        return len(text) > _SHORTEST
    return True


def _hashed(email: str) -> Secret:
    digest = hashlib.sha256(email.encode()).hexdigest()[:_HASH_SHOWN]
    return Secret(EMAIL_HASH, digest, (0,))


def _decision_texts(inputs: Inputs) -> Iterator[Secret]:
    """Reasons by their beginning, because they may be printed shortened; ignored key values."""
    for entry in inputs.manifest.get("decisions", ()):
        document = entry.get("document", {})
        for text in (document.get("reason"), document.get("value"), entry.get("note")):
            one = folded(text or "")
            kept = one.text[:_REASON_SHOWN]
            if len(kept) >= LONG and f" {' '.join(_words(one))} " not in _program_phrases():
                yield Secret(REASON, kept, tuple(s for s in one.starts if s < len(kept)))


def _births(inputs: Inputs) -> Iterator[Secret]:
    """Every date of birth in the forms in which dates are written, except days that the exhibit
    has reason to print."""
    days: set[date] = set()
    for path in inputs.rosters():
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH_ROWS, columns=["date_of_birth"]):
                days.update(day for day in pc.unique(batch["date_of_birth"]).to_pylist() if day)
    printed = set(re.findall(r"\d{4}-\d\d-\d\d", " ".join(_raw_texts(inputs))))
    if days and inputs.table is not no_table:
        shown = pq.read_table(inputs.table(PERSONS_FILE), columns=["first_violation_on"])
        unique = pc.unique(shown["first_violation_on"]).to_pylist()
        printed.update(day.isoformat() for day in unique if day)
    for day in sorted(days):
        if day.isoformat() not in printed:
            for text in _written(day):
                one = folded(text)
                yield Secret(BIRTH, one.text, one.starts)


def _raw_texts(inputs: Inputs) -> Iterator[str]:
    yield from _texts_in(inputs.manifest)
    yield from _texts_in(inputs.facts)


def _written(day: date) -> Sequence[str]:
    month = MONTHS[day.month - 1]
    return (
        f"{day:%Y-%m-%d}", f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y}", 
        f"{day.month}/{day.day}/{day.year}",
        f"{day.day}/{day.month}/{day.year}", f"{month} {day.day}, {day.year}",
        f"{month[:3]} {day.day}, {day.year}", f"{day.day} {month} {day.year}",
        f"{day:%d}-{month[:3]}-{day.year}",
    )  # fmt: skip
