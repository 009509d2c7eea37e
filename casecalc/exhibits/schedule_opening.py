"""The first pages of a schedule and of each further volume, and of the sealed key."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecalc.rules.refusals import NotReconciled
from casecalc.rules.sentences import combination_in_words

from .blocks import Block, Column, Paragraph, Row, Table, figure_columns
from .document import SUMMARY_OF_WRITINGS, Document, document
from .inputs import Inputs
from .opening import rule_1006, where_originals
from .printing import count, some
from .run_manifest import RunRecord
from .schedule_fields import Field, total_in_words

TITLE = "Schedule of Eligible Persons"
KEY_TITLE = "Sealed Key to Person Numbers"


@dataclass(frozen=True, kw_only=True)
class Volume:
    """`pages` are those of the whole exhibit that it holds, `persons` the first and last number on
    them, by part of the table."""

    number: int
    of: int
    pages: tuple[int, int]


@dataclass(frozen=True)
class Annex:
    name: str
    sha256: str


def schedule_document(
    inputs: Inputs, fields: Sequence[Field], totals: Sequence[int | None], *,
    parts: Sequence[Sequence[int]], volumes: Sequence[Volume], annexes: Sequence[Annex],
) -> Document:  # fmt: skip
    """`parts` are the places of the fields on each part of the table."""
    sections: list[tuple[str, Sequence[Block]]] = [
        ("What this exhibit is", _what_it_is(inputs, parts, volumes)),
        ("Columns", _columns(inputs, fields, parts)),
        ("Totals", _totals(inputs, fields, totals)),
    ]
    if len(volumes) > 1:
        sections.append(("Volumes", (_volumes(volumes),)))
    sections.append(("The same rows for a computer", _annexes(annexes)))
    return document(inputs, title=TITLE, standing=SUMMARY_OF_WRITINGS, sections=sections)


def volume_document(inputs: Inputs, title: str, volume: Volume) -> Document:
    """The first pages of a further volume."""
    text = (
        f"This is volume {volume.number:,} of {volume.of:,}: pages {volume.pages[0]:,} to "
        f"{volume.pages[1]:,}. What the columns mean, totals and provenance stand at the beginning "
        "of volume 1."
    )
    return document(
        inputs, title=f"{title}, Volume {volume.number:,} of {volume.of:,}",
        standing=SUMMARY_OF_WRITINGS, sections=[("This volume", (Paragraph(text),))],
    )  # fmt: skip


def key_document(inputs: Inputs, volumes: Sequence[Volume]) -> Document:
    text = (
        f"Exhibits of run {inputs.run.run_number} name persons by number. This key says which "
        "person of the rosters each number is, for every eligible person: "
        f"{some(inputs.run.figures.eligible, 'person')}. With it the public edition can be read "
        "as the sealed one; it is to be kept, served and filed as the sealed edition is."
    )
    blocks: list[Block] = [Paragraph(text, lead="Content.", figures=("persons",))]
    if len(volumes) > 1:
        blocks.append(_volumes(volumes))
    return document(
        inputs, title=KEY_TITLE, standing=SUMMARY_OF_WRITINGS, sections=[("The key", blocks)]
    )


def require_reconciled(
    run: RunRecord, fields: Sequence[Field], rows: int, totals: Sequence[int | None]
) -> None:
    """The rows are the run's eligible persons, and their sums its totals."""
    if rows != run.figures.eligible:
        raise NotReconciled(
            f"The table of persons holds {rows:,} eligible persons, the run states "
            f"{run.figures.eligible:,}. Verify the evidence store, then make the run again."
        )
    stated = _stated(run)
    for field, total in zip(fields, totals, strict=True):
        if field.name in stated and total != stated[field.name]:
            raise NotReconciled(
                f"The rows of the schedule add up to {total_in_words(field, total or 0)} under "
                f"“{field.head}”, the run states {total_in_words(field, stated[field.name])}. "
                "Verify the evidence store, then make the run again."
            )


def _stated(run: RunRecord) -> dict[str, int]:
    figures = run.figures
    stated = {"violations": figures.violations}
    for claim in run.theory.claims:
        totals = figures.claims[claim.id]
        stated[f"award_{claim.id}"] = totals.total
        if totals.total_high is not None:
            stated[f"award_{claim.id}_high"] = totals.total_high
    if figures.combined is not None:
        stated["combined"] = figures.combined.total
        if figures.combined.total_high is not None:
            stated["combined_high"] = figures.combined.total_high
    return stated


