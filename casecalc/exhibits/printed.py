"""What a finished PDF says: the text of its pages, read back from the bytes through the fonts' own
character maps. Running heads and feet (artifacts) are left out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

Mark = tuple[tuple[int, int], int]
_MAPPED = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


def text_of(pdf: Any) -> str:
    """What the structure of an open pikepdf document says, in its order (that of a screen reader,
    not that of painting), without white space."""
    return text_in(pdf.pages, pdf.Root.StructTreeRoot.K)


def text_in(pages: Iterable[Any], elements: Any) -> str:
    """The same of some pages and some elements of the structure."""
    maps: dict[Any, dict[bytes, str]] = {}
    said: dict[Mark, list[str]] = {}
    for page in pages:
        for number, text in _page_text(page, maps):
            said.setdefault((page.obj.objgen, number), []).append(text)
    return "".join("".join(said.get(mark, ())) for mark in marks_in_order(elements))


def marks_in_order(kids: Any, page: Any = None) -> Iterator[Mark]:
    """Every piece of marked content below `kids` of the structure tree."""
    import pikepdf

    for kid in kids if isinstance(kids, pikepdf.Array | list | tuple) else [kids]:
        if isinstance(kid, int):
            yield page.objgen, kid
        elif isinstance(kid, pikepdf.Dictionary):
            here = kid.get("/Pg", page)
            if "/MCID" in kid:
                yield here.objgen, int(kid.MCID)
            if "/K" in kid:
                yield from marks_in_order(kid.K, here)


def without_space(text: str) -> str:
    return "".join(text.split())


def highest_text(page: Any) -> float:
    """The top of the highest line of text, in points from the foot of the page."""
    return max((baseline + 0.75 * size for _, baseline, size in lines_of(page)), default=0.0)


def lines_of(page: Any) -> Iterator[tuple[float, float, float]]:
    """Where text begins: the distance from the left edge, the baseline above the foot of the page,
    and the size of the type, in points."""
    import pikepdf

    here = pikepdf.Matrix()
    saved, size = [], 0.0
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
                yield line.e, line.f, size * abs(line.d)


def used_glyphs(page: Any) -> Iterator[tuple[str, bytes]]:
    """Each font name with the glyph numbers (two bytes each) of one string shown."""
    for font, string, _ in _shown(page):
        yield font, string


def _page_text(page: Any, maps: dict[Any, dict[bytes, str]]) -> Iterator[tuple[int, str]]:
    """Pieces of text with the number of the marked content that they belong to."""
    fonts = page.resources.get("/Font", {})
    for font, string, number in _shown(page):
        if number is None:
            continue
        key = fonts[font].objgen
        if key not in maps:
            maps[key] = character_map(fonts[font])
        glyphs = (string[i : i + 2] for i in range(0, len(string), 2))
        yield number, without_space("".join(maps[key].get(glyph, "") for glyph in glyphs))


def _shown(page: Any) -> Iterator[tuple[str, bytes, int | None]]:
    """Strings shown by a page's content, with their font and marked content, None: an artifact."""
    import pikepdf

    font = ""
    marks: list[int | None] = [None]
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "Tf":
            font = str(operands[0])
        elif name == "BDC" and "/MCID" in operands[1]:
            marks.append(int(operands[1].MCID))
        elif name in ("BMC", "BDC"):
            marks.append(None if str(operands[0]) == "/Artifact" else marks[-1])
        elif name == "EMC":
            marks.pop()
        elif name in ("Tj", "TJ"):
            parts = [operands[0]] if name == "Tj" else operands[0]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    yield font, bytes(part), marks[-1]


def character_map(font: Any) -> dict[bytes, str]:
    table: bytes = font.ToUnicode.read_bytes()
    mapped = table.partition(b"endcodespacerange")[2]
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(code.decode()).decode("utf-16-be")
        for glyph, code in _MAPPED.findall(mapped)
    }
