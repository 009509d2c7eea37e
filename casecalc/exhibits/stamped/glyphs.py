"""What WeasyPrint made of the specimen: for each character its typeface, glyph and width."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from casecalc.exhibits.run_manifest import ExhibitRefused

from .marked import TextRun, show_operators
from .reference import SpecimenLine, alone_in
from .scripts import face_of, needs_shaping
from .sheet import PITCH, PIXEL


@dataclass(frozen=True)
class Glyph:
    """`code` is the glyph's number as four hexadecimal digits; `advance` is in thousandths."""

    font: str
    code: str
    advance: float


@dataclass(frozen=True, kw_only=True)
class Glyphs:
    """`regular` and `strong` by character; `spaces` by typeface, because a space is set in that of
    the character before it; `shaped` are the operators that show a text which WeasyPrint shaped;
    `unfaithful` characters share their glyph with another one, which is what a reader would be
    told. `lowered` is by how many pixels a typeface stands lower on a line without the house's."""

    regular: dict[str, Glyph]
    strong: dict[str, Glyph]
    spaces: dict[str, Glyph]
    shaped: dict[str, str] = field(default_factory=dict)
    unfaithful: frozenset[str] = frozenset()
    lowered: dict[str, float] = field(default_factory=dict)

    @property
    def house(self) -> str:
        return self.regular["0"].font

    def of(self, text: str) -> Iterator[Glyph]:
        """The glyphs of a text that needs no shaping."""
        font = self.house
        for character in text:
            glyph = self.spaces[font] if character == " " else self.regular[character]
            font = glyph.font
            yield glyph

    def width(self, text: str, *, is_strong: bool = False) -> float:
        """In thousandths of the size of type."""
        glyphs = map(self.strong.__getitem__, text) if is_strong else self.of(text)
        return sum(glyph.advance for glyph in glyphs)


def specimen_of(characters: Iterable[str], strong: Iterable[str]) -> list[SpecimenLine]:
    """Lines that hold every character of a schedule once, by typeface, and a space in each."""
    faces: dict[str, list[str]] = {}
    for character in sorted({*characters, "0"} - {" "}):
        faces.setdefault(face_of(character).family, []).append(character)
    lines = [SpecimenLine(f"{some[0]} {''.join(some)}") for _, some in sorted(faces.items())]
    marked = sorted({*strong, "0"} - {" "})
    return [*lines, SpecimenLine(f"{marked[0]} {''.join(marked)}", is_strong=True)]


def read_glyphs(
    fonts: Any, shown: Sequence[TextRun], lines: Sequence[SpecimenLine], runs: Sequence[str]
) -> Glyphs:
    """From the specimen as drawn: `shown` are its texts in order, `fonts` the PDF's, by name."""
    maps = {name: _unicode_of(font) for name, font in fonts.items()}
    advances = {name: advances_in(font) for name, font in fonts.items()}
    wanted = sum(len(line.text) for line in lines)
    drawn: list[tuple[str, str]] = []
    rest = iter(shown)
    while len(drawn) < wanted:
        run = next(rest, None)
        if run is None:
            raise ExhibitRefused("The specimen of characters was not drawn whole; report this.")
        drawn += [(run.font, code) for code in run.codes]
    regular: dict[str, Glyph] = {}
    strong: dict[str, Glyph] = {}
    spaces: dict[str, Glyph] = {}
    unfaithful = set()
    place = iter(drawn)
    for line in lines:
        target = strong if line.is_strong else regular
        for character in line.text:
            font, code = next(place)
            glyph = Glyph(font, code, advances[font][code])
            if character == " " and not line.is_strong:
                spaces[font] = glyph
            else:
                target[character] = glyph
                if maps[font].get(code) != character:
                    unfaithful.add(character)
    groups, alone = _groups(list(rest)), alone_in(lines)
    if len(groups) != len(runs) + len(alone):
        raise ExhibitRefused("Texts of the schedule were not drawn one by one; report this.")
    lowered = _lowered([group[0] for group in groups[len(runs) :]])
    return Glyphs(
        regular=regular,
        strong=strong,
        spaces=spaces,
        shaped=_shaped(groups[: len(groups) - len(alone)], runs, lowered),
        unfaithful=frozenset(unfaithful - {" "}),
        lowered=lowered,
    )


def _groups(shown: list[TextRun]) -> list[list[TextRun]]:
    """The runs of each piece of marked content."""
    groups: dict[tuple[int, int | None], list[TextRun]] = {}
    for run in shown:
        groups.setdefault((run.page, run.mark), []).append(run)
    return list(groups.values())


def _lowered(alone: list[TextRun]) -> dict[str, float]:
    first, pitch = alone[0], PITCH / PIXEL
    shifts = {run.font: run.y - first.y - i * pitch for i, run in enumerate(alone)}
    return {font: round(shift, 4) for font, shift in shifts.items() if shift > 0.001}


def _shaped(
    groups: list[list[TextRun]], runs: Sequence[str], lowered: dict[str, float]
) -> dict[str, str]:
    """Each shaped text's own operators; every text is one piece of marked content."""
    return {
        text: set_lower(show_operators(group), {run.font for run in group}, lowered)
        for text, group in zip(runs, groups, strict=True)
    }


def set_lower(shown: str, fonts: set[str], lowered: dict[str, float]) -> str:
    """The operators, lower where every typeface of the text stands lower by itself."""
    if not fonts or not all(font in lowered for font in fonts):
        return shown
    return f"{-max(lowered[font] for font in fonts):.4f} Ts {shown} 0 Ts"


def texts_to_shape(texts: Iterable[str]) -> list[str]:
    return sorted({text for text in texts if needs_shaping(text)})


def _unicode_of(font: Any) -> dict[str, str]:
    from casecalc.exhibits.printed import character_map

    return {glyph.hex(): text for glyph, text in character_map(font).items()}


def advances_in(font: Any) -> dict[str, float]:
    """`/W` of a font: the first glyph of a run, then the widths of that run."""
    found: dict[str, float] = {}
    widths = list(font.DescendantFonts[0].W)
    for i in range(0, len(widths), 2):
        first = int(widths[i])
        for k, width in enumerate(widths[i + 1]):
            found[f"{first + k:04x}"] = float(width)
    return found
