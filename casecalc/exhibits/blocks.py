"""What exhibits are built from: paragraphs, lists, tables and charts, holding the texts as printed.

Every block names the fragment that writes it as HTML and gives the texts and the figures that the
finished PDF must be found to contain. `figures` are keys of `rules.provenance.FIGURES`: where the
block's figures come from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, TypeAlias

from .draft_blocks import Pleading, Signature, Statements, Unnumbered

DRAFT_LABEL = "[Draft wording, for counsel to edit.]"


@dataclass(frozen=True)
class Paragraph:
    """`lead` is set off at its beginning. A draft (text that cites legal authority) is labelled
    as one for counsel to edit."""

    template: ClassVar[str] = "exhibits/_paragraph.html"
    text: str
    lead: str = ""
    is_draft: bool = False
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        yield from (part for part in (self.lead, self.text) if part)


@dataclass(frozen=True)
class Quotation:
    template: ClassVar[str] = "exhibits/_quotation.html"
    text: str
    citation: str = ""
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        yield from (part for part in (self.text, self.citation) if part)


@dataclass(frozen=True)
class Steps:
    """Numbered steps, each with a short lead."""

    template: ClassVar[str] = "exhibits/_steps.html"
    steps: tuple[Paragraph, ...]
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        for step in self.steps:
            yield from step.texts


@dataclass(frozen=True)
class Terms:
    """Lettered sentences under a heading, each with the name by which tables refer to it."""

    template: ClassVar[str] = "exhibits/_terms.html"
    heading: str
    terms: tuple[tuple[str, str], ...]
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        yield self.heading
        for name, sentence in self.terms:
            yield from (part for part in (sentence, name) if part)


@dataclass(frozen=True)
class Column:
    """`is_figure` columns are set right in tabular figures, so that decimal points align; `width`
    is a share of the table in per cent, None: what the others leave."""

    head: str
    is_figure: bool = False
    width: int | None = None


@dataclass(frozen=True)
class Row:
    """The first cell heads the row. `lead` (a name), `mono` (a hash) and `note` run below it over
    the whole width, each on a line of its own."""

    cells: tuple[str, ...]
    is_total: bool = False
    note: str = ""
    mono: str = ""
    lead: str = ""

    @property
    def is_noted(self) -> bool:
        return bool(self.lead or self.mono or self.note)


@dataclass(frozen=True)
class Table:
    template: ClassVar[str] = "exhibits/_table.html"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    css: str = ""
    figures: tuple[str, ...] = ()

    @property
    def may_break(self) -> bool:
        """Short tables are kept on one page, and those marked `whole`; a line of small type holds
        about 95 characters."""
        if "whole" in self.css.split():
            return False
        heights = (
            1 + bool(row.lead) + bool(row.mono) + -(-len(row.note) // 95) for row in self.rows
        )
        return sum(heights) > _LINES_KEPT

    @property
    def lines(self) -> Iterator[tuple[Row, tuple[tuple[Column, str], ...]]]:
        """Each row with its cells beside their columns."""
        for row in self.rows:
            yield row, tuple(zip(self.columns, row.cells, strict=True))

    @property
    def texts(self) -> Iterator[str]:
        yield from (text for text in (self.caption, *(c.head for c in self.columns)) if text)
        for row in self.rows:
            yield from (text for text in (*row.cells, row.lead, row.mono, row.note) if text)


@dataclass(frozen=True)
class Chart:
    """A drawing; the table beside it holds its labels and figures in full."""

    template: ClassVar[str] = "exhibits/_chart.html"
    svg: str
    caption: str = ""
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        yield from (text for text in (self.caption,) if text)


@dataclass(frozen=True)
class SourceLine:
    """Line `number` of the index of figures."""

    number: int
    title: str
    query: str
    origin: str


@dataclass(frozen=True)
class Sources:
    """The index of figures; margins refer to its lines by number."""

    template: ClassVar[str] = "exhibits/_sources.html"
    lines: tuple[SourceLine, ...]
    figures: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        for line in self.lines:
            yield from (line.title, line.query, line.origin)


_LINES_KEPT = 9

Block: TypeAlias = (
    Paragraph
    | Quotation
    | Steps
    | Terms
    | Table
    | Chart
    | Sources
    | Statements
    | Unnumbered
    | Signature
    | Pleading
)


@dataclass(frozen=True)
class Section:
    number: int
    title: str
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> Iterator[str]:
        if self.title:
            yield self.title
        for block in self.blocks:
            yield from block.texts


def sourced(blocks: Iterable[Block], *keys: str) -> tuple[Block, ...]:
    """The same blocks; tables and charts that name no source of their figures have these."""
    return tuple(
        replace(block, figures=keys)
        if isinstance(block, Table | Chart) and not block.figures
        else block
        for block in blocks
    )


def figure_columns(*heads: str, width: int | None = None) -> tuple[Column, ...]:
    return tuple(Column(head, is_figure=True, width=width) for head in heads)
