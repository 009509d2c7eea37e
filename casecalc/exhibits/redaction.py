"""The search of a finished public exhibit for what it must not show.

Every secret (confidential.py) leaves the hash of its beginning in a field of bits; every window of
every text of the finished files (finished.py) is looked up there. What is found, and a little by
chance, is compared with the secrets, read once more. So a million persons and thousands of pages
are searched in bounded memory. See docs/decisions/0013 for what is found and what is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .confidential import LONG, Secret, known_texts, secrets_of
from .finished import passages_of
from .folding import Folded, Hashes, folded, hashes_of, window_hashes
from .inputs import Inputs
from .run_manifest import ExhibitRefused

_BITS = 28
_MIXES = tuple(map(np.uint64, (1, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)))
_BEFORE, _AFTER = 120, 200
_MANY_BYTES = 4_000_000
_PIECE = 200_000
_BROKEN = 8

Field = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Hit:
    file: str
    place: str
    kind: str


@dataclass(frozen=True)
class Trace:
    """A window whose hash is in the field: the text around it, and where words begin in that.
    `at` is the window's place in the text, `length` how long it is."""

    file: str
    place: str
    text: str
    starts: tuple[int, ...]
    at: int
    length: int


def require_redacted(inputs: Inputs, files: Sequence[Path]) -> None:
    """Raises ExhibitRefused, with file and page and not the value, when a file of a public exhibit
    shows what its edition must not."""
    found = hunt(inputs, files)
    if found:
        first = found[0]
        raise ExhibitRefused(
            f"The exhibit is not published: in {first.file}, {first.place} holds {first.kind}, "
            "which a public edition must not show. Where a text of the files holds it (a plan, a "
            "list’s name), map that value at the import; otherwise report this."
        )


def hunt(inputs: Inputs, files: Sequence[Path]) -> list[Hit]:
    """What the files show and must not, by file and place, each once."""
    field = _field_of(inputs)
    traces = _traces(field, files)
    if not traces:
        return []
    known = known_texts(inputs)
    found: dict[Hit, None] = {}
    wanted = np.array(sorted(traces), dtype=np.uint64)
    for secrets in secrets_of(inputs):
        for length, some in _by_length(secrets):
            hashes = hashes_of([secret.text[:length] for secret in some], length)
            for place in np.flatnonzero(np.isin(hashes, wanted)).tolist():
                for trace in traces[int(hashes[place])]:
                    if _is_shown(some[place], trace) and not _is_known(some[place], trace, known):
                        found[Hit(trace.file, trace.place, some[place].kind)] = None
    return list(found)


def _field_of(inputs: Inputs) -> Field:
    field = np.zeros(1 << (_BITS - 3), dtype=np.uint8)
    for secrets in secrets_of(inputs):
        for length, some in _by_length(secrets):
            hashes = hashes_of([secret.text[:length] for secret in some], length)
            for place in _places(hashes):
                np.bitwise_or.at(field, place >> 3, np.left_shift(1, place & 7).astype(np.uint8))
    return field


def _by_length(secrets: Iterable[Secret]) -> Iterator[tuple[int, list[Secret]]]:
    groups: dict[int, list[Secret]] = {}
    for secret in secrets:
        if secret.text:
            groups.setdefault(min(len(secret.text), LONG), []).append(secret)
    yield from groups.items()


def _places(hashes: Hashes) -> list[npt.NDArray[np.int64]]:
    """Three bits for each hash."""
    shift = np.uint64(64 - _BITS)
    with np.errstate(over="ignore"):
        return [((hashes * mix) >> shift).astype(np.int64) for mix in _MIXES]


def _traces(field: Field, files: Sequence[Path]) -> dict[int, list[Trace]]:
    """By hash, from all files; in two processes where there is much to read."""
    if sum(path.stat().st_size for path in files) < _MANY_BYTES or len(files) < 2:
        each = [_traces_in(field, path) for path in files]
    else:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
            each = list(executor.map(_traces_in, [field] * len(files), files))
    together: dict[int, list[Trace]] = {}
    for traces in each:
        for key, some in traces.items():
            together.setdefault(key, []).extend(some)
    return together


def _traces_in(field: Field, path: Path) -> dict[int, list[Trace]]:
    found: dict[int, list[Trace]] = {}
    seen: set[tuple[int, str]] = set()
    for passage in passages_of(path):
        for start in range(0, max(len(passage.text), 1), _PIECE):
            text = folded(passage.text[start : start + _PIECE + _AFTER])
            for key, at, length in _windows(field, text):
                trace = _trace(path.name, passage.place, text, at, length)
                if (key, trace.text) not in seen:
                    seen.add((key, trace.text))
                    found.setdefault(key, []).append(trace)
    return found


def _windows(field: Field, text: Folded) -> Iterator[tuple[int, int, int]]:
    """The windows whose hashes are in the field. A short one must begin where a word does."""
    starts = np.array(text.starts, dtype=np.int64)
    for length, hashes in enumerate(window_hashes(text.text, LONG), start=1):
        if not len(hashes):
            continue
        if length < LONG:
            at = starts[starts < len(hashes)]
            chosen = hashes[at]
        else:
            at, chosen = np.arange(len(hashes)), hashes
        there = np.ones(len(chosen), dtype=bool)
        for place in _places(chosen):
            there &= ((field[place >> 3] >> (place & 7)) & 1).astype(bool)
        for i in np.flatnonzero(there).tolist():
            yield int(chosen[i]), int(at[i]), length


def _trace(file: str, place: str, text: Folded, at: int, length: int) -> Trace:
    """Kept small, for there are many by chance: of the words only those within the window."""
    begin = max(0, at - _BEFORE)
    low, high = np.searchsorted(text.starts, (at, at + LONG + 1))
    return Trace(
        file=file,
        place=place,
        text=text.text[begin : at + _AFTER],
        starts=tuple(start - begin for start in text.starts[low:high]),
        at=at - begin,
        length=length,
    )


def _is_shown(secret: Secret, trace: Trace) -> bool:
    """Whether the text holds the secret: a long one anywhere; a short one as whole words, broken
    where it breaks itself, nowhere, or after every character; if it is no number and not very
    short, also with one break more or less, as at the end of a line."""
    end = trace.at + len(secret.text)
    if not trace.text.startswith(secret.text[:_AFTER], trace.at):
        return False
    if len(secret.text) >= LONG:
        return True
    if trace.at not in trace.starts or (end < len(trace.text) and end not in trace.starts):
        return False
    breaks = {start - trace.at for start in trace.starts if trace.at < start < end}
    own = set(secret.starts) - {0}
    if breaks in (own, set(), set(range(1, len(secret.text)))):
        return True
    return len(secret.text) >= _BROKEN and not secret.text.isdigit() and len(breaks ^ own) == 1


def _reaches(text: str, begin: int, trace: Trace) -> bool:
    """Whether the trace holds the known text from `begin` on, as far as a trace reaches."""
    is_begun = begin >= 0 or trace.at == _BEFORE
    return is_begun and (
        begin + len(text) <= len(trace.text) or trace.at + _AFTER <= len(trace.text)
    )


def _is_known(secret: Secret, trace: Trace, known: Sequence[str]) -> bool:
    """Whether what was found is part of a text that the edition may print, printed whole."""
    for text in known:
        place = text.find(secret.text)
        while place >= 0:
            begin = trace.at - place
            there = trace.text[max(begin, 0) : begin + len(text)]
            if there == text[max(-begin, 0) :][: len(there)] and _reaches(text, begin, trace):
                return True
            place = text.find(secret.text, place + 1)
    return False
