"""The typeface of Bates numbers: a bundled one, with the characters that numbers can have."""

import io
from functools import cache
from typing import Any

from .fonts import FONTS
from .revision import Revision, stream

NAME = "CasecalcBates"
_FACE = "source-code-pro/SourceCodePro-Regular.ttf"
_BASE_FONT = b"CCBATE+Casecalc-Mono"
_CHARACTERS = " -._" + "".join(chr(code) for code in range(128) if chr(code).isalnum())


def embed(revision: Revision) -> int:
    """The font as an object of the revision; returns its number."""
    program, measures = _subset(), _measures()
    file = revision.add(stream(program, b"/Length1 %d" % len(program)))
    descriptor = revision.add(
        b"<</Type /FontDescriptor /FontName /%s /Flags 5 /FontBBox [%d %d %d %d] /ItalicAngle 0 "
        b"/Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R>>"
        % (_BASE_FONT, *measures["box"], *measures["heights"], file)
    )
    descendant = revision.add(
        b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDToGIDMap /Identity "
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /DW %d "
        b"/FontDescriptor %d 0 R>>" % (_BASE_FONT, advance(), descriptor)
    )
    characters = revision.add(stream(_character_map()))
    return revision.add(
        b"<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>" % (_BASE_FONT, descendant, characters)
    )


def encoded(text: str) -> str:
    """The numbers of the glyphs, two bytes each, in hexadecimal."""
    return "".join(f"{_glyphs()[character]:04x}" for character in text)


@cache
def advance() -> int:
    """The one width of the typeface, in thousandths of its size."""
    return int(_measures()["advance"])


@cache
def _subset() -> bytes:
    from fontTools import subset

    options = subset.Options(
        notdef_outline=True, hinting=False, layout_features=[], name_IDs=[], recalc_timestamp=False
    )
    with subset.load_font(str(FONTS / _FACE), options) as font:
        made = subset.Subsetter(options)
        made.populate(text=_CHARACTERS)
        made.subset(font)
        target = io.BytesIO()
        subset.save_font(font, target, options)
    return target.getvalue()


@cache
def _glyphs() -> dict[str, int]:
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(_subset())) as font:
        named = font.getBestCmap()
        return {chr(code): font.getGlyphID(name) for code, name in named.items()}


@cache
def _measures() -> dict[str, Any]:
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(_subset())) as font:
        head, unit = font["head"], font["head"].unitsPerEm
        width = font["hmtx"][font.getBestCmap()[ord("0")]][0]
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        heights = (font["hhea"].ascent, font["hhea"].descent, font["OS/2"].sCapHeight)
        return {
            "advance": round(width * 1000 / unit),
            "box": tuple(round(edge * 1000 / unit) for edge in box),
            "heights": tuple(round(height * 1000 / unit) for height in heights),
        }


def _character_map() -> bytes:
    pairs = sorted((glyph, ord(character)) for character, glyph in _glyphs().items())
    listed = "\n".join(f"<{glyph:04x}> <{code:04x}>" for glyph, code in pairs)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{listed}\nendbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
