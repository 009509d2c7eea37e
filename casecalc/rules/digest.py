"""The digest of a run: SHA-256 over the canonical lines of its results, on every engine."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from .columns import Kind
from .damages import Award
from .definition import Definition
from .figures import figures_document
from .results import EventResult, ListResult, PersonResult, RunFigures
from .rows import ImportRows, ListRow, LogRow, RosterRow
from .theory import Theory

FORMAT = "casecalc/run-digest/1"


def canonical_json(value: Any) -> str:
    """One line of JSON: sorted keys, no spaces, text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def head_line(imports: Sequence[dict[str, Any]], definition: Definition, theory: Theory) -> str:
    """What the run was made of; `imports` give number, kind, sha256, sheet and list_name."""
    return canonical_json(
        {
            "imports": list(imports),
            "criteria": [criterion.id for criterion in definition.top_level],
            "subclasses": [subclass.title for subclass in definition.subclasses],
            "claims": [claim.id for claim in theory.claims],
            "combine": str(theory.combine),
        }
    )


def run_digest(
    imports: Sequence[ImportRows],
    persons: Sequence[PersonResult],
    events: Sequence[EventResult],
    listed: Sequence[ListResult],
    figures: RunFigures,
    definition: Definition,
    theory: Theory,
) -> str:
    """The digest of results in canonical order: persons by number, rows as imported."""
    heads = [
        {
            "number": number,
            "kind": str(one.kind),
            "sha256": one.sha256,
            "sheet": one.sheet,
            "list_name": one.list_name,
        }
        for number, one in enumerate(imports, start=1)
    ]
    lines = chain(
        [FORMAT, head_line(heads, definition, theory)],
        _result_lines(imports, persons, events, listed, definition, theory),
        [canonical_json(figures_document(figures))],
    )
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _result_lines(
    imports: Sequence[ImportRows],
    persons: Sequence[PersonResult],
    events: Sequence[EventResult],
    listed: Sequence[ListResult],
    definition: Definition,
    theory: Theory,
) -> Iterator[str]:
    roster = {row.source: place for row, place in _places(imports, Kind.ROSTER)}
    holder = {source: person.number for person in persons for source in person.rows}
    for person in persons:
        yield _person_line(person, roster[person.rows[0]], definition, theory)
    for source, place in roster.items():
        yield f"{place},{holder[source]}"
    for event, (_, place) in zip(events, _places(imports, Kind.DISCLOSURE_LOG), strict=True):
        yield f"{place},{event.status},{event.person or ''},{int(event.is_violation)}"
    for entry, (_, place) in zip(listed, _places(imports, Kind.EXCLUSION_LIST), strict=True):
        yield f"{place},{entry.status},{entry.person or ''}"


def _places(
    imports: Sequence[ImportRows], kind: Kind
) -> Iterator[tuple[RosterRow | LogRow | ListRow, str]]:
    """Every row of a kind, in row order, with `import number#record`."""
    for number, one in enumerate(imports, start=1):
        if one.kind is kind:
            for row in one.rows:
                yield row, f"{number}#{row.source.record}"


def _person_line(person: PersonResult, place: str, definition: Definition, theory: Theory) -> str:
    awards = [person.awards.get(claim.id) for claim in theory.claims]
    parts = [
        f"P{person.number}",
        person.outcome,
        person.computed_outcome,
        str(int(person.is_overridden)),
        "".join(str(int(person.truths[str(c.id)])) for c in definition.top_level),
        "".join(str(int(s.title in person.subclasses)) for s in definition.subclasses),
        str(person.disclosures),
        str(person.violations),
        str(person.violation_days),
        str(person.first_violation_on or ""),
        place,
        str(len(person.rows)),
        ";".join(_award_part(award) for award in awards),
        _award_part(person.combined),
    ]
    return ",".join(parts)


def _award_part(award: Award | None) -> str:
    if award is None:
        return ""
    return f"{award.cents}" if award.high_cents is None else f"{award.cents}/{award.high_cents}"
