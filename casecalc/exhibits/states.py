"""Class members by State, with each State's share of the class and of every claim."""

from collections.abc import Callable, Iterable

from casecalc.rules.places import US_REGION_NAMES
from casecalc.rules.results import Group

from .blocks import Block, Column, Paragraph, Row, Table, figure_columns, sourced
from .breakdowns import country_name
from .document import SUMMARY_OF_WRITINGS, Document, document
from .inputs import Inputs
from .opening import edition_note, rule_1006, where_originals
from .printing import count, finer_share, listed, money, some
from .reconciliation import Equation, equation_table, equations, require_equal
from .run_manifest import RunRecord

TITLE = "Class Members by State"
_CLAIMS_ACROSS = 2
_EVERYBODY = "All class members"
Pick = Callable[[Group], int]


def build_states(inputs: Inputs) -> Document:
    """Raises NotReconciled for figures that do not add up."""
    run = inputs.run
    equations(run)
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("What this exhibit is", _what_it_is(inputs, provenance=6)),
        ("Class members by State", _members(run)),
        ("Share of the claims by State", _claims(run)),
        ("Reconciliation", _reconciled(run)),
    ]
    return document(inputs, title=TITLE, standing=SUMMARY_OF_WRITINGS, sections=sections)


def _what_it_is(inputs: Inputs, *, provenance: int) -> tuple[Block, ...]:
    run = inputs.run
    return (
        Paragraph(
            f"This exhibit states in which State, territory or country the "
            f"{some(run.figures.eligible, 'person')} who meet the class definition reside "
            "according to the rosters, and the share of each in the class and in every claim. "
            "A person of several residences stands under the first that the rosters state.",
            lead="Content.",
            figures=("persons", "outcomes"),
        ),
        Paragraph(
            "The table can be used for the notice to State officials under 28 U.S.C. "
            "§ 1715(b)(7), which asks for the class members who reside in each State and the "
            "estimated proportionate share of their claims.",
            lead="Purpose.",
            is_draft=True,
        ),
        rule_1006(),
        where_originals(run, "The source files are listed in the index of figures"),
        edition_note(run, inputs.info, provenance),
    )


def _members(run: RunRecord) -> tuple[Block, ...]:
    figures = run.figures
    rows = [
        Row(
            (label, count(sum(g.eligible for g in groups)),
             finer_share(sum(g.eligible for g in groups), figures.eligible),
             count(sum(g.undetermined for g in groups))),
            is_total=is_total,
        )
        for label, groups, is_total in _lines(run)
    ]  # fmt: skip
    columns = (
        Column("Residence"),
        *figure_columns("Class members", "Share of the class", "Undetermined persons", width=19),
    )
    blocks: list[Block] = [
        Paragraph(
            "Shares are rounded to a hundredth of one per cent, halves up, and need not add up to "
            "100.00%. Undetermined persons are not class members in these figures; for them the "
            "records do not decide it."
        ),
        Table("Class members by residence", columns, tuple(rows)),
    ]
    absent = _absent(run)
    if absent:
        blocks.append(Paragraph(f"No class member resides in {listed(absent)}."))
    return sourced(blocks, "states")


def _claims(run: RunRecord) -> tuple[Block, ...]:
    """Two claims across; residences without class members are left out."""
    claims = run.theory.claims
    blocks: list[Block] = [
        Paragraph(
            "The share of a State in a claim is the sum of the awards of the class members who "
            "reside there, divided by the total of that claim. Residences without class members "
            "are left out. Totals of different claims are not added here."
        )
    ]
    for start in range(0, len(claims), _CLAIMS_ACROSS):
        chosen = claims[start : start + _CLAIMS_ACROSS]
        rows = []
        for label, groups, is_total in _lines(run):
            if not any(group.eligible for group in groups) and label != _EVERYBODY:
                continue
            cells = [label]
            for claim in chosen:
                part = sum(group.totals[claim.id] for group in groups)
                cells += [money(part), finer_share(part, run.figures.claims[claim.id].total)]
            rows.append(Row(tuple(cells), is_total=is_total))
        columns = [Column("Residence")]
        for claim in chosen:
            low = ", low end" if claim.amount_high_cents is not None else ""
            head = f"{run.claim_title(claim)}{low}"
            columns += [*figure_columns(head, width=22), *figure_columns("Share", width=11)]
        blocks.append(Table("Share of the claims", tuple(columns), tuple(rows)))
    return sourced(blocks, "states", "awards")


