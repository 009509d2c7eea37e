"""The spreadsheet twin of the summary: its tables with live formulas, so that a reader sees the
arithmetic. Every total is a formula beside the figure that the run states, and a check of both."""

from datetime import datetime
from pathlib import Path

from casecalc.rules.damages import award
from casecalc.rules.sentences import claim_in_words, combination_in_words, definition_in_words
from casecalc.rules.theory import Claim, Combine, Unit

from .document import DEMONSTRATION
from .inputs import Inputs
from .printing import money
from .reconciliation import Equation, require_equal
from .run_manifest import RunRecord
from .twin_evidence import about, criteria, definition, reconciliation, sources
from .twin_tables import Totals, months, outcomes, plans, states
from .workbook import Book, Cell, Cents, Live, TooLarge
from .written import Written

SHEETS = (
    "Totals",
    "Claims",
    "Outcomes",
    "Criteria",
    "States",
    "Plans",
    "Months",
    "Reconciliation",
    "Sources",
    "Definition",
    "About",
)
LEFT_OUT = "A total has more digits than a spreadsheet keeps; there is no workbook."


def write_twin(inputs: Inputs, out: Path, stem: str) -> Written:
    """Write `<stem>-workbook.xlsx` into the folder `out`; nothing where an amount has more digits
    than a spreadsheet keeps, which the exhibit's manifest then says."""
    try:
        data = twin(inputs)
    except TooLarge:
        return Written(files=(), pages=0, details={"workbook": LEFT_OUT})
    (out / f"{stem}-workbook.xlsx").write_bytes(data)
    return Written(files=(f"{stem}-workbook.xlsx",), pages=0, details={})


def twin(inputs: Inputs) -> bytes:
    """The workbook: the same bytes for the same run. Raises TooLarge and NotReconciled."""
    run = inputs.run
    book = Book(
        names=SHEETS,
        created=datetime.fromisoformat(run.started_at),
        heading=f"Exhibit {inputs.info.label}: {run.title}, run {run.run_number}",
        note=DEMONSTRATION if run.is_demonstration else "",
    )
    figures = run.figures
    groups = (figures.by_region, figures.by_plan, figures.by_month)
    book.keep_exact(largest=_largest(run), terms=max(map(len, groups)) + len(run.theory.claims))
    found = outcomes(book["Outcomes"], run)
    by_state, by_plan = states(book["States"], run), plans(book["Plans"], run)
    by_month = months(book["Months"], run)
    totals = _totals(book, run, found["eligible"], (by_state, by_plan, by_month))
    _claims(book, run, found["eligible"], totals)
    criteria(book["Criteria"], run)
    reconciliation(book["Reconciliation"], run, by_state, by_plan, by_month)
    sources(book["Sources"], run)
    definition(
        book["Definition"], run, definition_in_words(run.definition, time_zone=run.time_zone)
    )
    about(book, inputs)
    return book.data()


def _largest(run: RunRecord) -> int:
    """The largest amount of cents in the workbook."""
    totals = [*run.figures.claims.values()]
    if run.figures.combined is not None:
        totals.append(run.figures.combined)
    amounts = [
        amount
        for one in totals
        for amount in (
            one.total_if_undetermined_eligible,
            one.total_high_if_undetermined_eligible or 0,
        )
    ]
    return max([*amounts, *(claim.amount_high_cents or 0 for claim in run.theory.claims)])


def _totals(
    book: Book, run: RunRecord, eligible: str, tables: tuple[Totals, ...]
) -> dict[str, str]:
    """The sheet of totals; returns the cell of each claim's total."""
    sheet = book["Totals"]
    sheet.widths(44, 14, 20, 20, 20, 20, 12, 22, 22)
    sheet.says(
        f"Amounts in {book.unit}. Each total is a formula over the sheets States, Plans and Months;"
        " the check compares all three with the figure of the run."
    )
    sheet.gap()
    sheet.heads(
        "Claim",
        "Eligible persons",
        "Total over states",
        "Total over plans",
        "Total over months",
        "Stated by the run",
        "All equal",
        "Stated, if undetermined were eligible",
        "What they would add",
    )
    first, cells = sheet.row, {}
    for claim in run.theory.claims:
        title, stated = run.claim_title(claim), run.figures.claims[claim.id]
        row = sheet.row
        refs = [Live(table.of_claim[claim.id], stated.total, "money") for table in tables]
        sheet.line(
            title if claim.amount_high_cents is None else f"{title}, low end",
            Live(eligible, run.figures.eligible, "count"),
            *refs,
            Cents(stated.total),
            Live(f"AND(C{row}=F{row},D{row}=F{row},E{row}=F{row})", True, "truth"),
            *_bound(book, row, stated.total, stated.total_if_undetermined_eligible),
        )
        cells[claim.id] = sheet.at(2, row)
    sheet.check((6, first), (6, sheet.row - 1))
    _high_ends(book, run)
    _combination(book, run, first)
    return cells


