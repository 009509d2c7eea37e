"""One class member of one run: what was found, and the source rows that decided it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from casecalc.evidence.delivered import cells_as_delivered
from casecalc.evidence.schemas import ACCEPTED_FILE, CELLS_FILE
from casecalc.evidence.tables import (
    EVENTS_FILE,
    LISTED_FILE,
    PERSONS_FILE,
    ROWS_FILE,
    PersonColumns,
)
from casecalc.models import Import, Run
from casecalc.rules.criteria import Facts, Finding, explain
from casecalc.rules.damages import Award
from casecalc.rules.rows import ListRow, LogRow, RosterRow
from casecalc.rules.sentences import award_in_words, finding_sentence, sentence_of
from casecalc.rules.theory import Claim
from casecalc.rules.truth import Truth

from .decisions import Reaching, overrides_reaching
from .members import columns_of
from .published import import_table, records, run_table
from .sources import SourceRow, imports_by_number

MOST_DISCLOSURES = 20_000


@dataclass(frozen=True)
class Person:
    """A row of the run's persons."""

    number: int
    row: Mapping[str, Any]

    @property
    def member_ids(self) -> tuple[str, ...]:
        return tuple(part for part in (self.row["member_ids"] or "").split(";") if part)

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(part for part in (self.row["emails"] or "").split(";") if part)


@dataclass(frozen=True)
class DeliveredRow:
    """A roster row: as read, and its cells as delivered under the file's own headers."""

    source: SourceRow
    row: RosterRow
    delivered: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Disclosure:
    source: SourceRow
    row: LogRow
    is_violation: bool


@dataclass(frozen=True)
class CriterionResult:
    """`stored` is what the run recorded; where it is not `finding.truth`, the page says so."""

    id: str
    is_excluding: bool
    finding: Finding
    stored: Truth
    sources: tuple[SourceRow, ...]
    more_sources: int

    @property
    def question(self) -> str:
        return sentence_of(self.finding.criterion)

    @property
    def sentence(self) -> str:
        return finding_sentence(self.finding)

    @property
    def agrees(self) -> bool:
        return self.finding.truth is self.stored


@dataclass(frozen=True)
class ClaimAward:
    claim: Claim
    award: Award
    words: str


@dataclass(frozen=True)
class MemberFile:
    """All that one page says of one person."""

    person: Person
    rows: tuple[DeliveredRow, ...]
    disclosures: tuple[Disclosure, ...]
    listings: tuple[tuple[SourceRow, ListRow], ...]
    criteria: tuple[CriterionResult, ...]
    subclasses: tuple[str, ...]
    awards: tuple[ClaimAward, ...]
    combined: Award | None
    zone: ZoneInfo

    @property
    def has_too_many(self) -> bool:
        return len(self.disclosures) >= MOST_DISCLOSURES


def person_of(run: Run, number: int) -> Person | None:
    """The person, or None when the run has none of that number."""
    persons = run_table(run, PERSONS_FILE)
    found = records(persons.filter(persons.person == number)) if 0 < number < 2**62 else []
    return Person(number, found[0]) if found else None


def file_of(run: Run, person: Person) -> MemberFile:
    """The whole file of a person. The findings are made afresh by the obvious engine from this
    person's rows, and stand beside what the run recorded."""
    definition = run.definition.parsed
    imports = imports_by_number(run)
    columns = columns_of(run)
    rows = _roster_rows(run, imports, person.number)
    disclosures = _disclosures(run, imports, person.number)
    listings = _listings(run, imports, person.number)
    zone = ZoneInfo(definition.time_zone or run.matter.time_zone)
    facts = Facts(
        rows=tuple(delivered.row for delivered in rows),
        disclosures=tuple(disclosure.row for disclosure in disclosures),
        listings=tuple(row for _source, row in listings),
        zone=zone,
    )
    origins = {str(s.reference): s for s in _all_sources(rows, disclosures, listings)}
    criteria = tuple(
        _result(explain(criterion, facts), is_excluding, person, columns, origins)
        for group, is_excluding in ((definition.all_of, False), (definition.none_of, True))
        for criterion in group
    )
    return MemberFile(
        person=person,
        rows=rows,
        disclosures=disclosures,
        listings=listings,
        criteria=criteria,
        subclasses=tuple(
            subclass.title
            for subclass, name in zip(definition.subclasses, columns.subclasses, strict=True)
            if person.row[name]
        ),
        awards=_awards(run, person, columns),
        combined=_combined(person, columns),
        zone=zone,
    )


def overrides_of(run: Run, file: MemberFile) -> list[Reaching]:
    """The overrides that reach this person."""
    return overrides_reaching(run, {str(row.source.reference) for row in file.rows})


