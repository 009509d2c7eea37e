"""Bundles changed on purpose: one byte, or consistently, hashes and zip and all."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from casecalc.verifier.bundle import SEAL
from casecalc.verifier.container import ZipWriter, laid_out, local_header
from casecalc.verifier.documents import seal_of
from casecalc.verifier.integrity import SUMS, sums_text

Change = Callable[[bytes], bytes]


def forged(bundle: Path, target: Path, changes: dict[str, Change | None]) -> Path:
    """The bundle with some files changed (None: left out) and everything about them put right."""
    with zipfile.ZipFile(bundle) as found, target.open("xb") as out:
        archive = ZipWriter(out)
        for name in found.namelist():
            change = changes.get(name, bytes)
            if name != SUMS and change is not None:
                data = change(found.read(name))
                archive.add(name, io.BytesIO(data), len(data))
        text = sums_text((name, known.sha256) for name, known in archive.sums.items()).encode()
        archive.add(SUMS, io.BytesIO(text), len(text))
        archive.close()
    return target


def replaced(old: str, new: str) -> Change:
    """The first occurrence of a text, which there must be, replaced."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), 1)

    return change


def document(edit: Callable[[Any], None], *, sealed: bool = False) -> Change:
    """A JSON document edited; with `sealed` its own hash is put right too."""

    def change(data: bytes) -> bytes:
        value = json.loads(data)
        edit(value)
        if sealed:
            value.pop(SEAL)
            value[SEAL] = seal_of(value)
        return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()

    return change


def regions(bundle: Path) -> Iterator[tuple[str, str, int, int]]:
    """Every part of the zip: what it is, the file that it is about, where it begins and ends."""
    with zipfile.ZipFile(bundle) as found:
        sizes = [(one.filename, one.file_size) for one in found.infolist()]
        position = found.start_dir
    for entry in laid_out(sizes):
        yield "header", entry.name, entry.offset, entry.offset + len(local_header(entry))
        yield "data", entry.name, entry.data_offset, entry.end
    for name, _ in sizes:
        yield "directory", name, position, position + 46 + len(name)
        position += 46 + len(name)
    yield "end", "the zip itself", position, bundle.stat().st_size
