"""What must hold of a finished volume: everything that holds of any exhibit, on every page.

The first pages, one page of each sheet and all objects beside the stamped pages are checked like
those of any exhibit. Stamped pages are too many for that: each is matched, whole, against the one
form that such pages have, and its text, read back through the file's own character maps, must be
that of its rows and nothing else. What does not match is a problem, so nothing can stand unseen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from casecalc.exhibits.checks import parts_problems
from casecalc.exhibits.printed import character_map

from .scripts import runs_from_right
from .sheet import SIDE_MARGIN, WIDTH, Sheet
from .tagged import Tagged, tagged_pages
from .volume import StampedPage

_PIXEL = 0.75
_CLEAR = 36.0
_HEIGHT = 792.0
_SLACK = 0.5
_REFERENCE = re.compile(rb"(\d+) 0 R")
_PAIR = re.compile(rb"(\d+) (\d+) 0 R")
_LIST = re.compile(
    rb"<<(?: |\d+|R|\[|\]|/K|/Limits|/Nums|/P|/S|/Type|/StructElem|/Document|null)*>>"
)
_KEYS = {
    "/Type", "/Parent", "/MediaBox", "/Contents", "/Resources", "/StructParents", "/Tabs",
}  # fmt: skip
_CELL = re.compile(rb"/T[HD]<</MCID (\d+)>>BDC 1 0 0 -1 ([0-9.]+) ([0-9.]+) Tm ([^\n]*?) ?EMC\n")
_SET = re.compile(rb"(/[A-Z]+) ([0-9.]+) Tf ?")
_PIECE = re.compile(
    rb"(/[A-Z]+) ([0-9.]+) Tf ?|<([0-9a-f]*)>Tj ?|\[([0-9a-f<> .\-]*)\]TJ ?|"
    rb"1 0 0 -1 ([0-9.]+) ([0-9.]+) Tm ?|/Span<</ActualText<feff([0-9a-f]*)>>>BDC ?|EMC ?|"
    rb"-?[0-9.]+ Ts ?"
)
_GROUND = re.compile(
    rb"q 1 0 0 -1 0 792 cm 0\.75 0 0 0\.75 0 0 cm\n/Artifact BMC [0-9.]+ [0-9.]+ [0-9.]+ rg\n"
    rb"(?:q (?:[0-9.]+ [0-9.]+ [0-9.]+ [0-9.]+ re (?:W n |f )?)+Q\n)*0 0 0 rg "
    rb"(?:q (?:[0-9.]+ [0-9.]+ [0-9.]+ [0-9.]+ re (?:W n |f )?)+Q\n)*EMC\nBT (?=/)"
)
_FOLIO = re.compile(
    rb"/Artifact<</Type/Pagination>>BDC (/[A-Z]+) ([0-9.]+) Tf 1 0 0 -1 ([0-9.]+) ([0-9.]+) Tm "
    rb"<([0-9a-f]+)>Tj EMC\nET Q\n"
)


def volume_problems(
    path: Any, sheets: Sequence[Sheet], expected: Iterable[StampedPage], *, front: int,
    texts: Iterable[str],
) -> list[str]:  # fmt: skip
    """What is wrong with the volume, in sentences, the first few of each kind. `expected` are the
    pages that must follow the first `front` ones; `texts` what those must say."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        tagged = tagged_pages(path)
        kids = _kids(pdf.Root.StructTreeRoot.K[0])
        pages = dict(enumerate(list(pdf.pages)[:front], start=1))
        own = [pdf.get_object((kid, 0)) for kid in kids[: len(kids) - len(tagged)]]
        lists = _lists(pdf)
        others = (
            pdf.get_object((number, 0))
            for number in tagged.others(int(pdf.trailer.Size))
            if number not in lists
        )
        found = parts_problems(pdf, pages=pages, objects=others, elements=own, texts=texts)
        found += [
            "An object of the structure holds more than references."
            for written in lists.values()
            if not _LIST.fullmatch(written)
        ]
        found += _linked(pdf, tagged, front, kids)
        reader = _Reader(pdf, sheets)
        stamped = zip(list(pdf.pages)[front:], tagged.marks, strict=True)
        for number, (read, want) in enumerate(zip_longest(stamped, expected), start=front + 1):
            if read is None or want is None:
                found.append("The volume has more or fewer pages than its rows need.")
                break
            page, marks = read
            found += [f"Page {number} {fault}." for fault in reader.faults(page, marks, want)]
            if len(found) > 20:
                break
        return found


