"""Tables of the workbook that add up: persons by outcome, and persons and awards by state, plan and
month. Below each stand the sums, the figures of the run, and whether both are equal."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecalc.rules.places import US_REGION_NAMES
from casecalc.rules.results import Group

from .breakdowns import country_name
from .printing import month
from .reconciliation import Equation, require_equal
from .run_manifest import RunRecord
from .workbook import Cell, Cents, Count, Form, Live, Sheet, letters


@dataclass(frozen=True)
class Totals:
    """The cells of the sums of a table, for formulas elsewhere."""

    persons: str
    eligible: str
    of_claim: dict[str, str]


@dataclass(frozen=True)
class _Column:
    """A column that adds up; `stated` is what the run says of its sum."""

    head: str
    values: tuple[int, ...]
    stated: int
    form: Form = "count"


def outcomes(sheet: Sheet, run: RunRecord) -> dict[str, str]:
    """Returns the cells of persons by outcome."""
    figures = run.figures
    sheet.widths(44, 16, 22)
    sheet.gap()
    sheet.heads("Outcome", "Persons", "Share of all persons")
    named = (
        ("eligible", figures.eligible),
        ("undetermined", figures.undetermined),
        ("ineligible", figures.ineligible),
    )
    first, cells = sheet.row, {}
    total = first + len(named)
    for name, number in named:
        cells[name] = sheet.at(1, sheet.row)
        share = _share(f"B{sheet.row}", f"B{total}", number, figures.persons)
        sheet.line(name.capitalize(), Count(number), share)
    sheet.line("Sum", Live(f"SUM(B{first}:B{total - 1})", figures.persons, "count"))
    _stated(sheet, total, (("count", figures.persons),))
    sheet.gap()
    sheet.heads("Subclass (a person may belong to several)", "Members", "Share of eligible persons")
    for title, number in figures.subclasses.items():
        share = _share(f"B{sheet.row}", cells["eligible"], number, figures.eligible)
        sheet.line(title, Count(number), share)
    sheet.gap()
    _decisions(sheet, run)
    return cells


def _decisions(sheet: Sheet, run: RunRecord) -> None:
    made = run.decisions
    sheet.heads("Decided by hand", "Number")
    for words, number in (
        ("Persons whose outcome is set by a recorded decision", run.figures.overridden),
        ("Overrides in force", made.override),
        ("Of these, approved by a second person", made.approved),
        ("Overrides awaiting approval; not in force", made.pending),
        ("Overrides declined; not in force", made.declined),
        ("Rows recorded as the same person", made.same_person),
        ("Keys recorded as identifying nobody", made.ignore_key),
    ):
        sheet.line(words, Count(number))


def states(sheet: Sheet, run: RunRecord) -> Totals:
    groups = run.figures.by_region
    labels = [
        (_country(group.label[0]), _region(group.label[0], group.label[1])) for group in groups
    ]
    sheet.says(
        "By the residence that the rosters state first for each person: country and region as read."
    )
    return _breakdown(sheet, run, ("Country", "State or region"), labels, groups)


def plans(sheet: Sheet, run: RunRecord) -> Totals:
    groups = run.figures.by_plan
    labels = [(group.label[0] or "Not stated",) for group in groups]
    sheet.says("By the plan that the rosters state first for each person.")
    return _breakdown(sheet, run, ("Plan",), labels, groups)


def months(sheet: Sheet, run: RunRecord) -> Totals:
    """Of eligible persons."""
    groups = run.figures.by_month
    labels = [
        ("No counted disclosure" if group.label[0] is None else month(group.label[0]),)
        for group in groups
    ]
    zone = run.definition.time_zone or run.time_zone
    sheet.says(
        "Eligible persons by the month of the first disclosure that satisfies the definition, "
        f"calendar months in {zone}."
    )
    return _breakdown(sheet, run, ("Month",), labels, groups, only_eligible=True)


def _country(code: str | None) -> str:
    return "Not stated" if code is None else country_name(code)


def _region(country: str | None, region: str | None) -> str:
    if region is None:
        return "Not stated"
    return US_REGION_NAMES.get(region, region) if country == "US" else region


def _breakdown(
    sheet: Sheet,
    run: RunRecord,
    heads: tuple[str, ...],
    labels: Sequence[tuple[str, ...]],
    groups: Sequence[Group],
    *,
    only_eligible: bool = False,
) -> Totals:
    """Lines of groups with their sums below; returns the cells of the sums. Raises NotReconciled
    where a sum is not the run's figure."""
    figures = run.figures
    columns = [_Column("Eligible", tuple(g.eligible for g in groups), figures.eligible)]
    if not only_eligible:
        columns = [
            _Column("Persons", tuple(g.persons for g in groups), figures.persons),
            *columns,
            _Column("Undetermined", tuple(g.undetermined for g in groups), figures.undetermined),
            _Column("Ineligible", tuple(g.ineligible for g in groups), figures.ineligible),
        ]
    for claim in run.theory.claims:
        low = ", low end" if claim.amount_high_cents is not None else ""
        columns.append(
            _Column(
                f"{run.claim_title(claim)}{low} ({sheet.book.unit})",
                tuple(group.totals[claim.id] for group in groups),
                figures.claims[claim.id].total,
                "money",
            )
        )
    require_equal(
        Equation(
            f"Sheet {sheet.name}, {column.head}: the run’s figure = sum of the lines",
            column.stated,
            column.values or (0,),
            column.form == "money",
        )
        for column in columns
    )
    sheet.widths(*(30 for _ in heads), *(22 if c.form == "money" else 14 for c in columns), 16)
    sheet.gap()
    sums = _table(sheet, heads, labels, columns, figures.eligible)
    claims = sums[-len(run.theory.claims) :]
    return Totals(
        persons=sums[0],
        eligible=sums[0 if only_eligible else 1],
        of_claim={claim.id: cell for claim, cell in zip(run.theory.claims, claims, strict=True)},
    )


