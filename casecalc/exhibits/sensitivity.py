"""Theories side by side, and dollars per head × share of the class: an illustrative aid, no
evidence. It names nobody."""

from collections.abc import Callable, Sequence

from casecalc.rules.comparison import ComparedClaim, Comparison, comparison
from casecalc.rules.scenario_document import share_in_words
from casecalc.rules.scenario_words import GRID, RATIOS, ROUNDING, class_in_words
from casecalc.rules.scenarios import GridRow, Line, Range, difference_in_words

from .blocks import DRAFT_LABEL, Block, Chart, Column, Paragraph, Row, Steps, Table, figure_columns
from .document import ILLUSTRATIVE_AID, Document, document
from .inputs import Inputs
from .opening import edition_note
from .outcomes import CHART_FONT
from .printing import count, money, some
from .run_manifest import ExhibitRefused
from .sensitivity_chart import chart_in_words, sensitivity_chart, short_money

TITLE = "Comparison of Damages Scenarios"
STANDING = f"{ILLUSTRATIVE_AID}; not evidence"
_AMOUNTS_ACROSS = 4
_ROOM = 81  # per cent of a table beside share and persons
_USUAL = 18


def build_sensitivity(inputs: Inputs) -> Document:
    """Needs `facts["scenarios"]` as `queries.scenarios` gathers it; raises ExhibitRefused where
    the run has no such comparison."""
    found = inputs.facts.get("scenarios")
    if found is None:
        raise ExhibitRefused(
            f"Run {inputs.run.run_number} has no scenarios {inputs.asked.get('scenarios')} with "
            "figures; name one that was computed on it."
        )
    compared = comparison(found["document"], found["figures"])
    sections: list[tuple[str, Sequence[Block]]] = [
        ("What this exhibit is", _what_it_is(inputs, compared, found["number"])),
        ("What each scenario assumes", (_assumptions(compared), _readings(compared))),
        ("Scenarios, claim by claim", _claims(compared)),
        ("Dollars per head and share of the class", _sensitivity(compared)),
    ]
    return document(inputs, title=TITLE, standing=STANDING, sections=sections)


def _what_it_is(inputs: Inputs, compared: Comparison, number: int) -> tuple[Block, ...]:
    run = inputs.run
    return (
        Paragraph(
            f"This exhibit puts {some(len(compared.columns), 'scenario')} side by side on the "
            f"evidence of run {run.run_number} (scenarios {number} of the matter): what each claim "
            "comes to under each set of assumptions, with the upper bound if undetermined persons "
            "were eligible; and what stated amounts per head come to for stated shares of the "
            "class. Each scenario is computed from the same files and decisions by the same "
            "method. The exhibit takes no position on which assumptions hold.",
            lead="Content.",
            figures=("scenarios",),
        ),
        Paragraph(
            "Offered as an illustrative aid under Federal Rule of Evidence 107, to help the trier "
            "of fact understand the evidence or argument. It is not evidence, and it is no summary "
            "under Rule 1006.",
            lead="Rule.",
            is_draft=True,
        ),
        edition_note(run, inputs.info, 6),
    )


def _assumptions(compared: Comparison) -> Steps:
    return Steps(
        tuple(
            Paragraph(" ".join(column.words), lead=f"{column.title}.")
            for column in compared.columns
        )
    )


def _readings(compared: Comparison) -> Table:
    """How each claim is computed, once for all scenarios that compute it so."""
    scenarios: dict[tuple[str, str, str], list[str]] = {}
    for column in compared.columns:
        for claim in column.claims:
            scenarios.setdefault(claim, []).append(column.title)
    rows = tuple(
        Row(
            (title, f"{authority} {DRAFT_LABEL}" if authority else "–", reading),
            note=f"In: {'; '.join(titles)}",
        )
        for (title, authority, reading), titles in scenarios.items()
    )
    columns = (Column("Claim", width=28), Column("Authority", width=24), Column("Award"))
    return Table("How each claim is computed", columns, rows)


def _claims(compared: Comparison) -> tuple[Block, ...]:
    blocks: list[Block] = [_class_table(compared)]
    for group in compared.groups:
        blocks.append(_totals(compared, group))
        if group.has_rate:
            blocks.append(_at_rate(compared, group))
        blocks.append(_ratios(compared, group))
    blocks.append(Paragraph(RATIOS, lead="Ratios."))
    if compared.has_rate:
        blocks.append(Paragraph(ROUNDING, lead="Claims rate."))
    blocks.append(
        Paragraph(
            "Totals of different claims are not added unless the theory of a scenario says so; the "
            "combination is then a figure of its own.",
            lead="Claims.",
        )
    )
    return tuple(blocks)


def _class_table(compared: Comparison) -> Table:
    rows = [
        Row(
            (
                column.title,
                count(column.figures.eligible),
                count(column.figures.undetermined),
                count(column.figures.violations),
                money(column.figures.actual_damages.cents),
            )
        )
        for column in compared.columns
    ]
    heads = ("Eligible persons", "Undetermined", "Disclosures counted", "Actual damages stated")
    columns = _fitting(rows, heads)
    return Table("The class in each scenario", columns, tuple(rows), figures=("scenarios",))


