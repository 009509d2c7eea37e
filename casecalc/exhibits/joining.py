"""Tagged PDFs joined into one without losing structure, bookmarks, links or identification.

Plain merging keeps pages and drops what makes them readable: tags, metadata, PDF/A and PDF/UA
marks. Here the first part gives the file its metadata; of every part the structure tree becomes one
`Part` of the whole, its parent tree is numbered on, and identifiers and destinations, which parts
use alike, are told apart by the number of the part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .furniture import numbered
from .run_manifest import ExhibitRefused

_NOT_JOINED = ("/AcroForm", "/AF", "/PageLabels", "/OCProperties")
_NOT_JOINED_TREES = ("/RoleMap", "/ClassMap", "/IDTree")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One PDF and the name that it has among the bookmarks."""

    path: Path
    title: str


def join(parts: Sequence[Part], target: Path) -> int:
    """Write the parts as one PDF and return its number of pages; the same bytes for the same parts.

    Raises ExhibitRefused for a part with something that would be lost (a form, attachments).
    """
    import pikepdf

    with pikepdf.open(parts[0].path) as pdf:
        _require_joinable(pdf, parts[0])
        whole = _Whole(pdf)
        whole.take(pdf.Root, number=0, title=parts[0].title, pages=len(pdf.pages))
        for number, part in enumerate(parts[1:], start=1):
            with pikepdf.open(part.path) as source:
                _require_joinable(source, part)
                for page in source.pages:
                    pdf.pages.append(page)
                copied = _copied_root(pdf, source)
                whole.take(copied, number=number, title=part.title, pages=len(source.pages))
        whole.finish()
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return len(pdf.pages)


def page_count(path: Path) -> int:
    """The pages of a PDF, without reading them."""
    import pikepdf

    with pikepdf.open(path, inherit_page_attributes=False) as pdf:
        return int(pdf.Root.Pages.Count)


class _Whole:
    """The catalogue of the joined file while parts are taken in, one after the other."""

    def __init__(self, pdf: Any) -> None:
        import pikepdf

        self.pdf = pdf
        self.pages = 0
        self.next_key = 0
        self.elements: list[Any] = []
        self.parents: list[Any] = []
        self.bookmarks: list[Any] = []
        self.destinations: dict[bytes, Any] = {}
        self.document = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=pdf.Root.StructTreeRoot
            )
        )

    def take(self, root: Any, *, number: int, title: str, pages: int) -> None:
        """Add the structure, destinations and bookmarks of a part whose pages are there already."""
        mine = self.pdf.pages[self.pages : self.pages + pages]
        self._take_structure(root.StructTreeRoot, mine, number, title)
        self._take_destinations(root, mine, number)
        self._take_bookmarks(root.get("/Outlines"), mine[0], title)
        self.pages += pages

    def finish(self) -> None:
        """Write what was taken into the catalogue."""
        import pikepdf

        root, structure = self.pdf.Root, self.pdf.Root.StructTreeRoot
        self.document.K = pikepdf.Array(self.elements)
        structure.K = self.document
        structure.ParentTree = self.pdf.make_indirect(
            pikepdf.Dictionary(Nums=pikepdf.Array(self.parents))
        )
        structure.ParentTreeNextKey = self.next_key
        if self.destinations:
            tree = pikepdf.Array()
            for name in sorted(self.destinations):
                tree.extend([pikepdf.String(name), self.destinations[name]])
            dests = self.pdf.make_indirect(pikepdf.Dictionary(Names=tree))
            root.Names = self.pdf.make_indirect(pikepdf.Dictionary(Dests=dests))
        outlines = self.pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
        _chain(outlines, self.bookmarks)
        outlines.Count = len(self.bookmarks)
        root.Outlines = outlines

    def _take_structure(self, structure: Any, pages: Any, number: int, title: str) -> None:
        import pikepdf

        element = structure.K[0] if isinstance(structure.K, pikepdf.Array) else structure.K
        element.S, element.P = pikepdf.Name.Part, self.document
        element.T = pikepdf.String(title)
        self.elements.append(element)
        _tell_apart(element, number)
        entries = dict(numbered(structure.ParentTree))
        for page in pages:
            for marked in (page.obj, *_marked_forms(page)):
                marked.StructParents = self.next_key + int(marked.StructParents)
            for annotation in page.obj.get("/Annots", []):
                if "/StructParent" in annotation:
                    annotation.StructParent = self.next_key + int(annotation.StructParent)
        for key in sorted(entries):
            self.parents += [self.next_key + key, entries[key]]
        self.next_key += max(entries, default=-1) + 1

    def _take_destinations(self, root: Any, pages: Any, number: int) -> None:
        import pikepdf

        for name, place in _names(root.get("/Names", {}).get("/Dests", {})):
            self.destinations[_renamed(name, number)] = place
        for page in pages:
            for annotation in page.obj.get("/Annots", []):
                for holder, key in ((annotation, "/Dest"), (annotation.get("/A", {}), "/D")):
                    if isinstance(holder.get(key), pikepdf.String):
                        holder[key] = pikepdf.String(_renamed(bytes(holder[key]), number))

    def _take_bookmarks(self, outlines: Any, first: Any, title: str) -> None:
        """One bookmark for the part, folded, with the part's own below it."""
        import pikepdf

        place = pikepdf.Array([first.obj, pikepdf.Name.Fit])
        item = self.pdf.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(title), Dest=place))
        own = list(_chained(outlines)) if outlines is not None else []
        if own:
            _chain(item, own)
            item.Count = -len(own)
        self.bookmarks.append(item)


