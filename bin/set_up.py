"""Builds the environment: .venv, the pinned requirements, the system libraries.

    python3 bin/set_up.py run|test

Run by a Python of the system, so standard library only. What is in place already is left alone; a
set-up that was interrupted goes on where it stopped.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"

# What WeasyPrint loads when it makes a PDF, and the Debian package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# What the browser tests and the tests of the PDFs run; without them these tests are skipped.
PROGRAMS = {"chromium": "chromium", "pdftoppm": "poppler-utils"}
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}
REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}


def main(purpose: str) -> None:
    os.chdir(ROOT)
    needed = [package for name, package in LIBRARIES.items() if not has_library(name)]
    if not has_environment() and not succeeds(sys.executable, "-c", "import ensurepip, venv"):
        needed.append("python3-venv")
    install_packages(needed, required=True)
    make_environment()
    install_requirements(purpose)
    if purpose == "test":
        missing = [package for name, package in PROGRAMS.items() if not shutil.which(name)]
        missing += [p for name, p in TEST_LIBRARIES.items() if not has_library(name)]
        install_packages(missing, required=False)


def has_environment() -> bool:
    return succeeds(PYTHON, "-c", "import pip, sys; assert sys.version_info >= (3, 11)")


def make_environment() -> None:
    if has_environment() or (PYTHON.exists() and succeeds(PYTHON, "-m", "ensurepip")):
        return
    say("Making a Python environment in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode or not has_environment():
        stop("The environment could not be made; the lines above say why.")


def install_requirements(purpose: str) -> None:
    """Installs the pinned requirements unless a stamp says that exactly these are in place."""
    for wanted in {REQUIREMENTS[purpose], REQUIREMENTS["test"]}:
        if stamp_path(wanted).exists() and stamp_path(wanted).read_text() == stamp(wanted):
            return
    name = REQUIREMENTS[purpose]
    count = sum("==" in line for line in Path(name).read_text().splitlines())
    say(f"Installing the {count} pinned packages of {name} (a minute or two the first time)")
    for stale in VENV.glob("installed-*"):
        stale.unlink()
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--progress-bar", "off"]
    if not os.access(os.environ.get("HOME", "/"), os.W_OK):
        command.append("--no-cache-dir")
    installed = subprocess.run([*command, "--require-hashes", "-r", name], check=False)
    if installed.returncode:
        stop(f"pip could not install {name}; the lines above say why. Then run the same again.")
    stamp_path(name).write_text(stamp(name))


def stamp_path(requirements: str) -> Path:
    return VENV / f"installed-{requirements}"


def stamp(requirements: str) -> str:
    return hashlib.sha256(Path(requirements).read_bytes()).hexdigest()


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_packages(packages: list[str], *, required: bool) -> None:
    """Debian packages: installed when that is allowed, else the exact command is printed, and
    without those that are required nothing goes on."""
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    as_root = f"Run this, then the same again:\n\n    sudo {' '.join(command)}\n"
    allowed = permission()
    if allowed is None or not shutil.which("apt-get"):
        problem = f"Packages of the system are missing. {as_root}"
    else:
        say(f"Installing packages of the system: {' '.join(packages)}")
        if run_quietly([*allowed, *command]):
            return
        run_quietly([*allowed, "apt-get", "update"])
        if run_quietly([*allowed, *command], show=True):
            return
        problem = f"Packages of the system could not be installed. {as_root}"
    if required:
        stop(problem)
    print(f"{problem}Until then, tests that need them are skipped.", file=sys.stderr)


def permission() -> list[str] | None:
    """What to put before a command that needs root; None when there is no leave to run one."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and succeeds("sudo", "-n", "true") else None


def run_quietly(command: list[str], *, show: bool = False) -> bool:
    out = None if show else subprocess.DEVNULL
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if command[0] == "sudo":
        command = [*command[:2], "DEBIAN_FRONTEND=noninteractive", *command[2:]]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, check=False
    )
    return done.returncode == 0


def succeeds(*command: object) -> bool:
    words = [str(part) for part in command]
    try:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    print(f"- {text}", flush=True)


def stop(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"]):
        stop("Say what the environment is for: python3 bin/set_up.py run|test")
    main(sys.argv[1])
