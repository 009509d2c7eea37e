"""What the engine must not be able to do, and must not say."""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.evidence.engine import Engine, EngineFailed, connect


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    folder.mkdir()
    pq.write_table(pa.table({"name": ["Ann Canary"]}), folder / "inside.parquet")
    pq.write_table(pa.table({"name": ["Ann Canary"]}), tmp_path / "outside.parquet")
    return folder


@pytest.fixture
def engine(allowed: Path, tmp_path: Path) -> Iterator[Engine]:
    with connect(memory_limit="200MB", scratch=tmp_path / "spill", allowed=allowed) as engine:
        yield engine


def test_files_of_the_evidence_folder_are_read_and_written(engine: Engine, allowed: Path) -> None:
    engine.write_parquet(engine.read_parquet(allowed / "inside.parquet"), allowed / "copy.parquet")
    assert pq.read_table(allowed / "copy.parquet").to_pylist() == [{"name": "Ann Canary"}]


@pytest.mark.parametrize("name", ["outside.parquet", "evidence/../outside.parquet"])
def test_no_other_file_is_read(engine: Engine, tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineFailed):
        engine.read_parquet(tmp_path / name)


def test_no_other_file_is_written(engine: Engine, allowed: Path, tmp_path: Path) -> None:
    table = engine.read_parquet(allowed / "inside.parquet")
    with pytest.raises(EngineFailed):
        engine.write_parquet(table, tmp_path / "leak.parquet")
    assert not (tmp_path / "leak.parquet").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
        "ATTACH '/tmp/casecalc-leak.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '90%'",
        "SET temp_directory = '/tmp'",
    ],
)
def test_the_engine_is_shut_in_and_its_configuration_locked(engine: Engine, statement: str) -> None:
    with pytest.raises(Exception, match="Permission Error|Cannot change configuration|locked"):
        engine.backend.con.execute(statement)


def test_a_failure_says_nothing_of_what_a_row_holds(engine: Engine, allowed: Path) -> None:
    table = engine.read_parquet(allowed / "inside.parquet")
    with pytest.raises(EngineFailed) as failure:
        engine.arrow(table.select(number=table.name.cast("int64")))
    assert "Canary" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None


def test_closing_removes_the_spill_folder(allowed: Path, tmp_path: Path) -> None:
    engine = connect(memory_limit="200MB", scratch=tmp_path / "spill", allowed=allowed)
    engine.table(pa.table({"a": [1]}))
    engine.close()
    assert list((tmp_path / "spill").iterdir()) == []


def test_dropped_tables_are_gone_and_sources_stay(engine: Engine, allowed: Path) -> None:
    source = engine.read_parquet(allowed / "inside.parquet")
    made = engine.materialise(source)
    engine.drop(source, made)
    assert engine.one(source.aggregate(n=source.count())) == {"n": 1}
    with pytest.raises((EngineFailed, ibis.common.exceptions.IbisError)):
        engine.records(made)
