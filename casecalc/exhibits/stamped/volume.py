"""One file of a schedule: the template's first pages, then stamped pages, one content stream and
one object stream each. Nothing is kept in memory but the places of the objects."""

import hashlib
import io
import os
import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .page import PageWriter
from .sheet import FootRow, PageRow, Sheet
from .structure import Numbers, Objects, Shape, objects_of, parents_of, table_of
from .template import Template

_LEVEL = 6
_KIDS = 64
_XREF = np.dtype([("kind", "u1"), ("place", ">u8"), ("index", ">u2")])
_DIRECT, _IN_STREAM = 1, 2


@dataclass(frozen=True)
class StampedPage:
    """A page of the sheet at that place; `number` is what it says of itself."""

    sheet: int
    rows: Sequence[PageRow]
    foot: Sequence[FootRow]
    number: str


def write_volume(
    path: Path, template: Template, sheets: Sequence[Sheet], pages: Iterable[StampedPage]
) -> int:
    """The number of pages written, the template's included."""
    import pikepdf

    with path.open("xb") as target, pikepdf.open(io.BytesIO(template.base)) as base:
        file = _File(target, int(base.trailer.Size))
        written = _Volume(file, template, sheets, base).write(pages)
        target.flush()
        os.fsync(target.fileno())
    return written


class _Volume:
    def __init__(
        self, file: "_File", template: Template, sheets: Sequence[Sheet], base: Any
    ) -> None:
        self.file, self.template, self.sheets, self.base = file, template, sheets, base
        root = base.Root
        self.pages, self.root = root.Pages.objgen[0], root.objgen[0]
        self.tree = root.StructTreeRoot.objgen[0]
        self.document = root.StructTreeRoot.K[0].objgen[0]
        self.heads = [stream.objgen[0] for stream in root.Stamped.Heads]
        self.resources = root.Stamped.Resources.objgen[0]
        self.first_place = int(root.StructTreeRoot.ParentTreeNextKey)
        self.writers = [
            PageWriter(sheet, places, template.glyphs)
            for sheet, places in zip(sheets, template.places, strict=True)
        ]
        self.shapes: dict[Shape, Objects] = {}

    def write(self, pages: Iterable[StampedPage]) -> int:
        rewritten = {self.pages, self.root, self.tree, self.document}
        for number, data in _objects_in(self.template.base):
            if number not in rewritten:
                self.file.copy(number, data)
        firsts = [self._page(place, page) for place, page in enumerate(pages)]
        self._finish(firsts)
        return self.template.front + len(firsts)

    def _page(self, place: int, page: StampedPage) -> int:
        """The number of the page's first object."""
        shape = Shape(page.sheet, len(page.rows))
        objects = self.shapes.get(shape)
        if objects is None:
            objects = self.shapes[shape] = objects_of(
                shape,
                self.sheets[page.sheet],
                self.template.places[page.sheet],
                pages=self.pages,
                heads=self.heads[page.sheet],
                resources=self.resources,
            )
        content = self.writers[page.sheet].content(page.rows, page.foot, page.number)
        first = self.file.reserve(objects.count)
        stream = self.file.put(_stream(content))
        numbers = Numbers(first, stream, self.document, self.first_place + place)
        page_text = objects.page % tuple([numbers.of(name) for name in objects.page_named])
        self.file.put(page_text.encode(), first)
        head = objects.head % tuple(range(first + 1, first + objects.count))
        text = (head + objects.body % tuple([numbers.of(name) for name in objects.named])).encode()
        extra = f"/Type/ObjStm/N {objects.count - 1}/First {len(head)}"
        self.file.put_many(first + 1, objects.count - 1, _stream(text, extra))
        return first

    def _finish(self, firsts: list[int]) -> None:
        import pikepdf

        root, tree = self.base.Root, self.base.Root.StructTreeRoot
        front = [page.objgen[0] for page in root.Pages.Kids]
        self.file.put(
            f"<</Type/Pages/Count {len(front) + len(firsts)}"
            f"/Kids[{_references([*front, *firsts])}]>>".encode(),
            self.pages,
        )
        kids = [kid.objgen[0] for kid in tree.K[0].K]
        tables = [table_of(first) for first in firsts]
        self.file.put(
            f"<</Type/StructElem/S/Document/P {self.tree} 0 R"
            f"/K[{_references([*kids, *tables])}]>>".encode(),
            self.document,
        )
        leaves = [self._parents(place, firsts) for place in range(0, len(firsts), _KIDS)]
        known = tree.ParentTree.Nums
        if len(known):
            limits = pikepdf.Array([known[0], known[len(known) - 2]])
            leaf = pikepdf.Dictionary(Limits=limits, Nums=known)
            leaves.insert(0, self.file.put(leaf.unparse()))
        parents = self.file.put(f"<</Kids[{_references(leaves)}]>>".encode())
        self.file.put(
            f"<</Type/StructTreeRoot/K[{self.document} 0 R]/ParentTree {parents} 0 R"
            f"/ParentTreeNextKey {self.first_place + len(firsts)}>>".encode(),
            self.tree,
        )
        del root.Stamped
        self.file.put(root.unparse(resolved=True), self.root)
        info = self.base.trailer.get("/Info")
        self.file.close(self.root, None if info is None else info.objgen[0])

    def _parents(self, start: int, firsts: list[int]) -> int:
        some = range(start, min(start + _KIDS, len(firsts)))
        places = [self.first_place + place for place in some]
        pairs = " ".join(
            f"{self.first_place + place} {parents_of(firsts[place])} 0 R" for place in some
        )
        return self.file.put(f"<</Limits[{places[0]} {places[-1]}]/Nums[{pairs}]>>".encode())


