"""Commands as a script sees them: exit status, standard output, standard error."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    status: int
    output: str
    error: str

    @property
    def json(self) -> dict[str, Any]:
        """The last line of standard output."""
        assert self.status == 0, self.error
        return json.loads(self.output.splitlines()[-1])


def command(name: str, *arguments: object) -> Answer:
    """One command in this process, with `--json`."""
    output, error = io.StringIO(), io.StringIO()
    given = [str(argument) for argument in arguments]
    try:
        call_command(name, *given, "--json", stdout=output, stderr=error)
    except CommandError as refusal:
        return Answer(refusal.returncode, output.getvalue(), f"{error.getvalue()}{refusal}")
    return Answer(0, output.getvalue(), error.getvalue())


def manage(*arguments: object, environment: dict[str, str]) -> Answer:
    """One command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "manage.py", *(str(argument) for argument in arguments)],
        cwd=ROOT,
        # The browser tests set that variable for their own process.
        env={**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": "", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
