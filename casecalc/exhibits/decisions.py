"""The decisions of people that enter into a run: joins, ignored keys and overrides, one by one.

The public edition says what was decided and whom it reaches, by number; reasons, authors, names,
rows and key values stand in the sealed edition only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .approvals import overrides
from .blocks import Block, Column, Paragraph, Row, Table
from .closing import decisions_table
from .document import SUMMARY_OF_WRITINGS, Document, document
from .inputs import Inputs
from .opening import edition_note, rule_1006, where_originals
from .printing import count, day, instant, listed, some
from .run_manifest import ExhibitRefused, RunRecord

TITLE = "Recorded Decisions and Their Effect"
_PART = 200
_KEYS = {
    "member_id": "Member identifier",
    "email": "E-mail address",
    "email_sha256": "E-mail address, by its hash",
}


@dataclass(frozen=True)
class _Decided:
    """One decision as it stands in the run's manifest, with the persons that it reaches."""

    inputs: Inputs
    entry: dict[str, Any]

    @property
    def number(self) -> int:
        return int(self.entry["number"])

    @property
    def kind(self) -> str:
        return str(self.entry["document"]["kind"])

    @property
    def zone(self) -> str:
        return self.inputs.run.time_zone

    @property
    def recorded(self) -> str:
        return day(self.entry["recorded_at"], self.zone)

    @property
    def persons(self) -> list[int]:
        return list(self.inputs.facts["reached"].get(str(self.number), ()))

    @property
    def persons_in_words(self) -> str:
        return ", ".join(f"P{number}" for number in self.persons) or "Nobody in this run"

    def of_person(self, what: str) -> str:
        """What the run says of the one person reached, or a dash."""
        if len(self.persons) != 1:
            return "–"
        return str(self.inputs.facts["persons"][str(self.persons[0])][what])


def build_decisions(inputs: Inputs) -> Document:
    """Needs `facts["reached"]` and `facts["persons"]`, as `queries.reached` gathers them."""
    if "reached" not in inputs.facts or "persons" not in inputs.facts:
        raise ExhibitRefused("Whom the decisions reach was not gathered. Make the exhibit again.")
    parts: list[tuple[str, tuple[Block, ...]]] = [
        ("Overrides of outcomes", _overrides(inputs)),
        ("Rows of the same person", _joins(inputs)),
        ("Keys that identify nobody", _keys(inputs)),
    ]
    if _entries(inputs, "decisions_pending") or _entries(inputs, "decisions_declined"):
        parts.append(("Overrides that are not in force", _not_in_force(inputs)))
    sections = [
        ("What this exhibit is", _what_it_is(inputs, provenance=len(parts) + 4)),
        ("Decisions by kind", _by_kind(inputs.run)),
        *parts,
    ]
    return document(inputs, title=TITLE, standing=SUMMARY_OF_WRITINGS, sections=sections)


def _what_it_is(inputs: Inputs, *, provenance: int) -> tuple[Block, ...]:
    run = inputs.run
    shown = (
        "with author, time and reason, the rows or key it names, and the names of the persons "
        "reached"
        if inputs.info.is_sealed
        else "with its number, day and the persons reached, by number"
    )
    return (
        Paragraph(
            f"Where the records alone did not settle a point, a person decided it and the decision "
            f"was recorded. This exhibit lists every decision that run {run.run_number} knew of, "
            f"{shown}. The outcome of {count(run.figures.overridden)} of "
            f"{some(run.figures.persons, 'person')} is set by a decision; every other outcome is "
            "computed from the files alone.",
            lead="Content.",
            figures=("decisions", "outcomes"),
        ),
        rule_1006(),
        where_originals(run, "The source files are listed in the index of figures"),
        edition_note(run, inputs.info, provenance, persons_by_number=True),
    )


def _by_kind(run: RunRecord) -> tuple[Block, ...]:
    return (
        Paragraph(
            "Decisions take effect in the order of their numbers; of several overrides that reach "
            "one person the last holds. No decision is ever changed or removed; a later one can "
            "say otherwise."
        ),
        decisions_table(run),
        *overrides(run),
    )


def _overrides(inputs: Inputs) -> tuple[Block, ...]:
    found = [one for one in _of(inputs, "decisions") if one.kind == "override"]
    if not found:
        return (Paragraph("No override is in force; every outcome is computed."),)
    holding = {person: one.number for one in found for person in one.persons}
    columns = (
        Column("No.", width=11),
        Column("Recorded", width=22),
        Column("Person", width=16),
        Column("Computed", width=19),
        Column("Set to"),
    )

    def row(one: _Decided) -> Row:
        cells = (
            str(one.number),
            one.recorded,
            one.persons_in_words,
            one.of_person("computed_outcome").capitalize(),
            one.entry["document"]["outcome"].capitalize(),
        )
        later = [holding[person] for person in one.persons if holding[person] != one.number]
        superseded = f"Superseded by decision {later[0]}." if later else ""
        return _row(inputs, one, cells, [superseded, _approval(inputs, one)])

    text = (
        "Each line sets the outcome of one person, whatever the criteria say; “computed” is the "
        "outcome without it. The results of the criteria themselves are not changed."
    )
    return (Paragraph(text), *_tables("Overrides", columns, found, row))


