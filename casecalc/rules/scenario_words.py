"""A column of a comparison in words: what its theory is, what is assumed, how each claim reads."""

from typing import Any

from .cells import read_money
from .definition import Definition
from .regimes import find_regime
from .scenario_document import Asked, Assumption, Column, share_in_words
from .sentences import claim_in_words, combination_in_words, money_in_words, period_in_words
from .theory import Theory, Unit, parse_theory

_PER = {
    Unit.PERSON: "for each person",
    Unit.VIOLATION: "for each violation",
    Unit.DAY: "for each day with a violation",
}
ROUNDING = (
    "A figure at a claims rate is the total times the rate, and the number of persons likewise, "
    "each rounded half up to a whole cent or person once. It is an illustration and no forecast; "
    "no award and no total is changed by it."
)
RATIOS = (
    "Total to actual damages: the total of the claim over all eligible persons, divided by the sum "
    "of the actual damages that the rosters state for them; rounded half up to hundredths. Per "
    "eligible person: the total divided by the eligible persons, rounded half up to a cent."
)
GRID = (
    "The number of persons is the share of the eligible persons, rounded half up to a whole "
    "person; each figure is that number times the amount per head."
)


def column_in_words(column: Column, *, definition: Definition, run_version: str) -> tuple[str, ...]:
    """Whole sentences; `definition` is the column's, `run_version` that of the run's theory."""
    sentences = [_source(column, run_version), *_assumption(column.assumption)]
    period = definition.class_period
    if period is not None:
        which = "Class period, changed for this scenario" if column.class_period else "Class period"
        sentences.append(f"{which}: {period_in_words(period)}.")
    if column.claims_rate is not None:
        sentences.append(
            f"Claims rate, assumed: {share_in_words(column.claims_rate)} of the eligible persons."
        )
    return tuple(sentences)


def claims_in_words(theory: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Title, authority and reading of each claim; last the combination, under no authority."""
    parsed: Theory = parse_theory(theory)
    claims = [(c.title or c.id, c.authority, claim_in_words(c)) for c in parsed.claims]
    if len(claims) > 1:
        claims.append(("Combination", "", combination_in_words(parsed)))
    return tuple(claims)


def class_in_words(asked: Asked) -> str:
    """Which class the sensitivity table is of."""
    return (
        f"The class of the table is that of the first scenario, “{asked.columns[0].title}”: "
        "all persons eligible there."
    )


def _source(column: Column, run_version: str) -> str:
    match column.source:
        case str():
            return f"Theory: that of the run (version {run_version})."
        case int(number):
            return f"Theory: version {number} of the matter's damages theory."
        case tuple(names):
            return f"Theory: from the catalogue, {'; '.join(map(_regime, names))}."
        case dict():
            return "Theory: written for this comparison."


def _regime(name: str) -> str:
    regime, variant = find_regime(name)
    titles = {one.id: one.title for one in regime.variants}
    title = f"{regime.title} ({regime.citation})"
    return f"{title}, {titles[variant]}" if variant else title


def _assumption(assumption: Assumption) -> list[str]:
    if assumption.is_nothing:
        return []
    parts = []
    if assumption.actual_damages_required is not None:
        parts.append(
            "only persons with actual damages above zero have an award"
            if assumption.actual_damages_required
            else "actual damages are not required for an award"
        )
    if assumption.unit is not None:
        parts.append(f"the sum is {_PER[assumption.unit]}")
    if assumption.amount is not None or assumption.amount_high is not None:
        parts.append(_amount(assumption))
    of = "every claim" if assumption.claim is None else f"claim {assumption.claim}"
    return [f"Assumed of {of}: {'; '.join(parts)}."]


def _amount(assumption: Assumption) -> str:
    low, high = (_dollars(text) for text in (assumption.amount, assumption.amount_high))
    if low is None:
        return f"the high end of the amount is {high}"
    return f"the amount is {low}" if high is None else f"the amount is {low} to {high}"


def _dollars(text: str | None) -> str | None:
    cents = None if text is None else read_money(text)
    return None if cents is None else money_in_words(cents)
