"""The volumes of a schedule, each made by itself from a task of plain data, so that several
processes can work at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .glyphs import Glyphs, specimen_of
from .lines import Advances
from .plan import Plan, Table, advances_of
from .reference import empty_page, probe_page, with_pages
from .scripts import is_plain, needs_shaping
from .sheet import LINES, Sheet
from .stretch import Stretch, page_rows, so_far, stamped_pages, this_page
from .template import make_template
from .volume import StampedPage, write_volume

_FOLIO = "Page of 0123456789,.$-"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One volume. `html` is that of its first pages, of which there are `front`; `first_page` is
    the number of the very first, `texts` what they must say. `characters` are those of the
    edition's own rows."""

    path: Path
    html: str
    front: int
    first_page: int
    pages_in_all: int
    is_sealed: bool
    sheets: tuple[Sheet, ...]
    stretches: tuple[Stretch, ...]
    characters: frozenset[str]
    glyphs: Glyphs
    texts: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        return self.front + sum(len(stretch.breaks) for stretch in self.stretches)


def plain_characters(characters: Iterable[str]) -> set[str]:
    return {c for c in characters if is_plain(c)} | set(_FOLIO)


def strong_characters(rows: int) -> set[str]:
    """What foot rows are written with."""
    return set("".join((*labels_of(rows), so_far(1, is_end=True), "0123456789,.$")))


def labels_of(rows: int) -> tuple[str, str]:
    """The longest labels of foot rows."""
    return this_page(LINES * 10), so_far(rows, is_end=False)


def stretches_of(plan: Plan, table: Table, volume_pages: int) -> list[tuple[Stretch, ...]]:
    """For each volume the stretches of its pages; volumes are as even as can be."""
    count = max(1, -(-plan.pages // volume_pages))
    edges = [plan.pages * i // count for i in range(count + 1)]
    cuts: list[tuple[int, int, int, int]] = []
    offset = 0
    for sheet, breaks in enumerate(plan.breaks):
        for volume in range(count):
            first = max(edges[volume] - offset, 0)
            last = min(edges[volume + 1] - offset, len(breaks))
            if first < last:
                cuts.append((volume, sheet, first, last))
        offset += len(breaks)
    begun = [_begun(plan, sheet, first) for _, sheet, first, _ in cuts]
    carried = _carried(table, set(begun))
    volumes: list[tuple[Stretch, ...]] = [()] * count
    for (volume, sheet, first, last), before in zip(cuts, begun, strict=True):
        breaks = plan.breaks[sheet].some(first, last)
        start, end = breaks.rows[0], breaks.rows[-1] + 1
        volumes[volume] += (
            Stretch(
                sheet=sheet,
                breaks=breaks,
                heights=plan.heights[sheet][start:end],
                rows_before=before,
                carried=carried[before],
                is_end=last == len(plan.breaks[sheet]),
            ),
        )
    return volumes


def make_volume(task: Task, table: Table) -> int:
    """Write the volume; the number of its pages."""
    advances = advances_of(task.glyphs)
    lines = specimen_of(plain_characters(task.characters), task.glyphs.strong)
    runs = _shaped_lines(task, table, advances)
    pages = [page for sheet in task.sheets for page in (empty_page(sheet), probe_page(sheet))]
    html = with_pages(
        task.html, pages, first_page=task.first_page, pages_in_all=task.pages_in_all,
        is_sealed=task.is_sealed, size=task.sheets[0].size, specimen=lines, runs=runs,
    )  # fmt: skip
    template = make_template(html, front=task.front, sheets=task.sheets, lines=lines, runs=runs)
    return write_volume(task.path, template, task.sheets, _stamped(task, table, advances))


def expected_pages(task: Task, table: Table) -> Iterator[StampedPage]:
    """What must stand on the stamped pages, made from the rows once more."""
    return _stamped(task, table, advances_of(task.glyphs))


def _stamped(task: Task, table: Table, advances: Advances) -> Iterator[StampedPage]:
    first = task.first_page + task.front
    numbers = (
        f"Page {number:,} of {task.pages_in_all:,}" for number in range(first, first + task.pages)
    )
    for stretch in task.stretches:
        sheet = task.sheets[stretch.sheet]
        yield from stamped_pages(stretch, sheet, table, advances, numbers)


def _shaped_lines(task: Task, table: Table, advances: Advances) -> list[str]:
    """The lines of the volume that WeasyPrint must shape; none is looked for where no character
    needs it."""
    if all(map(is_plain, task.characters)):
        return []
    found: set[str] = set()
    for stretch in task.stretches:
        for rows in page_rows(stretch, task.sheets[stretch.sheet], table, advances):
            for row in rows:
                for cell in row.cells:
                    texts: Sequence[str] = (cell,) if isinstance(cell, str) else cell
                    found.update(text for text in texts if needs_shaping(text))
    return sorted(found)


def _begun(plan: Plan, sheet: int, page: int) -> int:
    """How many rows begin before a page."""
    breaks = plan.breaks[sheet]
    return breaks.rows[page] + (1 if breaks.skipped[page] else 0)


def _carried(table: Table, places: set[int]) -> dict[int, tuple[int, ...]]:
    """The sums of the figures of all rows before each place."""
    wanted, row = sorted(places), 0
    sums: list[int] = []
    found: dict[int, tuple[int, ...]] = {}
    for piece in table.pieces():
        sums = sums or [0] * len(piece.values)
        while wanted and wanted[0] <= row + len(piece):
            part = [0 if v is None else sum(v[: wanted[0] - row]) for v in piece.values]
            found[wanted.pop(0)] = tuple(a + b for a, b in zip(sums, part, strict=True))
        if not wanted:
            break
        whole = [0 if v is None else sum(v) for v in piece.values]
        sums = [a + b for a, b in zip(sums, whole, strict=True)]
        row += len(piece)
    return found