def _linked(pdf: Any, tagged: Tagged, front: int, kids: list[int]) -> Iterator[str]:
    """The stamped pages are the document's, in order, and so are their tables. Nothing of the
    structure is opened, because a whole object stream would be kept in memory for it."""
    pages = [page.obj.objgen[0] for page in list(pdf.pages)[front:]]
    if pages != [page.number for page in tagged.pages]:
        yield "The pages of the volume are not in the order of their objects."
        return
    owners: dict[int, int] = {}
    for written in _lists(pdf).values():
        pairs = _PAIR.findall(written.partition(b"/Nums [")[2])
        owners.update((int(key), int(number)) for key, number in pairs)
    keys = [int(page.obj.StructParents) for page in list(pdf.pages)[front:]]
    if [owners.get(key) for key in keys] != [page.parents for page in tagged.pages]:
        yield "The structure does not lead from the content of a page to its own elements."
    if kids[len(kids) - len(pages) :] != [page.table for page in tagged.pages]:
        yield "The tables of the volume are not those of its pages."
    yield from (f"Page {front + n} {fault}." for n, fault in tagged.faults)


def _lists(pdf: Any) -> dict[int, bytes]:
    """The objects that refer to elements of every page, as written: opening what they refer to
    would keep the whole structure in memory."""
    document, tree = pdf.Root.StructTreeRoot.K[0], pdf.Root.StructTreeRoot.ParentTree
    leaves = [pdf.get_object((number, 0)) for number in _kids(tree, b"/Kids [")]
    return {one.objgen[0]: one.unparse(resolved=True) for one in (document, *leaves)}


def _kids(element: Any, key: bytes = b"/K [") -> list[int]:
    """The numbers of the objects below one."""
    listed = element.unparse(resolved=True).partition(key)[2].partition(b"]")[0]
    return [int(number) for number in _REFERENCE.findall(listed)]


