"""Both engines find the same named plaintiffs and draw the same samples."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casecalc.evidence import sampling as over_columns
from casecalc.evidence.control import control as control_over_columns
from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.run import determine as determine_over_columns
from casecalc.rules import sampling
from casecalc.rules.control import ControlStatus, Named, control
from casecalc.rules.decisions import IdentityKey, Outcome
from casecalc.rules.rows import RosterRow
from casecalc.rules.run import determine
from tests.agreement.matters import EMAILS, KEYS, MEMBER_IDS, Matter, matters
from tests.evidence.tables import write_imports

EVERYBODY = [
    *(IdentityKey("member_id", value) for value in (*MEMBER_IDS, "nobody's")),
    *(IdentityKey("email", KEYS[email]) for email in EMAILS),
]
NAMED = [Named(number, key) for number, key in enumerate(EVERYBODY, start=1)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agreement")


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[Engine]:
    with connect(memory_limit="500MB", scratch=place / "spill", allowed=place, threads=1) as engine:
        yield engine


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(matter=matters())
def test_engines_agree_on_every_named_plaintiff(
    matter: Matter, engine: Engine, place: Path
) -> None:
    asked = {
        "imports": matter.imports,
        "decisions": matter.decisions,
        "definition": matter.definition,
        "theory": matter.theory,
    }
    result = determine(**asked, time_zone=matter.time_zone)
    roster = [row for one in matter.imports for row in one.rows if isinstance(row, RosterRow)]
    expected = control(NAMED, result, roster, matter.decisions)
    with tempfile.TemporaryDirectory(dir=place) as name:
        asked["imports"] = write_imports(matter.imports, Path(name))
        determine_over_columns(**asked, time_zone=matter.time_zone, engine=engine, out=Path(name))
        found = control_over_columns(NAMED, **asked, engine=engine, folder=Path(name))
    assert found == expected
    given = {row.member_id for row in roster}
    for one, plaintiff in zip(found, NAMED, strict=True):
        if plaintiff.key.kind == "member_id":
            assert (one.status is ControlStatus.NOT_FOUND) == (plaintiff.key.value not in given)


@settings(max_examples=20, deadline=None)
@given(
    outcomes=st.lists(st.sampled_from(Outcome), max_size=40),
    seed=st.text(max_size=20).filter(lambda text: "\0" not in text),
    size=st.integers(1, 45),
)
def test_engines_draw_the_same_persons(
    outcomes: list[Outcome], seed: str, size: int, engine: Engine, place: Path
) -> None:
    by_person = dict(enumerate(outcomes, start=1))
    table = pa.table(
        {
            "person": pa.array(by_person, pa.int64()),
            "outcome": pa.array([str(outcome) for outcome in outcomes], pa.string()),
        }
    )
    with tempfile.TemporaryDirectory(dir=place) as name:
        file = Path(name) / "persons.parquet"
        pq.write_table(table, file)
        drawn = over_columns.draw(engine, file, seed, size)
        drawn_per_outcome = over_columns.draw_per_outcome(engine, file, seed, size)
    assert drawn == sampling.draw(by_person, seed, size)
    assert drawn_per_outcome == sampling.draw_per_outcome(by_person, seed, size)
