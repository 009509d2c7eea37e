"""Whether a criterion is true of a person, and which source rows decided it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from .decisions import Outcome
from .definition import (
    AllOf,
    AnyOf,
    Attribute,
    Choice,
    Criterion,
    Definition,
    Disclosed,
    Listed,
    Not,
    Number,
    Period,
    Subscribed,
    Where,
)
from .rows import ListRow, LogRow, RosterRow
from .sources import SourceReference
from .truth import Truth, all_true, any_true, known, not_true


@dataclass(frozen=True)
class Facts:
    """All that the evidence says of one person: roster rows, linked disclosures, list entries.
    `zone` is the time zone in which an instant's calendar day is taken."""

    rows: tuple[RosterRow, ...]
    disclosures: tuple[LogRow, ...]
    listings: tuple[ListRow, ...]
    zone: ZoneInfo

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()


@dataclass(frozen=True)
class Finding:
    """The truth of one criterion of one person. `sources` decided it: those that made it true, or
    where it is not true those that left it unknown, or else all that were looked at."""

    criterion: Criterion
    truth: Truth
    sources: tuple[SourceReference, ...]
    parts: tuple["Finding", ...] = ()


@dataclass(frozen=True)
class Assessment:
    """A person's outcome by the definition alone, with the finding of every top-level criterion."""

    outcome: Outcome
    findings: dict[str, Finding] = field(hash=False)
    subclasses: tuple[str, ...]


def assess(definition: Definition, facts: Facts) -> Assessment:
    """Apply a definition to one person; overrides come later and change no criterion's result."""
    required = [explain(criterion, facts) for criterion in definition.all_of]
    excluding = [explain(criterion, facts) for criterion in definition.none_of]
    truth = all_true([f.truth for f in required] + [not_true(f.truth) for f in excluding])
    return Assessment(
        outcome=_OUTCOMES[truth],
        findings={str(f.criterion.id): f for f in required + excluding},
        subclasses=tuple(
            subclass.title
            for subclass in definition.subclasses
            if all_true(explain(c, facts).truth for c in subclass.all_of) is Truth.TRUE
        ),
    )


def explain(criterion: Criterion, facts: Facts) -> Finding:
    """The criterion's truth for one person with the sources that decided it."""
    match criterion:
        case Attribute(field=name, values=values):
            return _some_row(criterion, facts, lambda row: _is_in(getattr(row, name), values))
        case Number():
            return _some_row(criterion, facts, lambda row: _is_between(row, criterion))
        case Subscribed(plans=plans, during=during):
            return _some_row(
                criterion,
                facts,
                lambda row: all_true((_has_plan(row, plans), _overlaps(row, during))),
            )
        case Disclosed():
            return _disclosed(criterion, facts)
        case Listed(list_name=name):
            found = tuple(row.source for row in facts.listings if row.list_name == name)
            return Finding(criterion, known(bool(found)), found)
        case AnyOf(criteria=inner):
            parts = tuple(explain(part, facts) for part in inner)
            return _composed(criterion, any_true(part.truth for part in parts), parts)
        case AllOf(criteria=inner):
            parts = tuple(explain(part, facts) for part in inner)
            return _composed(criterion, all_true(part.truth for part in parts), parts)
        case Not(criterion=inner_one):
            part = explain(inner_one, facts)
            return Finding(criterion, not_true(part.truth), part.sources, (part,))
        case _:
            assert_never(criterion)


def violations(definition: Definition, facts: Facts) -> tuple[LogRow, ...]:
    """The disclosures that satisfy for certain the violation criterion; none without one."""
    criterion = definition.violation_criterion
    if criterion is None:
        return ()
    return tuple(
        event
        for event in facts.disclosures
        if satisfies(criterion.where, event, facts) is Truth.TRUE
    )