def _what_it_is(
    inputs: Inputs, parts: Sequence[Sequence[int]], volumes: Sequence[Volume]
) -> tuple[Block, ...]:
    run = inputs.run
    split = (
        f" The claims do not fit beside each other: the table has {len(parts)} parts, each with "
        "every person, one after the other."
        if len(parts) > 1
        else ""
    )
    return (
        Paragraph(
            f"This exhibit lists every person whom run {run.run_number} found eligible: "
            f"{some(run.figures.eligible, 'person')} of {count(run.figures.persons)}, in the order "
            f"of their numbers, with what each claim computes for each.{split} It states facts "
            "found in the files and arithmetic made with them, and takes no position on liability.",
            lead="Content.",
            figures=("persons", "outcomes", "awards"),
        ),
        Paragraph(
            "Each page ends with the sums of its own rows and of all rows so far; the last page "
            "with the totals. A row that is longer than its page goes on under the same number on "
            "the next. White space within a text is printed as one space; a character that no "
            "bundled typeface has as its code point.",
            lead="Reading it.",
        ),
        rule_1006(),
        where_originals(run, "The source files are listed in the index of figures"),
        _edition(inputs),
    )


def _edition(inputs: Inputs) -> Paragraph:
    if inputs.info.is_sealed:
        return Paragraph(
            "This edition names persons, with identifiers and addresses, and is for filing under "
            "seal only. A separate key, likewise sealed, leads from the numbers of the public "
            "edition to persons.",
            lead="Sealed edition.",
        )
    return Paragraph(
        "Persons stand here by number only. Names, identifiers and addresses are not part of the "
        "data that this edition is made from; the sealed edition has them under the same numbers.",
        lead="Public edition.",
    )


def _columns(
    inputs: Inputs, fields: Sequence[Field], parts: Sequence[Sequence[int]]
) -> tuple[Block, ...]:
    part_of = {place: n for n, places in enumerate(parts, start=1) for place in reversed(places)}
    rows = []
    for place, field in enumerate(fields):
        where = f" Part {part_of[place]}." if len(parts) > 1 else ""
        rows.append(Row((field.head, f"{field.meaning[0].upper()}{field.meaning[1:]}.{where}")))
    blocks: list[Block] = [
        Table(
            "Columns of the schedule", (Column("Column", width=30), Column("Meaning")), tuple(rows)
        )
    ]
    if len(inputs.run.theory.claims) > 1:
        blocks.append(Paragraph(combination_in_words(inputs.run.theory)))
    return tuple(blocks)


def _totals(
    inputs: Inputs, fields: Sequence[Field], totals: Sequence[int | None]
) -> tuple[Block, ...]:
    stated = _stated(inputs.run)
    eligible = count(inputs.run.figures.eligible)
    rows = [Row(("Eligible persons", eligible, eligible))]
    rows += [
        Row((field.head, total_in_words(field, total), total_in_words(field, stated[field.name])))
        for field, total in zip(fields, totals, strict=True)
        if total is not None
    ]
    columns = (Column("Figure"), *figure_columns("Sum of the rows", "Stated by the run", width=28))
    return (
        Paragraph(
            "The rows listed here were added up again; had a sum differed from what the run "
            "states, this exhibit would not exist."
        ),
        Table("Totals", columns, tuple(rows), figures=("awards",)),
    )


def _volumes(volumes: Sequence[Volume]) -> Table:
    rows = tuple(
        Row((f"Volume {volume.number:,}", count(volume.pages[0]), count(volume.pages[1])))
        for volume in volumes
    )
    columns = (Column("File"), *figure_columns("First page", "Last page", width=26))
    return Table("Volumes", columns, rows)


def _annexes(annexes: Sequence[Annex]) -> tuple[Block, ...]:
    rows = tuple(
        Row((annex.name.rpartition(".")[2].upper(),), mono=annex.sha256) for annex in annexes
    )
    return (
        Paragraph(
            "The same rows and columns are served as files, texts as delivered and awards in "
            "dollars. Each is known by the SHA-256 hash of its bytes."
        ),
        Table("Annexes", (Column("File"),), rows, css="named"),
    )
