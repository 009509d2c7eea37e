"""The kinds of exhibit that can be made. A kind that builds a document has it rendered, checked and
published; a kind that writes does so itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .accounting import build_accounting
from .certificate import build_certificate
from .claims import build_claims
from .cover import build_cover
from .decisions import build_decisions
from .declaration import build_declaration
from .document import Document
from .filing import write_set
from .inputs import Inputs
from .notice import build_notice
from .passage import build_reconciliation
from .run_manifest import ExhibitRefused
from .sample import build_sample
from .schedule import write_schedule
from .sealing import build_sealing
from .sensitivity import build_sensitivity
from .states import build_states
from .summary import build_summary
from .twin import write_twin
from .written import Written

PUBLIC = ("public",)
BOTH = ("public", "sealed")


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a kind asks for beside run and edition. `name` is its key in `Exhibit.inputs`; `form`
    is the field: `scenarios`, `settlement`, `sample` (numbers, offered from the run's or matter's
    own), `exhibits` (numbers of published exhibits, in an order), `text` (one line), `words`
    (several lines), `flag` (`yes` or nothing)."""

    name: str
    label: str
    form: str
    help: str = ""
    is_required: bool = True


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What has no slip-sheet is no exhibit of its own and shows no label.

    `says` is one sentence on what it is for; `group` the heading it stands under where kinds are
    chosen; `label` what the exhibit is called where nothing was asked, the same every time. Exactly
    one of `build` and `write`; `beside` writes what goes with the PDF of a kind that builds, under
    names that begin with the stem given."""

    name: str
    title: str
    label: str
    says: str
    group: str
    editions: tuple[str, ...]
    has_slip_sheet: bool = True
    asks: tuple[Ask, ...] = ()
    build: Callable[[Inputs], Document] | None = None
    write: Callable[[Inputs, Path], Written] | None = None
    beside: Callable[[Inputs, Path, str], Written] | None = None

    def __post_init__(self) -> None:
        if (self.build is None) == (self.write is None):
            raise ValueError(f"kind {self.name}: exactly one of build and write")


EVIDENCE = "Evidence: summaries under Fed. R. Evid. 1006"
ILLUSTRATIVE = "Illustrative aids under Fed. R. Evid. 107"
QUALITY = "Quality of the method"
ADMINISTRATION = "Settlement and administration"
DRAFTS = "Drafts for signature"
FILING = "Filing"

_OWN_WORDS = "Blank: a draft marked as such, for counsel to edit."
_BY_EXHIBIT = "A line for each exhibit, such as B: text. Blank: room to write by hand."


def _line(name: str, label: str, help: str = "Blank: a line to fill in by hand.") -> Ask:
    return Ask(name=name, label=label, form="text", help=help, is_required=False)


def _words(name: str, label: str, help: str = _OWN_WORDS) -> Ask:
    return Ask(name=name, label=label, form="words", help=help, is_required=False)


_DECLARANT = _line("declarant", "Name")
_QUALIFICATION = _line("qualification", "Occupation, employer, experience")
_OATH = _words("oath", "Closing words")

_KINDS = (
    Kind(
        name="summary",
        title="Summary",
        label="A",
        says="The whole determination on a few pages: definition, method, totals, breakdowns and "
        "reconciliation.",
        group=EVIDENCE,
        editions=PUBLIC,
        build=build_summary,
        beside=write_twin,
    ),
    Kind(
        name="schedule",
        title="Schedule of eligible persons",
        label="B",
        says="Every eligible person on a line, with page sums and running totals, in volumes, as "
        "CSV and XLSX too; sealed also with names and identifiers, and the key to the numbers.",
        group=EVIDENCE,
        editions=BOTH,
        write=write_schedule,
    ),
    Kind(
        name="claims",
        title="Claim by claim",
        label="C",
        says="The potential recovery under each claim: what is counted, every term and assumption, "
        "totals and upper bound.",
        group=EVIDENCE,
        editions=PUBLIC,
        build=build_claims,
    ),
    Kind(
        name="states",
        title="Class members by State",
        label="D",
        says="Class members by State and country, with each State’s share of the class and of "
        "every claim, as notice to State officials asks for it.",
        group=EVIDENCE,
        editions=PUBLIC,
        build=build_states,
    ),
    Kind(
        name="reconciliation",
        title="Reconciliation",
        label="E",
        says="Every row from the files received to the dollars stated: rejected, repeated, in "
        "conflict, unmatched, counted; every identity with its numbers.",
        group=EVIDENCE,
        editions=PUBLIC,
        build=build_reconciliation,
    ),
    Kind(
        name="decisions",
        title="Recorded decisions",
        label="F",
        says="Every join, ignored key and override, with the persons reached; sealed also with "
        "author, reason, names and key values.",
        group=EVIDENCE,
        editions=BOTH,
        build=build_decisions,
    ),
    Kind(
        name="sensitivity",
        title="Comparison of scenarios",
        label="G",
        says="Theories and assumptions side by side, claim by claim; dollars per head and share of "
        "the class as a table and a chart. Marked as an illustration.",
        group=ILLUSTRATIVE,
        editions=PUBLIC,
        asks=(Ask(name="scenarios", label="Scenarios", form="scenarios"),),
        build=build_sensitivity,
    ),
    Kind(
        name="sample",
        title="Quality sample",
        label="H",
        says="Persons drawn by a seed and compared with the source rows by people: how to repeat "
        "the draw, who was found wrong, the error rate with its interval.",
        group=QUALITY,
        editions=BOTH,
        asks=(
            Ask(name="sample", label="Quality sample", form="sample"),
            Ask(
                name="unfinished",
                label="Even if the review is not finished",
                form="flag",
                help="The exhibit says that it is not finished. Otherwise it is refused.",
                is_required=False,
            ),
        ),
        build=build_sample,
    ),
    Kind(
        name="accounting",
        title="Post-distribution accounting",
        label="I",
        says="What came off a settlement fund, how the rest was divided, and what became of the "
        "payments; each figure with where it comes from.",
        group=ADMINISTRATION,
        editions=PUBLIC,
        asks=(Ask(name="settlement", label="Settlement", form="settlement"),),
        build=build_accounting,
    ),
    Kind(
        name="declaration",
        title="Declaration",
        label="Draft",
        says="Of the person who ran the analysis, under 28 U.S.C. § 1746: files and hashes, what "
        "was done and what was not, and the figures.",
        group=DRAFTS,
        editions=PUBLIC,
        has_slip_sheet=False,
        asks=(_DECLARANT, _QUALIFICATION, _OATH),
        build=build_declaration,
    ),
    Kind(
        name="certificate",
        title="Certification",
        label="Draft",
        says="Under Fed. R. Evid. 902(13) and (14): the process, and the hashes of every source "
        "file, table and exhibit.",
        group=DRAFTS,
        editions=PUBLIC,
        has_slip_sheet=False,
        asks=(
            _DECLARANT,
            _QUALIFICATION,
            _words("ground", "Ground of the certification"),
            _words("process", "What is said of the process"),
            _words("copies", "What is said of the copies"),
            _words("notice", "Notice to adverse parties"),
            _OATH,
        ),
        build=build_certificate,
    ),
    Kind(
        name="notice",
        title="Notice of examination",
        label="Draft",
        says="Where and when the originals behind the summaries can be examined, as Rule 1006(b) "
        "has it, with every file’s hash.",
        group=DRAFTS,
        editions=PUBLIC,
        has_slip_sheet=False,
        asks=(
            _line("parties", "To whom"),
            _line("place", "Place", "Blank: what the matter says of its originals."),
            _line("times", "Days and hours"),
            _line("contact", "Contact"),
            _line("medium", "Medium of copies"),
            _words("ground", "Ground of the notice"),
        ),
        build=build_notice,
    ),
    Kind(
        name="sealing",
        title="Sealing chart",
        label="Draft",
        says="A row for every sealed exhibit of the matter: document, portions, reason, as "
        "Civil L.R. 79-5 wants them stated.",
        group=DRAFTS,
        editions=PUBLIC,
        has_slip_sheet=False,
        asks=(
            _words("portions", "Portions sought to be sealed", _BY_EXHIBIT),
            _words("reasons", "Reasons", _BY_EXHIBIT),
            _words("ground", "Standard"),
        ),
        build=build_sealing,
    ),
    Kind(
        name="cover",
        title="Pleading cover",
        label="Cover",
        says="The first page of a pleading, with counsel, court, caption, docket number and title "
        "on 28 numbered lines where the court has them.",
        group=FILING,
        editions=PUBLIC,
        has_slip_sheet=False,
        asks=(
            Ask(
                name="counsel",
                label="Counsel",
                form="words",
                help="One line each: name and bar number, address, telephone, e-mail, whom counsel "
                "represents. Seven lines end above the court on line 8.",
            ),
            Ask(name="document_title", label="Title of the document", form="text"),
            Ask(
                name="hearing",
                label="Hearing",
                form="words",
                help="One line each: date, time, courtroom, judge.",
                is_required=False,
            ),
        ),
        build=build_cover,
    ),
    Kind(
        name="set",
        title="Set of exhibits",
        label="Set",
        says="Chosen exhibits as one filing: lettered, indexed, with Bates numbers on every page, "
        "in volumes below the court’s limit, zipped.",
        group=FILING,
        editions=BOTH,
        has_slip_sheet=False,
        asks=(
            Ask(
                name="exhibits",
                label="Exhibits, in the order of the set",
                form="exhibits",
                help="Published exhibits of the same run. A public set takes public editions only.",
            ),
            Ask(
                name="letters",
                label="Letters",
                form="text",
                help="One for each exhibit, with commas between. Blank: A, B, C and so on.",
                is_required=False,
            ),
            Ask(
                name="allow_stale",
                label="Allow stale exhibits and those of other runs",
                form="flag",
                help="They are marked as such in the index.",
                is_required=False,
            ),
        ),
        write=write_set,
    ),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}


def title_of(name: str) -> str:
    """What a kind is called; one that this version cannot make any more, by its name."""
    return KINDS[name].title if name in KINDS else name.capitalize()


def asked_of(name: str, asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a kind was asked for beside its label, in the words of its form."""
    asks = KINDS[name].asks if name in KINDS else ()
    return [
        (ask.label, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for ask in asks
        for value in [asked.get(ask.name)]
        if value not in (None, "", [])
    ]


def kind_named(name: str) -> Kind:
    """Raises ExhibitRefused for a kind that cannot be made."""
    if name not in KINDS:
        raise ExhibitRefused(f'"{name}" is not a kind of exhibit. Kinds: {", ".join(KINDS)}.')
    return KINDS[name]
