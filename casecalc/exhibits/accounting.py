"""The post-distribution accounting of a settlement: the fund, the plan, every figure with where it
comes from, and what must hold. It names nobody: neither who is paid nor who entered a figure."""

from typing import Any

from casecalc.rules.accounting import Figure, FigureKind, Source, file_identities, parse_figures
from casecalc.rules.settlement import Settlement, parse_settlement
from casecalc.rules.settlement_figures import (
    PartPayments,
    SettlementFigures,
    identities,
    parse_settlement_figures,
)
from casecalc.rules.settlement_sentences import settlement_in_words

from .blocks import Block, Chart, Column, Paragraph, Row, Table, figure_columns
from .charts import bar_chart
from .document import Document, document
from .inputs import Inputs
from .opening import edition_note, where_originals
from .outcomes import CHART_FONT
from .printing import count, day, instant, money, share, some
from .run_manifest import ExhibitRefused
from .settlement_charts import deductions_in_brief, waterfall_bars, words_of

TITLE = "Post-Distribution Accounting"
STANDING = "Report of the distribution of a settlement fund"
_ROW_STATUSES = {
    "matched": "Matched with a payment",
    "unknown": "Of a payment that the settlement does not make",
    "conflicting": "In conflict with another row on the same payment",
    "duplicate": "Repeating an earlier row",
    "amount_differs": "Of another amount than the payment",
    "rejected": "Not readable",
}


def build_accounting(inputs: Inputs) -> Document:
    """Needs `facts["settlement"]` and `facts["accounting"]` as `queries.accounting` gathers them.
    Raises ExhibitRefused where there is no such settlement, or no accounting of it."""
    number = inputs.asked.get("settlement")
    settlement, accounting = (inputs.facts.get(name) for name in ("settlement", "accounting"))
    if settlement is None:
        raise ExhibitRefused(
            f"There is no settlement {number} of run {inputs.run.run_number} that was divided; "
            "name one that was."
        )
    if accounting is None:
        raise ExhibitRefused(
            f"Settlement {number} has no accounting yet; save one first, then make the exhibit."
        )
    terms = parse_settlement(settlement["document"])
    figures = parse_settlement_figures(settlement["figures"])
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("What this exhibit is", _what_it_is(inputs, settlement, accounting)),
        ("From the gross fund to the payments", _fund(terms, figures)),
        ("How the net fund was divided", _plan(inputs, terms, figures)),
        ("Accounting", (_accounting(inputs, accounting), _notes(accounting["file"]))),
    ]
    if accounting["file"] is not None:
        sections.append(("Payment status file", _status_file(accounting["file"])))
    sections.append(("Reconciliation", _identities(inputs, figures, accounting["file"])))
    return document(inputs, title=TITLE, standing=STANDING, sections=sections)


def _what_it_is(
    inputs: Inputs, settlement: dict[str, Any], accounting: dict[str, Any]
) -> tuple[Block, ...]:
    run, zone = inputs.run, inputs.run.time_zone
    return (
        Paragraph(
            f"This exhibit accounts for the fund of settlement {settlement['number']} among the "
            f"{some(run.figures.eligible, 'eligible person')} of run {run.run_number}: what came "
            "off the fund, how the rest was divided, and what became of the payments. It is "
            f"version {accounting['version']} of the accounting, saved on "
            f"{instant(accounting['created_at'], zone)}. Earlier versions are kept.",
            lead="Content.",
            figures=("outcomes",),
        ),
        Paragraph(
            "A figure is computed from the run and the settlement, taken from a file on the state "
            "of the payments, or entered by hand by counsel; each line says which.",
            lead="Sources.",
        ),
        where_originals(run, "The source files are listed in the index of figures"),
        edition_note(run, inputs.info, 7 if accounting["file"] is None else 8),
    )


def _fund(terms: Settlement, figures: SettlementFigures) -> tuple[Block, ...]:
    gross = terms.gross_cents
    rows = [Row(("Gross fund", money(gross), share(gross, gross)), is_total=True)]
    rows += [
        Row((f"less {label}", f"− {money(cents)}", share(cents, gross)))
        for label, cents in deductions_in_brief(terms)
    ]
    net, paid = figures.net_cents, figures.all.total_cents
    left = figures.remainder_cents
    rows += [
        Row(("Net fund", money(net), share(net, gross)), is_total=True),
        Row(
            (f"Payments to {some(figures.all.persons, 'person')}", money(paid), share(paid, gross))
        ),
        Row(("Undistributed remainder", money(left), share(left, gross))),
    ]
    bars = waterfall_bars(terms, figures)
    spoken = words_of(bars)
    drawing = bar_chart(
        bars, name="waterfall", title=f"From the gross fund to the payments: {spoken}",
        description=spoken, font_family=CHART_FONT,
    )  # fmt: skip
    columns = (Column("Line"), *figure_columns("Amount", "Of the gross fund", width=24))
    return (
        Chart(drawing),
        Table("The fund", columns, tuple(rows), figures=("settlement_fund", "payments")),
    )


