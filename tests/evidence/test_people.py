"""Components of every shape, whatever the order in which their edges come."""

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.people import components


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with connect(memory_limit="500MB", scratch=tmp_path, threads=2) as engine:
        yield engine


def labels_of(engine: Engine, edges: list[tuple[int, int]]) -> dict[int, int]:
    table = pa.table(
        {
            "a": pa.array([a for a, _ in edges], pa.int64()),
            "b": pa.array([b for _, b in edges], pa.int64()),
        }
    )
    found = engine.arrow(components(engine, engine.table(table))).to_pylist()
    return {row["row"]: row["first_row"] for row in found}


def test_no_edges_no_components(engine: Engine) -> None:
    assert labels_of(engine, []) == {}


def test_a_chain_of_one_hundred_thousand_rows_is_one_component(engine: Engine) -> None:
    chain = [(n, n + 1) for n in range(1, 100_000)]
    assert labels_of(engine, chain) == dict.fromkeys(range(1, 100_001), 1)


def test_a_shuffled_chain_is_one_component(engine: Engine) -> None:
    names = random.Random(1).sample(range(1, 5_001), 5_000)
    assert set(labels_of(engine, list(pairwise(names))).values()) == {1}


def test_a_star_around_its_largest_row_is_one_component(engine: Engine) -> None:
    assert labels_of(engine, [(n, 900) for n in range(1, 900)]) == dict.fromkeys(range(1, 901), 1)


def test_the_label_is_the_smallest_row_of_each_component(engine: Engine) -> None:
    edges = [(5, 9), (9, 7), (7, 5), (2, 4), (4, 2), (11, 10)]
    assert labels_of(engine, edges) == {5: 5, 7: 5, 9: 5, 2: 2, 4: 2, 10: 10, 11: 10}


def test_random_graphs_agree_with_a_search_by_hand(engine: Engine) -> None:
    draw = random.Random(7)
    edges = [(draw.randrange(300), draw.randrange(300)) for _ in range(170)]
    edges = [(a, b) for a, b in edges if a != b]
    label = {row: row for edge in edges for row in edge}
    for _ in label:
        for a, b in edges:
            label[a] = label[b] = min(label[a], label[b])
    assert labels_of(engine, edges) == label
