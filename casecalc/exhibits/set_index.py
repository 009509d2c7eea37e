"""The index of a set: what is filed, in which volume, under which Bates numbers, from which run."""

from collections.abc import Sequence
from pathlib import Path

from .blocks import Block, Column, Paragraph, Row, Table, figure_columns
from .checks import problems
from .document import Document, document, render_html
from .furniture import mark_furniture
from .inputs import Inputs
from .layout import Layout
from .pdf import render_pdf
from .printing import count, listed, some
from .run_manifest import ExhibitRefused
from .set_request import Chosen
from .volumes import lettered

TITLE = "Index of Exhibits"
# Room for a Bates number on one line: characters, and the width of the column in per cent.
_WIDTHS = ((13, 17), (15, 20), (18, 24), (20, 26), (22, 28))


def write_index(
    inputs: Inputs, chosen: Sequence[Chosen], layout: Layout, volume: int, path: Path
) -> int:
    """The index at the head of volume `volume` as a PDF; returns its pages."""
    made = index_document(inputs, chosen, layout, volume)
    data = mark_furniture(render_pdf(render_html(made)))
    found, pages = problems(data, texts=made.texts)
    if found:
        raise ExhibitRefused(f"The index of the set cannot be printed. {found[0]}")
    path.write_bytes(data)
    return pages


def index_document(
    inputs: Inputs, chosen: Sequence[Chosen], layout: Layout, volume: int
) -> Document:
    volumes = len(layout.volumes)
    return document(
        inputs,
        title=f"{TITLE}, Volume {volume} of {volumes}" if volumes > 1 else TITLE,
        standing=f"{lettered([each.letter for each in chosen])}, {inputs.info.edition} set",
        sections=[("Exhibits in this filing", _blocks(inputs, chosen, layout))],
        form="index",
    )


def _blocks(inputs: Inputs, chosen: Sequence[Chosen], layout: Layout) -> tuple[Block, ...]:
    volumes = len(layout.volumes)
    filed = "They are filed as one file."
    if volumes > 1:
        filed = (
            f"They are filed in {count(volumes)} volumes; a volume with several exhibits begins "
            "with this index."
        )
    return (
        Paragraph(
            f"{some(len(chosen), 'exhibit')}. {filed} Every page, those of the index included, "
            f"bears a Bates number at its foot: {layout.span}. The page numbers of each exhibit "
            "are its own. Below each exhibit stands the SHA-256 of what was published before it "
            "had its letter and numbers here."
        ),
        Table(
            "",
            _columns(volumes, layout.numbers.at(0)),
            tuple(_row(each, layout) for each in chosen),
            css="named",
        ),
        Paragraph(_runs(inputs, chosen)),
        *_stale(chosen),
    )


def _columns(volumes: int, number: str) -> tuple[Column, ...]:
    width = next((w for length, w in _WIDTHS if len(number) <= length), 30)
    columns = (
        Column("Exhibit", width=11),
        Column("Document"),
        Column("First page", width=width),
        Column("Last page", width=width),
        *figure_columns("Pages", width=11 if volumes == 1 else 8),
    )
    return (*columns, *figure_columns("Volume", width=11)) if volumes > 1 else columns


def _row(chosen: Chosen, layout: Layout) -> Row:
    described = chosen.described
    numbers = layout.numbers_of_exhibit(chosen.letter)
    pages = layout.pages_of_exhibit(chosen.letter)
    cells = [
        chosen.letter,
        described["title"],
        numbers.at(0),
        numbers.at(pages - 1),
        count(pages),
    ]
    if len(layout.volumes) > 1:
        volumes = layout.volumes_of(chosen.letter)
        first, last = volumes[0], volumes[-1]
        cells.append(str(first) if first == last else f"{first} to {last}")
    standing = f"{described['standing']}. " if described["standing"] else ""
    files = described["files"]
    of = "SHA-256" if len(files) == 1 else f"SHA-256 of the list of its {len(files)} files"
    stale = f" Stale: the evidence changed after run {described['run']}."
    return Row(
        tuple(cells),
        mono=described["sha256"],
        note=f"{standing}{described['edition'].capitalize()} edition, run {described['run']}. "
        f"{of} as published under number {chosen.number}.{stale if described['is_stale'] else ''}",
    )


def _runs(inputs: Inputs, chosen: Sequence[Chosen]) -> str:
    run = inputs.run
    others = sorted({int(each.described["run"]) for each in chosen} - {run.run_number})
    if not others:
        return f"All exhibits are made from run {run.run_number}, whose digest is {run.digest}."
    words = listed([str(other) for other in others])
    return (
        f"The set is made of run {run.run_number}, whose digest is {run.digest}. Exhibits of run "
        f"{words} are of another state of evidence or rules, and their figures may differ."
    )


def _stale(chosen: Sequence[Chosen]) -> tuple[Paragraph, ...]:
    letters = [each.letter for each in chosen if each.described["is_stale"]]
    if not letters:
        return ()
    subject = f"{'Exhibit' if len(letters) == 1 else 'Exhibits'} {listed(letters)}"
    return (
        Paragraph(
            f"{subject} {'states' if len(letters) == 1 else 'state'} the evidence as it was when "
            "the run was made. It changed afterwards; figures of a later run may differ.",
            lead="Stale.",
        ),
    )
