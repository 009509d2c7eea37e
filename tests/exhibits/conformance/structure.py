"""The structure tree: types, parents, content, links, headings, lists, figures, notes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf

from .tables import table_faults

_TYPES = (
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 "
    "H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry "
    "Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form"
)
_STANDARD = set(_TYPES.split())
_PARENTS = {
    "LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"}, "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"}, "TH": {"TR"}, "TD": {"TR"},
}  # fmt: skip
_KIDS = {
    "L": r"(Caption )?((L|LI) )*", "LI": r"((Lbl|LBody) )*", "TR": r"((TH|TD) )*",
    "TOC": r"(Caption )?((TOC|TOCI) )*", "THead": r"(TR )*", "TBody": r"(TR )*",
    "TFoot": r"(TR )*",
    "Table": r"(Caption )?((TR|THead|TBody|TFoot) )*|((TR|THead|TBody|TFoot) )*(Caption )?",
}  # fmt: skip

Mark = tuple[tuple[int, int], int]


class Tree:
    """Walks the tree once; `owners` are the elements of marked content, by page and number, and
    `linked` those of annotations."""

    def __init__(self, pdf: Any) -> None:
        self.root = pdf.Root.StructTreeRoot
        self.roles = {str(k): str(v) for k, v in self.root.get("/RoleMap", {}).items()}
        self.owners: dict[Mark, list[Any]] = defaultdict(list)
        self.linked: dict[tuple[int, int], Any] = {}
        self.heading = 0
        self.styles: set[str] = set()
        self.notes: set[bytes] = set()
        self.ids: set[bytes] = set()

    def faults(self) -> Iterator[str]:
        for role in self.roles:
            if role[1:] in _STANDARD:
                yield f"7.1: the standard type {role} is mapped"
        yield from self._children(self.root, "", None)
        if len(self.styles) > 1:
            yield "7.4.4: both H and numbered headings"

    def type_of(self, element: Any) -> str | None:
        name, seen = str(element.get("/S", "")), set()
        while name[1:] not in _STANDARD:
            if name in seen or name not in self.roles:
                return None
            seen.add(name)
            name = self.roles[name]
        return name[1:]

    def _element(self, element: Any, parent: Any, above: str, page: Any) -> Iterator[str]:
        kind = self.type_of(element)
        if kind is None:
            yield f"7.1: the type {element.get('/S')} is not mapped to a standard one"
            return
        if element.get("/P") is None or element.P.objgen != parent.objgen:
            yield f"7.1: the parent of a {kind}"
        if kind in _PARENTS and above not in _PARENTS[kind]:
            yield f"7.2: {kind} within {above or 'the root'}"
        yield from self._own_faults(element, kind)
        yield from self._children(element, kind, element.get("/Pg", page))

    def _own_faults(self, element: Any, kind: str) -> Iterator[str]:
        says = str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))
        if kind in ("Figure", "Formula") and not says.strip():
            yield f"7.3: a {kind} without alternative"
        if kind == "Figure" and "/BBox" not in element.get("/A", {}):
            yield "a Figure without its box"
        if "/ActualText" in element and not str(element.ActualText):
            yield f"the replacement text of a {kind} is empty"
        if kind == "Note":
            note = bytes(element.get("/ID", b""))
            if not note or note in self.notes:
                yield "7.9: the ID of a Note"
            self.notes.add(note)
        if "/ID" in element:
            if bytes(element.ID) in self.ids:
                yield "two elements have one ID"
            self.ids.add(bytes(element.ID))
        if heading := re.fullmatch(r"H([1-6]?)", kind):
            self.styles.add("numbered" if heading[1] else "plain")
            if heading[1]:
                if int(heading[1]) > self.heading + 1:
                    yield f"7.4.2: a heading of level {heading[1]} after one of {self.heading}"
                self.heading = int(heading[1])
        if kind == "Table":
            yield from table_faults(element, self.type_of)

    def _children(self, element: Any, kind: str, page: Any) -> Iterator[str]:
        kinds = []
        for kid in kids_of(element):
            if isinstance(kid, int):
                self.owners[page.objgen, kid].append(element)
            elif "/MCID" in kid:
                self.owners[kid.get("/Pg", page).objgen, int(kid.MCID)].append(element)
            elif str(kid.get("/Type", "")) == "/OBJR":
                self.linked[kid.Obj.objgen] = element
                if kind != "Link":
                    yield f"7.18.5: an annotation within {kind}"
            else:
                kinds.append(self.type_of(kid) or "?")
                yield from self._element(kid, element, kind, page)
        if kind in _KIDS and not re.fullmatch(_KIDS[kind], "".join(f"{k} " for k in kinds)):
            yield f"7.2: {kind} holds {' '.join(sorted(set(kinds)))}"
        if kinds.count("H") > 1:
            yield "7.4.4: two H in one element"


def kids_of(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [int(kid) if not isinstance(kid, pikepdf.Object) else kid for kid in listed]


def number_tree(node: Any) -> Iterator[tuple[int, Any]]:
    entries = node.get("/Nums", [])
    for i in range(0, len(entries), 2):
        yield int(entries[i]), entries[i + 1]
    for kid in node.get("/Kids", []):
        yield from number_tree(kid)


def page_faults(tree: Tree, parents: dict[int, Any], page: Any, marks: set[int]) -> Iterator[str]:
    """Content, elements and the parent tree say the same of one page."""
    own = page.obj.objgen
    listed = parents.get(int(page.obj.get("/StructParents", -1)))
    if listed is None:
        if marks:
            yield "the parent tree does not know the page"
        return
    for number in sorted(marks):
        owners = tree.owners.get((own, number), [])
        if len(owners) != 1:
            yield f"7.1: marked content {number} belongs to {len(owners)} elements"
        elif (
            number >= len(listed)
            or not hasattr(listed[number], "objgen")
            or (listed[number].objgen != owners[0].objgen)
        ):
            yield f"the parent tree says otherwise of marked content {number}"
    for annotation in page.obj.get("/Annots", []):
        element = tree.linked.get(annotation.objgen)
        found = parents.get(int(annotation.get("/StructParent", -1)))
        if element is None or found is None or found.objgen != element.objgen:
            yield "7.18.5: a link is not in the structure"
