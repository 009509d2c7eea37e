"""The same bytes in two processes with other hash seeds, other time zones, on other days."""

import os
import subprocess
import sys
from pathlib import Path

from casecalc.exhibits.kinds import KINDS

from .build_all import KINDS_OF_A_RUN

ROOT = Path(__file__).resolve().parents[2]


def built(folder: Path, *, seed: str, zone: str, now: str) -> list[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    made = subprocess.run(
        [sys.executable, "-m", "tests.exhibits.build_all", str(folder), now],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout.splitlines()


def test_every_kind_of_a_run_has_the_same_bytes_in_two_processes_on_two_days(
    tmp_path: Path,
) -> None:
    first = built(tmp_path / "a", seed="1", zone="UTC", now="2026-11-23T21:00:00+00:00")
    second = built(tmp_path / "b", seed="2", zone="Asia/Tokyo", now="2031-02-28T03:04:05+00:00")
    assert first == second
    assert len(first) == sum(len(KINDS[name].editions) for name in KINDS_OF_A_RUN)


def test_no_kind_of_a_run_is_left_out() -> None:
    """Kinds that ask for something, or write themselves, are tested beside what they ask for."""
    alone = [name for name, kind in KINDS.items() if kind.build is not None and not kind.asks]
    assert set(alone) >= set(KINDS_OF_A_RUN)
