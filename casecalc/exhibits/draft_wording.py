"""What drafts for signature share: whose words stand in them, files and exhibits as tables."""

from collections.abc import Sequence
from typing import Any

from .blocks import Block, Column, Row, Table, figure_columns
from .cover import text_lines
from .draft_blocks import Blank, Statement, Statements
from .inputs import Inputs
from .printing import count, some
from .run_manifest import ExhibitRefused, RunRecord

Part = str | Blank


def numbered_on(*groups: Sequence[Statement]) -> list[Statements]:
    """Each group of statements, numbered on from the one before it."""
    made, first = [], 1
    for group in groups:
        made.append(Statements(first, tuple(group)))
        first += len(group)
    return made


def said(text: str, *more: Part, mono: tuple[str, ...] = ()) -> Statement:
    return Statement((text, *more), mono=mono)


def authority(inputs: Inputs, name: str, default: str) -> Statement:
    """Text that rests on legal authority: counsel's own where asked, else a draft marked as one."""
    own = " ".join(text_lines(inputs.asked.get(name)))
    return Statement((own,)) if own else Statement((default,), is_draft=True)


def own_or_blank(inputs: Inputs, name: str, label: str) -> Part:
    """What was asked under `name`, on one line; a line to fill in where nothing was."""
    own = " ".join(text_lines(inputs.asked.get(name)))
    return own or Blank(label)


def files_table(run: RunRecord) -> Table:
    """Every source file with its rows and its hash."""
    rows = [
        Row(
            (
                f"File {source.number}",
                count(source.rows_read),
                count(source.accepted),
                count(source.rejected),
                "–" if source.size is None else count(source.size),
            ),
            lead=source.name,
            mono=source.sha256,
        )
        for source in run.sources
    ]
    columns = (
        Column("File"),
        *figure_columns("Rows read", "Accepted", "Rejected", "Bytes", width=16),
    )
    return Table(
        "Source files, each with the SHA-256 of its bytes as received",
        columns,
        tuple(rows),
        css="named",
        figures=("files",),
    )


def exhibits_table(entries: Sequence[dict[str, Any]], caption: str) -> Table:
    """Published exhibits, each with its pages, its files and their hashes."""
    if not entries:
        raise ExhibitRefused(
            "No exhibit of this run has been published yet, so that there is nothing to list. Make "
            "the exhibits first."
        )
    rows = []
    for entry in entries:
        files = entry["files"]
        of = "" if len(files) == 1 else f"SHA-256 of the list of its {len(files)} files. "
        standing = f"{entry['standing']}. " if entry["standing"] else ""
        rows.append(
            Row(
                (entry["label"], entry["title"], entry["edition"], count(entry["pages"])),
                mono=entry["sha256"],
                note=f"{standing}{of}Published as number {entry['number']} of the matter’s record.",
            )
        )
    columns = (
        Column("Exhibit", width=11),
        Column("Document"),
        Column("Edition", width=14),
        *figure_columns("Pages", width=11),
    )
    return Table(caption, columns, tuple(rows), css="named", figures=("filed",))


def rows_in_words(run: RunRecord) -> str:
    """`5 source files with 12,345 rows`."""
    rows = sum(source.rows_read for source in run.sources)
    return f"{some(len(run.sources), 'source file')} with {some(rows, 'row')}"


Sections = list[tuple[str, Sequence[Block]]]
