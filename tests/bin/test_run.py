"""`make run` serves the site and its worker together, and says plainly when it cannot."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "bin"))

import run  # noqa: E402

SECONDS_TO_START = 90


def test_a_port_in_use_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((run.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit):
            run.listen(port)
    said = capsys.readouterr().err
    assert f"Port {port} at 127.0.0.1 cannot be used" in said
    assert f"PORT={port + 1} make run" in said


@pytest.mark.parametrize("text", ["", "eight", "0", "65536", "-1", "8000.0", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit):
        run.port_wanted()
    assert "give a number from 1 to 65535" in capsys.readouterr().err


SERVE = """
import os, sys
sys.path.append("bin")
import run
run.serve(run.listen(int(os.environ["PORT"])))
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A site of its own, served without the demonstration: the process and its port."""
    with socket.socket() as free:
        free.bind((run.HOST, 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "EVIDENCE_ROOT": str(tmp_path / "evidence"),
    }
    migrate = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=ROOT, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    wait_until_answered(port)
    yield process, port
    process.kill()
    process.wait()


def wait_until_answered(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"http://{run.HOST}:{port}/accounts/login/", timeout=5)
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def answers(port: int) -> bool:
    try:
        socket.create_connection((run.HOST, port), timeout=2).close()
    except OSError:
        return False
    return True


def children_of(process: subprocess.Popen[str]) -> dict[str, int]:
    """Command line -> process id of the processes that `process` started itself."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {Path(f"/proc/{child}/cmdline").read_text(): int(child) for child in found}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_both_stop_and_the_port_is_free(
    served: tuple[subprocess.Popen[str], int], number: signal.Signals
) -> None:
    process, port = served
    children = children_of(process)
    assert len(children) == 2
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert output.endswith("Stopped.\n")
    assert not answers(port)
    assert not any(Path(f"/proc/{child}").exists() for child in children.values())


@pytest.mark.parametrize("which", ["gunicorn", "run_worker"])
def test_when_one_dies_the_other_is_stopped_and_a_sentence_says_so(
    served: tuple[subprocess.Popen[str], int], which: str
) -> None:
    process, port = served
    child = next(number for words, number in children_of(process).items() if which in words)
    os.kill(child, signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "ended by itself (status -9), so everything was stopped." in output
    deadline = time.monotonic() + 10  # a killed server's own children go when they notice
    while answers(port) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not answers(port)
