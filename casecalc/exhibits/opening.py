"""What the exhibit is, the class definition in words, and the method in numbered steps."""

from casecalc.rules.columns import Kind
from casecalc.rules.sentences import DefinitionInWords, definition_in_words

from .approvals import overrides_in_brief
from .blocks import Block, Paragraph, Quotation, Steps, Terms
from .inputs import ExhibitInfo
from .printing import count, listed, some
from .run_manifest import RunRecord


def what_it_is(run: RunRecord, refs: dict[str, int]) -> tuple[Block, ...]:
    rows = sum(source.rows_read for source in run.sources)
    return (
        Paragraph(
            f"This exhibit summarizes {some(len(run.sources), 'source file')} holding "
            f"{some(rows, 'row')}. It states "
            f"how many persons meet the class definition of section {refs['definition']} "
            f"according to those files, and what each claim of section {refs['totals']} computes "
            "for them. It states facts found in the files and arithmetic made with them, and "
            "takes no position on liability.",
            lead="Content.",
            figures=("files",),
        ),
        rule_1006(),
        where_originals(run, f"The source files are listed in section {refs['sources']}"),
        edition_note(run, ExhibitInfo(), refs["provenance"]),
    )


def rule_1006() -> Paragraph:
    return Paragraph(
        "Offered under Federal Rule of Evidence 1006(a) as a summary to prove the content of "
        "voluminous writings that cannot be conveniently examined in court. It is not an "
        "illustrative aid under Rule 107.",
        lead="Rule.",
        is_draft=True,
    )


def where_originals(run: RunRecord, listed_where: str) -> Paragraph:
    """`listed_where` begins the draft: where the source files are listed."""
    return Paragraph(
        run.originals
        or (
            f"{listed_where}, each identified by "
            "its SHA-256 hash, and are kept unaltered. Under Rule 1006(b) the originals or "
            "duplicates are made available to other parties for examination or copying, or "
            "both, at a reasonable time and place; the notice that states time, place and "
            "contact is served separately."
        ),
        lead="Where the originals can be examined.",
        is_draft=not run.originals,
    )


def edition_note(
    run: RunRecord, info: ExhibitInfo, provenance: int, *, persons_by_number: bool = False
) -> Paragraph:
    """What the edition shows of persons; `provenance` is the section that states the digest."""
    figures = (
        f"Every figure is taken from the record of run {run.run_number}, whose digest is "
        f"stated in section {provenance}; anyone who holds the source files can "
        "compute each figure again."
    )
    if info.is_sealed:
        return Paragraph(
            f"This edition shows what identifies persons and is meant to be filed under seal; the "
            f"public edition leaves it out. {figures}",
            lead="Sealed edition.",
        )
    shown = (
        "persons are given by the number that the run gave them (P1, P2 and so on), which means "
        "nothing outside it."
        if persons_by_number
        else "and none is identified by number, address or account."
    )
    return Paragraph(
        f"Outside the caption no person is named here{';' if persons_by_number else ','} {shown} "
        f"{figures}",
        lead="Public edition.",
    )


def class_definition(run: RunRecord) -> tuple[Block, ...]:
    words = definition_in_words(run.definition, time_zone=run.time_zone)
    blocks: list[Block] = []
    if words.statement:
        blocks.append(
            Paragraph("The class as stated:" if not words.title else f"{words.title}, as stated:")
        )
        blocks.append(Quotation(words.statement, words.citation))
    period = f" {words.class_period}" if words.class_period else ""
    blocks.append(
        Paragraph(
            f"For the computation that statement is expressed as the following criteria.{period}"
        )
    )
    blocks += _terms(words)
    return tuple(blocks)


def _terms(words: DefinitionInWords) -> list[Block]:
    terms: list[Block] = [
        Terms(
            "A person is eligible if all of these are true:"
            if len(words.required) > 1
            else "A person is eligible if this is true:",
            tuple((term.id, term.sentence) for term in words.required),
        )
    ]
    if words.excluded:
        terms.append(
            Terms(
                "and none of these:" if len(words.excluded) > 1 else "and this is not:",
                tuple((term.id, term.sentence) for term in words.excluded),
            )
        )
    for title, sentences in words.subclasses:
        unnamed = tuple(("", sentence) for sentence in sentences)
        terms.append(Terms(f"{title}: an eligible person belongs to it if", unnamed))
    return terms


