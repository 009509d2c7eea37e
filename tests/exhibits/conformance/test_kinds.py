"""Finished files of every way in which exhibits are made have none of the faults looked for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casecalc.exhibits.bates import Numbers, stamp
from casecalc.exhibits.joining import Part, join
from casecalc.exhibits.produce import produce
from casecalc.exhibits.schedule import write_schedule
from tests.exhibits.manifests import inputs, run_manifest
from tests.exhibits.papers import paper
from tests.exhibits.persons import inputs_for, person, write_persons

from .checker import faults

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SMALL = run_manifest(regions=(("US", "CA"), ("US", "NY")), plans=("Basic",), months=2)
NAMES = ("Ann Lee", "अनिका शर्मा", "张伟", "דוד לוי", "สมชาย", "Łucja Ødegård")


@pytest.mark.parametrize("kind", ["summary", "states", "reconciliation"])
def test_an_exhibit_that_is_rendered(kind: str, tmp_path: Path) -> None:
    made = produce(inputs(SMALL, label="Z"), kind=kind, now=NOW, out=tmp_path)
    assert faults(tmp_path / made.files[0]) == []


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed schedule with names in many scripts: one volume and its key."""
    folder = tmp_path_factory.mktemp("schedule")
    persons = [person(n, full_name=NAMES[n % len(NAMES)]) for n in range(1, 61)]
    table = write_persons(folder / "persons.parquet", persons)
    out = folder / "out"
    out.mkdir()
    write_schedule(inputs_for(table, persons, edition="sealed"), out)
    return out


def test_stamped_volumes_and_the_key(schedule: Path) -> None:
    files = sorted(schedule.glob("*.pdf"))
    assert len(files) == 2
    assert {path.name: faults(path) for path in files} == {path.name: [] for path in files}


def test_a_joined_set_with_bates_numbers(schedule: Path, tmp_path: Path) -> None:
    files = [paper(tmp_path / "paper.pdf", "Alpha"), *sorted(schedule.glob("*.pdf"))]
    parts = [Part(path=path, title=path.stem) for path in files]
    join(parts, tmp_path / "joined.pdf")
    stamp(tmp_path / "joined.pdf", tmp_path / "set.pdf", Numbers(prefix="DOE-", first=1))
    assert faults(tmp_path / "set.pdf") == []
    stamp(files[-1], tmp_path / "volume.pdf", Numbers(prefix="DOE-", first=1))
    assert faults(tmp_path / "volume.pdf") == []
