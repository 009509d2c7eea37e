"""One document, whatever its kind: plain dataclasses → HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from django.template import Context, Engine

from .blocks import Block, Section
from .control import control
from .fonts import face_rules, without_missing
from .inputs import ExhibitInfo, Inputs
from .printing import shortened, w3c_instant
from .provenance import provenance
from .references import Reference, index_of_figures, numbered_sources
from .run_manifest import ExhibitRefused, RunRecord

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DEMONSTRATION = "Demonstration: invented network, invented people"
SUMMARY_OF_WRITINGS = "Summary under Fed. R. Evid. 1006"
ILLUSTRATIVE_AID = "Illustrative aid under Fed. R. Evid. 107"
DRAFT_FOR_SIGNATURE = "Draft for signature"
_HEADINGS = {"draft": DRAFT_FOR_SIGNATURE, "cover": "Pleading cover", "index": "Index"}
_UNDEFINED = "[undefined variable]"

Form = Literal["exhibit", "draft", "cover", "index"]


@dataclass(frozen=True, kw_only=True)
class Document:
    """Texts as printed. `standing` is what the document claims to be, on slip-sheet and caption;
    `parties` the caption before and after *v.*, or the caption alone. An exhibit has a slip-sheet,
    a draft for signature, the cover of a pleading and the index of a set have none."""

    info: ExhibitInfo
    title: str
    standing: str
    run: str
    court: tuple[str, ...]
    parties: tuple[str, ...]
    docket_number: str
    short_title: str
    demonstration: str
    created: str
    sections: tuple[Section, ...]
    sources: dict[str, int]
    form: Form = "exhibit"

    @property
    def heading(self) -> str:
        """What begins the PDF's title."""
        return f"Exhibit {self.info.label}" if self.form == "exhibit" else _HEADINGS[self.form]

    @property
    def running_head(self) -> str:
        """What stands at the head of each page."""
        return f"{self.heading} · Sealed" if self.info.is_sealed else self.heading

    @property
    def file_title(self) -> str:
        """What viewers show as the title of the PDF: for an index, that of the set it heads."""
        if self.form == "index":
            return f"{self.standing}: {self.title}"
        return f"{self.heading}: {self.title}, {self.run}"

    @property
    def foot(self) -> str:
        """Title and docket number for the foot of a pleading, on one line."""
        docket = f"Case No. {shortened(self.docket_number, 40)}" if self.docket_number else ""
        title = shortened(self.title, 84 - len(docket))
        return f"{title} – {docket}" if docket else title

    @property
    def placed(self) -> Iterator[tuple[Section, list[tuple[Block, tuple[Reference, ...]]]]]:
        """Each section with its blocks beside the references that stand in their margin."""
        for section in self.sections:
            yield section, [(block, self._references(block)) for block in section.blocks]

    def with_block(self, block: Block) -> "Document":
        """The same paper with this block for all its sections."""
        return replace(self, sections=(Section(1, self.title, (block,)),))

    def _references(self, block: Block) -> tuple[Reference, ...]:
        return tuple(Reference(self.sources[key]) for key in block.figures)

    @property
    def texts(self) -> Iterator[str]:
        """Every text of the body, for the check of the finished PDF."""
        yield from (text for text in (self.title, *self.court, *self.parties) if text)
        for section in self.sections:
            yield from section.texts


def document(
    inputs: Inputs,
    *,
    title: str,
    standing: str,
    sections: Sequence[tuple[str, Sequence[Block]]],
    form: Form = "exhibit",
    lists_files: bool = False,
) -> Document:
    """The document of an exhibit from its sections, each a title and blocks. Sections are numbered
    in order; the figures' sources are numbered in order of first use and indexed after the last
    section, where the files of an exhibit are named too unless it `lists_files` itself. The first
    section of an exhibit says whether the run finds the named plaintiffs; an exhibit ends with its
    provenance."""
    run = inputs.run
    if form == "exhibit":
        (heading, opening), *others = sections
        sections = [(heading, (*opening, control(inputs))), *others]
    numbered = [
        Section(number, heading, tuple(blocks))
        for number, (heading, blocks) in enumerate(sections, start=1)
    ]
    sources = numbered_sources(block for section in numbered for block in section.blocks)
    if sources:
        # What is signed comes before the signature, which is the last section of a draft.
        place = len(numbered) - (form == "draft")
        names_files = form == "exhibit" and not lists_files
        index = index_of_figures(len(numbered) + 1, run, sources, names_files=names_files)
        numbered.insert(place, index)
    if form == "exhibit":
        numbered.append(Section(len(numbered) + 1, "Provenance", provenance(run)))
    return Document(
        info=inputs.info,
        title=title,
        standing=standing,
        run=f"Run {run.run_number}",
        court=_court(run.court),
        parties=_parties(run.caption),
        docket_number=run.docket_number,
        short_title=_short_title(run),
        demonstration=DEMONSTRATION if run.is_demonstration else "",
        created=w3c_instant(run.started_at),
        sections=tuple(numbered),
        sources=sources,
        form=form,
    )


def render_html(made: Document) -> str:
    """One HTML document with its style sheet; text that the bundled fonts cannot show is written
    as visible code points."""
    engine = Engine(dirs=[str(TEMPLATES)], string_if_invalid=_UNDEFINED)
    is_cover = made.form == "cover"
    template = engine.get_template("exhibits/cover.html" if is_cover else "exhibits/document.html")
    written = template.render(Context({"document": made}, use_l10n=False))
    if _UNDEFINED in written:
        raise ExhibitRefused("The exhibit's template names a value that does not exist.")
    html = without_missing(written)
    return html.replace("/* faces */", face_rules(html), 1)


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
