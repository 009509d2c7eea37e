"""Sheets of the workbook on what the figures rest on: criteria, equations, files, the definition,
and where everything comes from."""

from casecalc.rules.provenance import FIGURES
from casecalc.rules.sentences import DefinitionInWords, definition_in_words

from .inputs import Inputs
from .manifest import run_manifest_sha256
from .reconciliation import Equation, equations
from .run_manifest import RunRecord
from .twin_tables import Totals
from .workbook import Book, Cell, Cents, Count, Form, Live, Sheet, letters

_PARTS_ACROSS = 8


def criteria(sheet: Sheet, run: RunRecord) -> None:
    words = definition_in_words(run.definition, time_zone=run.time_zone)
    terms = [(term.id, f"Required: {term.sentence}") for term in words.required]
    terms += [(term.id, f"Excluded: {term.sentence}") for term in words.excluded]
    sheet.widths(20, 80, 14, 14, 14, 14, 16, 10)
    sheet.gap()
    heads = ("Criterion", "In words", "True", "False", "Unknown", "Sum", "Stated persons", "Equal")
    sheet.heads(*heads, left=2)
    first = sheet.row
    for name, sentence in terms:
        counts, row = run.figures.criteria[name], sheet.row
        sheet.line(
            name,
            sentence,
            *(Count(counts[truth]) for truth in ("true", "false", "unknown")),
            Live(f"SUM(C{row}:E{row})", sum(counts.values()), "count"),
            Count(run.figures.persons),
            Live(f"F{row}=G{row}", True, "truth"),
        )
    sheet.check((7, first), (7, sheet.row - 1))


def reconciliation(
    sheet: Sheet, run: RunRecord, by_state: Totals, by_plan: Totals, by_month: Totals
) -> None:
    """Every equation: what is stated, the sum of its parts as a formula, and whether both agree."""
    elsewhere = _sums_elsewhere(run, by_state, by_plan, by_month)
    sheet.widths(70, 20, 20, 10, *(16 for _ in range(_PARTS_ACROSS)))
    sheet.says(
        f"Amounts in {sheet.book.unit}. The parts of a sum stand to its right, in the order of the "
        "words; a long sum is that of the sheet that has its lines."
    )
    sheet.gap()
    sheet.heads("What must be equal", "Stated by the run", "Found", "Equal", "Parts")
    first = sheet.row
    for equation in equations(run):
        cells = elsewhere.get(equation.words)
        _equation(sheet, equation, cells.pop(0) if cells else "")
    sheet.check((3, first), (3, sheet.row - 1))


def _equation(sheet: Sheet, equation: Equation, elsewhere: str) -> None:
    """One equation. Its parts stand to the right, in several rows where they are many, unless their
    sum is a cell `elsewhere`."""
    row, parts = sheet.row, () if elsewhere else equation.right
    form: Form = "money" if equation.is_money else "count"
    cell = Cents if equation.is_money else Count
    rows = [
        [cell(part) for part in parts[start : start + _PARTS_ACROSS]]
        for start in range(0, len(parts), _PARTS_ACROSS)
    ]
    formula = elsewhere
    if not formula:
        formula = f"SUM(E{row}:{letters(3 + len(rows[0]))}{row + len(rows) - 1})"
        formula = sheet.book.rounded(formula) if equation.is_money else formula
    sheet.line(
        equation.words,
        cell(equation.left),
        Live(formula, sum(equation.right), form),
        Live(f"B{row}=C{row}", True, "truth"),
        *(rows[0] if rows else ()),
    )
    for more in rows[1:]:
        sheet.line(None, None, None, None, *more)


def _sums_elsewhere(
    run: RunRecord, by_state: Totals, by_plan: Totals, by_month: Totals
) -> dict[str, list[str]]:
    """Equations whose parts are the lines of another sheet, with the cell of their sum there; of
    claims with the same title in their order."""
    found = {"Eligible persons = sum over months": [by_month.eligible]}
    for words, totals in (("states", by_state), ("plans", by_plan)):
        found[f"Persons = sum over {words}"] = [totals.persons]
        found[f"Eligible persons = sum over {words}"] = [totals.eligible]
        for claim in run.theory.claims:
            title = f"{run.claim_title(claim)}: total = sum of the awards over {words}"
            found.setdefault(title, []).append(totals.of_claim[claim.id])
    return found


