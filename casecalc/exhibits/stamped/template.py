"""The template of a volume: what WeasyPrint drew of everything but the rows, read back.

The volume's own first pages stay as they are; of each sheet an empty page and a probe page are
read: its furniture and heads become one content stream that all stamped pages share.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.printed import marks_in_order
from casecalc.exhibits.run_manifest import ExhibitRefused

from .glyphs import Glyph, Glyphs, read_glyphs
from .marked import Box, TextRun, boxes, text_runs
from .reference import PROBE, SpecimenLine
from .sheet import FOOT_ROWS, LINES, Sheet

_SHADE_MOST = 0.99


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things stand on the pages of one sheet, in WeasyPrint's pixels. `left` is where the
    text of a column begins, `right` where it ends; `baselines` by line of the grid; `foot` the
    baselines of the foot rows on a full page; `page_number` its right end and baseline.

    `heads` are the pieces of marked content of each column's head in the shared stream.
    """

    left: tuple[float, ...]
    right: tuple[float, ...]
    baselines: tuple[float, ...]
    foot: tuple[float, ...]
    shade: Box
    rules: tuple[Box, ...]
    page_number: tuple[float, float]
    page_number_size: float
    size: float
    strong_size: float
    heads: tuple[tuple[int, ...], ...]

    @property
    def marks(self) -> int:
        """How many numbers of marked content the shared stream uses up."""
        return 1 + max((mark for marks in self.heads for mark in marks), default=-1)


@dataclass(frozen=True)
class Template:
    """`base` is the PDF of the first pages, whose catalogue holds under /Stamped what stamped pages
    need: /Heads, one content stream per sheet, and /Resources."""

    base: bytes
    front: int
    places: tuple[Places, ...]
    glyphs: Glyphs


def make_template(
    html: str, *, front: int, sheets: Sequence[Sheet], lines: Sequence[SpecimenLine],
    runs: Sequence[str],
) -> Template:  # fmt: skip
    """From the HTML of `reference.with_pages` with an empty and a probe page for each sheet and a
    specimen. Raises ExhibitRefused when the document does not have `front` pages before them."""
    import pikepdf

    with pikepdf.open(io.BytesIO(mark_furniture(render_pdf(html)))) as pdf:
        behind = front + 2 * len(sheets)
        if len(pdf.pages) <= behind:
            raise ExhibitRefused("The schedule's first pages came out differently; report this.")
        shown = [
            run
            for number, page in enumerate(pdf.pages)
            if number >= behind
            for run in text_runs(page, number)
            if run.mark is not None
        ]
        fonts = dict(pdf.pages[front].resources.Font.items())
        glyphs = read_glyphs(fonts, shown, lines, runs)
        places = tuple(_places(pdf, sheet, front + 2 * i, glyphs) for i, sheet in enumerate(sheets))
        return Template(_base(pdf, front, len(sheets)), front, places, glyphs)


def read_specimen(html: str, lines: Sequence[SpecimenLine]) -> Glyphs:
    """The glyphs of a document that begins with a specimen."""
    import pikepdf

    with pikepdf.open(io.BytesIO(mark_furniture(render_pdf(html)))) as pdf:
        shown = [
            run
            for number, page in enumerate(pdf.pages)
            for run in text_runs(page, number)
            if run.mark is not None
        ]
        return read_glyphs(dict(pdf.pages[-1].resources.Font.items()), shown, lines, ())


def count_pages(html: str) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(render_pdf(html))) as pdf:
        return len(pdf.pages)


def _places(pdf: Any, sheet: Sheet, number: int, glyphs: Glyphs) -> Places:
    empty, probe = pdf.pages[number], pdf.pages[number + 1]
    columns, zero, strong = len(sheet.columns), glyphs.regular[PROBE], glyphs.strong[PROBE]
    found = list(text_runs(probe, number))
    cells = [run for run in found if _is_probe(run, zero)]
    foot = [run for run in found if _is_probe(run, strong)]
    foot_cells = 1 + columns - sheet.label_columns
    if len(cells) != LINES * columns or len(foot) != FOOT_ROWS * foot_cells:
        raise ExhibitRefused("The probe page of the schedule was drawn otherwise; report this.")
    advance = zero.advance * cells[0].size / 1000
    drawn = list(boxes(probe))
    shaded = [box for box in drawn if 0.5 < box.colour[0] < _SHADE_MOST]
    rules = [box for box in drawn if box.colour == (0.0, 0.0, 0.0) and box.y > cells[-1].y]
    folio = [run for run in found if run.mark is None and run.x > 500 and run.y > 950]
    codes = [(run.font, code) for run in folio for code in run.codes]
    width = sum(_advance(glyphs, *code) for code in codes) * folio[0].size / 1000
    return Places(
        left=tuple(run.x for run in cells[:columns]),
        right=tuple(run.x + advance for run in cells[:columns]),
        baselines=tuple(cells[i * columns].y for i in range(LINES)),
        foot=tuple(foot[i * foot_cells].y for i in range(FOOT_ROWS)),
        shade=shaded[0],
        rules=tuple(rules[:2]),
        page_number=(folio[0].x + width, folio[0].y),
        page_number_size=folio[0].size,
        size=cells[0].size,
        strong_size=foot[0].size,
        heads=_heads(pdf, empty),
    )


