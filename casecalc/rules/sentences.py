"""Definitions, findings and theories in English that can be read out in court. Facts only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from .criteria import Finding
from .damages import Award
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
from .theory import MULTIPLIER_SCALE, Claim, Combine, Measure, Theory, Unit
from .truth import Truth

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIELDS = {"country": "country of residence", "region": "region of residence", "plan": "plan"}


@dataclass(frozen=True)
class CriterionInWords:
    id: str
    sentence: str


@dataclass(frozen=True)
class DefinitionInWords:
    """`class_period` is None when the definition has none; sentences are whole, with full stops."""

    title: str
    statement: str
    citation: str
    class_period: str | None
    required: tuple[CriterionInWords, ...]
    excluded: tuple[CriterionInWords, ...]
    subclasses: tuple[tuple[str, tuple[str, ...]], ...]


def definition_in_words(definition: Definition, *, time_zone: str) -> DefinitionInWords:
    """A definition for pages and exhibits; `time_zone` is the matter's."""
    period = definition.class_period
    zone = definition.time_zone or time_zone
    return DefinitionInWords(
        title=definition.title,
        statement=definition.statement,
        citation=definition.citation,
        class_period=(
            f"The class period runs {period_in_words(period)}; days are counted in {zone}."
            if period is not None
            else None
        ),
        required=tuple(CriterionInWords(str(c.id), sentence_of(c)) for c in definition.all_of),
        excluded=tuple(CriterionInWords(str(c.id), sentence_of(c)) for c in definition.none_of),
        subclasses=tuple(
            (s.title, tuple(map(sentence_of, s.all_of))) for s in definition.subclasses
        ),
    )


def sentence_of(criterion: Criterion) -> str:
    """What a criterion says of a person: *The person …*"""
    return f"The person {clause_of(criterion)}."


def finding_sentence(finding: Finding) -> str:
    """What the evidence says of one person under one criterion."""
    clause = clause_of(finding.criterion)
    match finding.truth:
        case Truth.TRUE:
            return f"The records show that the person {clause}."
        case Truth.FALSE:
            return f"The records do not show that the person {clause}."
        case Truth.UNKNOWN:
            return f"The records leave open whether the person {clause}."


def clause_of(criterion: Criterion, depth: int = 0) -> str:
    """A criterion as what follows *the person*; lists within lists are numbered differently."""
    match criterion:
        case Attribute(field=name, values=values):
            return f"has a {_FIELDS[name]} of {_or(values)}"
        case Number():
            return _number_clause(criterion)
        case Subscribed(plans=plans, during=during):
            held = "held a subscription" + (f" to {_or(plans)}" if plans is not None else "")
            return (
                held if during is None else f"{held} on at least one day {period_in_words(during)}"
            )
        case Disclosed(at_least=n, where=where):
            count = "at least one disclosure" if n == 1 else f"at least {n:,} disclosures"
            conditions = _conditions(where)
            return f"has {count}{' ' if conditions else ''}{conditions}"
        case Listed(list_name=name):
            return f"is on the exclusion list “{name}”"
        case AnyOf(criteria=inner):
            return _joined(inner, "or", depth)
        case AllOf(criteria=inner):
            return _joined(inner, "and", depth)
        case Not(criterion=one):
            return f"is not a person who {clause_of(one, depth)}"
        case _:
            assert_never(criterion)


def period_in_words(period: Period) -> str:
    """A half-open period by its first and last day: *from January 21, 2023 through …*"""
    start, end = period.start, period.end
    last = None if end is None else day_in_words(end - timedelta(days=1))
    if start is not None:
        first = day_in_words(start)
        return f"from {first} through {last}" if last else f"on or after {first}"
    return f"on or before {last}" if last else "at any time"


