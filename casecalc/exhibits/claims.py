"""Claim by claim: what each counts and takes for granted, and what it computes for the class."""

from typing import Any

from casecalc.rules.results import ClaimTotals
from casecalc.rules.sentences import claim_in_words, combination_in_words, multiplier_in_words
from casecalc.rules.theory import Claim, Combine, Measure, Unit

from .blocks import DRAFT_LABEL, Block, Column, Paragraph, Row, Steps, Table, figure_columns
from .closing import claim_assumptions, open_question, shared_assumptions
from .document import SUMMARY_OF_WRITINGS, Document, document
from .inputs import Inputs
from .opening import class_definition, edition_note, rule_1006, where_originals
from .outcomes import claims_chart
from .printing import count, money, some
from .reconciliation import equations
from .run_manifest import ExhibitRefused, RunRecord

TITLE = "Potential Recovery, Claim by Claim"
_UNITS = {
    Unit.PERSON: "Once for each eligible person",
    Unit.VIOLATION: "For each disclosure that satisfies the definition",
    Unit.DAY: "For each calendar day with such a disclosure",
}
_MEASURES = {
    Measure.FIXED: "The statutory sum",
    Measure.FLOOR: "The statutory sum, or actual damages where these are larger",
    Measure.GREATER_OF: "The larger of the statutory sum and actual damages",
}
_COMBINATIONS = {Combine.HIGHEST: "Largest claim of each person", Combine.SUM: "Sum of the claims"}


def build_claims(inputs: Inputs) -> Document:
    """Needs `facts["awarded"]`: per claim id, the eligible persons whose award is above $0.00.
    Raises NotReconciled for figures that do not add up."""
    run = inputs.run
    equations(run)
    claims = run.theory.claims
    last = 4 + len(claims)
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("What this exhibit is", _what_it_is(inputs, provenance=last + 2)),
        ("Potential recovery of the class", _potential(inputs)),
        *((_heading(run, claim), _claim(inputs, claim)) for claim in claims),
        ("Assumptions of all claims", (Steps(tuple(_shared(run))),)),
        ("The class definition", class_definition(run)),
    ]
    return document(inputs, title=TITLE, standing=SUMMARY_OF_WRITINGS, sections=sections)


def _what_it_is(inputs: Inputs, *, provenance: int) -> tuple[Block, ...]:
    run = inputs.run
    return (
        Paragraph(
            "For each claim of the damages theory this exhibit states what is counted, by which "
            "amounts, and the sum for the class if every element of that claim were established "
            f"for every eligible person: {some(run.figures.eligible, 'person')} of "
            f"{count(run.figures.persons)}. It is arithmetic on the records, and takes no position "
            "on liability or on what a settlement should be.",
            lead="Content.",
            figures=("persons", "outcomes"),
        ),
        rule_1006(),
        where_originals(run, "The source files are listed in the index of figures"),
        edition_note(run, inputs.info, provenance),
    )


def _potential(inputs: Inputs) -> tuple[Block, ...]:
    """The table that settlement guidance asks for: every claim with its potential recovery."""
    run = inputs.run
    rows: list[Row] = []
    for claim in run.theory.claims:
        totals = run.figures.claims[claim.id]
        rows += _rows(run.claim_title(claim), _awarded(inputs, claim.id), totals)
    blocks: list[Block] = [
        Paragraph(
            "The potential recovery of the class if it had fully prevailed on each claim, claim by "
            "claim."
        ),
        Table(
            "Potential recovery, claim by claim",
            (
                Column("Claim"),
                *figure_columns("Eligible persons", width=11),
                *figure_columns("With an award", width=11),
                *figure_columns("Potential recovery", width=_width(rows, 3)),
                *figure_columns("If undetermined were eligible", width=_width(rows, 4)),
            ),
            tuple(rows),
            figures=("outcomes", "awarded", "awards", "bound"),
        ),
    ]
    if len(run.theory.claims) > 1:
        blocks.append(claims_chart(run))
    blocks.append(Paragraph(_relation(run)))
    if run.figures.combined is not None:
        blocks.append(_combined(run, run.figures.combined))
    return tuple(blocks)


def _rows(title: str, awarded: int, totals: ClaimTotals) -> list[Row]:
    persons = (count(totals.awards), count(awarded))
    low = (money(totals.total), money(totals.total_if_undetermined_eligible))
    if totals.total_high is None or totals.total_high_if_undetermined_eligible is None:
        return [Row((title, *persons, *low))]
    high = (money(totals.total_high), money(totals.total_high_if_undetermined_eligible))
    return [
        Row((f"{title}, low end", *persons, *low)),
        Row((f"{title}, high end", *persons, *high)),
    ]