class _Reader:
    """Reads stamped pages back; typefaces and character maps are the file's own."""

    def __init__(self, pdf: Any, sheets: Sequence[Sheet]) -> None:
        self.pdf, self.sheets = pdf, sheets
        self.maps: dict[str, dict[str, str]] = {}
        self.widths: dict[str, dict[str, float]] = {}
        self.seen: set[int] = set()
        self.resources: Any = None
        self.known: dict[tuple[str, bytes], tuple[str, float]] = {}

    def faults(self, page: Any, marks: Sequence[int], want: StampedPage) -> Iterator[str]:
        if [float(edge) for edge in page.mediabox] != [0, 0, 612, 792]:
            yield "is not US letter"
        if set(page.obj.keys()) != _KEYS:
            yield "has other entries than stamped pages have"
        if self.resources is None:
            self._learn(page)
        if page.obj.Resources.objgen != self.resources:
            yield "has resources of its own"
        if want.sheet not in self.seen:
            self.seen.add(want.sheet)
            yield from parts_problems(self.pdf, pages={1: page}, objects=(), elements=[], texts=())
        _, own = page.obj.Contents
        yield from self._content_faults(own.read_bytes(), want, marks)

    def _learn(self, page: Any) -> None:
        from .glyphs import advances_in

        self.resources = page.obj.Resources.objgen
        for name, font in page.resources.Font.items():
            self.maps[name] = {code.hex(): text for code, text in character_map(font).items()}
            self.widths[name] = advances_in(font)

    def _content_faults(
        self, content: bytes, want: StampedPage, marks: Sequence[int]
    ) -> Iterator[str]:
        ground = _GROUND.match(content)
        if ground is None:
            yield "does not begin as stamped pages do"
            return
        place, read, found = ground.end(), [], []
        font, size = "", 0.0
        while True:
            if cell := _CELL.match(content, place):
                found.append(int(cell[1]))
                text, font, size, problem = self._cell(cell, font, size)
                read.append(text)
                if problem:
                    yield problem
            elif chosen := _SET.match(content, place):
                font, size = chosen[1].decode(), float(chosen[2])
                place = chosen.end() + (content[chosen.end() : chosen.end() + 1] == b"\n")
                continue
            else:
                break
            place = cell.end()
        if found != list(marks):
            yield "has cells that the structure does not have, or lacks some"
        yield from _text_faults(read, want)
        folio = _FOLIO.fullmatch(content, place)
        if folio is None:
            yield "holds something that stamped pages do not"
        elif self._decoded(folio[1].decode(), folio[5])[0] != want.number:
            yield f"does not say “{want.number}”"

    def _cell(self, cell: "re.Match[bytes]", font: str, size: float) -> tuple[str, str, float, str]:
        """What a cell says, the typeface that holds after it, and what is wrong with it."""
        said: list[str] = []
        shown, place, spoken = cell[4], 0, None
        x, y, problem = float(cell[2]), float(cell[3]), ""
        while place < len(shown):
            piece = _PIECE.match(shown, place)
            if piece is None:
                return "".join(said), font, size, "holds something that stamped cells do not"
            place = piece.end()
            if piece[1] is not None:
                font, size = piece[1].decode(), float(piece[2])
            elif piece[5] is not None:
                x, y = float(piece[5]), float(piece[6])
            elif piece[7] is not None:
                spoken = bytes.fromhex(piece[7].decode()).decode("utf-16-be")
                said.append(spoken)
            elif piece[3] is not None or piece[4] is not None:
                codes = piece[3] if piece[3] is not None else b"".join(_strings(piece[4]))
                text, width = self._decoded(font, codes)
                x += width * size / 1000
                if spoken is None:
                    said.append(text)
                problem = problem or self._place_fault(text, x, y, size)
            elif piece[0].startswith(b"EMC"):
                spoken = None
        return "".join(said), font, size, problem

    def _place_fault(self, text: str, x: float, y: float, size: float) -> str:
        if "\0" in text:
            return "shows a character without a glyph"
        if x * _PIXEL > SIDE_MARGIN + WIDTH + _SLACK:
            return "has a text that runs out of the table"
        if y * _PIXEL - _PIXEL * size * 0.75 < _CLEAR or y * _PIXEL > _HEIGHT:
            return "has text in the top half inch, or off the page"
        return ""

    def _decoded(self, font: str, codes: bytes) -> tuple[str, float]:
        """The text of glyphs, `\\0` for one that has none, and its width in thousandths."""
        found = self.known.get((font, codes))
        if found is None:
            glyphs = [codes[i : i + 4].decode() for i in range(0, len(codes), 4)]
            names, widths = self.maps[font], self.widths[font]
            text = "".join("\0" if g == "0000" else names.get(g, "") for g in glyphs)
            found = text, sum(widths.get(g, 0.0) for g in glyphs)
            if len(self.known) < 50_000:
                self.known[font, codes] = found
        return found


def _strings(array: bytes) -> list[bytes]:
    return re.findall(rb"<([0-9a-f]*)>", array)


def _text_faults(read: list[str], want: StampedPage) -> Iterator[str]:
    """The cells in order say what the rows do; one from right to left has the same characters."""
    said = [
        cell if isinstance(cell, str) else "".join(cell) for row in want.rows for cell in row.cells
    ]
    said += [text for foot in want.foot for text in (foot.label, *foot.cells)]
    if len(read) != len(said):
        yield f"has {len(read)} cells instead of {len(said)}"
        return
    for got, text in zip(read, said, strict=True):
        if got != text and not (runs_from_right(text) and _same_characters(got, text)):
            yield "does not say what its rows do"
            return


def _same_characters(got: str, text: str) -> bool:
    return sorted(got.replace(" ", "")) == sorted(text.replace(" ", ""))
