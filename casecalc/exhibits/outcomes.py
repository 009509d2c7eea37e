"""The result in brief, the totals claim by claim, and persons by outcome, criterion and list."""

from casecalc.rules.columns import Kind
from casecalc.rules.results import ClaimTotals
from casecalc.rules.sentences import claim_in_words, combination_in_words, definition_in_words
from casecalc.rules.theory import Combine

from .blocks import Block, Chart, Column, Paragraph, Row, Table, figure_columns, sourced
from .charts import Bar, Fill, Step, bar_chart, flow_chart
from .printing import count, money, share, some
from .run_manifest import RunRecord

CHART_FONT = "Casecalc Small"
_COMBINATIONS = {Combine.HIGHEST: "Largest claim of each person", Combine.SUM: "Sum of the claims"}


def in_brief(run: RunRecord, refs: dict[str, int]) -> tuple[Block, ...]:
    figures = run.figures
    return (
        Paragraph(
            f"Of {some(figures.persons, 'person')} in the rosters, {count(figures.eligible)} "
            f"{'meets' if figures.eligible == 1 else 'meet'} the class definition and "
            f"{count(figures.ineligible)} {'does' if figures.ineligible == 1 else 'do'} not; for "
            f"{count(figures.undetermined)} the records do not decide it.",
            figures=("persons", "outcomes"),
        ),
        path_chart(run),
        totals_table(run, f"Totals. The computation is set out in section {refs['totals']}."),
    )


def path_chart(run: RunRecord) -> Chart:
    """From rows to dollars in four stations."""
    figures = run.figures
    claims = run.theory.claims
    last = (
        Step(text=money(figures.claims[claims[0].id].total), label=run.claim_title(claims[0]))
        if len(claims) == 1
        else Step(text=some(len(claims), "claim"), label="each with its own total")
    )
    read = sum(source.rows_read for source in run.of_kind(Kind.ROSTER))
    rejected = read - figures.roster_rows
    others = (f"{figures.undetermined:,} undetermined", f"{figures.ineligible:,} ineligible")
    steps = (
        Step(
            text=count(figures.roster_rows),
            label="roster rows",
            notes=(f"{rejected:,} rejected",),
        ),
        Step(text=count(figures.persons), label="persons"),
        Step(text=count(figures.eligible), label="eligible", notes=others),
        last,
    )
    spoken = "; ".join(f"{step.text} {step.label}" for step in steps)
    path = flow_chart(
        steps, name="path", title=f"From rows to dollars: {spoken}.", description=spoken,
        font_family=CHART_FONT,
    )  # fmt: skip
    return Chart(path, figures=("files", "persons", "outcomes", "awards"))


def totals_table(run: RunRecord, caption: str) -> Table:
    figures = run.figures
    rows: list[Row] = []
    for claim in run.theory.claims:
        rows += _totals_rows(run.claim_title(claim), figures.claims[claim.id])
    if figures.combined is not None:
        label = f"Combined: {_COMBINATIONS[run.theory.combine]}"
        rows += _totals_rows(label, figures.combined, is_total=True)
    longest = max(len(cell) for row in rows for cell in row.cells[2:])
    heads = figure_columns("Eligible persons", width=14) + figure_columns(
        "Total", "If undetermined were eligible", width=20 if longest <= 16 else 24
    )
    return Table(caption, (Column("Claim"), *heads), tuple(rows), figures=("awards", "bound"))


def _totals_rows(label: str, totals: ClaimTotals, *, is_total: bool = False) -> list[Row]:
    low, bound = totals.total, totals.total_if_undetermined_eligible
    high, bound_high = totals.total_high, totals.total_high_if_undetermined_eligible
    if high is None or bound_high is None:
        return [Row((label, count(totals.awards), money(low), money(bound)), is_total)]
    return [
        Row((f"{label}, low end", count(totals.awards), money(low), money(bound)), is_total),
        Row((f"{label}, high end", count(totals.awards), money(high), money(bound_high)), is_total),
    ]


def totals(run: RunRecord) -> tuple[Block, ...]:
    terms = tuple(
        Row((run.claim_title(claim), claim.authority or "–", claim_in_words(claim)))
        for claim in run.theory.claims
    )
    columns = (Column("Claim", width=26), Column("Authority", width=22), Column("Award"))
    blocks: list[Block] = [
        Table("How each claim is computed", columns, terms),
        totals_table(run, "Totals, claim by claim"),
    ]
    if len(run.theory.claims) > 1:
        blocks.append(claims_chart(run))
    several = len(run.theory.claims) > 1
    blocks.append(
        Paragraph(
            combination_in_words(run.theory)
            if several
            else "There is one claim; its total is not added to any other."
        )
    )
    blocks.append(
        Paragraph(
            "The last column is an upper bound: the same computation with every undetermined "
            "person counted as eligible. The difference is what blank cells leave open."
        )
    )
    return tuple(blocks)


