"""Criteria over columns: truth as 0 (false), 1 (unknown), 2 (true) in small integers, so that
*and* is the least, *or* and "some row" the greatest, and *not* is two minus it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, assert_never

import ibis
import ibis.expr.types as ir

from casecalc.rules.definition import (
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
    walk,
)

RowCriterion: TypeAlias = Attribute | Number | Subscribed
_ABOVE_ALL_NUMBERS = 2**60


@dataclass(frozen=True)
class Leaves:
    """What a definition asks of the evidence, each once: of roster rows, of disclosures (without
    `residing_in`, which is asked of the person), and of lists. Columns are numbered likewise."""

    row_criteria: tuple[RowCriterion, ...]
    wheres: tuple[Where, ...]
    list_names: tuple[str, ...]

    def of_row(self, criterion: RowCriterion) -> str:
        return f"row_truth_{self.row_criteria.index(_nameless(criterion))}"

    def of_where(self, where: Where) -> str:
        return f"where_{self.wheres.index(_of_event(where))}"

    def of_list(self, name: str) -> str:
        return f"list_{self.list_names.index(name)}"

    @property
    def plan_sets(self) -> tuple[tuple[str, ...], ...]:
        """Every `while_subscribed`, each once."""
        given = (where.while_subscribed for where in self.wheres)
        return tuple(dict.fromkeys(plans for plans in given if plans is not None))

    @property
    def need_days(self) -> bool:
        return any(where.during or where.while_subscribed for where in self.wheres)


def leaves_of(definition: Definition) -> Leaves:
    criteria = definition.top_level + tuple(c for s in definition.subclasses for c in s.all_of)
    rows: dict[RowCriterion, None] = {}
    wheres: dict[Where, None] = {}
    lists: dict[str, None] = {}
    for criterion in walk(criteria):
        match criterion:
            case Attribute() | Number() | Subscribed():
                rows[_nameless(criterion)] = None
            case Disclosed(where=where):
                wheres[_of_event(where)] = None
                if where.residing_in is not None:
                    rows[_residence(where.residing_in)] = None
            case Listed(list_name=name):
                lists[name] = None
    return Leaves(tuple(rows), tuple(wheres), tuple(lists))


def row_truth(rows: ir.Table, criterion: RowCriterion) -> ir.IntegerValue:
    """The truth of a criterion on one roster row."""
    match criterion:
        case Attribute(field=name, values=values):
            return _is_in(rows[name], values)
        case Number(field=name, at_least=at_least, at_most=at_most):
            value = rows["actual_damages_cents" if name == "actual_damages" else name]
            holds = value >= _comparable(at_least)
            if at_most is not None:
                holds = holds & (value <= _comparable(at_most))
            return _known_unless(value.isnull(), holds)
        case Subscribed(plans=plans, during=during):
            return _small(ibis.least(plan_truth(rows, plans), _overlaps(rows, during)))
        case _:
            assert_never(criterion)


def plan_truth(rows: ir.Table, plans: tuple[str, ...] | None) -> ir.IntegerValue:
    if plans is not None:
        return _is_in(rows.plan, plans)
    return _known_unless(rows.plan.isnull(), ibis.literal(True))


def where_truth(
    where: Where, events: ir.Table, day: ir.DateValue | None, is_subscribed: ir.IntegerValue | None
) -> ir.IntegerValue:
    """Whether one disclosure meets the conditions but `residing_in`. `day` is its local day,
    `is_subscribed` the truth of `while_subscribed`; None where no condition needs them."""
    truths = []
    for name in ("purpose", "recipient", "data_category"):
        choice: Choice | None = getattr(where, name)
        if choice is not None:
            truth = _is_in(events[name], choice.values)
            truths.append(2 - truth if choice.negated else truth)
    if where.during is not None and day is not None:
        truths.append(_known_unless(None, _in_period(day, where.during)))
    if is_subscribed is not None:
        truths.append(is_subscribed)
    if where.without_consent:
        for consented in (events.sender_consented, events.recipient_consented):
            truths.append(_known_unless(consented.isnull(), ~consented))
    return all_true(truths)


def contains_truth(rows: ir.Table, day: ir.DateValue) -> ir.IntegerValue:
    """Whether the row's subscription period contains the day."""
    holds = (rows.subscribed_from <= day) & (
        rows.subscribed_until.isnull() | (day < rows.subscribed_until)
    )
    return _known_unless(rows.subscribed_from.isnull(), holds)


