"""The eligible persons of a run, read from its table in pieces, never whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .schedule_fields import Field, texts_of, total_in_words

_BATCH_ROWS = 8_192


@dataclass(frozen=True)
class Piece:
    """Some rows one after another: their cells as printed by field; the values of figures."""

    texts: tuple[list[str], ...]
    values: tuple[list[int] | None, ...]

    def __len__(self) -> int:
        return len(self.texts[0])


@dataclass(frozen=True)
class Rows:
    """The eligible persons of the table at `path`, in the order of their numbers."""

    path: Path
    fields: tuple[Field, ...]

    def pieces(self, first: int = 0) -> Iterator[Piece]:
        """From the row at this place on."""
        for batch in self.batches(first):
            columns = {name: batch[name].to_pylist() for name in batch.schema.names}
            yield Piece(
                tuple(texts_of(f, [columns[name] for name in f.columns]) for f in self.fields),
                tuple(columns[f.columns[0]] if f.is_figure else None for f in self.fields),
            )

    def total_in_words(self, place: int, total: int) -> str:
        return total_in_words(self.fields[place], total)

    def batches(self, first: int = 0) -> Iterator[pa.RecordBatch]:
        needed = dict.fromkeys(name for field in self.fields for name in field.columns)
        with pq.ParquetFile(self.path) as file:
            group, skipped = _group_of(file, first)
            groups = range(group, file.num_row_groups)
            for batch in file.iter_batches(
                _BATCH_ROWS, row_groups=list(groups), columns=["outcome", *needed]
            ):
                chosen = batch.filter(pc.equal(batch["outcome"], "eligible"))
                if skipped >= chosen.num_rows:
                    skipped -= chosen.num_rows
                    continue
                yield chosen.slice(skipped)
                skipped = 0


def _group_of(file: Any, first: int) -> tuple[int, int]:
    """The row group that holds the eligible person at a place, and that place within it."""
    if not first:
        return 0, 0
    before = 0
    for group in range(file.num_row_groups):
        outcomes = file.read_row_group(group, columns=["outcome"])["outcome"]
        count = pc.sum(pc.equal(outcomes, "eligible")).as_py() or 0
        if before + count > first:
            return group, first - before
        before += count
    return file.num_row_groups, 0


@dataclass(frozen=True)
class Extent:
    """What is known of all rows: how many, the characters that they use, per field the total and
    the longest figure."""

    rows: int
    characters: frozenset[str]
    totals: tuple[int | None, ...]
    longest: tuple[str, ...]
    last: str


def extent_of(rows: Rows) -> Extent:
    characters: set[str] = set()
    totals: list[int | None] = [0 if field.is_figure else None for field in rows.fields]
    longest = [""] * len(rows.fields)
    count, last = 0, ""
    for piece in rows.pieces():
        count += len(piece)
        last = piece.texts[0][-1]
        for j, texts in enumerate(piece.texts):
            characters.update("".join(texts))
            values = piece.values[j]
            if values is not None:
                totals[j] = (totals[j] or 0) + sum(values)
                longest[j] = max(longest[j], max(texts, key=len), key=len)
    return Extent(count, frozenset(characters), tuple(totals), tuple(longest), last)