def sources(sheet: Sheet, run: RunRecord) -> None:
    """Each file with its hash and rows."""
    sheet.widths(8, 40, 18, 70, 18, 14, 14, 14, 14, 10)
    sheet.gap()
    sheet.heads("File", "Name", "Kind", "SHA-256", "Bytes", "Rows read", "Accepted", "Rejected",
                "Blank lines", "Equal", left=4)  # fmt: skip
    first, total = sheet.row, sheet.row + len(run.sources)
    for source in run.sources:
        row = sheet.row
        kind = source.kind.replace("_", " ")
        sheet.line(
            Count(source.number),
            source.name,
            f"{kind}: {source.list_name}" if source.list_name else kind,
            source.sha256,
            None if source.size is None else Count(source.size),
            *(Count(n) for n in (source.rows_read, source.accepted, source.rejected)),
            Count(source.blank_lines),
            Live(f"F{row}=G{row}+H{row}", True, "truth"),
        )
    sums: list[Cell] = [
        Live(
            f"SUM({name}{first}:{name}{total - 1})" if run.sources else "SUM(0)",
            sum(getattr(source, figure) for source in run.sources),
            "count",
        )
        for name, figure in zip(
            "FGHI", ("rows_read", "accepted", "rejected", "blank_lines"), strict=True
        )
    ]
    sheet.line("", "Sum", "", "", "", *sums, Live(f"F{total}=G{total}+H{total}", True, "truth"))
    sheet.check((9, first), (9, total))
    _rejections(sheet, run, total)


def _rejections(sheet: Sheet, run: RunRecord, total: int) -> None:
    """Rejected rows by reason; their sum is that of the files."""
    codes = sorted({code for source in run.sources for code in source.rejected_by_code})
    if not codes:
        return
    sheet.gap()
    sheet.heads("", "Reason of rejection", "Rows", left=2)
    first = sheet.row
    for code in codes:
        number = sum(source.rejected_by_code.get(code, 0) for source in run.sources)
        sheet.line("", code, Count(number))
    rejected = sum(source.rejected for source in run.sources)
    row = sheet.line("", "Sum", Live(f"SUM(C{first}:C{sheet.row - 1})", rejected, "count"))
    last = sheet.line("", "Equal to the files’ sum", Live(f"C{row}=H{total}", True, "truth"))
    sheet.check((2, last), (2, last))


def definition(sheet: Sheet, run: RunRecord, words: DefinitionInWords) -> None:
    sheet.widths(24, 110)
    sheet.gap()
    for name, text in (
        ("Title", words.title),
        ("As stated", words.statement),
        ("Citation", words.citation),
        ("Class period", words.class_period),
    ):
        if text:
            sheet.line(name, text)
    for heading, terms in (
        ("Eligible if all of these are true", words.required),
        ("and none of these", words.excluded),
    ):
        if terms:
            sheet.gap()
            sheet.heads("Criterion", heading, left=3)
            for term in terms:
                sheet.line(term.id, term.sentence)
    for title, sentences in words.subclasses:
        sheet.gap()
        sheet.heads("Subclass", title, left=3)
        for sentence in sentences:
            sheet.line("", sentence)


def about(book: Book, inputs: Inputs) -> None:
    """What the workbook is, whether every check holds, and where its figures come from."""
    sheet, run = book["About"], inputs.run
    sheet.widths(34, 90, 60)
    sheet.says(
        "The figures of the exhibit with the arithmetic as formulas; none was entered by hand."
    )
    sheet.gap()
    _checks(book, sheet)
    sheet.gap()
    for name, text in _facts(inputs, run):
        if text:
            sheet.line(name, text)
    sheet.gap()
    sheet.heads("Figure", "Counted or added up", "Rule", left=3)
    for key in _SHOWN:
        source = FIGURES[key]
        sheet.line(source.title, source.query, source.rule)


_SHOWN = (
    "files",
    "persons",
    "outcomes",
    "criteria",
    "subclasses",
    "awards",
    "bound",
    "states",
    "plans",
    "months",
    "decisions",
    "reconciliation",
)


def _checks(book: Book, sheet: Sheet) -> None:
    sheet.heads("Sheet", "All its checks hold")
    first = sheet.row
    for name, ranges in book.checks.items():
        if ranges:
            sheet.line(name, Live(f"AND({','.join(ranges)})", True, "truth"))
    sheet.line("Every sheet", Live(f"AND(B{first}:B{sheet.row - 1})", True, "truth"))


def _facts(inputs: Inputs, run: RunRecord) -> tuple[tuple[str, str], ...]:
    return (
        ("Exhibit", inputs.info.label),
        ("Edition", inputs.info.edition),
        ("Matter", run.title),
        ("Court", run.court),
        ("Docket number", run.docket_number),
        ("Run", f"Run {run.run_number}, started {run.started_at}"),
        ("Run digest (SHA-256)", run.digest),
        ("Run manifest (SHA-256)", run_manifest_sha256(inputs.manifest)),
        ("Class definition", f"version {run.definition_version}, SHA-256 {run.definition_sha256}"),
        ("Damages theory", f"version {run.theory_version}, SHA-256 {run.theory_sha256}"),
        ("Program", run.program),
        ("Libraries", ", ".join(f"{name} {version}" for name, version in run.libraries)),
        ("Where the originals can be examined", run.originals),
    )
