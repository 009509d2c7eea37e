"""A quality sample drawn over a run's persons: the same persons as rules/sampling.py draws."""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from casecalc.rules.decisions import Outcome

from .engine import Engine


def draw(engine: Engine, persons_file: Path, seed: str, size: int) -> tuple[int, ...]:
    """The persons of the sample in the order drawn. Raises EngineFailed."""
    return _first(engine, engine.read_parquet(persons_file), seed, size)


def draw_per_outcome(engine: Engine, persons_file: Path, seed: str, size: int) -> tuple[int, ...]:
    persons = engine.read_parquet(persons_file)
    drawn: list[int] = []
    for outcome in Outcome:
        drawn += _first(engine, persons.filter(persons.outcome == outcome.value), seed, size)
    return tuple(drawn)


def _first(engine: Engine, persons: ir.Table, seed: str, size: int) -> tuple[int, ...]:
    """By the hash as hexadecimal text, which sorts as its bytes do."""
    written = ibis.literal(f"{seed}:P") + persons.person.cast("string")
    hashed = persons.select("person", hashed=written.hexdigest("sha256"))
    in_order = hashed.order_by(ibis.asc("hashed"), ibis.asc("person")).limit(size)
    return tuple(row["person"] for row in engine.records(in_order))