def claims_chart(run: RunRecord) -> Chart:
    bars = [
        Bar(label=run.claim_title(claim), value=total, text=money(total))
        for claim in run.theory.claims
        for total in [run.figures.claims[claim.id].total]
    ]
    spoken = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    drawing = bar_chart(
        bars, name="claims", title=f"Total of each claim: {spoken}.", description=spoken,
        font_family=CHART_FONT,
    )  # fmt: skip
    low = ", low end where there is a range" if run.theory.has_range else ""
    return Chart(drawing, f"Total of each claim{low}", figures=("awards",))


def by_outcome(run: RunRecord) -> tuple[Block, ...]:
    figures = run.figures
    outcomes = (
        ("Eligible", figures.eligible, Fill.SOLID),
        ("Undetermined", figures.undetermined, Fill.HATCHED),
        ("Ineligible", figures.ineligible, Fill.OPEN),
    )
    bars = [Bar(label=label, value=n, text=count(n), fill=fill) for label, n, fill in outcomes]
    spoken = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    drawing = bar_chart(
        bars, name="outcomes", title=f"Persons by outcome: {spoken}.", description=spoken,
        font_family=CHART_FONT,
    )  # fmt: skip
    rows = [Row((label, count(n), share(n, figures.persons))) for label, n, _ in outcomes]
    rows.append(
        Row(("All persons", count(figures.persons), share(figures.persons, figures.persons)), True)
    )
    blocks: list[Block] = [
        Table(
            "Persons by outcome",
            (Column("Outcome"), *figure_columns("Persons", "Share of all persons", width=26)),
            tuple(rows),
        ),
        Chart(drawing),
    ]
    if figures.subclasses:
        blocks.append(_subclasses(run))
    return sourced(blocks, "outcomes")


def _subclasses(run: RunRecord) -> Table:
    eligible = run.figures.eligible
    rows = tuple(
        Row((title, count(n), share(n, eligible))) for title, n in run.figures.subclasses.items()
    )
    columns = (
        Column("Subclass"),
        *figure_columns("Members", "Share of eligible persons", width=26),
    )
    caption = "Subclasses (a person may belong to several)"
    return Table(caption, columns, rows, figures=("subclasses",))


def by_criterion(run: RunRecord) -> tuple[Block, ...]:
    words = definition_in_words(run.definition, time_zone=run.time_zone)
    rows = [_criterion_row(run, term.id, f"Required: {term.sentence}") for term in words.required]
    rows += [_criterion_row(run, term.id, f"Excluded: {term.sentence}") for term in words.excluded]
    columns = (Column("Criterion"), *figure_columns("True", "False", "Unknown", width=17))
    return (
        Paragraph(
            "For each criterion, the persons for whom the records show it to be true, show it to "
            "be false, or leave it open. Each line adds up to all "
            f"{some(run.figures.persons, 'person')}."
        ),
        Table("Persons by criterion", columns, tuple(rows), css="named", figures=("criteria",)),
    )


def _criterion_row(run: RunRecord, name: str, sentence: str) -> Row:
    counts = run.figures.criteria[name]
    cells = (name, count(counts["true"]), count(counts["false"]), count(counts["unknown"]))
    return Row(cells, note=sentence)


def exclusion_lists(run: RunRecord) -> tuple[Block, ...]:
    lists = run.figures.list_rows
    if not lists:
        return (Paragraph("The definition names no exclusion list, and none was imported."),)
    missing = "Named by the definition; no list of this name was imported."
    imported = {source.list_name for source in run.of_kind(Kind.EXCLUSION_LIST)}
    rows = tuple(
        Row(
            (name, *(count(counts.get(key, 0)) for key in ("listed", "unmatched", "ambiguous"))),
            note="" if name in imported else missing,
        )
        for name, counts in lists.items()
    )
    heads = ("Rows matching one person", "Rows matching nobody", "Rows matching several persons")
    absent = sum(name not in imported for name in lists)
    blocks: list[Block] = [
        Table("Exclusion lists", (Column("List"), *figure_columns(*heads, width=21)), rows)
    ]
    if absent:
        blocks.append(
            Paragraph(
                f"Of the lists that the definition names, {count(absent)} had not been imported "
                "when the run was made; no person is excluded by "
                f"{'it' if absent == 1 else 'them'}."
            )
        )
    return sourced(blocks, "lists")
