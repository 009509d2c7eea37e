"""Persons and awards by state, by plan and by month of the first counted disclosure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casecalc.rules.places import ENGLISH_COUNTRY_NAMES, US_REGION_NAMES
from casecalc.rules.results import Group

from .blocks import Block, Chart, Column, Paragraph, Row, Table, figure_columns, sourced
from .charts import Bar, column_chart, consecutive_months
from .outcomes import CHART_FONT
from .printing import count, money, month, share, some
from .run_manifest import RunRecord

PLANS_SHOWN = 60
_CLAIMS_ACROSS = 3
_INITIALS = "JFMAMJJASOND"


@dataclass(frozen=True)
class _Line:
    label: str
    persons: int
    eligible: int
    undetermined: int
    totals: dict[str, int]


def by_state(run: RunRecord) -> tuple[Block, ...]:
    lines = _states(run.figures.by_region)
    blocks: tuple[Block, ...] = (
        Paragraph(
            "By the residence that the rosters state for each person: states and territories of "
            "the United States, then other countries. Shares are of all eligible persons, rounded "
            "to a tenth of one per cent, and need not add up to 100.0%. A person of several "
            "residences stands under the first; the criteria look at all."
        ),
        _persons_table(run, "Persons by state", "Residence", lines),
        *_awards_tables(run, "Awards by state", "Residence", lines),
    )
    return sourced(blocks, "states")


def _states(groups: Sequence[Group]) -> list[_Line]:
    """United States by state, the rest of the world by country, then what is not stated."""
    inside = [g for g in groups if g.label[0] == "US" and g.label[1] is not None]
    named = [_line(US_REGION_NAMES.get(str(g.label[1]), str(g.label[1])), [g]) for g in inside]
    named.sort(key=lambda line: line.label)
    nowhere = [g for g in groups if g.label == ("US", None)]
    countries = sorted(
        {g.label[0] for g in groups if g.label[0] not in ("US", None)},
        key=lambda code: country_name(str(code)),
    )
    lines = [*named]
    if nowhere:
        lines.append(_line("United States, state not stated", nowhere))
    for country in countries:
        members = [g for g in groups if g.label[0] == country]
        lines.append(_line(country_name(str(country)), members))
    unknown = [g for g in groups if g.label[0] is None]
    if unknown:
        lines.append(_line("Country not stated", unknown))
    return lines


def country_name(code: str) -> str:
    """`Korea, Republic of` is printed as Republic of Korea."""
    name = ENGLISH_COUNTRY_NAMES.get(code, code)
    short, _, rest = name.partition(", ")
    return f"{rest} {short}" if rest.endswith((" of", " of the")) else name


def by_plan(run: RunRecord) -> tuple[Block, ...]:
    groups = sorted(run.figures.by_plan, key=lambda g: (-g.eligible, -g.persons))
    lines = [_line(_plan(g), [g]) for g in groups[:PLANS_SHOWN]]
    rest = groups[PLANS_SHOWN:]
    if rest:
        lines.append(_line(f"{some(len(rest), 'other plan')} together", rest))
    blocks: tuple[Block, ...] = (
        Paragraph(
            "By the first plan that the rosters state for each person. A person may meet the "
            "definition by a later plan; the criteria look at all."
        ),
        _persons_table(run, "Persons by plan", "Plan", lines),
        *_awards_tables(run, "Awards by plan", "Plan", lines),
    )
    return sourced(blocks, "plans")


def _plan(group: Group) -> str:
    return "Plan not stated" if group.label[0] is None else group.label[0]


def by_month(run: RunRecord) -> tuple[Block, ...]:
    groups = {group.label[0]: group for group in run.figures.by_month}
    dated = sorted(label for label in groups if label is not None)
    if not dated:
        return (Paragraph("No eligible person has a counted disclosure."),)
    eligible = run.figures.eligible
    rows = [
        Row((month(label), count(groups[label].eligible), share(groups[label].eligible, eligible)))
        for label in dated
    ]
    if None in groups:
        n = groups[None].eligible
        rows.append(Row(("No counted disclosure", count(n), share(n, eligible))))
    rows.append(Row(("All eligible persons", count(eligible), share(eligible, eligible)), True))
    columns = (
        Column("Month"),
        *figure_columns("Eligible persons", "Share of eligible persons", width=26),
    )
    zone = run.definition.time_zone or run.time_zone
    blocks: tuple[Block, ...] = (
        Paragraph(
            "Each eligible person is counted in the month of the first disclosure that satisfies "
            f"the definition; calendar months in {zone}."
        ),
        _months_chart(groups, dated),
        Table("Eligible persons by month of first counted disclosure", columns, tuple(rows)),
    )
    return sourced(blocks, "months")


def _months_chart(groups: dict[str | None, Group], dated: list[str]) -> Chart:
    columns = [
        Bar(label=_INITIALS[int(label[5:]) - 1], value=n, text=count(n), group=label[:4])
        for label in consecutive_months(dated[0], dated[-1])
        for n in [groups[label].eligible if label in groups else 0]
    ]
    peak = max(dated, key=lambda label: groups[label].eligible)
    spoken = (
        f"Eligible persons by month of first counted disclosure, {month(dated[0])} to "
        f"{month(dated[-1])}; most in {month(peak)}, {count(groups[peak].eligible)}. "
        "The table gives every month."
    )
    drawing = column_chart(
        columns, name="months", title=spoken, description=spoken, font_family=CHART_FONT
    )
    return Chart(drawing)


def _line(label: str, groups: Iterable[Group]) -> _Line:
    groups = list(groups)
    claims = groups[0].totals if groups else {}
    return _Line(
        label=label,
        persons=sum(g.persons for g in groups),
        eligible=sum(g.eligible for g in groups),
        undetermined=sum(g.undetermined for g in groups),
        totals={claim: sum(g.totals[claim] for g in groups) for claim in claims},
    )


def _persons_table(run: RunRecord, caption: str, head: str, lines: list[_Line]) -> Table:
    """A single claim's total stands in the same table; several claims have tables of their own."""
    figures, claims = run.figures, run.theory.claims
    only = claims[0].id if len(claims) == 1 else None
    everyone = _Line(
        "All persons",
        figures.persons,
        figures.eligible,
        figures.undetermined,
        totals={name: totals.total for name, totals in figures.claims.items()},
    )
    rows = []
    for line in [*lines, everyone]:
        cells = [line.label, count(line.persons), count(line.undetermined), count(line.eligible)]
        cells.append(share(line.eligible, figures.eligible))
        if only is not None:
            cells.append(money(line.totals[only]))
        rows.append(Row(tuple(cells), is_total=line is everyone))
    heads = (
        *figure_columns("Persons", width=11),
        *figure_columns("Undetermined", width=16),
        *figure_columns("Eligible", "Share of eligible", width=11),
    )
    if only is not None:
        low = " (low end)" if claims[0].amount_high_cents is not None else ""
        heads = (*heads, _money_column(f"Total{low}", [row.cells[-1] for row in rows]))
    return Table(caption, (Column(head), *heads), tuple(rows))


def _money_column(head: str, amounts: list[str]) -> Column:
    """Wide enough for its longest amount."""
    return Column(head, is_figure=True, width=19 if max(map(len, amounts)) <= 16 else 26)


def _awards_tables(
    run: RunRecord, caption: str, head: str, lines: list[_Line]
) -> tuple[Table, ...]:
    """Several claims, three across, for the lines with eligible persons."""
    claims = run.theory.claims if len(run.theory.claims) > 1 else ()
    tables = []
    for start in range(0, len(claims), _CLAIMS_ACROSS):
        chosen = claims[start : start + _CLAIMS_ACROSS]
        rows = [
            Row((line.label, *(money(line.totals[claim.id]) for claim in chosen)))
            for line in lines
            if line.eligible
        ]
        totals = (money(run.figures.claims[claim.id].total) for claim in chosen)
        rows.append(Row(("All eligible persons", *totals), True))
        heads = figure_columns(*(run.claim_title(claim) for claim in chosen), width=24)
        low = (
            ", low end of the range" if any(c.amount_high_cents is not None for c in chosen) else ""
        )
        tables.append(Table(f"{caption}{low}", (Column(head), *heads), tuple(rows)))
    return tuple(tables)
