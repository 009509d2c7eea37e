"""A machine without casecalc: Python alone, an empty folder, no environment and no network."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

PYTHON = getattr(sys, "_base_executable", sys.executable)


@cache
def without_network() -> tuple[str, ...]:
    """How to begin a command in a network of its own, which has no way out; nothing where the
    system does not allow that."""
    unshare = shutil.which("unshare")
    for words in ((unshare, "-n"), (unshare, "-rn")):
        if unshare and subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return tuple(str(word) for word in words)
    return ()


def bare(
    program: Path, *arguments: object, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The program under `python -I -S` in `folder`; with an `environment`, which `-I` would not
    look at, under `python -S`."""
    how = ["-S"] if environment else ["-I", "-S"]
    return subprocess.run(
        [*without_network(), PYTHON, *how, str(program), *map(str, arguments)],
        cwd=folder,
        env=environment or {},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
