"""All rules on one file."""

from pathlib import Path
from typing import Any

import pikepdf

from .content import Painter
from .fonts import font_faults
from .metadata import metadata_faults
from .objects import object_tree_faults
from .structure import Tree, number_tree, page_faults
from .syntax import syntax_faults


def faults(path: Path) -> list[str]:
    """What is wrong with the file, each fault once."""
    found = list(syntax_faults(path.read_bytes()))
    with pikepdf.open(path) as pdf:
        found += [*object_tree_faults(pdf), *metadata_faults(pdf)]
        if "/StructTreeRoot" in pdf.Root:
            found += _page_and_font_faults(pdf)
    return list(dict.fromkeys(found))


def _page_and_font_faults(pdf: Any) -> list[str]:
    tree = Tree(pdf)
    found = list(tree.faults())
    parents = dict(number_tree(tree.root.get("/ParentTree", {})))
    intent = pdf.Root.get("/OutputIntents", [{}])[0]
    channels = int(intent.get("/DestOutputProfile", {}).get("/N", 0))
    used: dict[tuple[int, int], tuple[Any, set[bytes]]] = {}
    painted_marks = set()
    for number, page in enumerate(pdf.pages, start=1):
        painted = Painter(channels).read(page, page.obj.get("/Resources", {}))
        found += [f"page {number}: {fault}" for fault in painted.faults]
        marks = set(painted.marks)
        painted_marks |= {(page.obj.objgen, mark) for mark in marks}
        found += [f"page {number}: {f}" for f in page_faults(tree, parents, page, marks)]
        for key, (font, codes) in painted.fonts.items():
            used.setdefault(key, (font, set()))[1].update(codes)
    if lost := set(tree.owners) - painted_marks:
        found.append(f"7.1: {len(lost)} pieces of content in the structure are on no page")
    for font, codes in used.values():
        found += font_faults(font, codes)
    return found
