"""Everything that must hold: checks first, then every test; ends with one line of counts.

.venv/bin/python bin/run_tests.py [--checks-only] [PYTEST ARGUMENTS]
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
REPORT = Path("var/test-report.xml")
COUNTS = Path("var/test-counts.txt")
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy", "casecalc", "bin", "fixtures/make_demo.py"],
    "import-linter": [".venv/bin/lint-imports"],
    "djlint": ["-m", "djlint", "templates", "--check", "--lint"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "django check": ["manage.py", "check"],
}


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    REPORT.parent.mkdir(exist_ok=True)
    results = {name: passes(name, command) for name, command in CHECKS.items()}
    if arguments != ["--checks-only"]:
        counts = run_tests(arguments)
    else:
        counts = {"passed": 0, "failed": 0, "skipped": 0}
    print(f"\n{'check':16}result")
    for name, passed in results.items():
        print(f"{name:16}{'passed' if passed else 'FAILED'}")
    counts["passed"] += sum(results.values())
    counts["failed"] += len(results) - sum(results.values())
    line = ", ".join(f"{count} {word}" for word, count in counts.items())
    COUNTS.write_text(line + "\n")
    print(line)
    return 1 if counts["failed"] else 0


def passes(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    word, seconds = "FAILED" if done.returncode else "passed", time.monotonic() - began
    print(f"{name}: {word} ({seconds:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return not done.returncode


def run_tests(arguments: list[str]) -> dict[str, int]:
    """Counts from pytest's report; a run that wrote none counts as one failure."""
    REPORT.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        f"--junit-xml={REPORT}",
        *arguments,
    ]
    done = subprocess.run(command, check=False)
    if not REPORT.exists():
        return {"passed": 0, "failed": 1, "skipped": 0}
    suite = next(ElementTree.parse(REPORT).getroot().iter("testsuite"))
    tests, failures, errors, skipped = (
        int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    if done.returncode and not failed:
        failed = 1
    return {
        "passed": max(tests - failures - errors - skipped, 0),
        "failed": failed,
        "skipped": skipped,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
