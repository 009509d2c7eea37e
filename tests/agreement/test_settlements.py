"""A fund divided by a run: from the rules' persons and from the run's table, to the cent."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecalc.evidence.allocation import PAYMENTS_FILE, write_payments
from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.run import determine as determine_over_columns
from casecalc.evidence.settlement_figures import add_up as add_up_columns
from casecalc.evidence.tables import PERSONS_FILE, person_columns
from casecalc.rules.allocation import claimants_of, divide
from casecalc.rules.columns import Kind
from casecalc.rules.decisions import Outcome, Override
from casecalc.rules.refusals import AllocationRefused, SettlementRefused
from casecalc.rules.run import determine
from casecalc.rules.settlement import (
    Basis,
    Condition,
    Fees,
    Plan,
    PlanKind,
    Settlement,
    Tier,
    settled_basis,
)
from casecalc.rules.settlement_figures import add_up, require_divided
from casecalc.rules.sources import SourceReference
from tests.agreement.matters import Matter, matters
from tests.evidence.tables import write_imports

TIERS = (
    Tier(title="Many", condition=Condition(violations_at_least=2), weight=25_000),
    Tier(title="Some", condition=Condition(award_at_least_cents=1), weight=10_000),
    Tier(title="Rest", condition=None, amount_cents=3),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settlements")


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[Engine]:
    with connect(memory_limit="500MB", scratch=place / "spill", allowed=place, threads=1) as engine:
        yield engine


def roster_rows(matter: Matter) -> list[SourceReference]:
    return [row.source for one in matter.imports for row in one.rows if one.kind is Kind.ROSTER]


def with_eligible(matter: Matter, *, every: int) -> Matter:
    """The matter with every n-th roster row's person made eligible by hand: few are otherwise."""
    rows = roster_rows(matter)[::every]
    overrides = tuple(Override(row, Outcome.ELIGIBLE, "seen") for row in rows)
    return replace(matter, decisions=(*matter.decisions, *overrides))


@st.composite
def asked(draw: st.DrawFn) -> tuple[Matter, Settlement]:
    """A matter, and a plan that its theory can serve."""
    matter = with_eligible(draw(matters().filter(roster_rows)), every=draw(st.integers(1, 3)))
    claims = [None, *(claim.id for claim in matter.theory.claims)]
    bases = []
    for claim in claims:
        for is_high in (False, True):
            basis = Basis(claim=claim, is_high=is_high)
            try:
                settled_basis(Plan(kind=PlanKind.PRO_RATA, basis=basis), matter.theory)
            except SettlementRefused:
                continue
            bases.append(basis)
    kind = draw(st.sampled_from([PlanKind.PRO_RATA, PlanKind.TIERS]))
    plan = Plan(
        kind=kind,
        basis=draw(st.sampled_from(bases)),
        tiers=TIERS if kind is PlanKind.TIERS else (),
        floor_cents=draw(st.sampled_from([0, 2])),
        cap_cents=draw(st.sampled_from([None, 40])),
    )
    gross = draw(st.integers(2, 500))
    return matter, Settlement(gross_cents=gross, fees=Fees(amount_cents=1), plan=plan)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(asked=asked())
def test_a_run_pays_the_same_from_its_persons_and_from_its_table(
    asked: tuple[Matter, Settlement], engine: Engine, place: Path
) -> None:
    matter, settlement = asked
    plan, theory, net = settlement.plan, matter.theory, settlement.net_cents
    given = {
        "decisions": matter.decisions,
        "definition": matter.definition,
        "theory": theory,
        "time_zone": matter.time_zone,
    }
    run = determine(imports=matter.imports, **given)
    regions = {person.number: (person.country, person.region) for person in run.persons}
    try:
        expected = divide(net, claimants_of(run.persons, plan, theory), plan)
    except AllocationRefused as refusal:
        expected, refused = None, str(refusal)
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        imports = write_imports(matter.imports, folder)
        determine_over_columns(imports=imports, engine=engine, out=folder, **given)
        persons = engine.read_parquet(folder / PERSONS_FILE)
        terms = {
            "net_cents": net,
            "plan": plan,
            "theory": theory,
            "columns": person_columns(matter.definition, theory),
            "out": folder,
        }
        if expected is None:
            with pytest.raises(AllocationRefused) as same:
                write_payments(engine, persons, **terms)
            assert str(same.value) == refused
            return
        left = write_payments(engine, persons, **terms)
        payments = engine.read_parquet(folder / PAYMENTS_FILE)
        figures = add_up_columns(engine, payments, persons, settlement, remainder_cents=left)
        found = pq.read_table(folder / PAYMENTS_FILE).to_pylist()
    assert [(row["person"], row["amount_cents"], row["tier"]) for row in found] == [
        (one.person, one.cents, one.tier) for one in expected.payments
    ]
    assert figures == add_up(expected, settlement, regions)
    require_divided(figures, eligible=run.figures.eligible)
