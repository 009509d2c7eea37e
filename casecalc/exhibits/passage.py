"""From rows received to dollars stated: where every row went, and each identity."""

from casecalc.rules.columns import Kind

from .blocks import Block, Chart, Column, Paragraph, Row, Table, figure_columns
from .charts import Bar, bar_chart
from .closing import decisions, sources
from .document import SUMMARY_OF_WRITINGS, Document, document
from .inputs import Inputs
from .opening import edition_note, rule_1006, where_originals
from .outcomes import CHART_FONT, by_outcome, exclusion_lists, path_chart, totals_table
from .printing import count, share, some
from .reconciliation import reconciliation
from .run_manifest import RunRecord

TITLE = "Reconciliation: From Rows Received to Dollars Stated"
_EVENTS = (
    ("duplicate", "repeated under the same event identifier"),
    ("conflicting", "in conflict under the same event identifier"),
    ("unmatched", "matching no person"),
    ("ambiguous", "matching more than one person"),
)


def build_reconciliation(inputs: Inputs) -> Document:
    """Raises NotReconciled for figures that do not add up."""
    run = inputs.run
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("What this exhibit is", _what_it_is(inputs, provenance=11)),
        ("Source files", sources(run)),
        ("Roster rows and persons", _rosters(run)),
        ("Log rows and disclosures", _logs(run)),
        ("Rows of exclusion lists", exclusion_lists(run)),
        ("Recorded decisions", decisions(run)),
        ("Persons by outcome", by_outcome(run)),
        ("Awards", _awards(run)),
        ("Every identity with its numbers", reconciliation(run)),
    ]
    return document(
        inputs, title=TITLE, standing=SUMMARY_OF_WRITINGS, sections=sections, lists_files=True
    )


def _what_it_is(inputs: Inputs, *, provenance: int) -> tuple[Block, ...]:
    run = inputs.run
    rows = sum(source.rows_read for source in run.sources)
    return (
        Paragraph(
            f"This exhibit follows {some(rows, 'row')} of {some(len(run.sources), 'source file')} "
            "to the totals stated: which rows were accepted and which rejected, which were "
            "repeated, in conflict or matched nobody, which persons they describe, and what was "
            "computed for them. What left the figures on the way is counted where it left, with "
            "the reason.",
            lead="Content.",
            figures=("files",),
        ),
        path_chart(run),
        rule_1006(),
        where_originals(run, "The source files are listed in section 2"),
        edition_note(run, inputs.info, provenance),
    )


def _rosters(run: RunRecord) -> tuple[Block, ...]:
    figures = run.figures
    rosters = run.of_kind(Kind.ROSTER)
    read = sum(source.rows_read for source in rosters)
    further = figures.roster_rows - figures.persons
    rows = (
        Row(("Rows read from rosters", count(read))),
        Row(("Less: rejected", count(read - figures.roster_rows))),
        Row(("Accepted roster rows", count(figures.roster_rows)), is_total=True),
        Row(("Less: further rows of persons already counted", count(further))),
        Row(("Persons", count(figures.persons)), is_total=True),
    )
    return (
        Paragraph(
            "Accepted rows that share a member identifier or an e-mail address are one person, "
            "who counts once."
        ),
        Table(
            "From roster rows to persons",
            (Column("Rows"), *figure_columns("Number", width=20)),
            rows,
            figures=("files", "persons"),
        ),
    )


def _logs(run: RunRecord) -> tuple[Block, ...]:
    events = run.figures.events
    read = sum(source.rows_read for source in run.of_kind(Kind.DISCLOSURE_LOG))
    accepted = events["accepted"]
    rows = [
        Row(("Rows read from logs", count(read), "")),
        Row(("Less: rejected", count(read - accepted), "")),
        Row(("Accepted log rows", count(accepted), share(accepted, accepted)), is_total=True),
        *(
            Row((f"Less: {words}", count(events[name]), share(events[name], accepted)))
            for name, words in _EVENTS
        ),
        Row(
            ("Disclosures of exactly one person", count(events["linked"]),
             share(events["linked"], accepted)),
            is_total=True,
        ),
        Row(
            ("Of these, satisfying the definition, of eligible persons",
             count(run.figures.violations), share(run.figures.violations, accepted)),
        ),
    ]  # fmt: skip
    bars = [Bar(label="Exactly one person", value=events["linked"], text=count(events["linked"]))]
    bars += [
        Bar(label=f"{words[0].upper()}{words[1:]}", value=events[name], text=count(events[name]))
        for name, words in _EVENTS
    ]
    spoken = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    drawing = bar_chart(
        bars, name="events", title=f"Accepted log rows: {spoken}.", description=spoken,
        font_family=CHART_FONT,
    )  # fmt: skip
    return (
        Paragraph(
            "A row repeated under the same event identifier counts once; rows in conflict do not "
            "count; a row that matches no person, or more than one, is not counted."
        ),
        Table(
            "From log rows to disclosures",
            (Column("Rows"), *figure_columns("Number", "Share of accepted rows", width=20)),
            tuple(rows),
            figures=("files", "events"),
        ),
        Chart(drawing, "Accepted log rows by what became of them", figures=("events",)),
    )


def _awards(run: RunRecord) -> tuple[Block, ...]:
    return (
        Paragraph(
            "Eligible persons have awards, others have none. Each total is the sum of the awards "
            "of the eligible persons under that claim."
        ),
        totals_table(run, "Totals, claim by claim"),
    )
