"""Running heads and feet as artifacts, so that a screen reader and a text search pass over them.

WeasyPrint marks them as content of structure elements that hang on nothing; PDF/UA wants them as
pagination artifacts.
"""

import io
from collections.abc import Iterator
from typing import Any

from .printed import Mark, marks_in_order


def mark_furniture(data: bytes) -> bytes:
    """The same document with all content that the structure tree does not reach as artifacts; the
    same bytes for the same document."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        reached = set(marks_in_order(pdf.Root.StructTreeRoot.K))
        parents = dict(numbered(pdf.Root.StructTreeRoot.ParentTree))
        for page in pdf.pages:
            page.Contents = pdf.make_stream(_rewritten(page, reached))
            elements = parents[int(page.obj.StructParents)]
            for i in range(len(elements)):
                if (page.obj.objgen, i) not in reached:
                    elements[i] = None
        target = io.BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return target.getvalue()


def _rewritten(page: Any, reached: set[Mark]) -> bytes:
    import pikepdf

    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        if str(instruction.operator) == "BDC" and "/MCID" in operands[1]:
            if (page.obj.objgen, int(operands[1].MCID)) not in reached:
                artifact = [
                    pikepdf.Name.Artifact,
                    pikepdf.Dictionary(Type=pikepdf.Name.Pagination),
                ]
                instructions.append((artifact, pikepdf.Operator("BDC")))
                continue
        instructions.append(instruction)
    return pikepdf.unparse_content_stream(instructions)


def numbered(node: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree."""
    entries = node.get("/Nums", [])
    for i in range(0, len(entries), 2):
        yield int(entries[i]), entries[i + 1]
    for kid in node.get("/Kids", []):
        yield from numbered(kid)
