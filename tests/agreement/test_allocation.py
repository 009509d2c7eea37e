"""Both engines divide every fund alike, to the cent."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casecalc.evidence.allocation import PAYMENTS_FILE, write_payments
from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.settlement_figures import add_up as add_up_columns
from casecalc.evidence.tables import person_columns
from casecalc.rules.allocation import Claimant, divide
from casecalc.rules.refusals import AllocationRefused
from casecalc.rules.settlement import Condition, Fees, Plan, PlanKind, Settlement, Tier
from casecalc.rules.settlement_figures import SettlementFigures, add_up, require_divided
from tests.rules.facts import DISCLOSED, RESIDENT, definition, theory

PERSONS = pa.schema(
    [
        ("person", pa.int64()),
        ("outcome", pa.string()),
        ("violations", pa.int64()),
        ("plan", pa.string()),
        ("country", pa.string()),
        ("region", pa.string()),
        ("award_k", pa.decimal128(38)),
    ]
)
REGIONS = [("US", "CA"), ("US", None), (None, None)]
SMALL, HUGE = st.integers(0, 6), st.integers(0, 10**16)
WIDEST = st.integers(0, 10**34)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("allocation")


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[Engine]:
    with connect(memory_limit="500MB", scratch=place / "spill", allowed=place, threads=1) as engine:
        yield engine


@st.composite
def claimants(draw: st.DrawFn) -> list[Claimant]:
    award = draw(st.sampled_from([SMALL, HUGE, WIDEST, st.sampled_from([0, 7, 10**9])]))
    made = draw(
        st.lists(st.tuples(st.integers(0, 4), st.sampled_from([None, "A", "B"]), award), max_size=9)
    )
    skipped = draw(st.integers(0, 3))
    return [
        Claimant(person=1 + i * (1 + skipped), violations=v, plan=p, award_cents=a)
        for i, (v, p, a) in enumerate(made)
    ]


@st.composite
def tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    conditions = st.sampled_from(
        [
            Condition(violations_at_least=2),
            Condition(violations_at_most=1, plans=("A",)),
            Condition(plans=("A", "B")),
            Condition(award_at_least_cents=5),
            Condition(award_at_least_cents=1, award_at_most_cents=10**9),
        ]
    )
    found = []
    for i in range(draw(st.integers(1, 3))):
        terms: dict[str, Any] = (
            {"weight": draw(st.integers(1, 30_000))}
            if draw(st.booleans())
            else {"amount_cents": draw(st.integers(0, 40))}
        )
        found.append(Tier(title=str(i), condition=draw(conditions), **terms))
    if draw(st.booleans()):
        found.append(Tier(title="rest", condition=None, weight=10_000))
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    floor = draw(st.sampled_from([0, 0, 1, 3, 50]))
    cap = draw(st.one_of(st.none(), st.integers(floor + 1, floor + 30), st.just(10**12)))
    kind = draw(st.sampled_from(PlanKind))
    return Plan(
        kind=kind,
        tiers=draw(tiers()) if kind is PlanKind.TIERS else (),
        floor_cents=floor,
        cap_cents=cap,
    )


def settled(net: int, plan: Plan) -> Settlement:
    return Settlement(gross_cents=net + 5, fees=Fees(amount_cents=5), plan=plan)


def region_of(person: int) -> tuple[str | None, str | None]:
    return REGIONS[person % 3]


def over_columns(
    engine: Engine, place: Path, net: int, people: list[Claimant], plan: Plan
) -> tuple[list[dict[str, Any]], SettlementFigures]:
    rows = [
        {
            "person": one.person,
            "outcome": "eligible",
            "violations": one.violations,
            "plan": one.plan,
            "country": region_of(one.person)[0],
            "region": region_of(one.person)[1],
            "award_k": one.award_cents,
        }
        for one in people
    ]
    rows.append({**dict.fromkeys(PERSONS.names), "person": 10**6, "outcome": "ineligible"})
    priced = theory({"id": "k"})
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        pq.write_table(pa.Table.from_pylist(rows, schema=PERSONS), folder / "persons.parquet")
        persons = engine.read_parquet(folder / "persons.parquet")
        left = write_payments(
            engine,
            persons,
            net_cents=net,
            plan=plan,
            theory=priced,
            columns=person_columns(definition(RESIDENT, DISCLOSED), priced),
            out=folder,
        )
        payments = engine.read_parquet(folder / PAYMENTS_FILE)
        figures = add_up_columns(
            engine, payments, persons, settled(net, plan), remainder_cents=left
        )
        found: list[dict[str, Any]] = pq.read_table(folder / PAYMENTS_FILE).to_pylist()
    return [{**row, "weight": int(row["weight"])} for row in found], figures


def refusal_of(net: int, people: list[Claimant], plan: Plan) -> str:
    try:
        divide(net, people, plan)
    except AllocationRefused as refusal:
        return str(refusal)
    return ""


@settings(max_examples=60, deadline=None)
@given(net=st.one_of(st.integers(1, 60), st.integers(1, 10**14)), people=claimants(), plan=plans())
@example(
    net=7,
    people=[Claimant(person=n, violations=0, plan=None, award_cents=5) for n in range(1, 5)],
    plan=Plan(kind=PlanKind.PRO_RATA),
)
def test_both_engines_divide_alike(
    engine: Engine, place: Path, net: int, people: list[Claimant], plan: Plan
) -> None:
    refused = refusal_of(net, people, plan)
    if refused:
        with pytest.raises(AllocationRefused) as same:
            over_columns(engine, place, net, people, plan)
        assert str(same.value) == refused
        return
    expected = divide(net, people, plan)
    found, figures = over_columns(engine, place, net, people, plan)
    assert found == [
        {
            "person": one.person,
            "tier": one.tier,
            "weight": one.weight,
            "amount_cents": one.cents,
            "at_floor": one.at_floor,
            "at_cap": one.at_cap,
        }
        for one in expected.payments
    ]
    regions = {one.person: region_of(one.person) for one in people}
    assert figures == add_up(expected, settled(net, plan), regions)
    require_divided(figures, eligible=len(people))
