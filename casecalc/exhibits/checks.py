"""What must hold of a finished exhibit before it is published: form, fonts, nothing active, and
every text and figure really there. Reads the bytes, not what was meant to be written."""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from .fonts import FAMILY_PREFIX, without_missing
from .printed import highest_text, text_in, used_glyphs, without_space

_LETTER = (612.0, 792.0)
_CLEAR = 36.0
_PRINTED = 4
_ACTIVE_KEYS = ("/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch", "/URI", "/EF", "/XFA")
_ACTIVE_KINDS = (
    "/JavaScript",
    "/URI",
    "/Launch",
    "/GoToR",
    "/GoToE",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/RichMedia",
    "/Filespec",
)


def problems(data: bytes, *, texts: Iterable[str]) -> tuple[list[str], int]:
    """What is wrong with the PDF, in plain sentences, and its number of pages."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = dict(enumerate(pdf.pages, start=1))
        elements: Any = pdf.Root.StructTreeRoot.K if "/StructTreeRoot" in pdf.Root else []
        found = parts_problems(
            pdf, pages=pages, objects=pdf.objects, elements=elements, texts=texts
        )
        return found, len(pages)


def parts_problems(
    pdf: Any, *, pages: dict[int, Any], objects: Iterable[Any], elements: Any, texts: Iterable[str]
) -> list[str]:
    """The same for some pages by number, some objects and some elements of the structure, of a
    document whose other parts are checked in another way."""
    return [
        *_form(pdf, pages),
        *_active(pdf, objects),
        *_fonts(pages),
        *_structure(elements),
        *_links(pdf, pages),
        *_missing_texts(text_in(pages.values(), elements), texts),
    ]


def _form(pdf: Any, pages: dict[int, Any]) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "The file is encrypted."
    for key in ("/Lang", "/MarkInfo", "/StructTreeRoot", "/Metadata", "/OutputIntents"):
        if key not in pdf.Root:
            yield f"The catalogue lacks {key}."
    if "/ID" not in pdf.trailer:
        yield "The file has no identifier."
    metadata = pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""
    for name, pattern in (
        ("PDF/A-3", rb"pdfaid:part(=\"|>)3"),
        ("PDF/A level A", rb"pdfaid:conformance(=\"|>)A"),
        ("PDF/UA-1", rb"pdfuaid:part(=\"|>)1"),
        ("a title", rb"dc:title"),
    ):
        if not re.search(pattern, metadata):
            yield f"The metadata do not state {name}."
    for number, page in pages.items():
        size = tuple(float(edge) for edge in page.mediabox[2:])
        if size != _LETTER:
            yield f"Page {number} is {size[0]:g} by {size[1]:g} points, not US letter."
        if highest_text(page) > size[1] - _CLEAR:
            yield f"Page {number} has text in the top half inch, where courts stamp."


def _active(pdf: Any, objects: Iterable[Any]) -> Iterator[str]:
    """Scripts, links to outside, attachments and forms."""
    for thing in objects:
        for dictionary in _dictionaries(thing):
            for key in _ACTIVE_KEYS:
                if key in dictionary:
                    yield f"The file holds {key}, which an exhibit may not."
            for key in ("/S", "/Type"):
                value = str(dictionary.get(key, ""))
                if value in _ACTIVE_KINDS:
                    yield f"The file holds a {value} object, which an exhibit may not."
    if "/AcroForm" in pdf.Root:
        yield "The file holds a form."


def _dictionaries(thing: Any) -> Iterator[Any]:
    """The dictionaries written directly within an object, itself included."""
    import pikepdf

    if isinstance(thing, pikepdf.Array):
        parts = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        parts = list(dict(thing.items()).values())
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _dictionaries(part)


def _fonts(pages: dict[int, Any]) -> Iterator[str]:
    bundled = FAMILY_PREFIX.replace(" ", "-")
    for number, page in pages.items():
        for font in page.resources.get("/Font", {}).values():
            name = str(font.BaseFont).lstrip("/").rpartition("+")[2]
            if not name.startswith(bundled):
                yield f"Page {number} uses {name}, which is not a bundled typeface."
            descriptor = font.DescendantFonts[0].FontDescriptor
            if "/FontFile2" not in descriptor and "/FontFile3" not in descriptor:
                yield f"Page {number} uses {name}, which is not embedded."
        for _, glyphs in used_glyphs(page):
            if any(glyphs[i : i + 2] == b"\0\0" for i in range(0, len(glyphs), 2)):
                yield f"Page {number} shows a character without a glyph."
                break


def _structure(elements: Any) -> Iterator[str]:
    last_heading = 0
    for element in _elements(elements):
        kind = str(element.get("/S", ""))
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "A figure has no text alternative."
        if kind == "/Table" and not any(str(e.get("/S")) == "/TH" for e in _elements(element.K)):
            yield "A table has no header cells."
        if heading := re.fullmatch(r"/H([1-6])", kind):
            level = int(heading[1])
            if level > last_heading + 1:
                yield f"A heading of level {level} follows one of level {last_heading}."
            last_heading = level


def _elements(kids: Any) -> Iterator[Any]:
    """Structure elements below `kids`, parents before children."""
    import pikepdf

    for kid in kids if isinstance(kids, pikepdf.Array | list | tuple) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _elements(kid.K)


def _links(pdf: Any, pages: dict[int, Any]) -> Iterator[str]:
    """Each is printed, says where it leads, and is the structure's own as a Link."""
    import pikepdf

    tree = pdf.Root.get("/StructTreeRoot", {}).get("/ParentTree", {})
    for number, page in pages.items():
        for link in page.obj.get("/Annots", []):
            element = _parent(tree, int(link.get("/StructParent", -1)))
            is_element = isinstance(element, pikepdf.Dictionary)
            if not is_element or str(element.get("/S", "")) != "/Link":
                yield f"Page {number} has a link that the structure does not hold."
            if int(link.get("/F", 0)) != _PRINTED or not str(link.get("/Contents", "")):
                yield f"Page {number} has a link that is not printed or does not say what it is."


def _parent(tree: Any, key: int) -> Any:
    """The parent tree's entry for a key. Nothing else of the tree is opened: of a long volume it
    would fill the memory."""
    for kid in tree.get("/Kids", []):
        low, high = map(int, kid.Limits)
        if low <= key <= high:
            return _parent(kid, key)
    entries = tree.get("/Nums", [])
    for i in range(0, len(entries), 2):
        if int(entries[i]) == key:
            return entries[i + 1]
    return None


def _missing_texts(said: str, texts: Iterable[str]) -> Iterator[str]:
    said = said.casefold()
    for text in texts:
        shown = without_missing(text)
        if _reads_back_in_order(shown) and without_space(shown).casefold() not in said:
            yield f"The pages do not say “{text}”."


def _reads_back_in_order(text: str) -> bool:
    """Scripts written from right to left or with reordered marks are painted in another order."""
    return not any(
        unicodedata.bidirectional(c) in ("R", "AL", "AN") or unicodedata.category(c) in ("Mn", "Mc")
        for c in text
    )
