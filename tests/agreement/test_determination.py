"""Both engines give every matter the same persons, events, listings, figures and digest."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.run import determine as determine_over_columns
from casecalc.rules.run import determine
from tests.agreement.matters import Matter, matters
from tests.evidence.tables import RunTables, write_imports


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agreement")


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[Engine]:
    with connect(memory_limit="500MB", scratch=place / "spill", allowed=place, threads=1) as engine:
        yield engine


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(matter=matters())
def test_engines_agree_in_every_row_figure_and_digest(
    matter: Matter, engine: Engine, place: Path
) -> None:
    expected = determine(
        imports=matter.imports,
        decisions=matter.decisions,
        definition=matter.definition,
        theory=matter.theory,
        time_zone=matter.time_zone,
    )
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        summary = determine_over_columns(
            imports=write_imports(matter.imports, folder),
            decisions=matter.decisions,
            definition=matter.definition,
            theory=matter.theory,
            time_zone=matter.time_zone,
            engine=engine,
            out=folder,
        )
        tables = RunTables(folder, matter.imports, matter.definition, matter.theory)
        persons = tables.persons()
        assert [p["number"] for p in persons] == [p.number for p in expected.persons]
        for found, person in zip(persons, expected.persons, strict=True):
            assert found == {name: getattr(person, name) for name in found}
        assert tables.events() == list(expected.events)
        assert tables.listed() == list(expected.listed)
        assert tables.review() == list(expected.review)
    assert summary.figures == expected.figures
    assert summary.digest == expected.digest
