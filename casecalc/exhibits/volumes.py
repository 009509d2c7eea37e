"""How exhibits go into volumes below the court's limit, and what the files are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from .courts import file_stem
from .run_manifest import ExhibitRefused

# More tagged pages than these are not joined with others: that would take too much memory.
MOST_JOINED_PAGES = 400
_STAMP_BYTES = 450  # of each page, measured
_VOLUME_BYTES = 40_000  # the typeface of the numbers, the table of what was appended


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One PDF of an exhibit: the whole of it, or its part `part` of `parts`."""

    letter: str
    title: str
    path: Path
    pages: int
    size: int
    part: int = 1
    parts: int = 1

    @property
    def stamped_size(self) -> int:
        return self.size + self.pages * _STAMP_BYTES

    @property
    def bookmark(self) -> str:
        of = f", part {self.part} of {self.parts}" if self.parts > 1 else ""
        return f"Exhibit {self.letter}: {self.title}{of}"


@dataclass(frozen=True, kw_only=True)
class Volume:
    """One file of the filing. A volume of joined exhibits begins with the index; a large exhibit
    stands in volumes of its own, as it is."""

    pieces: tuple[Piece, ...]
    has_index: bool

    @property
    def pages(self) -> int:
        """Its own pages, those of the index left out."""
        return sum(piece.pages for piece in self.pieces)

    @property
    def holds(self) -> str:
        """`Exhibits A to C`, `Exhibit B, part 1 of 10`, `Index of exhibits`."""
        if not self.pieces:
            return "Index of exhibits"
        piece = self.pieces[0]
        is_part = piece.parts > 1 and not self.has_index
        part = f", part {piece.part} of {piece.parts}" if is_part else ""
        return f"{lettered(list(dict.fromkeys(piece.letter for piece in self.pieces)))}{part}"


def in_volumes(
    pieces: Sequence[Piece], *, limit: int, index_pages: int, index_size: int
) -> tuple[Volume, ...]:
    """The pieces in order, in as few volumes as their order allows. `limit` is in bytes. An exhibit
    that fits beside an index is not divided; the first volume has the index even if nothing else
    fits beside it. Raises ExhibitRefused for a piece that is larger than any volume."""
    empty = index_size + index_pages * _STAMP_BYTES + _VOLUME_BYTES
    shared: list[list[Piece]] = [[]]
    made = list(shared)
    size, pages = empty, index_pages
    for _, group in groupby(pieces, key=lambda piece: piece.letter):
        exhibit = list(group)
        _require_no_larger(exhibit, limit)
        own_size = sum(piece.stamped_size for piece in exhibit)
        own_pages = sum(piece.pages for piece in exhibit)
        if index_pages + own_pages > MOST_JOINED_PAGES or empty + own_size > limit:
            made += [[piece] for piece in exhibit]
            continue
        fits = size + own_size <= limit and pages + own_pages <= MOST_JOINED_PAGES
        if made[-1] is not shared[-1] or not fits:
            shared.append([])
            made.append(shared[-1])
            size, pages = empty, index_pages
        made[-1] += exhibit
        size, pages = size + own_size, pages + own_pages
    return tuple(
        Volume(pieces=tuple(each), has_index=any(each is one for one in shared)) for each in made
    )


def volume_stem(volume: Volume, number: int, volumes: int, edition: str) -> str:
    """`Volume-02-of-12-Exhibit-B-part-1-of-10-public`; of a single volume what it holds alone."""
    if volumes == 1:
        return file_stem(volume.holds, edition)
    digits = len(str(volumes))
    return file_stem(f"Volume-{number:0{digits}d}-of-{volumes}", volume.holds, edition)


def lettered(letters: Sequence[str]) -> str:
    """`Exhibit A`, `Exhibits A and B`, `Exhibits A to F`."""
    if len(letters) == 1:
        return f"Exhibit {letters[0]}"
    between = "and" if len(letters) == 2 else "to"
    return f"Exhibits {letters[0]} {between} {letters[-1]}"


def _require_no_larger(exhibit: Sequence[Piece], limit: int) -> None:
    for piece in exhibit:
        if piece.stamped_size + _VOLUME_BYTES > limit:
            raise ExhibitRefused(_too_large(piece, limit))


def _too_large(piece: Piece, limit: int) -> str:
    return (
        f"{piece.bookmark} is a file of {piece.size / 1e6:.1f} MB, and with its Bates numbers more "
        f"than the {limit / 1e6:g} MB that the court takes. Make that exhibit again under this "
        "court’s settings, so that it comes in smaller volumes."
    )
