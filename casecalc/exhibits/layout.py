"""Which page of a set stands where, and under which Bates number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from .bates import Numbers
from .filing_files import PageLine
from .volumes import Piece, Volume


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The volumes of a set in order, the index at the head of those that have it."""

    volumes: tuple[Volume, ...]
    index_pages: int
    numbers: Numbers

    @property
    def pages(self) -> int:
        return sum(self.pages_of(volume) for volume in self.volumes)

    @property
    def span(self) -> str:
        return self.numbers.span(self.pages)

    def pages_of(self, volume: Volume) -> int:
        return volume.pages + self.index_pages * volume.has_index

    def numbers_of(self, number: int) -> Numbers:
        """Those of volume `number`, counted from 1."""
        return self.numbers.after(sum(map(self.pages_of, self.volumes[: number - 1])))

    def numbers_of_exhibit(self, letter: str) -> Numbers:
        """Those from the exhibit's first page on."""
        return self.numbers.after(
            min(at for at, _, piece in self._placed if piece.letter == letter)
        )

    def pages_of_exhibit(self, letter: str) -> int:
        return sum(piece.pages for _, _, piece in self._placed if piece.letter == letter)

    def volumes_of(self, letter: str) -> list[int]:
        return [volume for _, volume, piece in self._placed if piece.letter == letter]

    def page_lines(self, names: Sequence[str]) -> Iterator[PageLine]:
        """Every page of the set; `names` are the files of the volumes."""
        page = 0
        for volume, name in zip(self.volumes, names, strict=True):
            of_file = 0
            index = [("Index", self.index_pages, 1)] if volume.has_index else []
            parts = [
                (piece.letter, piece.pages, self._first_page(piece)) for piece in volume.pieces
            ]
            for letter, pages, first in (*index, *parts):
                for own in range(first, first + pages):
                    of_file += 1
                    yield self.numbers.at(page), name, of_file, letter, own
                    page += 1

    def _first_page(self, piece: Piece) -> int:
        """The page of its exhibit that a piece begins with, counted from 1."""
        before = (
            each.pages
            for _, _, each in self._placed
            if each.letter == piece.letter and each.part < piece.part
        )
        return 1 + sum(before)

    @cached_property
    def _placed(self) -> list[tuple[int, int, Piece]]:
        """Pages of the set before each piece, and the volume that it is in."""
        placed, offset = [], 0
        for number, volume in enumerate(self.volumes, start=1):
            offset += self.index_pages * volume.has_index
            for piece in volume.pieces:
                placed.append((offset, number, piece))
                offset += piece.pages
        return placed