def _reconciled(run: RunRecord) -> tuple[Block, ...]:
    found = [
        _adds_up("Class members of all lines = eligible persons", run.figures.eligible, run,
                 lambda group: group.eligible),
        _adds_up("Undetermined persons of all lines = undetermined persons",
                 run.figures.undetermined, run, lambda group: group.undetermined),
    ]  # fmt: skip
    for claim in run.theory.claims:
        name = claim.id
        found.append(
            _adds_up(
                f"{run.claim_title(claim)}: sum over all lines = total of the claim",
                run.figures.claims[name].total,
                run,
                _awards_under(name),
                is_money=True,
            )
        )
    require_equal(found)
    return (
        Paragraph(
            "United States, then other countries, then residences that the rosters do not state; "
            "each part added up separately."
        ),
        equation_table("Lines of the tables against the figures of the run", found),
    )


def _awards_under(claim: str) -> Pick:
    return lambda group: group.totals[claim]


def _adds_up(
    words: str, whole: int, run: RunRecord, pick: Pick, *, is_money: bool = False
) -> Equation:
    parts = (_in_states(run), _nowhere(run), _abroad(run), _unknown(run))
    sums = tuple(sum(pick(group) for group in part) for part in parts)
    return Equation(words, whole, sums, is_money=is_money)


def _lines(run: RunRecord) -> list[tuple[str, list[Group], bool]]:
    """States and territories by name with their sum, other countries with theirs, what is not
    stated, and everything."""
    inside, abroad = _in_states(run), _abroad(run)
    named = sorted((_state(group), [group], False) for group in inside)
    lines: list[tuple[str, list[Group], bool]] = [*sorted(named, key=lambda line: line[0])]
    if inside:
        lines.append(("All States and territories", inside, True))
    if nowhere := _nowhere(run):
        lines.append(("United States, State not stated", nowhere, False))
    countries = sorted({str(group.label[0]) for group in abroad}, key=country_name)
    for code in countries:
        lines.append((country_name(code), [g for g in abroad if g.label[0] == code], False))
    if len(countries) > 1:
        lines.append(("All other countries", abroad, True))
    if unknown := _unknown(run):
        lines.append(("Residence not stated", unknown, False))
    lines.append((_EVERYBODY, list(run.figures.by_region), True))
    return lines


def _state(group: Group) -> str:
    return US_REGION_NAMES.get(str(group.label[1]), str(group.label[1]))


def _in_states(run: RunRecord) -> list[Group]:
    return [g for g in run.figures.by_region if g.label[0] == "US" and g.label[1] is not None]


def _nowhere(run: RunRecord) -> list[Group]:
    return [g for g in run.figures.by_region if g.label == ("US", None)]


def _abroad(run: RunRecord) -> list[Group]:
    return [g for g in run.figures.by_region if g.label[0] not in ("US", None)]


def _unknown(run: RunRecord) -> list[Group]:
    return [g for g in run.figures.by_region if g.label[0] is None]


def _absent(run: RunRecord) -> list[str]:
    """States and territories in which no class member resides."""
    present = {group.label[1] for group in _in_states(run) if group.eligible}
    return sorted(_names(code for code in US_REGION_NAMES if code not in present))


def _names(codes: Iterable[str]) -> list[str]:
    return [US_REGION_NAMES[code] for code in codes]
