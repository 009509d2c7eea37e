"""One run: a definition and a theory applied to stated imports and decisions. Pure.

The slow and obvious way from evidence to every outcome and cent.
"""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from .criteria import Facts, assess, violations
from .damages import Award, award, combined
from .decisions import Decision, Outcome, Override
from .definition import Definition
from .digest import run_digest
from .events import Event, classify_events
from .exclusions import Listing, classify_listings
from .figures import add_up
from .people import Person, find_people, holders_of_keys, ignored_keys
from .results import EventResult, ListResult, PersonResult, RunResult
from .review import find_doubtful
from .rows import ImportRows, ListRow, LogRow, RosterRow
from .theory import Theory, require_countable


def determine(
    *,
    imports: Sequence[ImportRows],
    decisions: Sequence[Decision],
    definition: Definition,
    theory: Theory,
    time_zone: str,
) -> RunResult:
    """Every person, event and figure of a run. `imports` in the order committed, `decisions` in the
    order recorded, `time_zone` the matter's. Raises TheoryRefused when violations cannot be counted
    and NotReconciled when an identity does not hold."""
    require_countable(theory, definition)
    rows = [row for one in imports for row in one.rows]
    people = find_people((row for row in rows if isinstance(row, RosterRow)), decisions)
    holders = holders_of_keys(people, ignored_keys(decisions))
    events = classify_events((row for row in rows if isinstance(row, LogRow)), holders)
    listings = classify_listings((row for row in rows if isinstance(row, ListRow)), holders)
    zone = ZoneInfo(definition.time_zone or time_zone)
    facts = _facts(people, events, listings, zone)
    overrides = _overrides(people, decisions)
    persons = tuple(
        _person_result(
            person, facts[person.number], overrides.get(person.number), definition, theory
        )
        for person in people
    )
    counted = {
        event.source
        for person in persons
        if person.outcome is Outcome.ELIGIBLE
        for event in violations(definition, facts[person.number])
    }
    event_results = tuple(
        EventResult(
            source=event.row.source,
            event_id=event.row.event_id,
            disclosed_at=event.row.disclosed_at,
            status=event.status,
            person=event.person,
            is_violation=event.row.source in counted,
        )
        for event in events
    )
    listed = tuple(
        ListResult(source=x.row.source, list_name=x.row.list_name, status=x.status, person=x.person)
        for x in listings
    )
    figures = add_up(persons, event_results, listed, definition=definition, theory=theory)
    digest = run_digest(imports, persons, event_results, listed, figures, definition, theory)
    return RunResult(
        persons=persons,
        events=event_results,
        listed=listed,
        review=find_doubtful(people, ignored_keys(decisions)),
        figures=figures,
        digest=digest,
    )


def _facts(
    people: Iterable[Person], events: Iterable[Event], listings: Iterable[Listing], zone: ZoneInfo
) -> dict[int, Facts]:
    disclosures: dict[int, list[LogRow]] = {}
    entries: dict[int, list[ListRow]] = {}
    for event in events:
        if event.person is not None:
            disclosures.setdefault(event.person, []).append(event.row)
    for listing in listings:
        if listing.person is not None:
            entries.setdefault(listing.person, []).append(listing.row)
    return {
        person.number: Facts(
            rows=person.rows,
            disclosures=tuple(disclosures.get(person.number, ())),
            listings=tuple(entries.get(person.number, ())),
            zone=zone,
        )
        for person in people
    }


def _overrides(people: Iterable[Person], decisions: Iterable[Decision]) -> dict[int, Outcome]:
    """The outcome that the last recorded override fixes, per person number it reaches."""
    holder = {row.source: person.number for person in people for row in person.rows}
    return {
        holder[decision.row]: decision.outcome
        for decision in decisions
        if isinstance(decision, Override) and decision.row in holder
    }


def _person_result(
    person: Person, facts: Facts, override: Outcome | None, definition: Definition, theory: Theory
) -> PersonResult:
    assessment = assess(definition, facts)
    outcome = override or assessment.outcome
    is_eligible = outcome is Outcome.ELIGIBLE
    counted = violations(definition, facts)
    days = {facts.day_of(event.disclosed_at) for event in counted}
    actual = max((row.actual_damages_cents or 0 for row in person.rows), default=0)
    awards = {
        claim.id: award(claim, violations=len(counted), days=len(days), actual_damages_cents=actual)
        for claim in theory.claims
    }
    joined = combined(theory, list(awards.values()))
    no_awards: dict[str, Award] = {}
    is_undetermined = outcome is Outcome.UNDETERMINED
    return PersonResult(
        number=person.number,
        rows=tuple(row.source for row in person.rows),
        outcome=outcome,
        computed_outcome=assessment.outcome,
        is_overridden=override is not None,
        truths={name: finding.truth for name, finding in assessment.findings.items()},
        subclasses=assessment.subclasses if is_eligible else (),
        disclosures=len(facts.disclosures),
        violations=len(counted) if is_eligible else 0,
        violation_days=len(days) if is_eligible else 0,
        first_violation_on=min(days, default=None) if is_eligible else None,
        member_ids=tuple(sorted({row.member_id for row in person.rows if row.member_id})),
        full_name=_shown(person, "full_name"),
        country=_shown(person, "country"),
        region=_shown(person, "region"),
        plan=_shown(person, "plan"),
        actual_damages_cents=actual,
        awards=awards if is_eligible else no_awards,
        combined=joined if is_eligible else None,
        awards_if_eligible=awards if is_undetermined else no_awards,
        combined_if_eligible=joined if is_undetermined else None,
    )


def _shown(person: Person, field: str) -> str | None:
    """The first non-blank value in row order."""
    values: Iterable[str | None] = (getattr(row, field) for row in person.rows)
    return next((value for value in values if value is not None), None)