def disclosed_counts(
    where: Where, persons: ir.Table, leaves: Leaves
) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """How many of a person's disclosures satisfy `where` for certain, and how many more may.
    Where the residence is not certain, no disclosure is; where it is not given, none may."""
    name = leaves.of_where(where)
    certain, unknown = persons[f"certain_{name}"], persons[f"unknown_{name}"]
    if where.residing_in is None:
        return certain, unknown
    residence = persons[leaves.of_row(_residence(where.residing_in))]
    return (
        ibis.cases((residence == 2, certain), else_=0),
        ibis.cases((residence == 2, unknown), (residence == 1, certain + unknown), else_=0),
    )


def person_truth(criterion: Criterion, persons: ir.Table, leaves: Leaves) -> ir.IntegerValue:
    """The truth of any criterion from the columns of its leaves."""
    match criterion:
        case Attribute() | Number() | Subscribed():
            return persons[leaves.of_row(criterion)]
        case Disclosed(at_least=at_least, where=where):
            bound = _comparable(at_least)
            certain, unknown = disclosed_counts(where, persons, leaves)
            may = (certain + unknown >= bound).ifelse(1, 0)
            return _small((certain >= bound).ifelse(2, may))
        case Listed(list_name=name):
            return persons[leaves.of_list(name)]
        case AnyOf(criteria=inner):
            return any_true([person_truth(part, persons, leaves) for part in inner])
        case AllOf(criteria=inner):
            return all_true([person_truth(part, persons, leaves) for part in inner])
        case Not(criterion=one):
            return _small(2 - person_truth(one, persons, leaves))
        case _:
            assert_never(criterion)


def all_true(truths: Sequence[ir.IntegerValue]) -> ir.IntegerValue:
    return _small(ibis.least(*truths) if truths else ibis.literal(2))


def any_true(truths: Sequence[ir.IntegerValue]) -> ir.IntegerValue:
    return _small(ibis.greatest(*truths) if truths else ibis.literal(0))


def not_true(truth: ir.IntegerValue) -> ir.IntegerValue:
    return _small(2 - truth)


def residence_column(where: Where, leaves: Leaves) -> str | None:
    """The person column with the truth of `residing_in`."""
    if where.residing_in is None:
        return None
    return leaves.of_row(_residence(where.residing_in))


def _residence(countries: tuple[str, ...]) -> Attribute:
    return Attribute("country", countries)


def _nameless(criterion: RowCriterion) -> RowCriterion:
    return replace(criterion, id=None)


def _of_event(where: Where) -> Where:
    return replace(where, residing_in=None)


def _overlaps(rows: ir.Table, during: Period | None) -> ir.IntegerValue:
    start, end = rows.subscribed_from, rows.subscribed_until
    holds: ir.BooleanValue = ibis.literal(True)
    if during is not None and during.end is not None:
        holds = holds & (start < _date(during.end))
    if during is not None and during.start is not None:
        holds = holds & (end.isnull() | (end > _date(during.start)))
    return _known_unless(start.isnull(), holds)


def _in_period(day: ir.DateValue, period: Period) -> ir.BooleanValue:
    holds: ir.BooleanValue = ibis.literal(True)
    if period.start is not None:
        holds = holds & (day >= _date(period.start))
    if period.end is not None:
        holds = holds & (day < _date(period.end))
    return holds


def _is_in(value: ir.StringValue, values: Iterable[str]) -> ir.IntegerValue:
    possible = [text for text in values if _can_be_a_cell(text)]
    holds = value.isin(possible) if possible else ibis.literal(False)
    return _known_unless(value.isnull(), holds)


def _can_be_a_cell(text: str) -> bool:
    """No accepted cell holds NUL or half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _known_unless(is_blank: ir.BooleanValue | None, holds: ir.BooleanValue) -> ir.IntegerValue:
    truth = holds.ifelse(2, 0)
    return _small(truth if is_blank is None else is_blank.ifelse(1, truth))


def _comparable(bound: int) -> int:
    """A bound of any size as one that a column of numbers can be compared with."""
    return max(-1, min(bound, _ABOVE_ALL_NUMBERS))


def _date(day: date) -> ir.DateScalar:
    return ibis.literal(day, type="date")


def _small(truth: ir.IntegerValue) -> ir.IntegerValue:
    return truth.cast("int8")
