"""Which texts may be written character by character, and which WeasyPrint must shape."""

import unicodedata
from functools import cache

from casecalc.exhibits.fonts import FACES, Face, characters, without_missing

# First and last code points of what is written one glyph a character: Latin, Greek, Cyrillic,
# punctuation and symbols, kana, Han, Hangul syllables, full-width forms. All else is shaped.
_PLAIN = (
    (0x0020, 0x02FF), (0x0370, 0x052F), (0x1E00, 0x1FFF), (0x2010, 0x2BFF), (0x3001, 0x312F),
    (0x31F0, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF01, 0xFFEF),
)  # fmt: skip
_HOUSE = "source-serif-4/SourceSerif4SmText-Regular.ttf"


def printed(text: str) -> str:
    """The text as it is set: composed, white space as single spaces, characters that cannot be
    shown as code points."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    return " ".join(without_missing(" ".join(text.split())).split())


def needs_shaping(text: str) -> bool:
    return not text.isascii() and not all(map(is_plain, text))


@cache
def is_plain(character: str) -> bool:
    code = ord(character)
    if not any(first <= code <= last for first, last in _PLAIN):
        return False
    if unicodedata.category(character)[0] == "M":
        return False
    return unicodedata.bidirectional(character) not in ("R", "AL", "AN", "NSM")


def runs_from_right(text: str) -> bool:
    """Whether part of the text is written from right to left. What such glyphs say, readers turn
    round themselves; a text given for the whole they would turn round too."""
    return any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)


@cache
def face_of(character: str) -> Face:
    """The typeface that shows a character: the first in order that has it."""
    for face in FACES:
        if (face.file == _HOUSE or face.is_fallback) and character in characters(face.file):
            return face
    raise LookupError(f"no bundled face has U+{ord(character):04X}")


@cache
def nominal_advance(character: str) -> float:
    """The unshaped width of a character in thousandths of the size of type."""
    from fontTools.ttLib import TTFont

    from casecalc.exhibits.fonts import FONTS

    with TTFont(FONTS / face_of(character).file, lazy=True) as font:
        glyph = font.getBestCmap()[ord(character)]
        return float(1000 * font["hmtx"][glyph][0] / font["head"].unitsPerEm)
