"""`python3 verify.pyz bundle.zip`: 0 nothing differs, 1 something does, 2 it cannot be said."""

import argparse
import platform
import sys
import traceback
import zoneinfo
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TextIO

import tzdata  # packed into verify.pyz: the rules of the machine that runs it are not asked

import casecalc
from casecalc.rules.refusals import Refusal
from casecalc.rules.results import RunResult

from . import page
from .bundle import Bundle, open_bundle
from .consistency import check_consistency
from .container import summed
from .differences import Differences
from .documents import compare_documents
from .integrity import NotABundle, examine
from .originals import bytes_from, bytes_in_bundle, compare_originals, found_in
from .parts import Parts
from .recomputing import recompute

AGREES, DIFFERS, REFUSED = 0, 1, 2


def main(arguments: Sequence[str], archive: Path | None = None) -> int:
    """Verify one bundle; `archive` is the verify.pyz that runs."""
    asked = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _verify(asked.bundle, asked.originals, archive)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
    except OSError as error:
        sys.stderr.write(f"{error.filename or asked.bundle}: {error.strerror}.\n")
    except MemoryError:
        sys.stderr.write(
            "There is not enough memory: about 1.5 GB are needed for each million rows of the "
            "source files. Use a larger machine.\n"
        )
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was found out.\n")
    except Exception as fault:  # whatever a bundle holds, it is answered in a sentence
        place = traceback.extract_tb(fault.__traceback__)[-1]
        sys.stderr.write(
            f"The verifier stopped at a fault of its own ({type(fault).__name__} in "
            f"{Path(place.filename).name}, line {place.lineno}); nothing was found out.\n"
        )
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verify.pyz",
        description="Computes a casecalc bundle again from its original files and compares. "
        "Writes nothing. Exit status: 0 nothing differs, 1 something does, 2 refused.",
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE.zip")
    parser.add_argument(
        "--originals",
        type=Path,
        metavar="FOLDER",
        help="where the source files lie, for a bundle without them",
    )
    return parser


def _verify(path: Path, folder: Path | None, archive: Path | None) -> int:
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    say = Progress(sys.stderr)
    examined = examine(path, say.share)
    program = _program(archive)
    say.clear()
    _print(page.heading(program, examined))
    if examined.faults:
        _print(page.faulty(examined))
        return DIFFERS
    bundle = open_bundle(Parts(examined))
    _print(page.described(bundle))
    differences = Differences()
    compare_documents(bundle, differences)
    result, recomputed = _computed(bundle, folder, differences, say)
    say.clear()
    if differences or result is None:
        _print(page.differing(differences))
        return DIFFERS
    _print(
        page.checked(bundle, examined, program, recomputed=recomputed, folder=folder),
        page.figures_page(bundle, result.figures),
        page.verdict(bundle, recomputed=recomputed),
    )
    return AGREES


def _computed(
    bundle: Bundle, folder: Path | None, differences: Differences, say: "Progress"
) -> tuple[RunResult | None, bool]:
    """The run from the originals, or else from its tables; and whether it was from originals."""
    if bundle.has_originals:
        if folder is not None:
            raise NotABundle("This bundle holds its originals; leave out --originals.")
        compare_originals(bundle, differences)
        bytes_of = partial(bytes_in_bundle, bundle)
    elif folder is not None:
        say("Looking for the originals")
        bytes_of = partial(bytes_from, found_in(folder, bundle))
    else:
        return check_consistency(bundle, differences, say), False
    return recompute(bundle, bytes_of, differences, say), True


def _program(archive: Path | None) -> page.Program:
    sha256 = None
    if archive is not None:
        with archive.open("rb") as file:
            sha256 = summed(file).sha256
    return page.Program(casecalc.__version__, platform.python_version(), tzdata.__version__, sha256)


def _print(*pages: page.Lines) -> None:
    sys.stdout.write(page.lines(*pages))
    sys.stdout.flush()


class Progress:
    """One line on a terminal that says what goes on; nothing where there is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._last = ""

    def __call__(self, what: str) -> None:
        if self._stream is not None and what != self._last:
            self._stream.write(f"\r\033[K{what} …")
            self._stream.flush()
            self._last = what

    def share(self, what: str, done: int, total: int) -> None:
        self(f"{what}: {100 * done // max(total, 1)} %")

    def clear(self) -> None:
        if self._stream is not None:
            self._stream.write("\r\033[K")
            self._stream.flush()
            self._last = ""
