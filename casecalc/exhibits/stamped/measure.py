"""The widths of many texts at once, in whole thousandths of the size of type."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from .lines import Advances

Widths = npt.NDArray[np.int64]


class Ruler:
    """Measures the characters that it was made for."""

    def __init__(self, characters: Iterable[str], advances: Advances) -> None:
        self._of = np.zeros(0x110000, dtype=np.uint16)
        for character in {*characters, " "}:
            self._of[ord(character)] = advances[character]

    def widths(self, texts: Sequence[str]) -> Widths:
        codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype="<u4")
        sums = np.concatenate(([0], np.cumsum(self._of[codes], dtype=np.int64)))
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        ends = np.cumsum(lengths)
        return np.asarray(sums[ends] - sums[ends - lengths], dtype=np.int64)


def usual_width(widths: Sequence[Widths]) -> tuple[float, float]:
    """The width that all but one in a hundred keep within, and the widest."""
    together = np.concatenate(widths) if widths else np.zeros(0, dtype=np.int64)
    if not len(together):
        return 0.0, 0.0
    together.sort()
    return float(together[(len(together) * 99 - 1) // 100]), float(together[-1])
