"""Tables: as many cells in every row, counted with spans, and a header for every data cell."""

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

Type = Callable[[Any], str | None]


def table_faults(table: Any, type_of: Type) -> Iterator[str]:
    rows = list(_rows(table, type_of))
    grid: dict[tuple[int, int], Any] = {}
    for i, row in enumerate(rows):
        j = 0
        for cell in _elements(row):
            while (i, j) in grid:
                j += 1
            height, width = int(_stated(cell, "/RowSpan", 1)), int(_stated(cell, "/ColSpan", 1))
            for place in ((i + a, j + b) for a in range(height) for b in range(width)):
                if place in grid:
                    yield "7.2: cells of a table overlap"
                grid[place] = cell
    width = 1 + max((j for _, j in grid), default=-1)
    if set(grid) != {(i, j) for i in range(len(rows)) for j in range(width)}:
        yield "7.2: rows or columns of a table differ in length"
        return
    yield from _header_faults(grid, type_of)


def _header_faults(grid: dict[tuple[int, int], Any], type_of: Type) -> Iterator[str]:
    heads = {place: cell for place, cell in grid.items() if type_of(cell) == "TH"}
    if not heads:
        yield "7.5: a table without header cells"
    ids = {bytes(cell.ID) for cell in heads.values() if "/ID" in cell}
    if all(_stated(cell, "/Scope", None) is not None for cell in heads.values()):
        return
    for (i, j), cell in grid.items():
        if type_of(cell) != "TD":
            continue
        named = [bytes(name) for name in _stated(cell, "/Headers", [])]
        if any(name not in ids for name in named):
            yield "7.5: a cell names a header that is not there"
        elif not named and not any(
            (y == i and x < j and _scope(head) in ("/Row", "/Both"))
            or (x == j and y < i and _scope(head) in ("/Column", "/Both"))
            for (y, x), head in heads.items()
        ):
            yield f"7.5: the cell in row {i + 1}, column {j + 1} of a table has no header"


def _scope(cell: Any) -> str:
    return str(_stated(cell, "/Scope", ""))


def _rows(table: Any, type_of: Type) -> Iterator[Any]:
    for kid in _elements(table):
        kind = type_of(kid)
        if kind == "TR":
            yield kid
        elif kind in ("THead", "TBody", "TFoot"):
            yield from _elements(kid)


def _elements(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _stated(cell: Any, key: str, usual: Any) -> Any:
    attributes = cell.get("/A", {})
    for each in list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]:
        if isinstance(each, pikepdf.Dictionary) and key in each:
            return each[key]
    return usual
