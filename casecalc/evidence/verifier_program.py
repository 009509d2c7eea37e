"""`verify.pyz`: the obvious engine and the verifier as one file that needs nothing but Python.

Sources, not compiled files, so that it can be read; the pinned time zone rules are in it.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import tzdata

import casecalc
from casecalc.verifier.container import ZipWriter

OLDEST_PYTHON = "3.11"  # of the standard library that `rules` uses
_OURS = Path(casecalc.__file__).parent
_ZONES = Path(tzdata.__file__).parent
_PACKAGES = ("rules", "verifier")


def write_verifier(target: BinaryIO) -> None:
    """Write the program into an empty file; the same bytes for the same sources."""
    archive = ZipWriter(target)
    for name, path in _files():
        data = path.read_bytes()
        archive.add(name, BytesIO(data), len(data))
    archive.close()


def time_zones_version() -> str:
    return str(tzdata.__version__)


def _files() -> Iterator[tuple[str, Path]]:
    yield "__main__.py", _OURS / "verifier" / "__main__.py"
    yield "LICENSE", _OURS.parent / "LICENSE"
    yield "casecalc/__init__.py", _OURS / "__init__.py"
    for package in _PACKAGES:
        for path in sorted((_OURS / package).glob("*.py")):
            if path.name != "__main__.py":
                yield f"casecalc/{package}/{path.name}", path
    for path in sorted(_ZONES.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield f"tzdata/{path.relative_to(_ZONES).as_posix()}", path