def _combined(run: RunRecord, totals: ClaimTotals) -> Table:
    label = _COMBINATIONS[run.theory.combine]
    rows = [Row((row.cells[0], *row.cells[3:]), is_total=True) for row in _rows(label, 0, totals)]
    return Table(
        "Combination of the claims",
        (
            Column("Combination"),
            *figure_columns("Potential recovery", width=_width(rows, 1)),
            *figure_columns("If undetermined were eligible", width=_width(rows, 2)),
        ),
        tuple(rows),
        figures=("combined",),
    )


def _relation(run: RunRecord) -> str:
    if len(run.theory.claims) == 1:
        return "There is one claim; its total is not added to any other."
    return combination_in_words(run.theory)


def _heading(run: RunRecord, claim: Claim) -> str:
    number = run.theory.claims.index(claim) + 1
    return f"Claim {number}: {run.claim_title(claim)}"


def _claim(inputs: Inputs, claim: Claim) -> tuple[Block, ...]:
    run = inputs.run
    blocks: list[Block] = [Paragraph(claim_in_words(claim), lead="Award of each person.")]
    blocks.append(_terms(claim))
    blocks.append(_figures(inputs, claim))
    blocks.append(
        Steps((*claim_assumptions(claim), *open_question((claim,)), *_counted(run, claim)))
    )
    return tuple(blocks)


def _terms(claim: Claim) -> Table:
    """Every term of the claim, those it lacks too, so that nobody has to wonder."""
    authority = f"{claim.authority} {DRAFT_LABEL}" if claim.authority else "None stated"
    terms = (
        ("Authority", authority),
        ("Unit", _UNITS[claim.unit]),
        ("Amount for each unit", _amount(claim)),
        ("Least for each person", _or_none(claim.minimum_cents)),
        ("Most for each person", _or_none(claim.cap_cents)),
        ("Measure", _MEASURES[claim.measure]),
        (
            "Multiplier",
            "None" if claim.multiplier is None else multiplier_in_words(claim.multiplier),
        ),
        ("Actual damages required", "Yes" if claim.actual_damages_required else "No"),
    )
    rows = tuple(Row(term) for term in terms)
    return Table("Terms", (Column("Term", width=30), Column("As computed")), rows)


def _amount(claim: Claim) -> str:
    low = money(claim.amount_cents)
    return low if claim.amount_high_cents is None else f"{low} to {money(claim.amount_high_cents)}"


def _or_none(cents: int | None) -> str:
    return "None" if cents is None else money(cents)


def _figures(inputs: Inputs, claim: Claim) -> Table:
    totals = inputs.run.figures.claims[claim.id]
    ends = [("", totals.total, totals.total_if_undetermined_eligible)]
    if totals.total_high is not None and totals.total_high_if_undetermined_eligible is not None:
        high = (", high end", totals.total_high, totals.total_high_if_undetermined_eligible)
        ends = [(", low end", *ends[0][1:]), high]
    rows = [
        Row(("Eligible persons", count(totals.awards))),
        Row(("Of these, persons with an award above $0.00", count(_awarded(inputs, claim.id)))),
    ]
    for end, total, bound in ends:
        rows.append(Row((f"Potential recovery{end}", money(total)), is_total=True))
        if totals.awards:
            mean = money(_mean(total, totals.awards))
            rows.append(
                Row((f"For each eligible person on average, to the nearest cent{end}", mean))
            )
        rows.append(
            Row((f"Added if every undetermined person were eligible{end}", money(bound - total)))
        )
        rows.append(Row((f"Upper bound{end}", money(bound))))
    columns = (Column("Figure"), Column("Number or amount", is_figure=True, width=_width(rows, 1)))
    return Table(
        "Figures", columns, tuple(rows), figures=("outcomes", "awarded", "awards", "bound")
    )


def _mean(total: int, persons: int) -> int:
    """Cents, half up."""
    return (2 * total + persons) // (2 * persons)


def _counted(run: RunRecord, claim: Claim) -> list[Paragraph]:
    if claim.unit is Unit.PERSON:
        return []
    text = (
        f"The eligible persons have {some(run.figures.violations, 'disclosure')} that satisfy the "
        "definition for certain; a disclosure that an unknown cell leaves open counts for nothing."
    )
    return [Paragraph(text, lead="Disclosures counted.")]


def _shared(run: RunRecord) -> list[Paragraph]:
    return shared_assumptions(run)


def _awarded(inputs: Inputs, claim: str) -> int:
    awarded: dict[str, Any] = inputs.facts.get("awarded", {})
    if claim not in awarded:
        raise ExhibitRefused(
            f'How many persons have an award under "{claim}" was not gathered. Make the exhibit '
            "again."
        )
    return int(awarded[claim])


def _width(rows: list[Row], cell: int) -> int:
    """Wide enough for the longest amount of a column."""
    return 20 if max(len(row.cells[cell]) for row in rows) <= 16 else 24