def _table(
    sheet: Sheet,
    heads: tuple[str, ...],
    labels: Sequence[tuple[str, ...]],
    columns: Sequence[_Column],
    eligible: int,
) -> list[str]:
    """Returns the cells of the sums of the columns. The last column is each line's share of all
    eligible persons."""
    sheet.heads(*heads, *(column.head for column in columns), "Share of eligible", left=len(heads))
    first, total = sheet.row, sheet.row + len(labels)
    names = [letters(len(heads) + place) for place in range(len(columns))]
    of_eligible = names[[column.head for column in columns].index("Eligible")]
    for place, label in enumerate(labels):
        cells = [_figure(column, place) for column in columns]
        here = next(c.values[place] for c in columns if c.head == "Eligible")
        share = _share(f"{of_eligible}{sheet.row}", f"{of_eligible}${total}", here, eligible)
        sheet.line(*label, *cells, share)
    sums: list[Cell] = []
    for name, column in zip(names, columns, strict=True):
        formula = f"SUM({name}{first}:{name}{total - 1})" if labels else "SUM(0)"
        is_money = column.form == "money"
        formula = sheet.book.rounded(formula) if is_money else formula
        sums.append(Live(formula, sum(column.values), column.form))
    blanks = [""] * (len(heads) - 1)
    sheet.line("Sum", *blanks, *sums)
    stated = tuple((column.form, column.stated) for column in columns)
    _stated(sheet, total, stated, before=len(heads))
    return [sheet.at(len(heads) + place, total) for place in range(len(columns))]


def _figure(column: _Column, place: int) -> Cell:
    value = column.values[place]
    return Cents(value) if column.form == "money" else Count(value)


def _stated(
    sheet: Sheet, total: int, stated: Sequence[tuple[Form, int]], *, before: int = 1
) -> None:
    """Below the sums of row `total`: what the run says, and whether both are equal."""
    blanks = [""] * (before - 1)
    figures = [Cents(value) if form == "money" else Count(value) for form, value in stated]
    row = sheet.line("Stated by the run", *blanks, *figures)
    names = [letters(before + place) for place in range(len(stated))]
    checks = [Live(f"{name}{total}={name}{row}", True, "truth") for name in names]
    last = sheet.line("Equal", *blanks, *checks)
    sheet.check((before, last), (before + len(stated) - 1, last))


def _share(part: str, whole: str, number: int, of: int) -> Cell:
    """A dash where there is nothing to divide by."""
    return Live(f"{part}/{whole}", (number, of), "share") if of else "–"
