"""Reading a document before it is printed: its tables by section, their cells."""

from collections.abc import Iterable
from typing import Any

from casecalc.exhibits.blocks import Table
from casecalc.exhibits.document import Document


def tables(made: Document, title: str) -> list[Table]:
    section = next(section for section in made.sections if section.title == title)
    return [block for block in section.blocks if isinstance(block, Table)]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def said(made: Document) -> str:
    return "\n".join(made.texts)


def theory(*claims: dict[str, Any], combine: str = "separate") -> dict[str, Any]:
    """A damages theory; claims are $1,000.00 for each person unless they say otherwise."""
    defaults = {"unit": "person", "amount": "1000.00", "measure": "fixed"}
    return {
        "format": "casecalc/damages-theory/1",
        "claims": [{**defaults, **claim} for claim in claims],
        "combine": combine,
    }


def starting(rows: Iterable[tuple[str, ...]], name: str) -> tuple[str, ...]:
    """The one row that begins with this name."""
    (found,) = [row for row in rows if row[0] == name]
    return found