def _joins(inputs: Inputs) -> tuple[Block, ...]:
    found = [one for one in _of(inputs, "decisions") if one.kind == "same_person"]
    if not found:
        return (Paragraph("No rows were joined by a decision."),)
    columns = (
        Column("No.", width=11),
        Column("Recorded", width=22),
        Column("Rows named", width=16, is_figure=True),
        Column("Person"),
    )

    def row(one: _Decided) -> Row:
        rows = one.entry["document"]["rows"]
        cells = (str(one.number), one.recorded, count(len(rows)), one.persons_in_words)
        return _row(inputs, one, cells, [])

    text = "Each line joins roster rows that the files do not join by an identifier or address."
    return (Paragraph(text), *_tables("Rows of the same person", columns, found, row))


def _keys(inputs: Inputs) -> tuple[Block, ...]:
    found = [one for one in _of(inputs, "decisions") if one.kind == "ignore_key"]
    if not found:
        return (Paragraph("No key was set aside by a decision."),)
    columns = (Column("No.", width=11), Column("Recorded", width=22), Column("Kind of key"))

    def row(one: _Decided) -> Row:
        kind = one.entry["document"]["key"]
        return _row(inputs, one, (str(one.number), one.recorded, _KEYS.get(kind, kind)), [])

    text = (
        "Each line sets aside an identifier or address that stands for no single person, such as a "
        "shared mailbox: it joins no rows, and no disclosure or list entry is found by it."
    )
    return (Paragraph(text), *_tables("Keys that identify nobody", columns, found, row))


def _not_in_force(inputs: Inputs) -> tuple[Block, ...]:
    pending = {one.number for one in _of(inputs, "decisions_pending")}
    found = sorted(
        (*_of(inputs, "decisions_pending"), *_of(inputs, "decisions_declined")),
        key=lambda one: one.number,
    )
    columns = (
        Column("No.", width=11),
        Column("Recorded", width=22),
        Column("Person", width=16),
        Column("Would set to", width=19),
        Column("Why not in force"),
    )

    def row(one: _Decided) -> Row:
        why = "Awaits a second person" if one.number in pending else "Declined by a second person"
        outcome = one.entry["document"]["outcome"].capitalize()
        cells = (str(one.number), one.recorded, one.persons_in_words, outcome, why)
        return _row(inputs, one, cells, [_declined(inputs, one)])

    text = "These overrides were recorded and enter into no figure."
    return (Paragraph(text), *_tables("Overrides not in force", columns, found, row))


def _row(inputs: Inputs, one: _Decided, cells: tuple[str, ...], notes: Sequence[str]) -> Row:
    """The line of a decision; in the sealed edition with what identifies people below it."""
    said = [note for note in notes if note]
    if not inputs.info.is_sealed:
        return Row(cells, note=" ".join(said))
    document = one.entry["document"]
    rows = document.get("rows") or ([document["row"]] if "row" in document else [])
    names = [inputs.facts["persons"][str(person)]["full_name"] for person in one.persons]
    recorded = f"Recorded by {one.entry['by']}, {instant(one.entry['recorded_at'], one.zone)}."
    return Row(
        cells,
        lead=listed([name for name in names if name]) or document.get("value", ""),
        mono=", ".join(rows),
        note=" ".join((f"Reason: {_stopped(document['reason'])}", recorded, *said)),
    )


def _approval(inputs: Inputs, one: _Decided) -> str:
    word = one.entry.get("approval")
    if word is None:
        return ""
    if not inputs.info.is_sealed:
        return "Approved by a second person."
    return f"Approved by {word['by']}, {instant(word['at'], one.zone)}."


def _declined(inputs: Inputs, one: _Decided) -> str:
    word = one.entry.get("declined")
    if word is None or not inputs.info.is_sealed:
        return ""
    return (
        f"Declined by {word['by']}, {instant(word['at'], one.zone)}: "
        f"{_stopped(one.entry['reason'])}"
    )


def _tables(
    caption: str,
    columns: tuple[Column, ...],
    found: list[_Decided],
    row: Callable[[_Decided], Row],
) -> Iterator[Table]:
    """All of them, in tables of a length that pages are set from quickly."""
    for start in range(0, len(found), _PART):
        part = found[start : start + _PART]
        of = (
            ""
            if len(found) <= _PART
            else (f", {count(start + 1)} to {count(start + len(part))} of {count(len(found))}")
        )
        rows = tuple(row(one) for one in part)
        yield Table(f"{caption}{of}", columns, rows, css="named", figures=("decisions",))


def _of(inputs: Inputs, name: str) -> list[_Decided]:
    return [_Decided(inputs, entry) for entry in _entries(inputs, name)]


def _entries(inputs: Inputs, name: str) -> list[dict[str, Any]]:
    return list(inputs.manifest.get(name, ()))


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
