"""Fonts as used: embedded, every glyph there, widths as in the program, characters known."""

import io
import re
from collections.abc import Iterator
from typing import Any

from fontTools.ttLib import TTFont

_SUBSET = re.compile(r"/[A-Z]{6}\+.+")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f ]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def font_faults(font: Any, used: set[bytes]) -> Iterator[str]:
    """`used` are the codes shown, two bytes each."""
    name = str(font.get("/BaseFont", ""))
    if str(font.get("/Type")) != "/Font" or str(font.get("/Subtype")) != "/Type0":
        yield f"6.2.11.2: {name} is not the composite font that is checked here"
        return
    if str(font.get("/Encoding")) != "/Identity-H":
        yield f"6.2.11.3: {name} is not encoded by Identity-H"
    [inner] = font.DescendantFonts
    if str(inner.get("/Type")) != "/Font" or str(inner.get("/BaseFont", "")) != name:
        yield f"6.2.11.2: the descendant of {name}"
    descriptor = inner.FontDescriptor
    if not _SUBSET.fullmatch(name) or str(descriptor.get("/FontName")) != name:
        yield f"{name} does not say that it is a subset, or has two names"
    program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
    if program is None:
        yield f"6.2.11.4: {name} is not embedded"
        return
    if "/FontFile2" in descriptor:
        if str(inner.get("/Subtype")) != "/CIDFontType2" or "/CIDToGIDMap" not in inner:
            yield f"6.2.11.3: {name} has no CIDToGIDMap"
    elif str(program.get("/Subtype")) not in ("/CIDFontType0C", "/OpenType"):
        yield f"6.2.11.2: the kind of the program of {name}"
    with TTFont(io.BytesIO(program.read_bytes())) as opened:
        yield from _glyph_faults(name, inner, opened, used)
        yield from _set_faults(name, descriptor, opened)
    yield from _character_faults(name, font, used)


def _glyph_faults(name: str, inner: Any, program: Any, used: set[bytes]) -> Iterator[str]:
    order, advances = program.getGlyphOrder(), program["hmtx"]
    unit, stated = program["head"].unitsPerEm, _widths(inner)
    for code in sorted(used):
        glyph = int.from_bytes(code)
        if glyph == 0 or glyph >= len(order):
            yield f"6.2.11.8: {name} has no glyph {glyph}"
            continue
        width = advances[order[glyph]][0] * 1000 / unit
        if abs(stated.get(glyph, float(inner.get("/DW", 1000))) - width) > 1:
            yield f"6.2.11.5: the width of glyph {glyph} of {name}"


def _widths(inner: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    listed, i = list(inner.get("/W", [])), 0
    while i < len(listed):
        first, second = int(listed[i]), listed[i + 1]
        if hasattr(second, "unparse"):
            found.update({first + k: float(width) for k, width in enumerate(second)})
            i += 2
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(listed[i + 2])))
            i += 3
    return found


def _set_faults(name: str, descriptor: Any, program: Any) -> Iterator[str]:
    if "/CIDSet" not in descriptor:
        return
    bits = descriptor.CIDSet.read_bytes()
    listed = {i for i in range(len(bits) * 8) if bits[i // 8] >> (7 - i % 8) & 1}
    if listed != set(range(len(program.getGlyphOrder()))):
        yield f"6.2.11.4: CIDSet of {name}"


def _character_faults(name: str, font: Any, used: set[bytes]) -> Iterator[str]:
    """A later glyph of several that stand for one character may map to no text."""
    if "/ToUnicode" not in font:
        yield f"6.2.11.7: {name} has no character map"
        return
    known = characters(font.ToUnicode.read_bytes())
    for code in sorted(used):
        text = known.get(int.from_bytes(code))
        if text is None:
            yield f"6.2.11.7: {name} does not say what {code.hex()} is"
        elif any(c in "\0\ufffe\ufeff" for c in text):
            yield f"6.2.11.7: {name} maps {code.hex()} to a character that may not be"
        elif any(_is_private(ord(c)) for c in text):
            yield f"6.2.11.7: {name} maps {code.hex()} to the Private Use Area"


def _is_private(code: int) -> bool:
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFD


def characters(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf(?:char|range)", table, re.S):
        if kind == b"char":
            for code, text in _PAIR.findall(block):
                raw = bytes.fromhex(text.decode().replace(" ", ""))
                found[int(code, 16)] = raw.decode("utf-16-be", "replace")
            continue
        for first, last, text in _RANGE.findall(block):
            start = int.from_bytes(bytes.fromhex(text.decode()))
            for k in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + k] = chr(start + k)
    return found
