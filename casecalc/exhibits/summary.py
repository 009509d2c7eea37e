"""The summary exhibit: a run's manifest → plain dataclasses → HTML."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from . import breakdowns, closing, opening, outcomes, reconciliation
from .blocks import Block, Section
from .fonts import face_rules, without_missing
from .printing import shortened, w3c_instant
from .run_manifest import ExhibitRefused, RunRecord, parse_run_manifest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DEMONSTRATION = "Demonstration: invented network, invented people"
TITLE = "Summary of Class Determination and Computation of Damages"
_UNDEFINED = "[undefined variable]"


@dataclass(frozen=True, kw_only=True)
class ExhibitInfo:
    """`label` is what the slip-sheet says after *Exhibit*: `1`, `A`."""

    label: str = "1"
    edition: str = "public"

    @property
    def edition_in_words(self) -> str:
        return f"{self.edition.capitalize()} edition"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Texts as printed. `parties` is the caption before and after *v.*, or the caption alone."""

    exhibit: ExhibitInfo
    title: str
    run: str
    court: tuple[str, ...]
    parties: tuple[str, ...]
    docket_number: str
    short_title: str
    demonstration: str
    created: str
    sections: tuple[Section, ...]

    @property
    def texts(self) -> Iterator[str]:
        """Every text of the body, for the check of the finished PDF."""
        yield from (text for text in (self.title, *self.court, *self.parties) if text)
        for section in self.sections:
            yield from section.texts


def build_summary(manifest: dict[str, Any], *, exhibit: ExhibitInfo) -> Summary:
    """Raises ExhibitRefused for a manifest that cannot be read and NotReconciled for figures that
    do not add up."""
    run = parse_run_manifest(manifest)
    return Summary(
        exhibit=exhibit,
        title=TITLE,
        run=f"Run {run.run_number}",
        court=_court(run.court),
        parties=_parties(run.caption),
        docket_number=run.docket_number,
        short_title=_short_title(run),
        demonstration=DEMONSTRATION if run.is_demonstration else "",
        created=w3c_instant(run.started_at),
        sections=_sections(run),
    )


def render_html(summary: Summary) -> str:
    """One HTML document with its style sheet; text that the bundled fonts cannot show is written
    as visible code points."""
    engine = Engine(dirs=[str(TEMPLATES)], string_if_invalid=_UNDEFINED)
    template = engine.get_template("exhibits/summary.html")
    written = template.render(Context({"summary": summary}))
    if _UNDEFINED in written:
        raise ExhibitRefused("The exhibit's template names a value that does not exist.")
    html = without_missing(written)
    return html.replace("/* faces */", face_rules(html), 1)


def _sections(run: RunRecord) -> tuple[Section, ...]:
    plan: list[tuple[str, str, Callable[[dict[str, int]], tuple[Block, ...]]]] = [
        ("what", "What this exhibit is", lambda refs: opening.what_it_is(run, refs)),
        ("brief", "The result in brief", lambda refs: outcomes.in_brief(run, refs)),
        ("definition", "The class definition", lambda _: opening.class_definition(run)),
        ("method", "Method", lambda refs: opening.method(run, refs)),
        ("totals", "Totals, claim by claim", lambda _: outcomes.totals(run)),
        ("outcomes", "Persons by outcome", lambda _: outcomes.by_outcome(run)),
        ("criteria", "Persons by criterion", lambda _: outcomes.by_criterion(run)),
        ("lists", "Exclusion lists", lambda _: outcomes.exclusion_lists(run)),
        ("states", "Eligible persons by state", lambda _: breakdowns.by_state(run)),
        ("plans", "Eligible persons by plan", lambda _: breakdowns.by_plan(run)),
        ("months", "First disclosure by month", lambda _: breakdowns.by_month(run)),
        ("reconciliation", "Reconciliation", lambda _: reconciliation.reconciliation(run)),
        ("sources", "Source files", lambda _: closing.sources(run)),
        ("decisions", "Recorded decisions", lambda _: closing.decisions(run)),
        ("assumptions", "Assumptions", lambda _: closing.assumptions(run)),
        ("provenance", "Provenance", lambda _: closing.provenance(run)),
    ]
    refs = {key: number for number, (key, _, _) in enumerate(plan, start=1)}
    return tuple(Section(refs[key], title, blocks(refs)) for key, title, blocks in plan)


def _short_title(run: RunRecord) -> str:
    """Short title and docket number for the foot of every page, on one line."""
    docket = f"No. {shortened(run.docket_number, 40)}" if run.docket_number else ""
    title = shortened(run.title, 86 - len(docket))
    return f"{title}, {docket}" if docket else title


def _court(court: str) -> tuple[str, ...]:
    """The name of a court on two lines where it has two parts."""
    if "\n" in court:
        return tuple(line.strip() for line in court.splitlines() if line.strip())
    before, found, after = court.partition(" for the ")
    return (before, f"for the {after}") if found else (court,) if court else ()


def _parties(caption: str) -> tuple[str, ...]:
    for divider in (" v. ", " vs. ", " v "):
        before, found, after = caption.partition(divider)
        if found:
            return (f"{before.rstrip(' ,')},", _stopped(after))
    return (_stopped(caption),)


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
