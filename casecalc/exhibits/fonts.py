"""The bundled typefaces: which characters they have, and the CSS that makes them known.

Nothing of the machine's own fonts is used, so that an exhibit is the same everywhere. Scripts other
than Latin, Greek and Cyrillic are taken from further faces, which are loaded only when needed.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
SCHEME = "casecalc-font:"
FAMILY_PREFIX = "Casecalc "


@dataclass(frozen=True)
class Face:
    """One font file under the CSS family that uses it. Families have names of our own, so that no
    font installed on the machine can stand in for one."""

    family: str
    file: str
    weight: str = "400"
    style: str = "normal"
    is_fallback: bool = False


_SERIF = "source-serif-4/SourceSerif4"
FACES = (
    Face("Casecalc Serif", f"{_SERIF}-Regular.ttf"),
    Face("Casecalc Serif", f"{_SERIF}-It.ttf", style="italic"),
    Face("Casecalc Serif", f"{_SERIF}-Semibold.ttf", weight="600"),
    Face("Casecalc Small", f"{_SERIF}SmText-Regular.ttf"),
    Face("Casecalc Small", f"{_SERIF}SmText-Semibold.ttf", weight="600"),
    Face("Casecalc Display", f"{_SERIF}Display-Semibold.ttf", weight="600"),
    Face("Casecalc Mono", "source-code-pro/SourceCodePro-Regular.ttf"),
    Face("Casecalc Other 1", "dejavu/DejaVuSans.ttf", is_fallback=True),
    Face("Casecalc Other 2", "droid/DroidSansFallbackFull.ttf", is_fallback=True),
    Face("Casecalc Other 3", "nanum/NanumSquareR.ttf", is_fallback=True),
    Face("Casecalc Other 4", "noto/NotoSansDevanagari_400Regular.ttf", is_fallback=True),
    Face("Casecalc Other 5", "noto/NotoSansThai_400Regular.ttf", is_fallback=True),
)
_LAYOUT = frozenset("\n\t")


def font_file(address: str) -> Path | None:
    """The file behind an address that `face_rules` gave; None for any other."""
    name = address.removeprefix(SCHEME)
    if name != address and any(face.file == name for face in FACES):
        return FONTS / name
    return None


def face_rules(text: str) -> str:
    """`@font-face` rules for the house faces and for those fallbacks that `text` needs."""
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; "
        f"font-style: {face.style}; src: url('{SCHEME}{face.file}') }}"
        for face in FACES
        if not face.is_fallback or face in needed_fallbacks(text)
    )


def needed_fallbacks(text: str) -> tuple[Face, ...]:
    """The fewest fallbacks, in order, that show what the house faces lack."""
    missing = set(text) - _house_characters() - _LAYOUT
    needed = []
    for face in FACES:
        if face.is_fallback and missing & characters(face.file):
            needed.append(face)
            missing -= characters(face.file)
    return tuple(needed)


def without_missing(text: str) -> str:
    """Canonically composed text; characters that no bundled face has, and invisible ones such as
    those that reverse the direction of writing, as visible code points: `[U+202E]`."""
    text = unicodedata.normalize("NFC", text)
    known = _house_characters() | _LAYOUT
    for character in sorted(set(text) - known):
        if not _is_shown(character):
            text = text.replace(character, f"[U+{ord(character):04X}]")
    for character in sorted(set(text) & known - _LAYOUT):
        if unicodedata.category(character) in ("Cf", "Cc"):
            text = text.replace(character, f"[U+{ord(character):04X}]")
    return text


@cache
def characters(file: str) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / file, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap() if code >= 0x20)


@cache
def _house_characters() -> frozenset[str]:
    """What every house face has, so that no style of type lacks a character another one has."""
    house = [characters(face.file) for face in FACES if not face.is_fallback]
    return frozenset.intersection(*house)


def _is_shown(character: str) -> bool:
    if unicodedata.category(character) in ("Cf", "Cc", "Cs", "Co", "Cn"):
        return False
    return any(character in characters(face.file) for face in FACES if face.is_fallback)
