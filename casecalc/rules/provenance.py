"""Where every figure comes from, in words: what was counted or added up, by which rule, from which
files and documents. Pages and exhibits say the same."""

from dataclasses import dataclass

from .columns import Kind

_ROSTERS = (Kind.ROSTER,)
_LOGS = (Kind.ROSTER, Kind.DISCLOSURE_LOG)
_LISTS = (Kind.ROSTER, Kind.EXCLUSION_LIST)
_ALL = tuple(Kind)
_DEFINED = ("class definition", "recorded decisions")
_PRICED = ("class definition", "damages theory", "recorded decisions")


@dataclass(frozen=True, kw_only=True)
class FigureSource:
    """`query` is a sentence; `rule` names the section of the reference documentation
    (docs/semantics.md); `files` are the kinds of file that enter, `documents` what else does."""

    key: str
    title: str
    query: str
    rule: str
    files: tuple[Kind, ...] = ()
    documents: tuple[str, ...] = ()


_SOURCES = (
    FigureSource(
        key="files",
        title="Source files and their rows",
        query="For each file: the rows read, those accepted as evidence and those rejected, by "
        "code; lines whose cells are all blank are counted apart.",
        rule="section 2, Files",
        files=_ALL,
        documents=("column mappings",),
    ),
    FigureSource(
        key="persons",
        title="Persons",
        query="Accepted roster rows joined wherever two share a member identifier or an e-mail key "
        "that no decision ignores, or a decision joins them; each joined set counts once.",
        rule="section 3, People",
        files=_ROSTERS,
        documents=("recorded decisions",),
    ),
    FigureSource(
        key="outcomes",
        title="Persons by outcome",
        query="For each person, every criterion of the definition as true, false or unknown; "
        "eligible if all that is required is true and nothing excluded is, ineligible if that is "
        "certainly not so, undetermined otherwise; then recorded overrides.",
        rule="section 6, True, false, unknown",
        files=_ALL,
        documents=_DEFINED,
    ),
    FigureSource(
        key="criteria",
        title="Persons by criterion",
        query="For each criterion of the definition: the persons for whom it is true, false and "
        "unknown, before overrides.",
        rule="section 5, Class definition",
        files=_ALL,
        documents=_DEFINED,
    ),
    FigureSource(
        key="subclasses",
        title="Subclasses",
        query="Eligible persons for whom the subclass’s own criteria are true.",
        rule="section 6, True, false, unknown",
        files=_ALL,
        documents=_DEFINED,
    ),
    FigureSource(
        key="events",
        title="Disclosures",
        query="Accepted log rows by what became of them: linked to one person, repeated, in "
        "conflict under one event identifier, matching nobody, or matching several persons.",
        rule="section 4, Events",
        files=_LOGS,
        documents=("recorded decisions",),
    ),
    FigureSource(
        key="lists",
        title="Exclusion lists",
        query="Accepted rows of each exclusion list: matching one person, nobody, or several.",
        rule="section 4, Events",
        files=_LISTS,
        documents=("recorded decisions",),
    ),
    FigureSource(
        key="awards",
        title="Totals of the claims",
        query="For each claim, the awards of all eligible persons added up, in whole cents.",
        rule="section 7, Damages theory",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="awarded",
        title="Persons with an award",
        query="For each claim, the eligible persons whose award is above $0.00, counted in the "
        "persons table of the run.",
        rule="section 7, Damages theory",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="combined",
        title="Combination of the claims",
        query="For each eligible person the claims combined as the damages theory says, then added "
        "up over persons, in whole cents.",
        rule="section 7, Damages theory",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="bound",
        title="Totals if undetermined persons were eligible",
        query="For each claim, the awards of all eligible and all undetermined persons added up, "
        "the undetermined computed as if they were eligible.",
        rule="section 7, Damages theory",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="states",
        title="Persons and awards by residence",
        query="Persons and awards grouped by the first country and region that the rosters state "
        "for each person, in row order.",
        rule="section 3, People",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="plans",
        title="Persons and awards by plan",
        query="Persons and awards grouped by the first plan that the rosters state for each "
        "person, in row order.",
        rule="section 3, People",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="months",
        title="Eligible persons by month",
        query="Eligible persons grouped by the local calendar month of the first disclosure that "
        "satisfies the definition.",
        rule="section 6, True, false, unknown",
        files=_LOGS,
        documents=_DEFINED,
    ),
    FigureSource(
        key="decisions",
        title="Recorded decisions",
        query="Decisions of persons in force for the run, by kind, in the order recorded.",
        rule="section 6, True, false, unknown",
        documents=("recorded decisions",),
    ),
    FigureSource(
        key="reconciliation",
        title="Reconciliation",
        query="Every identity that must hold, both sides counted or added up separately and "
        "compared.",
        rule="section 8, What always holds",
        files=_ALL,
        documents=_PRICED,
    ),
    FigureSource(
        key="control",
        title="Named-plaintiff control",
        query="Each class representative on the list of named plaintiffs, looked for among the "
        "persons by one identity key, and the outcome of the person found. It enters no other "
        "figure.",
        rule="Quality, Named-plaintiff control",
        files=_ROSTERS,
        documents=_DEFINED,
    ),
    FigureSource(
        key="sample",
        title="Quality sample",
        query="Persons drawn in the order of the SHA-256 of a seed and their number, each compared "
        "by people with the source rows; those found wrong over those reviewed, with the exact "
        "95% interval of Clopper and Pearson.",
        rule="Quality, Quality sample",
        files=_ALL,
        documents=_DEFINED,
    ),
    FigureSource(
        key="scenarios",
        title="Figures of a scenario",
        query="The run’s files and decisions determined again under the theory and class period of "
        "the scenario; awards added up for each claim, and the bound with undetermined persons "
        "counted as eligible; differences are to the first scenario.",
        rule="section 10, Scenarios",
        files=_ALL,
        documents=(*_PRICED, "scenarios"),
    ),
    FigureSource(
        key="claims_rate",
        title="Figures at a claims rate",
        query="The total, and the number of eligible persons, times the assumed share of the "
        "eligible who claim, each rounded half up once.",
        rule="section 10, Scenarios",
        files=_ALL,
        documents=(*_PRICED, "scenarios"),
    ),
    FigureSource(
        key="ratios",
        title="Total to actual damages, and per person",
        query="The total of a claim over the sum of the actual damages that the rosters state for "
        "eligible persons, in hundredths; and over the number of eligible persons, in cents; each "
        "rounded half up once.",
        rule="section 10, Scenarios",
        files=_ALL,
        documents=(*_PRICED, "scenarios"),
    ),
    FigureSource(
        key="sensitivity",
        title="Sensitivity table",
        query="The share of the class of the first scenario as a whole number of persons, rounded "
        "half up, times the amount per head.",
        rule="section 10, Scenarios",
        files=_ALL,
        documents=(*_DEFINED, "scenarios"),
    ),
    FigureSource(
        key="settlement_fund",
        title="Settlement fund and deductions",
        query="The gross fund and what comes off it, as the settlement states them; a share of the "
        "fund rounded half up to the cent.",
        rule="section 9, Settlements",
        documents=("settlement",),
    ),
    FigureSource(
        key="payments",
        title="Payments",
        query="The net fund divided among the eligible persons as the plan says, in whole cents "
        "that add up to it, and added up again from the published payments.",
        rule="section 9, Settlements",
        files=_ALL,
        documents=(*_PRICED, "settlement"),
    ),
    FigureSource(
        key="accounting",
        title="Accounting of the distribution",
        query="Each line as computed from run and settlement, as the payment status file says, or "
        "as entered by hand; an entry by hand stands before the others.",
        rule="section 9, Settlements",
        files=_ALL,
        documents=("settlement", "payment status file", "entries by hand"),
    ),
    FigureSource(
        key="status_file",
        title="Rows of the payment status file",
        query="Each row by what became of it; for each state of a payment the matched rows counted "
        "and their amounts added up.",
        rule="section 9, Settlements",
        documents=("settlement", "payment status file"),
    ),
    FigureSource(
        key="filed",
        title="Published tables and exhibits",
        query="For each table of the run and each exhibit made of it: its pages, its bytes and "
        "their SHA-256, as recorded when it was published.",
        rule="section 8, What always holds",
        documents=("manifests of what was published",),
    ),
)
FIGURES: dict[str, FigureSource] = {source.key: source for source in _SOURCES}
# Figures that every run has; the others belong to what is made from runs.
RUN_FIGURES = (
    "files", "persons", "outcomes", "criteria", "subclasses", "events", "lists", "awards",
    "bound", "combined", "states", "plans", "months", "decisions", "reconciliation",
)  # fmt: skip
