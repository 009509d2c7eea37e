"""What `make run` does once the environment stands: prepares the database and the demonstration,
then serves the site and its worker until it is told to stop.

    PORT=8001 .venv/bin/python bin/run.py
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SECONDS_TO_STOP = 30
PARENT_DEATH_SIGNAL = 1  # prctl(2)


def main() -> None:
    os.chdir(ROOT)
    Path("var/static").mkdir(parents=True, exist_ok=True)
    listener = listen(port_wanted())
    keep_caches_inside()
    for script in (
        ["manage.py", "migrate", "--no-input", "--verbosity", "0"],
        ["bin/demonstration.py"],
    ):
        prepared = subprocess.run([sys.executable, *script], check=False)
        if prepared.returncode:
            stop("Nothing is served. The lines above say why; then `make run` goes on from here.")
    serve(listener)


def port_wanted() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        stop(f'PORT is "{text}"; give a number from 1 to 65535, such as PORT=8001 make run.')
    return int(text)


def listen(port: int) -> socket.socket:
    """Taken before anything else, so that a port in use is known at once and stays ours."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        stop(
            f"Port {port} at {HOST} cannot be used ({error.strerror}). Perhaps the site is running "
            f"already; else choose another port: PORT={port % 65535 + 1} make run"
        )
    return listener


def keep_caches_inside() -> None:
    """Fonts and the like are cached under the home folder; where that is read-only, under var/."""
    home = Path(os.environ.get("HOME", ""))
    if "XDG_CACHE_HOME" not in os.environ and not os.access(home / ".cache", os.W_OK):
        os.environ["XDG_CACHE_HOME"] = str(ROOT / "var" / "caches")


def serve(listener: socket.socket) -> NoReturn:
    """The web server and the worker, together: when one ends, so does the other."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _told_to_stop)
    port = listener.getsockname()[1]
    children = {
        "web server": start(
            *("-m", "gunicorn", "casecalc.wsgi", "--bind", f"fd://{listener.fileno()}"),
            *("--workers", "2", "--threads", "4", "--timeout", "120", "--log-level", "warning"),
            "--no-control-socket",
            keep=listener.fileno(),
        ),
        "worker": start("manage.py", "run_worker"),
    }
    print(f"\nServing at http://{HOST}:{port}/  (Ctrl-C stops it)", flush=True)
    try:
        while not (ended := [name for name, child in children.items() if child.poll() is not None]):
            time.sleep(0.2)
    except KeyboardInterrupt:
        end(children)
        print("\nStopped.", flush=True)
        sys.exit(0)
    status = children[ended[0]].returncode
    end(children)
    stop(f"The {ended[0]} ended by itself (status {status}), so everything was stopped.")


def _told_to_stop(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def start(*arguments: str, keep: int | None = None) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches this script alone, which then ends both in order."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        pass_fds=() if keep is None else (keep,),
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for name, child in children.items():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"The {name} did not stop in time and was killed; its job will be resumed.")
            child.kill()
            child.wait()


def stop(text: str) -> NoReturn:
    print(text, file=sys.stderr, flush=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
