"""What a finished PDF says: the text of its pages, read back from the bytes through the fonts' own
character maps. Running heads and feet (artifacts) are left out."""

import re
from collections.abc import Iterator
from typing import Any

_MAPPED = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


def text_of(pdf: Any) -> str:
    """All pages of an open pikepdf document, in the order painted, without white space."""
    maps: dict[Any, dict[bytes, str]] = {}
    return "".join("".join(_page_text(page, maps)) for page in pdf.pages)


def without_space(text: str) -> str:
    return "".join(text.split())


def highest_text(page: Any) -> float:
    """The top of the highest line of text, in points from the foot of the page."""
    import pikepdf

    here = pikepdf.Matrix()
    saved, size, highest = [], 0.0, 0.0
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "q":
                saved.append(here)
            case "Q":
                here = saved.pop()
            case "cm":
                here = pikepdf.Matrix(*map(float, operands)) @ here
            case "Tf":
                size = float(operands[1])
            case "Tm":
                line = pikepdf.Matrix(*map(float, operands)) @ here
                ascent = 0.75 * size * abs(line.d)
                highest = max(highest, line.f + ascent)
    return highest


def used_glyphs(page: Any) -> Iterator[tuple[str, bytes]]:
    """Each font name with the glyph numbers (two bytes each) of one string shown."""
    for font, string, _ in _shown(page):
        yield font, string


def _page_text(page: Any, maps: dict[Any, dict[bytes, str]]) -> Iterator[str]:
    fonts = page.resources.get("/Font", {})
    for font, string, is_artifact in _shown(page):
        if is_artifact:
            continue
        key = fonts[font].objgen
        if key not in maps:
            maps[key] = _character_map(fonts[font])
        for i in range(0, len(string), 2):
            yield without_space(maps[key].get(string[i : i + 2], ""))


def _shown(page: Any) -> Iterator[tuple[str, bytes, bool]]:
    """Strings shown by a page's content, with the font and whether within an artifact."""
    import pikepdf

    font, marks = "", []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "Tf":
            font = str(operands[0])
        elif name in ("BMC", "BDC"):
            marks.append(str(operands[0]))
        elif name == "EMC":
            marks.pop()
        elif name in ("Tj", "TJ"):
            parts = [operands[0]] if name == "Tj" else operands[0]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    yield font, bytes(part), "/Artifact" in marks


def _character_map(font: Any) -> dict[bytes, str]:
    table: bytes = font.ToUnicode.read_bytes()
    mapped = table.partition(b"endcodespacerange")[2]
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(code.decode()).decode("utf-16-be")
        for glyph, code in _MAPPED.findall(mapped)
    }