def day_in_words(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def money_in_words(cents: int) -> str:
    """Whole cents as $1,234.50."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def claim_in_words(claim: Claim) -> str:
    """How one claim turns an eligible person's facts into money, in the order applied."""
    per = {
        Unit.PERSON: "for each eligible person",
        Unit.VIOLATION: "for each violation",
        Unit.DAY: "for each calendar day with a violation",
    }[claim.unit]
    amount = money_in_words(claim.amount_cents)
    if claim.amount_high_cents is not None:
        amount = f"{amount} (low end) to {money_in_words(claim.amount_high_cents)} (high end)"
    parts = [f"{amount} {per}"]
    if claim.minimum_cents is not None:
        parts.append(f"not less than {money_in_words(claim.minimum_cents)} per person")
    if claim.cap_cents is not None:
        parts.append(f"not more than {money_in_words(claim.cap_cents)} per person")
    if claim.measure is not Measure.FIXED:
        parts.append("or the person’s actual damages where these are larger")
    if claim.multiplier is not None:
        parts.append(f"multiplied by {multiplier_in_words(claim.multiplier)}")
    if claim.actual_damages_required:
        parts.append("and nothing for a person whose actual damages are zero or not stated")
    return "; ".join(parts) + "."


def combination_in_words(theory: Theory) -> str:
    match theory.combine:
        case Combine.SEPARATE:
            return "Each claim has its own total; totals of different claims are not added."
        case Combine.HIGHEST:
            return "Each person is counted once, under the claim with the largest award."
        case Combine.SUM:
            return "The awards of each person under all claims are added."


def award_in_words(claim: Claim, award: Award, actual_damages_cents: int) -> str:
    """The arithmetic of one person's award."""
    noun = {Unit.PERSON: "person", Unit.VIOLATION: "violation", Unit.DAY: "day"}[claim.unit]
    plural = "" if award.units == 1 else "s"
    steps = [f"{award.units:,} {noun}{plural} × {money_in_words(claim.amount_cents)}"]
    if claim.minimum_cents is not None:
        steps.append(f"minimum {money_in_words(claim.minimum_cents)}")
    if claim.cap_cents is not None:
        steps.append(f"cap {money_in_words(claim.cap_cents)}")
    if claim.measure is not Measure.FIXED:
        steps.append(
            f"the larger of this and actual damages of {money_in_words(actual_damages_cents)}"
        )
    if claim.multiplier is not None:
        steps.append(f"× {multiplier_in_words(claim.multiplier)}")
    if claim.actual_damages_required:
        steps.append("only with actual damages")
    total = money_in_words(award.cents)
    if award.high_cents is not None:
        total = f"{total} to {money_in_words(award.high_cents)}"
    return f"{', '.join(steps)} = {total}"


def multiplier_in_words(multiplier: int) -> str:
    """Ten thousandths as shortest decimal text: 30000 is 3."""
    whole, decimals = divmod(multiplier, MULTIPLIER_SCALE)
    return f"{whole}.{decimals:04d}".rstrip("0").rstrip(".")


def _joined(criteria: Sequence[Criterion], word: str, depth: int) -> str:
    if len(criteria) == 1:
        return clause_of(criteria[0], depth)
    clauses = [clause_of(criterion, depth + 1) for criterion in criteria]
    marked = [f"({_mark(i, depth)}) {clause}" for i, clause in enumerate(clauses)]
    return f"{'; '.join(marked[:-1])}; {word} {marked[-1]}"


def _mark(i: int, depth: int) -> str:
    """a, b at the outside, then 1, 2, then A, B; within these 2.a, 2.b and so on."""
    mark = (_letter(i), str(i + 1), _letter(i).upper())[depth % 3]
    return mark if depth < 3 else f"{depth // 3 + 1}.{mark}"


def _letter(i: int) -> str:
    """a … z, aa, ab, …"""
    return (_letter(i // 26 - 1) if i >= 26 else "") + chr(ord("a") + i % 26)


def _number_clause(criterion: Number) -> str:
    low, high = criterion.at_least, criterion.at_most
    if criterion.field == "actual_damages":
        if high is None:
            return f"has actual damages of at least {money_in_words(low)}"
        return f"has actual damages from {money_in_words(low)} to {money_in_words(high)}"
    verb = "sent" if criterion.field == "messages_sent" else "received"
    if high is None:
        return f"{verb} at least {low:,} private message{'' if low == 1 else 's'}"
    return f"{verb} from {low:,} to {high:,} private messages"


def _conditions(where: Where) -> str:
    parts = [
        _chosen("for the purpose", where.purpose),
        _chosen("to the recipient", where.recipient),
        _chosen("of data in the category", where.data_category),
        "" if where.during is None else f"made {period_in_words(where.during)}",
        ""
        if where.while_subscribed is None
        else "made on a day on which the person held a subscription to "
        f"{_or(where.while_subscribed)}",
        ""
        if where.residing_in is None
        else f"where the roster states residence in {_or(where.residing_in)}",
        "to which neither sender nor recipient consented" if where.without_consent else "",
    ]
    return ", ".join(part for part in parts if part)


def _chosen(phrase: str, choice: Choice | None) -> str:
    if choice is None:
        return ""
    if choice.negated:
        return f"{phrase.replace('the ', 'a ', 1)} other than {_or(choice.values)}"
    return f"{phrase} {_or(choice.values)}"


def _or(values: Iterable[str]) -> str:
    quoted = [f"“{value}”" for value in values]
    if len(quoted) == 1:
        return quoted[0]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"
