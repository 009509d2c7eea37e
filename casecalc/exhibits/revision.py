"""Objects appended to a finished PDF as a further revision of it (ISO 32000-1, 7.5.6).

The bytes already there stay as they are, and the file is never rewritten: a volume of thousands of
tagged pages, which would fill the memory otherwise, is changed in little.
"""

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_WORTH_PACKING = 400

Entries = dict[str, bytes]


class Revision:
    """What is appended to `target`, a copy of the PDF `source`, open at its end."""

    def __init__(self, target: BinaryIO, source: Path) -> None:
        import pikepdf

        self._target = target
        target.seek(max(target.tell() - 1024, 0))
        tail = _START.search(target.read())
        assert tail is not None  # whatever writes exhibits ends its files so
        self._previous = int(tail[1])
        target.seek(0, io.SEEK_END)
        self._places: dict[int, int] = {}
        with pikepdf.open(source, inherit_page_attributes=False) as pdf:
            kept = ("/Root", "/Info")
            self._trailer = {key: text(pdf.trailer[key]) for key in kept if key in pdf.trailer}
            self._first_id = bytes(pdf.trailer.ID[0]).hex().encode()
            self.catalogue: tuple[int, Entries] = pdf.Root.objgen[0], entries(pdf.Root)
            self._next = int(pdf.trailer.Size)
        self._digest = hashlib.sha256(self._first_id)

    def add(self, body: bytes) -> int:
        """A new object; returns its number."""
        number = self._next
        self._next += 1
        self.replace(number, body)
        return number

    def replace(self, number: int, body: bytes) -> None:
        self._places[number] = self._target.tell()
        written = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        self._digest.update(written)
        self._target.write(written)

    def finish(self) -> None:
        """The table of what was appended, and where the one before it stands."""
        number, start = self._next, self._target.tell()
        self._places[number] = start
        own = self._digest.hexdigest()[:32].encode()
        index, rows = [], []
        for run in _consecutive(sorted(self._places)):
            index.append(b"%d %d" % (run[0], len(run)))
            rows += [struct.pack(">BQH", 1, self._places[each], 0) for each in run]
        described = (
            b"/Type /XRef /Size %d /W [1 8 2] /Index [%s] /Prev %d /ID [<%s> <%s>] "
            % (number + 1, b" ".join(index), self._previous, self._first_id, own)
        ) + b" ".join(b"%s %s" % (key.encode(), value) for key, value in self._trailer.items())
        table = stream(b"".join(rows), described)
        self._target.write(b"%d 0 obj\n%s\nendobj\n" % (number, table))
        self._target.write(b"startxref\n%d\n%%%%EOF\n" % start)


def entries(dictionary: Any) -> Entries:
    """The keys of a dictionary and their values as written."""
    return {key: text(value) for key, value in dictionary.items()}


def dictionary(parts: Entries) -> bytes:
    return b"<<%s>>" % b" ".join(b"%s %s" % (key.encode(), parts[key]) for key in sorted(parts))


def stream(content: bytes, described: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9) if len(content) > _WORTH_PACKING else content
    if packed is not content:
        described += b" /Filter /FlateDecode"
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (described, len(packed), packed)


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def text(value: Any) -> bytes:
    """A value as it is written in a PDF; what stands elsewhere as a reference."""
    import pikepdf

    if isinstance(value, pikepdf.Object):
        return bytes(value.unparse())
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return str(value).encode()


def _consecutive(numbers: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