def _plan(inputs: Inputs, terms: Settlement, figures: SettlementFigures) -> tuple[Block, ...]:
    claims = {claim.id: inputs.run.claim_title(claim) for claim in inputs.run.theory.claims}
    words = settlement_in_words(terms, claims)
    blocks: list[Block] = [Paragraph(words.fees, lead="Fees.", figures=("settlement_fund",))]
    blocks += [Paragraph(sentence) for sentence in words.plan]
    if words.tiers:
        blocks.append(_tiers(dict(words.tiers), figures.by_tier))
    blocks.append(Paragraph(words.remainder, lead="Remainder."))
    every = figures.all
    cents = (every.average_cents, every.median_cents, every.largest_cents, every.smallest_cents)
    names = ("Average", "Median", "Largest", "Smallest")
    rows = [
        Row((name, money(value)))
        for name, value in zip(names, cents, strict=True)
        if value is not None
    ]
    rows += [
        Row(("Persons at the floor", count(figures.at_floor))),
        Row(("Persons at the cap", count(figures.at_cap))),
        Row(("Persons paid nothing", count(figures.paid_nothing))),
    ]
    columns = (Column("Payments as divided"), *figure_columns("Figure", width=30))
    blocks.append(Table("Payments as divided", columns, tuple(rows), figures=("payments",)))
    return tuple(blocks)


def _tiers(sentences: dict[str, str], parts: tuple[PartPayments, ...]) -> Table:
    rows = [
        Row(
            (title or "No tier", count(part.persons), money(part.total_cents)),
            note=_capitalised(sentences[title]) if title else "Paid nothing.",
        )
        for part in parts
        for title in part.label
    ]
    columns = (
        Column("Tier"),
        *figure_columns("Persons", width=16),
        *figure_columns("Payments", width=24),
    )
    return Table("Tiers", columns, tuple(rows), figures=("payments",))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _accounting(inputs: Inputs, accounting: dict[str, Any]) -> Table:
    rows = [_row(figure, inputs.run.time_zone) for figure in parse_figures(accounting["figures"])]
    columns = (Column("Figure"), *figure_columns("Value", width=20), Column("Source", width=34))
    return Table("Accounting of the distribution", columns, tuple(rows), figures=("accounting",))


def _row(figure: Figure, time_zone: str) -> Row:
    """A text runs below its line over the whole width."""
    source = _source(figure, time_zone)
    if figure.value is None:
        return Row((figure.line.label, "not stated", source))
    note = f"In place of {figure.replaced}." if figure.replaced else ""
    if figure.line.kind is FigureKind.TEXT:
        return Row(
            (figure.line.label, "stated below", source), note=f"{figure.value} {note}".strip()
        )
    return Row((figure.line.label, figure.shown, source), note=note)


def _source(figure: Figure, time_zone: str) -> str:
    match figure.source:
        case Source.COMPUTED:
            return "computed"
        case Source.FILE:
            return "payment status file"
        case Source.BY_HAND:
            return f"by hand, {day(figure.at, time_zone)}"
        case None:
            return "–"


def _notes(file: dict[str, Any] | None) -> Paragraph:
    recovery = "payments as divided" if file is None else "payments that the file says were made"
    return Paragraph(
        f"Recovery is of {recovery}. Averages, and the median of an even number of payments, are "
        "rounded half up to the cent; shares and the multiplier half up to two decimals. All "
        "other figures are exact.",
        lead="Reading the table.",
        figures=("accounting",),
    )


def _status_file(file: dict[str, Any]) -> tuple[Block, ...]:
    rows = [Row((_ROW_STATUSES[name], count(file["counts"][name]))) for name in _ROW_STATUSES]
    rows.append(Row(("All rows read", count(file["rows_read"])), is_total=True))
    left = file["without_row"]
    by_status = [
        Row((status.capitalize(), count(one["payments"]), money(one["cents"])))
        for status, one in file["by_status"].items()
    ]
    by_status.append(Row(("No matched row", count(left["payments"]), money(left["cents"]))))
    return (
        Paragraph(
            "The payments were compared, one by one, with a file on their state. Only rows that "
            "match a payment by its reference and amount count; of rows that repeat each other "
            "one counts, of rows that contradict each other none.",
        ),
        Table(
            "The file",
            (Column("File"), *figure_columns("Rows read", width=20)),
            (Row((file["name"], count(file["rows_read"])), mono=file["sha256"]),),
            figures=("status_file",),
        ),
        Table(
            "What became of its rows",
            (Column("Rows"), *figure_columns("Number", width=20)),
            tuple(rows),
            figures=("status_file",),
        ),
        Table(
            "Payments by state",
            (
                Column("State of the payment"),
                *figure_columns("Payments", width=20),
                *figure_columns("Value", width=24),
            ),
            tuple(by_status),
            figures=("status_file", "payments"),
        ),
    )


def _identities(
    inputs: Inputs, figures: SettlementFigures, file: dict[str, Any] | None
) -> tuple[Block, ...]:
    """Raises ExhibitRefused where one does not hold."""
    found = list(identities(figures, eligible=inputs.run.figures.eligible))
    if file is not None:
        every = figures.all
        found += file_identities(file, payments=every.persons, total_cents=every.total_cents)
    for one in found:
        if not one.holds:
            raise ExhibitRefused(
                f"{one.sentence}: {one.left} is not {one.right}. Divide the fund again."
            )
    rows = tuple(Row((one.sentence, one.left, one.right)) for one in found)
    columns = (Column("Identity"), *figure_columns("Left side", "Right side", width=20))
    return (
        Paragraph(
            "Both sides of each identity are counted or added up separately from the published "
            "payments; an accounting of which one does not hold is not published."
        ),
        Table("What must hold", columns, rows, figures=("payments", "settlement_fund", "outcomes")),
    )