def _require_joinable(pdf: Any, part: Part) -> None:
    lost = [key for key in _NOT_JOINED if key in pdf.Root]
    lost += [key for key in _NOT_JOINED_TREES if key in pdf.Root.get("/StructTreeRoot", {})]
    if "/StructTreeRoot" not in pdf.Root:
        raise ExhibitRefused(f"{part.title} is not a tagged PDF; make the exhibit again.")
    if lost:
        raise ExhibitRefused(
            f"{part.title} holds {', '.join(lost)}, which would be lost among other exhibits. "
            "File it by itself."
        )


def _copied_root(pdf: Any, source: Any) -> Any:
    """What a part's catalogue has beside its pages, copied; references to pages lead to the copies,
    because those were taken over before."""
    import pikepdf

    wanted = {
        key: source.Root[key]
        for key in ("/StructTreeRoot", "/Names", "/Outlines")
        if key in source.Root
    }
    return pdf.copy_foreign(source.make_indirect(pikepdf.Dictionary(wanted)))


def _tell_apart(element: Any, number: int) -> None:
    """Header cells are named, and cells refer to them by those names."""
    import pikepdf

    open_elements = [element]
    while open_elements:
        each = open_elements.pop()
        if "/ID" in each:
            each.ID = pikepdf.String(_renamed(bytes(each.ID), number))
        for attributes in _several(each.get("/A")):
            if "/Headers" in attributes:
                attributes.Headers = pikepdf.Array(
                    [pikepdf.String(_renamed(bytes(name), number)) for name in attributes.Headers]
                )
        open_elements += [kid for kid in _several(each.get("/K")) if "/S" in kid]


def _several(value: Any) -> list[Any]:
    """The dictionaries of a value that may be one or a list of them."""
    import pikepdf

    values = list(value) if isinstance(value, pikepdf.Array) else [value]
    return [each for each in values if isinstance(each, pikepdf.Dictionary)]


def _renamed(name: bytes, number: int) -> bytes:
    return b"%d-%s" % (number, name)


def _names(node: Any) -> Iterator[tuple[bytes, Any]]:
    """The entries of a name tree."""
    entries = node.get("/Names", [])
    for i in range(0, len(entries), 2):
        yield bytes(entries[i]), entries[i + 1]
    for kid in node.get("/Kids", []):
        yield from _names(kid)


def _marked_forms(page: Any) -> Iterator[Any]:
    """Drawings of a page that hold marked content of their own."""
    for form in page.resources.get("/XObject", {}).values():
        if "/StructParents" in form:
            yield form


def _chained(parent: Any) -> Iterator[Any]:
    item = parent.get("/First")
    while item is not None:
        yield item
        item = item.get("/Next")


def _chain(parent: Any, items: list[Any]) -> None:
    """Make the items the children of a bookmark, in order."""
    for before, item in zip([None, *items], items, strict=False):
        item.Parent = parent
        for key in ("/Next", "/Prev"):
            if key in item:
                del item[key]
        if before is not None:
            item.Prev, before.Next = before, item
    if items:
        parent.First, parent.Last = items[0], items[-1]