def _bound(book: Book, row: int, stated: int, bound: int) -> tuple[Cell, Cell]:
    """The bound as stated, and its distance from the total."""
    return Cents(bound), Live(book.rounded(f"H{row}-F{row}"), bound - stated, "money")


def _high_ends(book: Book, run: RunRecord) -> None:
    """High ends are totals of the run that no table breaks down."""
    sheet = book["Totals"]
    for claim in run.theory.claims:
        stated = run.figures.claims[claim.id]
        high, bound = stated.total_high, stated.total_high_if_undetermined_eligible
        if high is not None and bound is not None:
            row = sheet.row
            cells = _bound(book, row, high, bound)
            title = f"{run.claim_title(claim)}, high end (not broken down)"
            sheet.line(title, None, None, None, None, Cents(high), None, *cells)


def _combination(book: Book, run: RunRecord, first: int) -> None:
    """A sum of claims is a formula over them; the largest claim of each person is not."""
    combined, sheet = run.figures.combined, book["Totals"]
    sheet.gap()
    sheet.says(combination_in_words(run.theory))
    if combined is None:
        return
    row, last = sheet.row, first + len(run.theory.claims) - 1
    total, check = None, None
    if run.theory.combine is Combine.SUM:
        claims = tuple(one.total for one in run.figures.claims.values())
        words = "Combined: total = sum of the totals of the claims"
        require_equal([Equation(words, combined.total, claims, is_money=True)])
        total = Live(book.rounded(f"SUM(C{first}:C{last})"), combined.total, "money")
        check = Live(f"C{row}=F{row}", True, "truth")
    bound = _bound(book, row, combined.total, combined.total_if_undetermined_eligible)
    sheet.line("Combined", None, total, None, None, Cents(combined.total), check, *bound)
    if check is not None:
        sheet.check((6, row), (6, row))


def _claims(book: Book, run: RunRecord, eligible: str, totals: dict[str, str]) -> None:
    sheet = book["Claims"]
    sheet.widths(32, 16, 24, 60, 20, 18, 20, 24)
    sheet.says(
        f"Amounts in {book.unit}. Where every eligible person has at least the same award: that "
        "award times the persons, and what actual damages above it add (for a range: the low end)."
    )
    sheet.gap()
    sheet.heads(
        "Claim",
        "Id",
        "Authority",
        "Award",
        "Award of each eligible person",
        "Eligible persons",
        "Award × persons",
        "Added by actual damages",
        left=4,
    )
    for claim in run.theory.claims:
        each = _same_award(claim)
        row = sheet.row
        rest: list[Cell] = []
        if each is not None:
            product = each * run.figures.eligible
            rest = [
                Cents(each),
                Live(eligible, run.figures.eligible, "count"),
                Live(book.rounded(f"E{row}*F{row}"), product, "money"),
                Live(
                    book.rounded(f"{totals[claim.id]}-G{row}"),
                    run.figures.claims[claim.id].total - product,
                    "money",
                ),
            ]
        words = claim_in_words(claim)
        sheet.line(run.claim_title(claim), claim.id, claim.authority or "–", words, *rest)
    sheet.gap()
    sheet.heads(
        "Claim", "Unit", "Measure", "Minimum and cap, for each person", "Amount", "High end", left=4
    )
    for claim in run.theory.claims:
        high = claim.amount_high_cents
        sheet.line(
            run.claim_title(claim),
            claim.unit,
            claim.measure.replace("_", " "),
            _bounds(claim),
            Cents(claim.amount_cents),
            None if high is None else Cents(high),
        )


def _same_award(claim: Claim) -> int | None:
    """What each eligible person has at least, where that does not depend on the person."""
    if claim.unit is not Unit.PERSON or claim.actual_damages_required:
        return None
    return award(claim, violations=0, days=0, actual_damages_cents=0).cents


def _bounds(claim: Claim) -> str:
    parts = [
        f"{word} {money(cents)}"
        for word, cents in (("at least", claim.minimum_cents), ("at most", claim.cap_cents))
        if cents is not None
    ]
    return ", ".join(parts) or "none"