def _lines(
    compared: Comparison, group: ComparedClaim
) -> list[tuple[str, int, Line, Callable[[Range], int]]]:
    """Scenario and end of range by name, its number, the line, and which end it is."""
    found: list[tuple[str, int, Line, Callable[[Range], int]]] = []
    for i, (column, line) in enumerate(zip(compared.columns, group.lines, strict=True)):
        if line is None:
            continue
        if line.total.high is None:
            found.append((column.title, i, line, _low))
        else:
            found.append((f"{column.title}, low end", i, line, _low))
            found.append((f"{column.title}, high end", i, line, _high))
    return found


def _totals(compared: Comparison, group: ComparedClaim) -> Table:
    rows = []
    for name, _i, line, end in _lines(compared, group):
        change = "–" if line.difference is None else difference_in_words(_one(end, line.difference))
        rows.append(Row((name, money(end(line.total)), money(end(line.bound)), change)))
    heads = ("Total", "If undetermined were eligible", "Difference to the first")
    columns = _fitting(rows, heads)
    return Table(group.title, columns, tuple(rows), figures=("scenarios",))


def _at_rate(compared: Comparison, group: ComparedClaim) -> Table:
    rows = []
    for name, i, line, end in _lines(compared, group):
        column = compared.columns[i]
        if line.at_rate is None or column.claims_rate is None:
            continue
        rate, persons = share_in_words(column.claims_rate), count(column.persons_at_rate or 0)
        rows.append(Row((name, rate, persons, money(end(line.at_rate)))))
    columns = _fitting(rows, ("Claims rate", "Persons", "Total at that rate"))
    caption = f"{group.title}: illustration at a claims rate"
    return Table(caption, columns, tuple(rows), figures=("claims_rate",))


def _ratios(compared: Comparison, group: ComparedClaim) -> Table:
    rows = []
    for name, i, line, end in _lines(compared, group):
        figures = compared.columns[i].figures
        ratio = line.to_actual[-1 if end is _high else 0]
        mean = "–" if line.per_eligible is None else money(end(line.per_eligible))
        actual = money(figures.actual_damages.cents)
        rows.append(Row((name, money(end(line.total)), actual, ratio.text, mean)))
    heads = ("Total", "Actual damages stated", "Ratio", "Per eligible person")
    columns = _fitting(rows, heads)
    caption = f"{group.title}: ratios"
    return Table(caption, columns, tuple(rows), figures=("scenarios", "ratios"))


def _sensitivity(compared: Comparison) -> tuple[Block, ...]:
    asked = compared.asked
    spoken = chart_in_words(compared.grid, asked.per_head_cents)
    drawing = sensitivity_chart(
        compared.grid, asked.per_head_cents, name="sensitivity", title=spoken, description=spoken,
        font_family=CHART_FONT,
    )  # fmt: skip
    blocks: list[Block] = [
        Paragraph(f"{class_in_words(asked)} {GRID}"),
        Chart(drawing, "Dollars by share of the class, a line for each amount per head"),
        *_grids("Eligible persons", compared.grid, asked.per_head_cents),
    ]
    if compared.first.undetermined:
        caption = "Upper bound: eligible and undetermined persons"
        blocks += _grids(caption, compared.bound, asked.per_head_cents)
    else:
        blocks.append(Paragraph("No person is undetermined, so that the upper bound is the same."))
    return tuple(blocks)


def _grids(caption: str, grid: Sequence[GridRow], per_head: Sequence[int]) -> list[Table]:
    """As many amounts per head across as fit."""
    longest = max((len(money(cents)) for row in grid for cents in row.cents), default=0)
    across = max(min(_AMOUNTS_ACROSS, _ROOM // _width(longest)), 1)
    tables = []
    for start in range(0, len(per_head), across):
        chosen = range(start, min(start + across, len(per_head)))
        rows = [
            Row(
                (
                    share_in_words(row.share),
                    count(row.persons),
                    *(money(row.cents[i]) for i in chosen),
                )
            )
            for row in grid
        ]
        columns = (
            Column("Share", width=9),
            *figure_columns("Persons", width=10),
            *figure_columns(*(f"{short_money(per_head[i])} a head" for i in chosen)),
        )
        tables.append(Table(caption, columns, tuple(rows), figures=("sensitivity",)))
    return tables


def _fitting(rows: Sequence[Row], heads: Sequence[str]) -> tuple[Column, ...]:
    """The scenario and figure columns of one width; each of its own where figures are too long for
    that, so that none of them breaks."""
    needed = [
        _width(max((len(row.cells[i]) for row in rows), default=0))
        for i, _head in enumerate(heads, start=1)
    ]
    usual = max(max(needed), _USUAL)
    widths = [usual] * len(heads) if usual * len(heads) <= _ROOM else needed
    figures = [Column(h, is_figure=True, width=w) for h, w in zip(heads, widths, strict=True)]
    return (Column("Scenario", width=max(100 - sum(widths), 1)), *figures)


def _width(characters: int) -> int:
    """Per cent of the table that so many figures in small type need."""
    return -(-5 * characters // 4) + 1


def _low(given: Range) -> int:
    return given.low


def _high(given: Range) -> int:
    return given.low if given.high is None else given.high


def _one(end: Callable[[Range], int], given: Range) -> Range:
    return Range(end(given))
