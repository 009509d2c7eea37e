"""Awards against a formula of their own, and scenarios against the slow engine: to the cent."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.scenarios import determine_column
from casecalc.rules.damages import award, combined
from casecalc.rules.decisions import Outcome
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.run import determine
from casecalc.rules.scenario_document import with_class_period
from casecalc.rules.theory import parse_theory
from tests.agreement.matters import Matter, matters

from ..evidence.tables import write_imports

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
MONEY = ("0", "0.01", "33.33", "100", "$1,000.00", "2500.50", "999,999,999,999.99")
DEFINITION: dict[str, Any] = {
    "format": "casecalc/class-definition/1",
    "class_period": {"from": "2024-03-09", "until": "2024-03-12"},
    "all_of": [
        {"id": "disclosed", "kind": "disclosed", "where": {"during": "class_period"}},
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US", "DE"]},
    ],
    "none_of": [{"id": "out", "kind": "listed", "list": "opt_out"}],
}
PERIODS = (
    {"from": "2024-03-08", "until": "2024-03-10"},
    {"until": "2024-03-11"},
    {"from": "2024-03-13"},
)


@st.composite
def claim_documents(draw: st.DrawFn, id: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": id,
        "unit": draw(st.sampled_from(("person", "violation", "day"))),
        "amount": draw(st.sampled_from(MONEY)),
        "measure": draw(st.sampled_from(("fixed", "floor", "greater_of"))),
    }
    amounts = sorted((draw(st.sampled_from(MONEY)) for _ in range(2)), key=dollars)
    for key, amount in zip(("minimum", "cap"), amounts, strict=True):
        if draw(st.booleans()):
            document[key] = amount
    if draw(st.booleans()):
        document["amount_high"] = max(draw(st.sampled_from(MONEY)), document["amount"], key=dollars)
    if draw(st.booleans()):
        document["multiplier"] = draw(st.sampled_from(("0", "1", "3", "1.5", "0.3333", "2.0001")))
    if draw(st.booleans()):
        document["actual_damages_required"] = draw(st.booleans())
    return document


@st.composite
def theory_documents(draw: st.DrawFn) -> dict[str, Any]:
    ids = ("a", "b", "c")[: draw(st.integers(1, 3))]
    return {
        "format": "casecalc/damages-theory/1",
        "claims": [draw(claim_documents(id)) for id in ids],
        "combine": draw(st.sampled_from(("separate", "highest", "sum"))),
    }


def dollars(text: str) -> Fraction:
    return Fraction(text.replace("$", "").replace(",", ""))


def half_up(amount: Fraction) -> int:
    """Dollars to whole cents."""
    return int((amount * 100 + Fraction(1, 2)).__floor__())


def by_hand(claim: dict[str, Any], end: str, *, violations: int, days: int, actual: int) -> int:
    """Section 7 from the document alone, in fractions of a dollar: nothing of the program."""
    lost = Fraction(actual, 100)
    if claim.get("actual_damages_required") and not actual:
        return 0
    units = {"person": 1, "violation": violations, "day": days}[claim["unit"]]
    sum_ = units * dollars(claim.get(end, claim["amount"]))
    sum_ = max(sum_, dollars(claim.get("minimum", "0")))
    if "cap" in claim:
        sum_ = min(sum_, dollars(claim["cap"]))
    if claim["measure"] != "fixed":
        sum_ = max(sum_, lost)
    return half_up(sum_ * Fraction(claim.get("multiplier", "1")))


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
@given(
    document=theory_documents(),
    violations=st.integers(0, 1_000),
    days=st.integers(0, 400),
    actual=st.sampled_from((0, 1, 33, 3_333, 100_000, 100_001, 99_999_999_999_999)),
)
def test_awards_are_those_of_a_formula_that_knows_nothing_of_the_program(
    document: dict[str, Any], violations: int, days: int, actual: int
) -> None:
    facts = {"violations": violations, "days": days}
    theory = parse_theory(document)
    awards = [award(claim, **facts, actual_damages_cents=actual) for claim in theory.claims]
    low = [by_hand(claim, "amount", **facts, actual=actual) for claim in document["claims"]]
    high = [by_hand(claim, "amount_high", **facts, actual=actual) for claim in document["claims"]]
    assert [found.cents for found in awards] == low
    for found, claim, end in zip(awards, document["claims"], high, strict=True):
        assert found.high_cents == (end if "amount_high" in claim else None)
    joined = combined(theory, awards)
    if document["combine"] == "separate":
        assert joined is None
    else:
        join = max if document["combine"] == "highest" else sum
        assert joined is not None
        assert joined.cents == join(low)
        has_range = any("amount_high" in claim for claim in document["claims"])
        assert joined.high_cents == (join(high) if has_range else None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenarios")


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[Engine]:
    with connect(memory_limit="500MB", scratch=place / "spill", allowed=place, threads=1) as engine:
        yield engine


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(
    matter=matters(), theory=theory_documents(), period=st.none() | st.sampled_from(PERIODS)
)  # fmt: skip
def test_a_column_is_what_the_slow_engine_and_the_formula_find(
    matter: Matter, theory: dict[str, Any], period: dict[str, str] | None, engine: Engine,
    place: Path,
) -> None:  # fmt: skip
    definition = parse_definition(with_class_period(DEFINITION, period))
    definition = replace(definition, time_zone=matter.definition.time_zone)
    given_ = {
        "decisions": matter.decisions,
        "definition": definition,
        "theory": parse_theory(theory),
        "time_zone": matter.time_zone,
    }
    expected = determine(imports=matter.imports, **given_)
    with tempfile.TemporaryDirectory(dir=place) as name:
        imports = write_imports(matter.imports, Path(name))
        column = determine_column(imports=imports, **given_, engine=engine, folder=Path(name))
    eligible = [p for p in expected.persons if p.outcome is Outcome.ELIGIBLE]
    assert column.digest == expected.digest
    assert column.claims == expected.figures.claims
    assert column.combined == expected.figures.combined
    assert column.actual_damages.cents == sum(p.actual_damages_cents for p in eligible)
    assert column.actual_damages.persons == sum(p.actual_damages_cents > 0 for p in eligible)
    for claim in theory["claims"]:
        total = sum(
            by_hand(
                claim, "amount", violations=person.violations, days=person.violation_days,
                actual=person.actual_damages_cents,
            )
            for person in eligible
        )  # fmt: skip
        assert column.claims[claim["id"]].total == total
