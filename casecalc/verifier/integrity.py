"""Is every byte of a bundle as it was bundled? Whatever is not is named by its file.

The zip says where a file lies twice (before its bytes and in the directory at the end), its
checksum twice, and SHA256SUMS gives its hash: so a single change can be told apart from what it
is compared with.
"""

import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from casecalc.rules.refusals import Refusal

from .container import (
    BLOCK,
    CENTRAL,
    END,
    LARGEST,
    LOCAL,
    Entry,
    Sum,
    central_header,
    end_of,
    laid_out,
    length_of,
    local_header,
    summed,
)

SUMS = "SHA256SUMS"
FIRST = "README.txt"
THE_ZIP = "the zip itself"
Progress = Callable[[str, int, int], None]
Layout = tuple[tuple[str, int], ...]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*")
_SUM_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LONGEST_DIRECTORY = 1 << 26
_CRC_OF_LOCAL = slice(14, 18)


class NotABundle(Refusal):
    """The file is not a bundle, or cannot be read."""


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was bundled; `file` is its name in the zip."""

    file: str
    sentence: str


@dataclass(frozen=True)
class Examined:
    """`sha256` is of the whole zip. With `faults` nothing in it should be relied on."""

    path: Path
    sha256: str
    length: int
    entries: dict[str, Entry]
    sums: dict[str, Sum]
    faults: tuple[Fault, ...]


def sums_text(sums: Iterable[tuple[str, str]]) -> str:
    """SHA256SUMS for names and hashes, in the form that `sha256sum --check` reads."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sums)


def examine(path: Path, progress: Progress) -> Examined:
    """Compare every byte of a bundle with what it must be. Raises NotABundle."""
    try:
        with path.open("rb") as file:
            return _examine(path, file, progress)
    except OSError as error:
        raise NotABundle(f"{path} cannot be read: {error.strerror}. Give a bundle.zip.") from None


def _examine(path: Path, file: BinaryIO, progress: Progress) -> Examined:
    length = file.seek(0, 2)
    layouts = [found for found in (_by_headers(file, length), _by_directory(file, length)) if found]
    if not any(layout[0][0] == FIRST for layout in layouts):
        raise NotABundle(f"{path} is not a bundle of casecalc. Give the bundle.zip as received.")
    fitting = [layout for layout in layouts if length_of(laid_out(layout)) == length]
    found = [_compared(file, layout, length, progress) for layout in dict.fromkeys(fitting)]
    if not found:
        found = [_not_fitting(file, layout, length, progress) for layout in layouts]
    entries, sums, faults = min(found, key=lambda one: len(one[2]))
    digest = hashlib.sha256()
    file.seek(0)
    done = 0
    while block := file.read(BLOCK):
        digest.update(block)
        done += len(block)
        progress("Hashing the bundle", done, length)
    return Examined(path, digest.hexdigest(), length, entries, sums, tuple(faults))


def _by_headers(file: BinaryIO, length: int) -> Layout | None:
    """Names and sizes as the headers before the files give them."""
    found: dict[str, int] = {}
    position = 0
    while True:
        file.seek(position)
        header = file.read(30)
        if len(header) < 30 or header[:4] != LOCAL:
            break
        size, _, name_length, extra_length = struct.unpack("<2I2H", header[18:30])
        name = _name(file.read(name_length))
        extra = file.read(extra_length)
        if size == LARGEST and len(extra) == 20:
            size = struct.unpack("<Q", extra[4:12])[0]
        if name is None or name in found:
            return None
        found[name] = size
        position += 30 + name_length + extra_length + size
        if position > length:
            break
    return tuple(found.items()) or None


def _by_directory(file: BinaryIO, length: int) -> Layout | None:
    """Names and sizes as the directory at the end gives them."""
    file.seek(max(0, length - 22))
    end = file.read(22)
    if len(end) < 22 or end[:4] != END:
        return None
    start = struct.unpack("<I", end[16:20])[0]
    if start == LARGEST or end[10:12] == b"\xff\xff":
        file.seek(max(0, length - 22 - 20 - 56))
        start = struct.unpack("<Q", file.read(56)[48:56])[0]
    if not 0 <= start <= length - 22 or length - start > _LONGEST_DIRECTORY:
        return None
    file.seek(start)
    directory = file.read(length - start)
    found: dict[str, int] = {}
    position = 0
    while directory[position : position + 4] == CENTRAL and position + 46 <= len(directory):
        size, _, name_length, extra_length = struct.unpack_from("<2I2H", directory, position + 20)
        name = _name(directory[position + 46 : position + 46 + name_length])
        extra = directory[position + 46 + name_length :][:extra_length]
        if size == LARGEST and len(extra) >= 12:
            size = struct.unpack_from("<Q", extra, 4)[0]
        if name is None or name in found:
            return None
        found[name] = size
        position += 46 + name_length + extra_length
    return tuple(found.items()) or None


