"""The original bytes of the imports: from the bundle, or from a folder of one's own."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from casecalc.rules.refusals import Refusal

from .bundle import Bundle, BundledImport
from .container import summed
from .differences import Differences


class OriginalMissing(Refusal):
    """An original that is to be read is not where it was looked for."""


def compare_originals(bundle: Bundle, differences: Differences) -> None:
    """Each original in the bundle against the hash and size that the run's manifest gives."""
    for one in bundle.imports:
        if one.original is not None:
            path = f"import {one.number}"
            differences.compare(
                one.original, f"SHA-256 of {path}", one.sha256, bundle.parts.sha256(one.original)
            )
            differences.compare(
                one.original, f"size of {path}", one.size, bundle.parts.size(one.original)
            )


def bytes_in_bundle(bundle: Bundle, one: BundledImport) -> bytes:
    assert one.original is not None  # of a bundle with originals
    return bundle.parts.data(one.original)


def found_in(folder: Path, bundle: Bundle) -> dict[str, Path]:
    """The originals by their SHA-256 among the files of a folder, whatever their names are. Raises
    OriginalMissing."""
    wanted = {one.sha256: one for one in bundle.imports}
    sizes = {one.size for one in bundle.imports}
    found: dict[str, Path] = {}
    for path in _files(folder):
        if path.stat().st_size in sizes:
            with path.open("rb") as file:
                sha256 = summed(file).sha256
            if sha256 in wanted:
                found.setdefault(sha256, path)
    missing = [one for sha256, one in wanted.items() if sha256 not in found]
    if missing:
        first = missing[0]
        raise OriginalMissing(
            f"{len(missing)} of {len(wanted)} originals are not in {folder}: first that of import "
            f"{first.number}, {first.size:,} bytes with the SHA-256 {first.sha256}. Put it there, "
            "under any name."
        )
    return found


def bytes_from(found: dict[str, Path], one: BundledImport) -> bytes:
    """The bytes of an original in a folder, compared with its hash as they are read."""
    data = found[one.sha256].read_bytes()
    if hashlib.sha256(data).hexdigest() != one.sha256:
        raise OriginalMissing(f"{found[one.sha256]} changed while it was read; begin again.")
    return data


def _files(folder: Path) -> Iterator[Path]:
    for parent, subfolders, names in os.walk(folder):
        subfolders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file():
                yield path