def satisfies(where: Where, event: LogRow, facts: Facts) -> Truth:
    """Whether one disclosure meets every given condition."""
    day = facts.day_of(event.disclosed_at)
    truths = [
        _chosen(event.purpose, where.purpose),
        _chosen(event.recipient, where.recipient),
        _chosen(event.data_category, where.data_category),
        known(where.during is None or where.during.contains(day)),
    ]
    if where.while_subscribed is not None:
        plans = where.while_subscribed
        truths.append(
            any_true(all_true((_has_plan(r, plans), _contains(r, day))) for r in facts.rows)
        )
    if where.residing_in is not None:
        countries = where.residing_in
        truths.append(any_true(_is_in(row.country, countries) for row in facts.rows))
    if where.without_consent:
        truths += [_is_no(event.sender_consented), _is_no(event.recipient_consented)]
    return all_true(truths)


def is_eligible_without_evidence(definition: Definition) -> bool:
    """Whether a definition would call eligible a person of whom nothing is known."""
    nothing = Facts((RosterRow(source=SourceReference("", 1)),), (), (), ZoneInfo("UTC"))
    return assess(definition, nothing).outcome is Outcome.ELIGIBLE


_OUTCOMES = {
    Truth.TRUE: Outcome.ELIGIBLE,
    Truth.FALSE: Outcome.INELIGIBLE,
    Truth.UNKNOWN: Outcome.UNDETERMINED,
}


def _some_row(
    criterion: Criterion, facts: Facts, truth_of: Callable[[RosterRow], Truth]
) -> Finding:
    truths = [(truth_of(row), row.source) for row in facts.rows]
    truth = any_true(t for t, _ in truths)
    return Finding(criterion, truth, tuple(source for t, source in truths if t is truth))


def _disclosed(criterion: Disclosed, facts: Facts) -> Finding:
    truths = [(satisfies(criterion.where, event, facts), event) for event in facts.disclosures]
    certain = [event.source for truth, event in truths if truth is Truth.TRUE]
    unknown = [event.source for truth, event in truths if truth is Truth.UNKNOWN]
    if len(certain) >= criterion.at_least:
        return Finding(criterion, Truth.TRUE, tuple(certain))
    if len(certain) + len(unknown) >= criterion.at_least:
        return Finding(criterion, Truth.UNKNOWN, tuple(certain + unknown))
    return Finding(criterion, Truth.FALSE, tuple(event.source for event in facts.disclosures))


def _composed(criterion: Criterion, truth: Truth, parts: tuple[Finding, ...]) -> Finding:
    deciding = (source for part in parts if part.truth is truth for source in part.sources)
    return Finding(criterion, truth, tuple(dict.fromkeys(deciding)), parts)


def _is_in(value: str | None, values: Iterable[str]) -> Truth:
    return Truth.UNKNOWN if value is None else known(value in values)


def _chosen(value: str | None, choice: Choice | None) -> Truth:
    if choice is None:
        return Truth.TRUE
    truth = _is_in(value, choice.values)
    return not_true(truth) if choice.negated else truth


def _is_no(consented: bool | None) -> Truth:
    return Truth.UNKNOWN if consented is None else known(not consented)


def _is_between(row: RosterRow, criterion: Number) -> Truth:
    value = number_of(row, criterion.field)
    if value is None:
        return Truth.UNKNOWN
    return known(
        value >= criterion.at_least and (criterion.at_most is None or value <= criterion.at_most)
    )


def number_of(row: RosterRow, name: str) -> int | None:
    """A number field of a row: a count, or `actual_damages` in cents."""
    value: int | None = getattr(row, "actual_damages_cents" if name == "actual_damages" else name)
    return value


def _has_plan(row: RosterRow, plans: tuple[str, ...] | None) -> Truth:
    if row.plan is None:
        return Truth.UNKNOWN
    return known(plans is None or row.plan in plans)


def _overlaps(row: RosterRow, during: Period | None) -> Truth:
    """Whether the subscription shares at least one day with `during` (None: all time)."""
    if row.subscribed_from is None:
        return Truth.UNKNOWN
    if during is None:
        return Truth.TRUE
    begins_in_time = during.end is None or row.subscribed_from < during.end
    ends_late_enough = (
        during.start is None or row.subscribed_until is None or row.subscribed_until > during.start
    )
    return known(begins_in_time and ends_late_enough)


def _contains(row: RosterRow, day: date) -> Truth:
    if row.subscribed_from is None:
        return Truth.UNKNOWN
    return known(Period(row.subscribed_from, row.subscribed_until).contains(day))