def _is_probe(run: TextRun, glyph: Glyph) -> bool:
    return run.mark is not None and run.font == glyph.font and run.codes == (glyph.code,)


def _advance(glyphs: Glyphs, font: str, code: str) -> float:
    known = (*glyphs.regular.values(), *glyphs.spaces.values())
    return next(one.advance for one in known if one.font == font and one.code == code)


def _heads(pdf: Any, page: Any) -> tuple[tuple[int, ...], ...]:
    """The marked content of each head cell of a page, in order of columns."""
    heads = []
    for element in _tables_of(pdf, page):
        row = element.K[0].K[0] if str(element.K[0].S) == "/THead" else element.K[0]
        for cell in row.K:
            heads.append(tuple(mark for _, mark in marks_in_order(cell.K, page.obj)))
    return tuple(heads)


def _tables_of(pdf: Any, page: Any) -> list[Any]:
    found: list[Any] = []

    def below(element: Any) -> None:
        if str(element.get("/S", "")) == "/Table":
            if next(marks_in_order(element.K))[0] == page.obj.objgen:
                found.append(element)
            return
        for kid in element.get("/K", []):
            if hasattr(kid, "get"):
                below(kid)

    below(pdf.Root.StructTreeRoot.K[0])
    return found


def _base(pdf: Any, front: int, sheets: int) -> bytes:
    """The first pages with their structure, and what stamped pages share."""
    import pikepdf

    heads = pikepdf.Array()
    for i in range(sheets):
        content = pdf.pages[front + 2 * i].Contents.read_bytes()
        heads.append(pdf.make_stream(b"q\n" + content + b"\nQ\n"))
    kept = {page.obj.objgen for page in list(pdf.pages)[:front]}
    pdf.Root.Stamped = pikepdf.Dictionary(
        Heads=heads, Resources=pdf.make_indirect(pdf.pages[front].Resources)
    )
    root = pdf.Root.StructTreeRoot
    _prune(root.K[0], kept)
    entries = _kept_parents(list(pdf.pages)[:front], dict(_entries(root.ParentTree)))
    root.ParentTree = pdf.make_indirect(
        pikepdf.Dictionary(Nums=pikepdf.Array([x for pair in enumerate(entries) for x in pair]))
    )
    root.ParentTreeNextKey = len(entries)
    if "/IDTree" in root:
        del root.IDTree
    del pdf.pages[front:]
    target = io.BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
    )
    return target.getvalue()


def _kept_parents(pages: list[Any], entries: dict[int, Any]) -> list[Any]:
    """The entries of the parent tree for these pages, then those for their links, numbered anew:
    the next numbers are those of stamped pages."""
    kept = []
    for page in pages:
        kept.append(entries[int(page.obj.StructParents)])
        page.obj.StructParents = len(kept) - 1
    for page in pages:
        for annotation in page.obj.get("/Annots", []):
            kept.append(entries[int(annotation.StructParent)])
            annotation.StructParent = len(kept) - 1
    return kept


def _prune(element: Any, kept: set[tuple[int, int]]) -> bool:
    """Take away the elements that have no content on the kept pages; whether any is left."""
    import pikepdf

    kids = []
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if _prune(kid, kept):
                kids.append(kid)
        elif _page_of(kid, element) in kept:
            kids.append(kid)
    element.K = pikepdf.Array(kids)
    return bool(kids)


def _page_of(kid: Any, element: Any) -> tuple[int, int]:
    import pikepdf

    if isinstance(kid, pikepdf.Dictionary) and "/Pg" in kid:
        element = kid
    page: tuple[int, int] = element.Pg.objgen
    return page


def _entries(node: Any) -> Any:
    entries = node.get("/Nums", [])
    for i in range(0, len(entries), 2):
        yield int(entries[i]), entries[i + 1]
    for kid in node.get("/Kids", []):
        yield from _entries(kid)
