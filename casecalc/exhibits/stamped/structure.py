"""The objects of one stamped page: the page itself and its table, tagged cell by cell.

The page is an object of its own, so that it can be read without the rest; all others lie in one
object stream. Their numbers are printed in a fixed width, so that their
places in the stream are known once for all pages of the same shape.
"""

from dataclasses import dataclass
from typing import NamedTuple

from .sheet import FOOT_ROWS, Sheet
from .template import Places

_REFERENCE = "%-9d 0 R"
_PAGE, _PARENTS, _TABLE = 0, 1, 2


class Shape(NamedTuple):
    """How many rows a page of the sheet at this place has."""

    sheet: int
    rows: int


@dataclass(frozen=True)
class Objects:
    """`page` is the page's text. `head` lists the numbers and places of the others, `body` is their
    text; `named` is what the slots of it hold: the number of an object of this page, or a name of
    `Numbers`."""

    count: int
    page: str
    page_named: tuple[int | str, ...]
    head: str
    body: str
    named: tuple[int | str, ...]


@dataclass(frozen=True)
class Numbers:
    """`first` is the number of the page's first object; the others are numbers of objects beyond
    the page, `place` the page's key in the parent tree."""

    first: int
    content: int
    document: int
    place: int

    def of(self, name: int | str) -> int:
        return self.first + name if isinstance(name, int) else int(getattr(self, name))


def objects_of(
    shape: Shape, sheet: Sheet, places: Places, *, pages: int, heads: int, resources: int
) -> Objects:
    """`pages`, `heads` and `resources` are the numbers of the page tree, of the sheet's shared
    stream and of the resources."""
    columns, feet = len(sheet.columns), FOOT_ROWS
    foot_cells = 1 + columns - sheet.label_columns
    builder = _Builder()
    page = builder.add()
    parents = builder.add()
    table = builder.add()
    head_group, body_group, foot_group = builder.add(), builder.add(), builder.add()
    head_row, head_cells = builder.add(), builder.several(columns)
    body_rows = [(builder.add(), builder.several(columns)) for _ in range(shape.rows)]
    foot_rows = [(builder.add(), builder.several(foot_cells)) for _ in range(feet)]
    builder.set(
        page,
        f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 612 792]/Contents[{heads} 0 R {_REFERENCE}]"
        f"/Resources {resources} 0 R/StructParents %-9d/Tabs/S>>",
        "content", "place",
    )  # fmt: skip
    marked = _head_marks(places, head_cells)
    marked += [cell for _, cells in (*body_rows, *foot_rows) for cell in cells]
    references = " ".join("null" if cell is None else _REFERENCE for cell in marked)
    builder.set(parents, f"[{references}]", *(cell for cell in marked if cell is not None))
    groups = [(head_group, "THead"), (body_group, "TBody"), (foot_group, "TFoot")]
    builder.element(table, "Table", "document", [group for group, _ in groups])
    rows_of = {
        head_group: [head_row],
        body_group: [row for row, _ in body_rows],
        foot_group: [row for row, _ in foot_rows],
    }
    for group, role in groups:
        builder.element(group, role, table, rows_of[group])
    builder.element(head_row, "TR", head_group, head_cells)
    for cell, marks in zip(head_cells, places.heads, strict=True):
        builder.leaf(cell, "TH", head_row, page, marks, "/A<</O/Table/Scope/Column>>")
    mark = places.marks
    for group, rows in ((body_group, body_rows), (foot_group, foot_rows)):
        span = f"/ColSpan {sheet.label_columns}" if group is foot_group else ""
        for row, cells in rows:
            builder.element(row, "TR", group, cells)
            builder.leaf(cells[0], "TH", row, page, (mark,), f"/A<</O/Table/Scope/Row{span}>>")
            for k, cell in enumerate(cells[1:], start=1):
                builder.leaf(cell, "TD", row, page, (mark + k,))
            mark += len(cells)
    return builder.objects()


def _head_marks(places: Places, cells: list[int]) -> list[int | None]:
    """For each number of marked content in the shared stream, the head cell that it belongs to."""
    owner = {mark: cell for cell, marks in zip(cells, places.heads, strict=True) for mark in marks}
    return [owner.get(mark) for mark in range(places.marks)]


class _Builder:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.slots: list[tuple[int | str, ...]] = []

    def add(self) -> int:
        self.texts.append("")
        self.slots.append(())
        return len(self.texts) - 1

    def several(self, count: int) -> list[int]:
        return [self.add() for _ in range(count)]

    def set(self, number: int, text: str, *slots: int | str) -> None:
        self.texts[number], self.slots[number] = text, slots

    def element(self, number: int, role: str, parent: int | str, kids: list[int]) -> None:
        references = " ".join([_REFERENCE] * len(kids))
        text = f"<</Type/StructElem/S/{role}/P {_REFERENCE}/K[{references}]>>"
        self.set(number, text, parent, *kids)

    def leaf(
        self, number: int, role: str, parent: int, page: int, marks: tuple[int, ...], more: str = ""
    ) -> None:
        kids = " ".join(map(str, marks))
        kids = kids if len(marks) == 1 else f"[{kids}]"
        text = f"<</Type/StructElem/S/{role}/P {_REFERENCE}/Pg {_REFERENCE}/K {kids}{more}>>"
        self.set(number, text, parent, page)

    def objects(self) -> Objects:
        places, place = [], 0
        for text, slots in zip(self.texts[1:], self.slots[1:], strict=True):
            places.append(place)
            place += len(text % ((0,) * len(slots))) + 1
        return Objects(
            count=len(self.texts),
            page=self.texts[_PAGE],
            page_named=self.slots[_PAGE],
            head=" ".join(f"%-9d {place}" for place in places) + "\n",
            body="\n".join(self.texts[1:]),
            named=tuple(name for slots in self.slots[1:] for name in slots),
        )


def parents_of(first: int) -> int:
    """The number of a page's list of parents of marked content, from that of its first object."""
    return first + _PARENTS


def table_of(first: int) -> int:
    return first + _TABLE