def _name(data: bytes) -> str | None:
    try:
        name = data.decode("ascii")
    except UnicodeDecodeError:
        return None
    return name if _NAME.fullmatch(name) else None


_Result = tuple[dict[str, Entry], dict[str, Sum], list[Fault]]


def _compared(file: BinaryIO, layout: Layout, length: int, progress: Progress) -> _Result:
    """Every file's bytes, and every byte between them, against what they must be."""
    entries, sums = _read(file, laid_out(layout), progress)
    faults: list[Fault] = []
    changed: set[str] = set()
    position = entries[-1].end
    for entry in entries:
        before, in_directory = local_header(entry), central_header(entry)
        found_before = _at(file, entry.offset, len(before))
        found_in_directory = _at(file, position, len(in_directory))
        position += len(in_directory)
        claimed = replace(entry, crc=int.from_bytes(found_before[_CRC_OF_LOCAL], "little"))
        if claimed != entry and (found_before, found_in_directory) == (
            local_header(claimed),
            central_header(claimed),
        ):
            changed.add(entry.name)
            faults.append(Fault(entry.name, "its bytes were changed after it was bundled."))
            continue
        if found_before != before:
            faults.append(Fault(entry.name, "the zip's header before it was changed."))
        if found_in_directory != in_directory:
            faults.append(Fault(entry.name, "the zip's directory entry of it was changed."))
    if _at(file, position, length - position) != end_of(entries):
        faults.append(Fault(THE_ZIP, "its last bytes, after the directory, were changed."))
    if SUMS not in changed:
        faults += _unlike_sums(file, entries, sums, changed)
    return {entry.name: entry for entry in entries}, sums, faults


def _read(
    file: BinaryIO, entries: tuple[Entry, ...], progress: Progress
) -> tuple[tuple[Entry, ...], dict[str, Sum]]:
    """The entries with their true checksums, and what their bytes hash to."""
    sums: dict[str, Sum] = {}
    done, total = 0, sum(entry.size for entry in entries)

    def report(block: bytes) -> None:
        nonlocal done
        done += len(block)
        progress("Hashing the files of the bundle", done, total)

    for entry in entries:
        file.seek(entry.data_offset)
        sums[entry.name] = summed(file, entry.size, report)
    return tuple(replace(entry, crc=sums[entry.name].crc) for entry in entries), sums


def _unlike_sums(
    file: BinaryIO, entries: tuple[Entry, ...], sums: dict[str, Sum], changed: set[str]
) -> Iterator[Fault]:
    """Where files and SHA256SUMS disagree; what is known to be `changed` is not told twice."""
    last = entries[-1]
    if last.name != SUMS or last.size > _LONGEST_DIRECTORY:
        yield Fault(SUMS, "it is not there as the last file of the bundle.")
        return
    text = _at(file, last.data_offset, last.size).decode("ascii", errors="replace")
    lines = [_SUM_LINE.fullmatch(line) for line in text.split("\n")]
    listed = {line[2]: line[1] for line in lines if line}
    names = [entry.name for entry in entries[:-1]]
    is_told = bool(changed)
    for name in names:
        if listed.get(name) == sums[name].sha256 or name in changed:
            continue
        is_told = True
        if name in listed:
            yield Fault(name, f"its SHA-256 is {sums[name].sha256}; {SUMS} says {listed[name]}.")
        else:
            yield Fault(name, f"it is in the zip and not in {SUMS}.")
    for name in listed:
        if name not in names:
            is_told = True
            yield Fault(name, f"it is in {SUMS} and not in the zip.")
    if not is_told and text != sums_text((name, sums[name].sha256) for name in names):
        yield Fault(SUMS, "its lines are not in the form and order of the files.")


def _not_fitting(file: BinaryIO, layout: Layout, length: int, progress: Progress) -> _Result:
    """The files of a zip whose length is not the one that they need: cut off, or added to."""
    entries = laid_out(layout)
    needed = length_of(entries)
    faults = [
        Fault(
            THE_ZIP,
            f"it is {length:,} bytes long, and the files that can be found in it need {needed:,}: "
            "something was cut off or added.",
        )
    ]
    within = [entry for entry in entries if entry.data_offset <= length]
    for entry in within:
        if entry.end > length:
            faults.append(Fault(entry.name, "its end is missing."))
    known = {entry.name for entry in within if entry.end <= length}
    whole = tuple(entry for entry in within if entry.name in known)
    read, sums = _read(file, whole, progress)
    for entry in read:
        header = _at(file, entry.offset, len(local_header(entry)))
        if header != local_header(entry):
            faults.append(Fault(entry.name, "its bytes, or the zip's header before it, changed."))
    return {entry.name: entry for entry in read}, sums, faults


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)
