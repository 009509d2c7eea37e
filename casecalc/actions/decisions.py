"""Recorded human decisions: all of a file or none of it, each against rows that are evidence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.records_present import records_present
from casecalc.models import Decision, Matter, User
from casecalc.queries.decisions import as_they_stand
from casecalc.rules.columns import Kind
from casecalc.rules.decisions import parse_decision, rows_named
from casecalc.rules.documents import parse_json
from casecalc.rules.refusals import DecisionRefused, DocumentRefused
from casecalc.rules.sources import SourceReference

from .documents import document_sha256


@dataclass(frozen=True)
class DecisionLine:
    """One decision's document and where it was given, such as `Line 3`."""

    place: str
    document: Any


def parse_decision_lines(text: str) -> tuple[DecisionLine, ...]:
    """JSON lines; blank lines are passed over. Raises DecisionRefused naming the line."""
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            lines.append(DecisionLine(f"Line {number}", parse_json(line)))
        except ValueError as error:
            raise DecisionRefused(f"Line {number} is not JSON: {error}.") from None
    if not lines:
        raise DecisionRefused("The file holds no decisions; give one JSON object a line.")
    return tuple(lines)


def record_decisions(
    *, matter: Matter, lines: Sequence[DecisionLine], by: User, now: datetime
) -> list[Decision]:
    """Record all decisions or none, in force for later runs (overrides that await approval: once a
    second person approved them); earlier runs are stale where that changes them. Raises
    DecisionRefused naming the line, for a row that is not an accepted row of a committed roster
    too, and DamagedFile."""
    named: list[tuple[str, SourceReference]] = []
    for line in lines:
        try:
            decision = parse_decision(line.document)
            document_sha256(line.document, DocumentRefused)
        except DocumentRefused as refusal:
            raise DecisionRefused(f"{line.place}: {refusal}.") from None
        named += [(line.place, reference) for reference in rows_named(decision)]
    rosters = _require_evidence(matter, named)
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter.pk)
        if matter.imports.committed().filter(pk__in=rosters).count() < len(rosters):
            raise DecisionRefused("A roster with a row named was withdrawn just now; try again.")
        last = matter.decisions.order_by("number").last()
        first_number = last.number + 1 if last else 1
        recorded = Decision.objects.bulk_create(
            Decision(
                matter=matter,
                number=number,
                kind=line.document["kind"],
                document=line.document,
                recorded_at=now,
                recorded_by=by,
            )
            for number, line in enumerate(lines, start=first_number)
        )
        if any(one.is_in_force for one in as_they_stand(matter, recorded)):
            matter.runs.mark_stale(reason="A decision was recorded after this run.", now=now)
        details = {"first": first_number, "count": len(recorded)}
        chain.record(action="record_decisions", by=by, now=now, matter=matter, details=details)
    return recorded


def _require_evidence(matter: Matter, named: list[tuple[str, SourceReference]]) -> set[int]:
    """Refuse a reference to anything but an accepted row of a committed roster; returns the ids of
    the rosters with rows named."""
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for _, reference in named:
        wanted[reference.sha256, reference.sheet or ""].add(reference.record)
    present: dict[tuple[str, str], set[int]] = {}
    used: set[int] = set()
    rosters = matter.imports.committed().filter(kind=Kind.ROSTER)
    for roster in rosters.select_related("source_file"):
        file = (roster.source_file.sha256, roster.sheet)
        if file in wanted:
            accepted = matter.store.open("imports", roster.key).checked("accepted.parquet")
            present[file] = records_present(accepted, wanted[file])
            used.add(roster.pk)
    for place, reference in named:
        if reference.record not in present.get((reference.sha256, reference.sheet or ""), ()):
            raise DecisionRefused(
                f"{place}: {reference} is not an accepted row of a roster in evidence; name a row "
                "by the SHA-256 of its file and its record number."
            )
    return used
