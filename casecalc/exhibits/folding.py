"""Texts made comparable: letters and digits alone, in lower case, and the places where words begin.

A name is found so whether it stands on one line or two, with or without spaces, in whatever case.
Figures keep their commas and points, so that 1,234 is not the identifier 1234.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)+|[^\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(1_099_511_628_211)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Folded:
    """`starts` are the places in `text` where words begin."""

    text: str
    starts: tuple[int, ...]


def folded(text: str) -> Folded:
    words = words_of(text)
    starts, place = [], 0
    for word in words:
        starts.append(place)
        place += len(word)
    return Folded("".join(words), tuple(starts))


def words_of(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _WORD.findall(text.casefold())


def window_hashes(text: str, longest: int) -> list[Hashes]:
    """For each length from 1 to `longest` the hashes of all windows of that length."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    found = [codes * _MIX]
    rolled = codes.copy()
    with np.errstate(over="ignore"):
        for length in range(2, longest + 1):
            if len(codes) < length:
                found.append(np.zeros(0, dtype=np.uint64))
                continue
            rolled = rolled[:-1] * _BASE + codes[length - 1 :]
            found.append(rolled * _MIX)
    return found


def hashes_of(texts: Sequence[str], length: int) -> Hashes:
    """The hashes of texts that all have that length; the same as of such a window."""
    joined = "".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    table = codes.astype(np.uint64).reshape(len(texts), length)
    rolled = table[:, 0].copy()
    with np.errstate(over="ignore"):
        for place in range(1, length):
            rolled = rolled * _BASE + table[:, place]
        return np.asarray(rolled * _MIX, dtype=np.uint64)