def _result(
    finding: Finding,
    is_excluding: bool,
    person: Person,
    columns: PersonColumns,
    origins: Mapping[str, SourceRow],
) -> CriterionResult:
    name = str(finding.criterion.id)
    return CriterionResult(
        id=name,
        is_excluding=is_excluding,
        finding=finding,
        stored=Truth(person.row[columns.criteria[name]]),
        sources=tuple(origins[str(source)] for source in finding.sources[:12]),
        more_sources=max(len(finding.sources) - 12, 0),
    )


def _awards(run: Run, person: Person, columns: PersonColumns) -> tuple[ClaimAward, ...]:
    awards = []
    for claim in run.theory.parsed.claims:
        names = columns.claims[claim.id]
        if person.row[names.award] is None:
            continue
        award = Award(
            units=person.row[names.units],
            cents=person.row[names.award],
            high_cents=None if names.high is None else person.row[names.high],
        )
        words = award_in_words(claim, award, person.row["actual_damages_cents"] or 0)
        awards.append(ClaimAward(claim, award, words))
    return tuple(awards)


def _combined(person: Person, columns: PersonColumns) -> Award | None:
    if columns.combined is None or person.row[columns.combined] is None:
        return None
    high = None if columns.combined_high is None else person.row[columns.combined_high]
    return Award(units=1, cents=person.row[columns.combined], high_cents=high)


def _all_sources(
    rows: Sequence[DeliveredRow],
    disclosures: Sequence[Disclosure],
    listings: Sequence[tuple[SourceRow, ListRow]],
) -> list[SourceRow]:
    return [
        *(delivered.source for delivered in rows),
        *(disclosure.source for disclosure in disclosures),
        *(source for source, _row in listings),
    ]


def _of_person(run: Run, name: str, number: int) -> list[dict[str, Any]]:
    """The rows of one of the run's tables that belong to a person, in row order."""
    table = run_table(run, name)
    ordered = table.filter(table.person == number).order_by(
        ibis.asc("import_number"), ibis.asc("record")
    )
    return records(ordered.limit(MOST_DISCLOSURES))


def _accepted(
    run: Run, imports: Mapping[int, Import], rows: Sequence[Mapping[str, Any]], name: str
) -> dict[tuple[int, int], dict[str, Any]]:
    """The rows of the imports' tables behind rows of the run, by import number and record."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        wanted[row["import_number"]].append(row["record"])
    found = {}
    for number, record_numbers in wanted.items():
        table = import_table(run.matter, imports[number], name)
        for values in records(table.filter(table.record.isin(record_numbers))):
            found[number, values.pop("record")] = values
    return found


def _roster_rows(run: Run, imports: Mapping[int, Import], number: int) -> tuple[DeliveredRow, ...]:
    rows = _of_person(run, ROWS_FILE, number)
    accepted = _accepted(run, imports, rows, ACCEPTED_FILE)
    cells = _accepted(run, imports, rows, CELLS_FILE)
    delivered = []
    for row in rows:
        source = SourceRow.at(imports, row)
        place = (row["import_number"], row["record"])
        header = source.batch.summary.get("header", [])
        positions = source.batch.summary.get("positions", {})
        texts = cells_as_delivered(cells[place], accepted[place], positions, len(header))
        roster_row = RosterRow(source=source.reference, **accepted[place])
        delivered.append(DeliveredRow(source, roster_row, tuple(zip(header, texts, strict=True))))
    return tuple(delivered)


def _disclosures(run: Run, imports: Mapping[int, Import], number: int) -> tuple[Disclosure, ...]:
    rows = _of_person(run, EVENTS_FILE, number)
    accepted = _accepted(run, imports, rows, ACCEPTED_FILE)
    found = []
    for row in rows:
        source = SourceRow.at(imports, row)
        values = accepted[row["import_number"], row["record"]]
        at = values.pop("disclosed_at").replace(tzinfo=UTC)
        log_row = LogRow(source=source.reference, disclosed_at=at, **values)
        found.append(Disclosure(source, log_row, row["is_violation"]))
    return tuple(sorted(found, key=lambda one: one.row.disclosed_at))


def _listings(
    run: Run, imports: Mapping[int, Import], number: int
) -> tuple[tuple[SourceRow, ListRow], ...]:
    rows = _of_person(run, LISTED_FILE, number)
    accepted = _accepted(run, imports, rows, ACCEPTED_FILE)
    found = []
    for row in rows:
        source = SourceRow.at(imports, row)
        values = accepted[row["import_number"], row["record"]]
        list_row = ListRow(source=source.reference, list_name=row["list_name"], **values)
        found.append((source, list_row))
    return tuple(found)
