"""What differs between a bundle and what was computed anew: kept up to a number, counted all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

KEPT = 100
Key = tuple[int, ...]


@dataclass(frozen=True)
class Difference:
    """`row` says which row of the file, where it has rows; `column` may be a path in a document."""

    file: str
    row: str
    column: str
    expected: str
    found: str


class Differences:
    """The first `KEPT` differences, and how many there are in every file."""

    def __init__(self) -> None:
        self.kept: list[Difference] = []
        self.counts: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self.counts)

    def add(
        self, file: str, column: str, expected: object, found: object, *, row: str = ""
    ) -> None:
        self.counts[file] += 1
        if len(self.kept) < KEPT:
            self.kept.append(Difference(file, row, column, str(expected), str(found)))

    def compare(self, file: str, column: str, expected: Any, found: Any) -> None:
        """Two JSON values, part by part."""
        if isinstance(expected, dict) and isinstance(found, dict):
            for key in dict.fromkeys([*expected, *found]):
                missing = "nothing"
                part = f"{column}.{key}" if column else str(key)
                self.compare(file, part, expected.get(key, missing), found.get(key, missing))
        elif isinstance(expected, list) and isinstance(found, list):
            if len(expected) != len(found):
                counts = f"{len(expected)} entries", f"{len(found)} entries"
                self.add(file, column, *counts)
            for i, (one, other) in enumerate(zip(expected, found, strict=False)):
                self.compare(file, f"{column}[{i}]", one, other)
        elif type(expected) is not type(found) or expected != found:
            self.add(file, column, expected, found)

    def compare_rows(
        self,
        file: str,
        header: Sequence[str],
        expected: Iterable[Sequence[str]],
        found: Iterator[list[str]],
        key_of: Callable[[Sequence[str]], Key],
    ) -> int:
        """The rows of a table, both in the order of their keys; returns how many were expected.
        `found` begins with its header."""
        first = next(found, [])
        if first != list(header):
            self.add(file, "header", ",".join(header), ",".join(first))
        count = 0
        rows = _keyed(found, key_of)
        key, row = next(rows, (None, []))
        for cells in expected:
            count += 1
            wanted = key_of(cells)
            while key is not None and key < wanted:
                self.add(file, "", "no such row", "a row", row=_name(header, row))
                key, row = next(rows, (None, []))
            if key != wanted:
                self.add(file, "", "a row", "no such row", row=_name(header, cells))
                continue
            self._compare_cells(file, header, cells, row)
            key, row = next(rows, (None, []))
        while key is not None:
            self.add(file, "", "no such row", "a row", row=_name(header, row))
            key, row = next(rows, (None, []))
        return count

    def _compare_cells(
        self, file: str, header: Sequence[str], expected: Sequence[str], found: Sequence[str]
    ) -> None:
        if list(expected) == list(found):
            return
        for i in range(max(len(expected), len(found))):
            cells = [cells[i] if i < len(cells) else "no cell" for cells in (expected, found)]
            if cells[0] != cells[1]:
                column = header[i] if i < len(header) else f"cell {i + 1}"
                self.add(file, column, cells[0], cells[1], row=_name(header, expected))


def _keyed(
    rows: Iterator[list[str]], key_of: Callable[[Sequence[str]], Key]
) -> Iterator[tuple[Key, list[str]]]:
    """Every row with its key; a row whose key cannot be read comes before all others."""
    for row in rows:
        try:
            yield key_of(row), row
        except (ValueError, IndexError):
            yield (), row


def _name(header: Sequence[str], cells: Sequence[str]) -> str:
    """How a row is named: by its first cells, up to `record` or `person`, whichever is later."""
    last = max((i for i, name in enumerate(header) if name in ("person", "record")), default=0)
    parts = zip(header[: min(last, 1) + 1], cells, strict=False)
    return ", ".join(f"{name} {cell}" for name, cell in parts)