def method(run: RunRecord, refs: dict[str, int]) -> tuple[Block, ...]:
    steps = (_files(run), _reading(run, refs), _people(run), _events(run), _lists(run, refs))
    overrides = overrides_in_brief(run, refs["decisions"])
    rest = (_criteria(run), overrides, _money(run, refs), _checks(refs))
    found = tuple(step for step in (*steps, *rest) if step is not None)
    keys = ("files", "persons", "events", *(("lists",) if run.figures.list_rows else ()))
    return (Steps(found, figures=keys),)


def _files(run: RunRecord) -> Paragraph:
    words = {
        Kind.ROSTER: ("roster of members", "rosters of members"),
        Kind.DISCLOSURE_LOG: ("log of disclosures", "logs of disclosures"),
        Kind.EXCLUSION_LIST: ("exclusion list", "exclusion lists"),
    }
    parts = [some(n, *words[kind]) for kind in Kind if (n := len(run.of_kind(kind)))]
    return Paragraph(
        f"The files received are {listed(parts) or 'none'}. The bytes of each file were hashed on "
        "receipt (SHA-256) and are kept unaltered.",
        lead="Files.",
    )


def _reading(run: RunRecord, refs: dict[str, int]) -> Paragraph:
    read = sum(source.rows_read for source in run.sources)
    accepted = sum(source.accepted for source in run.sources)
    return Paragraph(
        f"Every row was read as text under a written column mapping. Of {some(read, 'row')}, "
        f"{count(accepted)} were accepted and {count(read - accepted)} were rejected, each with "
        f"its reason (section {refs['sources']}). No cell was guessed, rounded or filled in; a "
        "blank cell means that the fact is not known.",
        lead="Reading.",
    )


def _people(run: RunRecord) -> Paragraph:
    figures = run.figures
    joins = run.decisions.same_person
    keys = run.decisions.ignore_key
    recorded = ""
    if joins or keys:
        recorded = (
            f" Decisions recorded: {count(joins)} that rows are of the same person, {count(keys)} "
            "that a key identifies nobody."
        )
    return Paragraph(
        "Roster rows that share a member identifier or an e-mail address (compared by its "
        "SHA-256) are one person, also through a chain of such rows; a person counts once, "
        f"however many accounts or rows. The {some(figures.roster_rows, 'roster row')} "
        f"describe {some(figures.persons, 'person')}.{recorded}",
        lead="Persons.",
    )


def _events(run: RunRecord) -> Paragraph:
    events = run.figures.events
    return Paragraph(
        f"The logs hold {some(events['accepted'], 'accepted row')}. A row repeated under the same "
        f"event identifier counts once ({events['duplicate']:,} repeated); rows that carry the "
        f"same event identifier and differ count not at all ({events['conflicting']:,}). A "
        f"disclosure belongs to the person who holds its identifiers; {events['unmatched']:,} "
        f"match no person and {events['ambiguous']:,} match more than one, and are not counted. "
        f"{events['linked']:,} remain.",
        lead="Disclosures.",
    )


def _lists(run: RunRecord, refs: dict[str, int]) -> Paragraph | None:
    if not run.figures.list_rows:
        return None
    listed_rows = sum(rows.get("listed", 0) for rows in run.figures.list_rows.values())
    return Paragraph(
        f"Rows of exclusion lists were matched to persons in the same way, {count(listed_rows)} "
        f"of them each to one person (section {refs['lists']}).",
        lead="Exclusions.",
    )


def _criteria(run: RunRecord) -> Paragraph:
    return Paragraph(
        "Each criterion is true, false or unknown for each person; unknown where the cells that "
        "would decide it are blank. A person for whom every criterion is met is eligible, one for "
        "whom some criterion is not met is ineligible, and any other is undetermined and receives "
        "no award.",
        lead="Determination.",
    )


def _money(run: RunRecord, refs: dict[str, int]) -> Paragraph:
    return Paragraph(
        f"Each claim of section {refs['totals']} turns the facts of each eligible person into "
        "whole cents, by exact arithmetic; a total is the sum of those awards.",
        lead="Computation.",
    )


def _checks(refs: dict[str, int]) -> Paragraph:
    return Paragraph(
        f"The equations of section {refs['reconciliation']} were tested; had one failed, this "
        "exhibit would not exist.",
        lead="Checks.",
    )
