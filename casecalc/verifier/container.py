"""The one form in which a bundle is a zip: stored, not compressed, and no byte left to chance.

Every byte outside the files' own follows from their names, sizes, checksums and order, so that any
other byte there is a change. A file of 4 GiB or more, or one that lies behind so much, gets the
fields of zip64. Names are ASCII; times are 1 January 1980, permissions -rw-r--r--.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

LARGEST = 0xFFFFFFFF  # a size or offset from here on stands in the zip64 fields
MOST_FILES = 0xFFFF
BLOCK = 1 << 20
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_FIELDS = struct.Struct("<4s5H3I2H")
_CENTRAL_FIELDS = struct.Struct("<4s6H3I5H2I")
_END_FIELDS = struct.Struct("<4s4H2IH")
_END_64_FIELDS = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_FIELDS = struct.Struct("<4sIQI")
_VERSION, _VERSION_64 = 20, 45
_MADE_BY_UNIX = 3 << 8
_FIRST_DAY = 0x0021  # 1 January 1980, the earliest day that a zip can name
_PERMISSIONS = 0o100644 << 16


@dataclass(frozen=True)
class Entry:
    """One file of a zip; `offset` is where its local header begins."""

    name: str
    size: int
    crc: int
    offset: int

    @property
    def data_offset(self) -> int:
        return self.offset + len(local_header(self))

    @property
    def end(self) -> int:
        return self.data_offset + self.size


@dataclass(frozen=True)
class Sum:
    """What is known of bytes that were read."""

    sha256: str
    crc: int
    size: int


def local_header(entry: Entry) -> bytes:
    """What stands before the bytes of a file."""
    is_large = entry.size >= LARGEST
    size = LARGEST if is_large else entry.size
    extra = struct.pack("<2H2Q", 1, 16, entry.size, entry.size) if is_large else b""
    name = entry.name.encode("ascii")
    fields = _LOCAL_FIELDS.pack(
        LOCAL, _VERSION_64 if is_large else _VERSION, 0, 0, 0, _FIRST_DAY,
        entry.crc, size, size, len(name), len(extra),
    )  # fmt: skip
    return fields + name + extra


def central_header(entry: Entry) -> bytes:
    """What the directory at the end says of a file."""
    large = [n for n in (entry.size, entry.size, entry.offset) if n >= LARGEST]
    extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    size = min(entry.size, LARGEST)
    version = _VERSION_64 if large else _VERSION
    name = entry.name.encode("ascii")
    fields = _CENTRAL_FIELDS.pack(
        CENTRAL, _MADE_BY_UNIX | version, version, 0, 0, 0, _FIRST_DAY, entry.crc, size, size,
        len(name), len(extra), 0, 0, 0, _PERMISSIONS, min(entry.offset, LARGEST),
    )  # fmt: skip
    return fields + name + extra


def end_of(entries: Sequence[Entry]) -> bytes:
    """What stands behind the directory."""
    start = entries[-1].end if entries else 0
    length = sum(len(central_header(entry)) for entry in entries)
    count = len(entries)
    parts = b""
    if start >= LARGEST or length >= LARGEST or count >= MOST_FILES:
        parts = _END_64_FIELDS.pack(
            _END_64, _END_64_FIELDS.size - 12, _MADE_BY_UNIX | _VERSION_64, _VERSION_64, 0, 0,
            count, count, length, start,
        ) + _LOCATOR_FIELDS.pack(_LOCATOR_64, 0, start + length, 1)  # fmt: skip
    shown = min(count, MOST_FILES)
    return parts + _END_FIELDS.pack(
        END, 0, 0, shown, shown, min(length, LARGEST), min(start, LARGEST), 0
    )


def laid_out(files: Iterable[tuple[str, int]]) -> tuple[Entry, ...]:
    """Entries of these names and sizes in their places, checksums not yet known."""
    entries: list[Entry] = []
    for name, size in files:
        entries.append(Entry(name, size, 0, entries[-1].end if entries else 0))
    return tuple(entries)


def length_of(entries: Sequence[Entry]) -> int:
    """The length of the whole zip."""
    files = entries[-1].end if entries else 0
    return files + sum(len(central_header(entry)) for entry in entries) + len(end_of(entries))


def summed(
    stream: BinaryIO, size: int | None = None, write: Callable[[bytes], object] | None = None
) -> Sum:
    """Read `size` bytes (None: to the end), or as many as there are; each block goes to `write`."""
    digest, crc, left = hashlib.sha256(), 0, size
    length = 0
    while block := stream.read(BLOCK if left is None else min(BLOCK, left)):
        digest.update(block)
        crc = zlib.crc32(block, crc)
        length += len(block)
        left = None if left is None else left - len(block)
        if write is not None:
            write(block)
    return Sum(digest.hexdigest(), crc, length)


class ZipWriter:
    """Writes such a zip into a file that is open for writing and empty; bytes pass through."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.entries: list[Entry] = []
        self.sums: dict[str, Sum] = {}

    def add(self, name: str, stream: BinaryIO, size: int) -> Sum:
        """Add `size` bytes under a new name. Raises ValueError when the stream has not as many."""
        if name in self.sums:
            raise ValueError(f"{name} is in the zip already")
        offset = self.entries[-1].end if self.entries else 0
        self._target.seek(offset)
        self._target.write(local_header(Entry(name, size, 0, offset)))
        found = summed(stream, size, self._target.write)
        if found.size != size or stream.read(1):
            raise ValueError(f"{name} has not the {size} bytes that it was to have")
        entry = Entry(name, size, found.crc, offset)
        self._target.seek(offset)
        self._target.write(local_header(entry))  # now with the checksum, as long as before
        self.entries.append(entry)
        self.sums[name] = found
        return found

    def close(self) -> None:
        """Write the directory; the file itself stays open."""
        self._target.seek(self.entries[-1].end if self.entries else 0)
        self._target.write(b"".join(central_header(entry) for entry in self.entries))
        self._target.write(end_of(self.entries))