class _File:
    """Writes objects one after another and remembers where they are."""

    def __init__(self, target: io.BufferedWriter, size: int) -> None:
        self.target, self.position = target, 0
        self.kinds = array("B", [0]) * size
        self.places = array("Q", [0]) * size
        self.indices = array("I", [0]) * size
        self.digest = hashlib.sha256()
        self._write(b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n")

    def reserve(self, count: int) -> int:
        first = len(self.kinds)
        self.kinds.extend([0] * count)
        self.places.extend([0] * count)
        self.indices.extend([0] * count)
        return first

    def put(self, body: bytes, number: int | None = None) -> int:
        number = self.reserve(1) if number is None else number
        self.copy(number, b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def put_many(self, first: int, count: int, body: bytes) -> None:
        stream = self.put(body)
        for index in range(count):
            self.kinds[first + index] = _IN_STREAM
            self.places[first + index] = stream
            self.indices[first + index] = index

    def copy(self, number: int, data: bytes) -> None:
        self.kinds[number], self.places[number] = _DIRECT, self.position
        self._write(data)

    def close(self, root: int, info: int | None) -> None:
        """The cross-reference stream, with an identifier made from the content."""
        number, position = self.reserve(1), self.position
        self.kinds[number], self.places[number] = _DIRECT, position
        entries = np.zeros(len(self.kinds), dtype=_XREF)
        entries["kind"] = np.frombuffer(self.kinds, dtype=np.uint8)
        entries["place"] = np.frombuffer(self.places, dtype=np.uint64)
        entries["index"] = np.frombuffer(self.indices, dtype=np.uint32)
        identifier = self.digest.hexdigest()[:32]
        described = "" if info is None else f"/Info {info} 0 R"
        extra = (
            f"/Type/XRef/Size {len(self.kinds)}/W[1 8 2]/Root {root} 0 R{described}"
            f"/ID[<{identifier}><{identifier}>]"
        )
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, _stream(entries.tobytes(), extra)))
        self._write(b"startxref\n%d\n%%%%EOF\n" % position)

    def _write(self, data: bytes) -> None:
        self.target.write(data)
        self.digest.update(data)
        self.position += len(data)


def _stream(data: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(data, _LEVEL)
    head = f"<<{extra}/Length {len(packed)}/Filter/FlateDecode>>stream\n"
    return head.encode() + packed + b"\nendstream"


def _references(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _objects_in(base: bytes) -> Iterable[tuple[int, bytes]]:
    """Each object of a file that has a plain cross-reference table, with its bytes."""
    table = base.rindex(b"xref\n0 ", 0, base.rindex(b"startxref"))
    count = int(re.match(rb"xref\n0 (\d+)\n", base[table : table + 40])[1])  # type: ignore[index]
    start = table + len(b"xref\n0 %d\n" % count)
    places = []
    for number in range(count):
        line = base[start + 20 * number : start + 20 * number + 20]
        if line[17:18] == b"n":
            places.append((int(line[:10]), number))
    places.sort()
    ends = [place for place, _ in places[1:]] + [table]
    for (place, number), end in zip(places, ends, strict=True):
        yield number, base[place:end]
