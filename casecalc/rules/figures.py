"""The aggregates of a run, the identities that must hold, and their JSON forms."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from .damages import Award
from .decisions import Outcome
from .definition import Definition, Listed, walk
from .refusals import NotReconciled
from .results import (
    ClaimTotals,
    EventResult,
    EventStatus,
    Group,
    ListResult,
    ListStatus,
    PersonResult,
    RunFigures,
)
from .theory import Theory
from .truth import Truth


def add_up(
    persons: Sequence[PersonResult],
    events: Sequence[EventResult],
    listed: Sequence[ListResult],
    *,
    definition: Definition,
    theory: Theory,
) -> RunFigures:
    """Every figure of a run from its rows; raises NotReconciled when an identity does not hold."""
    outcomes = Counter(person.outcome for person in persons)
    statuses = Counter(event.status for event in events)
    eligible = [person for person in persons if person.outcome is Outcome.ELIGIBLE]
    figures = RunFigures(
        roster_rows=sum(len(person.rows) for person in persons),
        persons=len(persons),
        eligible=outcomes[Outcome.ELIGIBLE],
        ineligible=outcomes[Outcome.INELIGIBLE],
        undetermined=outcomes[Outcome.UNDETERMINED],
        overridden=sum(person.is_overridden for person in persons),
        events={
            "accepted": len(events),
            **{str(status): statuses[status] for status in EventStatus},
        },
        list_rows=_list_rows(listed, definition),
        criteria={
            str(criterion.id): {
                truth.word: sum(p.truths[str(criterion.id)] is truth for p in persons)
                for truth in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)
            }
            for criterion in definition.top_level
        },
        subclasses={
            subclass.title: sum(subclass.title in person.subclasses for person in eligible)
            for subclass in definition.subclasses
        },
        claims={
            claim.id: _totals(
                [person.awards[claim.id] for person in eligible],
                [p.awards_if_eligible[claim.id] for p in persons if p.awards_if_eligible],
                has_range=claim.amount_high_cents is not None,
            )
            for claim in theory.claims
        },
        combined=_combined(persons, theory),
        by_region=_groups(persons, theory, lambda person: (person.country, person.region)),
        by_plan=_groups(persons, theory, lambda person: (person.plan,)),
        by_month=_groups(eligible, theory, lambda person: (month_of(person),)),
        violations=sum(person.violations for person in persons),
    )
    require_reconciled(figures, violating_events=sum(event.is_violation for event in events))
    return figures


def month_of(person: PersonResult) -> str | None:
    """The local month of the first violation, YYYY-MM."""
    day = person.first_violation_on
    return None if day is None else f"{day:%Y-%m}"


def named_lists(definition: Definition) -> tuple[str, ...]:
    """The exclusion lists a definition names, each once, in document order."""
    criteria = definition.top_level + tuple(c for s in definition.subclasses for c in s.all_of)
    return tuple(dict.fromkeys(c.list_name for c in walk(criteria) if isinstance(c, Listed)))


def require_reconciled(figures: RunFigures, *, violating_events: int) -> None:
    """The identities of a run; raises NotReconciled naming the first that does not hold."""
    events = dict(figures.events)
    accepted = events.pop("accepted")
    identities: list[tuple[str, int, int]] = [
        (
            "persons = eligible + ineligible + undetermined",
            figures.persons,
            figures.eligible + figures.ineligible + figures.undetermined,
        ),
        (f"accepted log rows = {' + '.join(events)}", accepted, sum(events.values())),
        ("violations of persons = violating disclosures", figures.violations, violating_events),
        ("eligible = sum over months", figures.eligible, sum(g.eligible for g in figures.by_month)),
    ]
    for name, groups in (("regions", figures.by_region), ("plans", figures.by_plan)):
        identities.append(
            (f"persons = sum over {name}", figures.persons, sum(g.persons for g in groups))
        )
    for criterion, counts in figures.criteria.items():
        identities.append(
            (f"persons = sum over {criterion}", figures.persons, sum(counts.values()))
        )
    for claim, totals in figures.claims.items():
        identities.append((f"awards of {claim} = eligible", totals.awards, figures.eligible))
        in_groups = sum(group.totals[claim] for group in figures.by_region)
        identities.append((f"total of {claim} = sum of awards", totals.total, in_groups))
    for sentence, left, right in identities:
        if left != right:
            raise NotReconciled(f"{sentence}: {left} is not {right}. The run is not published.")


def _list_rows(listed: Iterable[ListResult], definition: Definition) -> dict[str, dict[str, int]]:
    """Per list, rows by status; lists named by the definition of which nothing is imported too."""
    counts = {name: dict.fromkeys(ListStatus, 0) for name in named_lists(definition)}
    for row in listed:
        counts.setdefault(row.list_name, dict.fromkeys(ListStatus, 0))[row.status] += 1
    return {name: {str(k): n for k, n in counts[name].items()} for name in sorted(counts)}


def _totals(awards: list[Award], if_eligible: list[Award], *, has_range: bool) -> ClaimTotals:
    low = sum(award.cents for award in awards)
    high = sum(award.high_cents or 0 for award in awards)
    return ClaimTotals(
        awards=len(awards),
        total=low,
        total_if_undetermined_eligible=low + sum(award.cents for award in if_eligible),
        total_high=high if has_range else None,
        total_high_if_undetermined_eligible=(
            high + sum(award.high_cents or 0 for award in if_eligible) if has_range else None
        ),
    )


def _combined(persons: Iterable[PersonResult], theory: Theory) -> ClaimTotals | None:
    if theory.combine == "separate":
        return None
    persons = list(persons)
    return _totals(
        [p.combined for p in persons if p.combined is not None],
        [p.combined_if_eligible for p in persons if p.combined_if_eligible is not None],
        has_range=theory.has_range,
    )


def _groups(
    persons: Iterable[PersonResult],
    theory: Theory,
    label_of: Callable[[PersonResult], tuple[str | None, ...]],
) -> tuple[Group, ...]:
    members: dict[tuple[str | None, ...], list[PersonResult]] = {}
    for person in persons:
        members.setdefault(label_of(person), []).append(person)
    return tuple(
        Group(
            label=label,
            persons=len(members[label]),
            eligible=sum(p.outcome is Outcome.ELIGIBLE for p in members[label]),
            undetermined=sum(p.outcome is Outcome.UNDETERMINED for p in members[label]),
            ineligible=sum(p.outcome is Outcome.INELIGIBLE for p in members[label]),
            totals={
                claim.id: sum(p.awards[claim.id].cents for p in members[label] if p.awards)
                for claim in theory.claims
            },
        )
        for label in sorted(members, key=label_order)
    )


def label_order(label: tuple[str | None, ...]) -> tuple[tuple[bool, str], ...]:
    """Labels by code point, None last."""
    return tuple((part is None, part or "") for part in label)


def figures_document(figures: RunFigures) -> dict[str, Any]:
    """The figures as JSON values: money in whole cents, labels as lists."""
    document = asdict(figures)
    for name in ("by_region", "by_plan", "by_month"):
        document[name] = [{**group, "label": list(group["label"])} for group in document[name]]
    return document


def parse_figures(document: dict[str, Any]) -> RunFigures:
    """The figures from what `figures_document` made of them."""
    groups = {
        name: tuple(Group(**{**group, "label": tuple(group["label"])}) for group in document[name])
        for name in ("by_region", "by_plan", "by_month")
    }
    combined = document["combined"]
    claims = {name: ClaimTotals(**totals) for name, totals in document["claims"].items()}
    joined = None if combined is None else ClaimTotals(**combined)
    return RunFigures(**{**document, **groups, "claims": claims, "combined": joined})


def determination_json(
    figures: RunFigures, *, run: int, digest: str, theory: Theory
) -> dict[str, Any]:
    """What `determine --json` prints: money as decimal text in dollars."""
    document: dict[str, Any] = {
        "run": run,
        "persons": figures.persons,
        "eligible": figures.eligible,
        "ineligible": figures.ineligible,
        "undetermined": figures.undetermined,
        "overridden": figures.overridden,
        "events": figures.events,
        "criteria": figures.criteria,
        "subclasses": figures.subclasses,
        "claims": {
            name: {"awards": totals.awards, **_dollars_of(totals)}
            for name, totals in figures.claims.items()
        },
        "digest": digest,
    }
    if figures.combined is not None:
        document["combined"] = {"rule": str(theory.combine), **_dollars_of(figures.combined)}
    return document


def _dollars_of(totals: ClaimTotals) -> dict[str, str]:
    amounts = {name: value for name, value in asdict(totals).items() if name != "awards"}
    return {name: dollars(cents) for name, cents in amounts.items() if cents is not None}


def dollars(cents: int) -> str:
    """Whole cents as decimal text without commas: 100050 is `1000.50`."""
    return f"{cents // 100}.{cents % 100:02d}"
