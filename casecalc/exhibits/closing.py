"""Source files with their hashes, decisions, assumptions and provenance."""

from casecalc.rules.columns import Kind
from casecalc.rules.decisions import Outcome
from casecalc.rules.sentences import day_in_words, period_in_words
from casecalc.rules.theory import Claim, Measure, Unit

from .approvals import overrides
from .blocks import Block, Column, Paragraph, Row, Steps, Table, figure_columns, sourced
from .printing import count, day, listed, some
from .run_manifest import RunRecord, Source

_KINDS = {
    Kind.ROSTER: "Roster",
    Kind.DISCLOSURE_LOG: "Disclosure log",
    Kind.EXCLUSION_LIST: "Exclusion list",
}
_ENCODINGS = {"cp1252": "Windows-1252", "utf-8-sig": "UTF-8"}
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_REASONS = {
    "WRONG_CELL_COUNT": "More or fewer cells than the header",
    "UNDECODABLE_TEXT": "Text that the encoding does not decode",
    "NUL_CHARACTER": "A NUL character",
    "UNREADABLE_CELL": "A cell that is not of its column’s type",
    "EMAIL_HASH_MISMATCH": "An e-mail address that differs from its hash",
    "NO_IDENTITY": "No identifier of a person",
    "MISSING_REQUIRED": "A required cell is blank",
    "PERIOD_REVERSED": "A subscription that ends before it begins",
}
_UNITS = {
    Unit.PERSON: "once for each eligible person, whatever the number of disclosures",
    Unit.VIOLATION: "for each disclosure that satisfies the definition",
    Unit.DAY: "for each calendar day with a disclosure that satisfies the definition",
}


def sources(run: RunRecord) -> tuple[Block, ...]:
    rows = [
        Row(
            (f"File {source.number}", count(source.rows_read), count(source.accepted),
             count(source.rejected), count(source.blank_lines)),
            lead=source.name,
            mono=source.sha256,
            note=_description(source, run.time_zone),
        )
        for source in run.sources
    ]  # fmt: skip
    everything = [
        count(sum(getattr(source, name) for source in run.sources))
        for name in ("rows_read", "accepted", "rejected", "blank_lines")
    ]
    rows.append(Row(("All files", *everything), True))
    heads = figure_columns("Rows read", "Accepted", "Rejected", "Blank lines", width=14)
    blocks: list[Block] = [
        Paragraph(
            "Each file with the SHA-256 hash of its bytes as received. Blank lines are not rows."
        ),
        Table("Source files", (Column("File"), *heads), tuple(rows), css="named"),
    ]
    if any(source.rejected_by_code for source in run.sources):
        blocks.append(_rejections(run))
    return sourced(blocks, "files")


def file_names(run: RunRecord) -> Table:
    """The files by number, name and hash only."""
    rows = tuple(
        Row(
            (f"File {source.number}", _kind(source), count(source.accepted)),
            lead=source.name,
            mono=source.sha256,
        )
        for source in run.sources
    )
    columns = (Column("File", width=16), Column("Kind"), *figure_columns("Accepted rows", width=20))
    return Table(f"Files of run {run.run_number}", columns, rows, css="named")


def _kind(source: Source) -> str:
    kind = _KINDS[source.kind]
    return f"{kind} “{source.list_name}”" if source.list_name else kind


def _description(source: Source, time_zone: str) -> str:
    parts = [_kind(source)]
    if source.sheet is not None:
        parts.append(f"sheet “{source.sheet}”")
    if source.size is not None:
        parts.append(some(source.size, "byte"))
    if source.committed_at:
        parts.append(f"read on {day(source.committed_at, time_zone)}")
    if source.encoding:
        parts.append(f"encoding {_ENCODINGS.get(source.encoding, source.encoding.upper())}")
    if source.delimiter:
        parts.append(f"separated by {_DELIMITERS.get(source.delimiter, source.delimiter)}")
    return f"{', '.join(parts)}. {_mapping(source)}{_rejected(source)}"


def _rejected(source: Source) -> str:
    codes = sorted(source.rejected_by_code.items())
    parts = [f"{code} {number:,}" for code, number in codes if number]
    return f" Rejected: {', '.join(parts)}." if parts else ""


def _mapping(source: Source) -> str:
    columns = source.mapping.get("columns")
    if columns:
        pairs = ", ".join(f"{name} from “{header}”" for name, header in columns.items())
        sentences = [f"Columns: {pairs}."]
    else:
        sentences = ["Columns matched by their headers."]
    if source.forms:
        forms = ", ".join(f"{name} {form}" for name, form in source.forms.items())
        sentences.append(f"Dates: {forms}.")
    values = source.mapping.get("values") or {}
    mapped = sum(len(pairs) for pairs in values.values())
    if mapped:
        sentences.append(f"Values mapped: {some(mapped, 'value')} of {listed(sorted(values))}.")
    if source.mapping.get("subscribed_until_is_last_day"):
        sentences.append("The end of a subscription is its last day; one day was added.")
    return " ".join(sentences)


