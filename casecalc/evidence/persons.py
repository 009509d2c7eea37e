"""From roster rows and disclosures to one row per person: truths, outcome, awards."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from casecalc.rules.decisions import Decision, Outcome, Override
from casecalc.rules.definition import Definition
from casecalc.rules.theory import Theory

from .criteria import (
    Leaves,
    all_true,
    contains_truth,
    disclosed_counts,
    not_true,
    person_truth,
    plan_truth,
    residence_column,
    row_truth,
    where_truth,
)
from .damages import Largest, award_columns
from .days import local_day
from .engine import Engine
from .events import kept_values, repeated_ids, repeats, with_holders, with_status, with_suspects
from .people import People
from .rows import ImportTable, roster_row_numbers

IDENTITIES = ("member_id", "email", "full_name")
SHOWN = ("full_name", "country", "region", "plan")
TEXTS = ("member_ids", "emails", "search", *SHOWN)
OUTCOMES = {0: Outcome.INELIGIBLE, 1: Outcome.UNDETERMINED, 2: Outcome.ELIGIBLE}
ELIGIBLE, UNDETERMINED = 2, 1


def judged_events(
    engine: Engine, log: ir.Table, people: People, definition: Definition, leaves: Leaves,
    zone: ZoneInfo,
) -> ir.Table:  # fmt: skip
    """Every log row: `row`, `event_id`, `disclosed_at`, `status`, `person`, its local `day` (where
    something asks for it) and the truth `where_<i>` of every set of conditions."""
    repeated = repeated_ids(engine, log)
    found = with_suspects(with_holders(log, people.holders), repeated)
    day = None
    if leaves.need_days or definition.violation_criterion is not None:
        instants = log.disclosed_at
        span = engine.one(log.aggregate(first=instants.min(), last=instants.max()))
        nothing = datetime(2000, 1, 1)  # noqa: DTZ001 (naive UTC, as everywhere in the columns)
        first, last = span["first"] or nothing, span["last"] or nothing
        day = local_day(found.disclosed_at, zone, first, last)
    truths = {
        leaves.of_where(where): where_truth(where, found, day, None) for where in leaves.wheres
    }
    given = {**({} if day is None else {"day": day}), **truths}
    held = ["event_id", "disclosed_at", "person", "holder_count", "is_suspect"]
    held_events = engine.materialise(found.select("row", *held, **given, **kept_values(found)))
    engine.drop(repeated)
    repeating = repeats(engine, held_events)
    events = with_status(held_events.select("row", *held[:-1], *given), repeating)
    if leaves.plan_sets:
        events = _with_subscriptions(events, people.members, leaves)
    judged = engine.materialise(events)
    engine.drop(held_events, repeating)
    return judged


def _with_subscriptions(events: ir.Table, members: ir.Table, leaves: Leaves) -> ir.Table:
    """`events` with `while_subscribed` joined to the conditions. Most persons have one row, whose
    period is looked up; only of the others every pair of disclosure and row is made."""
    columns = {f"plans_{i}": plan_truth(members, p) for i, p in enumerate(leaves.plan_sets)}
    spans = members.select(
        "is_alone", "subscribed_from", "subscribed_until", span_person=members.person, **columns
    )
    spans = spans.filter(ibis.or_(*[spans[name] > 0 for name in columns]))
    single = spans.filter(spans.is_alone).drop("is_alone")
    several = spans.filter(~spans.is_alone).drop("is_alone")

    def truths(pairs: ir.Table) -> dict[str, ir.IntegerValue]:
        within = contains_truth(pairs, pairs.day)
        return {name: all_true([pairs[name], within]) for name in columns}

    pairs = events.inner_join(several, events.person == several.span_person)
    pairs = pairs.select(pair_row=pairs.row, **truths(pairs))
    of_several = pairs.group_by("pair_row").aggregate(
        **{f"several_{name}": pairs[name].max() for name in columns}
    )
    found = events.left_join(single, events.person == single.span_person)
    found = found.left_join(of_several, found.row == of_several.pair_row)
    single_truths = truths(found)
    is_subscribed = {
        plans: ibis.coalesce(
            found[f"several_{name}"], found.span_person.notnull().ifelse(single_truths[name], 0)
        )
        for plans, name in zip(leaves.plan_sets, columns, strict=True)
    }
    joined = {
        leaves.of_where(where): all_true(
            [found[leaves.of_where(where)], is_subscribed[where.while_subscribed]]
        )
        for where in leaves.wheres
        if where.while_subscribed is not None
    }
    return found.select(*[joined.get(n, found[n]).name(n) for n in events.columns])


def assessed_persons(
    engine: Engine, members: ir.Table, events: ir.Table, listed: ir.Table | None,
    overrides: ir.Table | None, definition: Definition, theory: Theory, leaves: Leaves,
) -> ir.Table:  # fmt: skip
    """One row per person: `person`, `rows`, `first_row`, the texts of `_people_facts`,
    `actual_damages_cents`, `disclosures`, `violations`, `days`, `first_on`, `can_violate`; truths
    `is_<i>` of the top level; `computed` and `outcome` as truths, `is_overridden`, `subclass_<i>`;
    and the columns of `damages.award_columns`, for everybody as if eligible."""
    counts = engine.materialise(_event_counts(events, definition, leaves))
    largest = Largest(
        violations=_largest(engine, counts, "disclosures"),
        days=_largest(engine, counts, "days"),
        actual_damages_cents=_largest(engine, members, "actual_damages_cents"),
    )
    facts = _people_facts(members, leaves)
    extras = [counts, *(table for table in (listed, overrides) if table is not None)]
    for extra in extras:
        names = [name for name in extra.columns if name != "person"]
        filled = [
            extra[name] if name in ("first_on", "override") else extra[name].fill_null(0).name(name)
            for name in names
        ]
        facts = facts.left_join(extra, "person").select(facts, *filled)
    judged = _judged(facts, definition, leaves, has_overrides=overrides is not None)
    assessed = engine.materialise(judged.mutate(**award_columns(theory, judged, largest)))
    engine.drop(counts)
    return assessed


def _largest(engine: Engine, table: ir.Table, name: str) -> int:
    return int(engine.one(table.aggregate(largest=table[name].max()))["largest"] or 0)


def _judged(
    facts: ir.Table, definition: Definition, leaves: Leaves, *, has_overrides: bool
) -> ir.Table:
    required = [person_truth(c, facts, leaves) for c in definition.all_of]
    excluding = [person_truth(c, facts, leaves) for c in definition.none_of]
    computed = all_true(required + [not_true(truth) for truth in excluding])
    criterion = definition.violation_criterion
    violations: ir.IntegerValue = ibis.literal(0, type="int64")
    can_violate: ir.BooleanValue = ibis.literal(False)
    if criterion is not None:
        violations = disclosed_counts(criterion.where, facts, leaves)[0].cast("int64")
        residence = residence_column(criterion.where, leaves)
        can_violate = ibis.literal(True) if residence is None else facts[residence] == 2
    outcome = ibis.coalesce(facts.override, computed) if has_overrides else computed
    return facts.select(
        *["person", "rows", "first_row", *TEXTS, "subscribed_from", "actual_damages_cents"],
        "disclosures",
        violations=violations,
        days=can_violate.ifelse(facts.days, 0).cast("int64"),
        first_on=can_violate.ifelse(facts.first_on, ibis.null("date")),
        can_violate=can_violate,
        is_overridden=facts.override.notnull() if has_overrides else ibis.literal(False),
        computed=computed,
        outcome=outcome.cast("int8"),
        **{f"is_{i}": truth for i, truth in enumerate(required + excluding)},
        **{
            f"subclass_{i}": all_true([person_truth(c, facts, leaves) for c in one.all_of]) == 2
            for i, one in enumerate(definition.subclasses)
        },
    )


def _people_facts(members: ir.Table, leaves: Leaves) -> ir.Table:
    """Rows of a person made one: truths by "some row", shown values the first that are given, ids
    and emails sorted with `;` between. Most persons have one row, which costs no grouping."""
    truths = [leaves.of_row(c) for c in leaves.row_criteria]

    def rows_where(is_wanted: ir.BooleanColumn) -> ir.Table:
        """Filtered first: what two branches share the engine would keep whole."""
        found = members.filter(is_wanted)
        return found.select(
            *["row", "person", "member_id", "email", *SHOWN, "subscribed_from"],
            actual_damages_cents=found.actual_damages_cents.fill_null(0),
            **{leaves.of_row(c): row_truth(found, c) for c in leaves.row_criteria},
        )

    alone = rows_where(members.is_alone)
    ids, emails, names = (alone[name].fill_null("") for name in IDENTITIES)
    alone = alone.select(
        *["person", *SHOWN, "subscribed_from", "actual_damages_cents", *truths],
        rows=ibis.literal(1, type="int64"),
        first_row=alone.row,
        member_ids=ids,
        emails=emails,
        search=_searchable(ids, emails, names),
    )
    several = rows_where(~members.is_alone)
    together = several.group_by("person").aggregate(
        rows=several.count(),
        first_row=several.row.min(),
        subscribed_from=several.subscribed_from.min(),
        **{f"all_{name}": _distinct(several[name]) for name in IDENTITIES},
        **{name: _first_given(several, name) for name in SHOWN},
        **{name: several[name].max() for name in ("actual_damages_cents", *truths)},
    )
    lists = [together[f"all_{name}"] for name in IDENTITIES]
    together = together.mutate(
        member_ids=lists[0].join(";").fill_null(""),
        emails=lists[1].join(";").fill_null(""),
        search=_searchable(*(each.join("\n").fill_null("") for each in lists)),
    )
    return ibis.union(alone, together.select(*alone.columns))


def _first_given(rows: ir.Table, name: str) -> ir.Value:
    """The first value in row order that is not blank."""
    return rows[name].argmin(rows.row, where=rows[name].notnull())


def _distinct(values: ir.StringColumn) -> ir.ArrayValue:
    """The different values, sorted by code point; null where there are none."""
    return values.collect(where=values.notnull(), distinct=True).sort()


def _searchable(*texts: ir.StringValue) -> ir.StringValue:
    """Lower-cased, a line each; nothing for what is not given."""
    joined = texts[0]
    for text in texts[1:]:
        either_blank = (joined == "") | (text == "")
        joined = either_blank.ifelse(joined + text, joined + "\n" + text)
    return joined.lower()


def _event_counts(events: ir.Table, definition: Definition, leaves: Leaves) -> ir.Table:
    """Per person with a linked disclosure: `disclosures`, `certain_where_<i>`,
    `unknown_where_<i>`; `days` and `first_on` of what satisfies the violation criterion."""
    linked = events.filter(events.person.notnull())
    names = [leaves.of_where(where) for where in leaves.wheres]
    counts = {"disclosures": linked.count()}
    for name in names:
        counts[f"certain_{name}"] = (linked[name] == 2).cast("int64").sum()
        counts[f"unknown_{name}"] = (linked[name] == 1).cast("int64").sum()
    found = linked.group_by("person").aggregate(**_whole(counts))
    criterion = definition.violation_criterion
    if criterion is None:
        return found.mutate(days=ibis.literal(0, type="int64"), first_on=ibis.null("date"))
    violations = linked.filter(linked[leaves.of_where(criterion.where)] == 2)
    daily = violations.select("person", "day").distinct()
    spread = daily.group_by(violator=daily.person).aggregate(
        days=daily.count(), first_on=daily.day.min()
    )
    return found.left_join(spread, found.person == spread.violator).select(
        found, days=spread.days.fill_null(0), first_on=spread.first_on
    )


def _whole(counts: dict[str, ir.IntegerScalar]) -> dict[str, ir.IntegerScalar]:
    """Sums of whole numbers come back wider than the columns they are kept in."""
    return {name: count.cast("int64") for name, count in counts.items()}


def overrides_of(
    engine: Engine,
    members: ir.Table,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
) -> ir.Table | None:
    """`person`, `override` (the outcome as a truth): of several that reach a person the last
    recorded; None when none is recorded."""
    made = [decision for decision in decisions if isinstance(decision, Override)]
    rows = roster_row_numbers(imports, [decision.row for decision in made])
    truth = {outcome: truth for truth, outcome in OUTCOMES.items()}
    if all(row is None for row in rows):
        return None
    table = engine.table(
        pa.table(
            {
                "row": pa.array(rows, pa.int64()),
                "place": pa.array(range(len(made)), pa.int64()),
                "override": pa.array([truth[d.outcome] for d in made], pa.int8()),
            }
        )
    )
    reached = table.inner_join(members, "row").select("person", "place", "override")
    return reached.group_by("person").aggregate(override=reached.override.argmax(reached.place))