def _rejections(run: RunRecord) -> Table:
    codes = sorted({code for source in run.sources for code in source.rejected_by_code})
    rows = []
    for code in codes:
        number = sum(source.rejected_by_code.get(code, 0) for source in run.sources)
        rows.append(Row((_REASONS.get(code, code), code, count(number))))
    total = sum(source.rejected for source in run.sources)
    rows.append(Row(("All rejected rows", "", count(total)), True))
    columns = (
        Column("Reason"),
        Column("Code", width=30),
        Column("Rows", is_figure=True, width=16),
    )
    return Table("Rejected rows by reason", columns, tuple(rows))


def decisions(run: RunRecord) -> tuple[Block, ...]:
    made = run.decisions
    if not made.total and not made.has_overrides:
        return (
            Paragraph(
                "No decision of a person enters into these figures; no outcome is overridden."
            ),
        )
    return (
        Paragraph(
            "Decisions of persons enter into these figures only where recorded, each with author, "
            "time and reason; the reasons name persons and are left out of this public edition. "
            f"The outcome of {count(run.figures.overridden)} of "
            f"{some(run.figures.persons, 'person')} is set by a recorded decision."
        ),
        decisions_table(run),
        *overrides(run),
    )


def decisions_table(run: RunRecord) -> Table:
    """The decisions in force, by kind."""
    made = run.decisions
    rows = [
        Row(("Rows recorded as the same person", count(made.same_person))),
        Row(("Keys recorded as identifying nobody", count(made.ignore_key))),
    ]
    rows += [
        Row((f"Outcomes set to {outcome}", count(made.overrides_to[outcome])))
        for outcome in Outcome
    ]
    rows.append(Row(("All decisions in force", count(made.total)), True))
    columns = (Column("Decision"), *figure_columns("Number", width=20))
    return Table("Recorded decisions", columns, tuple(rows), figures=("decisions",))


def assumptions(run: RunRecord) -> tuple[Block, ...]:
    several = len(run.theory.claims) > 1
    steps = []
    for claim in run.theory.claims:
        steps += claim_assumptions(claim, f" ({run.claim_title(claim)})" if several else "")
    steps += [*open_question(run.theory.claims), *shared_assumptions(run)]
    return (Steps(tuple(steps)),)


def claim_assumptions(claim: Claim, name: str = "") -> list[Paragraph]:
    """What one claim takes for granted; `name` follows each lead where there are several claims."""
    unit = Paragraph(f"Damages are counted {_UNITS[claim.unit]}.", lead=f"Unit{name}.")
    return [unit, _actual_damages(claim, name)]


def shared_assumptions(run: RunRecord) -> list[Paragraph]:
    """What all claims take for granted."""
    return [
        Paragraph(
            "Totals count eligible persons only. The bound counts undetermined persons too; it "
            "is a limit, not an estimate.",
            lead="Bound.",
        ),
        _calendar(run),
        Paragraph(
            "A blank cell is not treated as a no: it leaves the criterion unknown. No person is "
            "counted as eligible whose file leaves a criterion open.",
            lead="Blank cells.",
        ),
        Paragraph(
            "No reduction, setoff, fee, cost or interest is applied, and no finding of liability "
            "is assumed beyond the criteria stated.",
            lead="Not included.",
        ),
    ]


def _actual_damages(claim: Claim, name: str) -> Paragraph:
    if claim.actual_damages_required:
        text = (
            "A person whose actual damages are zero or not stated in the files has an award of "
            "$0.00 under this claim."
        )
    else:
        text = "An award does not depend on a showing of actual damages."
    if claim.measure is not Measure.FIXED:
        text += " Where the files state actual damages above the statutory sum, the larger counts."
    return Paragraph(text, lead=f"Actual damages{name}.")


def open_question(claims: tuple[Claim, ...]) -> list[Paragraph]:
    """What courts have held on 18 U.S.C. § 2707(c), for theories that rest on it."""
    if not any("2707" in claim.authority for claim in claims):
        return []
    text = (
        "Courts differ on whether 18 U.S.C. § 2707(c) requires actual damages first: the Fourth "
        "(Van Alstyne, 560 F.3d 199), Fifth (Domain Protection, 23 F.4th 529) and Eleventh "
        "Circuits (Vista Marketing, 812 F.3d 954; there, actual damages or profits) have required "
        "them; some district courts have not."
    )
    return [Paragraph(text, lead="An open question.", is_draft=True)]


def _calendar(run: RunRecord) -> Paragraph:
    zone = run.definition.time_zone or run.time_zone
    text = f"An instant falls on its calendar day in {zone}."
    period = run.definition.class_period
    if period is not None:
        text += f" The class period runs {period_in_words(period)}"
        if period.end is not None:
            text += f"; {day_in_words(period.end)} itself is outside it"
        text += "."
    return Paragraph(text, lead="Days and class period.")
