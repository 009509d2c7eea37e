"""The bytes of a source file in blocks: decompressed on the way, never held whole."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn

from casecalc.rules.records import BYTE_ORDER_MARKS, decompress, recognise_encoding
from casecalc.rules.refusals import FileRefused
from casecalc.rules.rejections import shown

BLOCK = 4 << 20
MAXIMUM_TEXT_BYTES = 200 << 30
_MANY_TIMES = 250
_LARGE = 256 << 20
_GZIP = b"\x1f\x8b"
_LONGEST_MAGIC = 64
_LONGEST_SEQUENCE = 4


@dataclass
class SourceFile:
    """A stored source file under the name it came with. `limit`: bytes of text that are read, so
    that a small file which decompresses without end is refused."""

    path: Path
    name: str
    limit: int = MAXIMUM_TEXT_BYTES
    share_read: float = field(default=0.0, init=False)

    @property
    def is_compressed(self) -> bool:
        return self.name.lower().endswith(".gz")

    def blocks(self) -> Iterator[bytes]:
        """The text file in blocks of about 4 MiB. Raises FileRefused for a file that is not what
        its name says, is empty, is damaged, or is over the limit."""
        size = max(self.path.stat().st_size, 1)
        read, last = 0, b""
        with self.path.open("rb") as stream:
            for block in self._decompressed(stream):
                if not read:
                    self._require_kind(block[:_LONGEST_MAGIC])
                    is_parquet = block.startswith(b"PAR1")
                read += len(block)
                if read > self.limit:
                    raise FileRefused(
                        f'"{shown(self.name)}" holds more than {self.limit:,} bytes of text, which '
                        "is the limit. Split it."
                    )
                if read > max(_LARGE, _MANY_TIMES * stream.tell()):
                    raise FileRefused(
                        f'"{shown(self.name)}" holds more than {_MANY_TIMES} times as much text as '
                        "its own size, as if it were made to fill the disk. If it is as it should "
                        "be, decompress it and import that."
                    )
                last = (last + block[-4:])[-4:]
                self.share_read = min(stream.tell() / size, 1.0)
                yield block
        if not read:
            self._require_kind(b"")
        elif is_parquet:
            self._require_kind(b"PAR1" + last)

    def head(self, length: int) -> tuple[bytes, bool]:
        """The first `length` bytes or more, and whether that is the whole file."""
        parts: list[bytes] = []
        for block in self.blocks():
            if sum(map(len, parts)) >= length:
                return b"".join(parts), False
            parts.append(block)
        return b"".join(parts), True

    def byte_order_mark(self) -> str | None:
        """The encoding that the file's byte-order mark names."""
        start, _ = self.head(_LONGEST_SEQUENCE)
        return next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)

    def recognise_encoding(self) -> str:
        """`rules.records.recognise_encoding`, in blocks. Reads the file to its end, whatever it
        finds, so that a damaged file is refused as that."""
        marked = self.byte_order_mark()
        is_ascii, has_sequence = True, False
        before = b""
        for block in self.blocks():
            if marked or has_sequence:
                continue
            window = before + block
            before = window[-_LONGEST_SEQUENCE + 1 :]
            if not window.isascii():
                is_ascii = False
                # The space: a byte-order mark counts only at the beginning of the file.
                has_sequence = recognise_encoding(b" " + window) == "utf-8"
        return marked or ("utf-8" if is_ascii or has_sequence else "cp1252")

    def _decompressed(self, stream: BinaryIO) -> Iterator[bytes]:
        if not self.is_compressed:
            while block := stream.read(BLOCK):
                yield block
            return
        if stream.read(len(_GZIP)) != _GZIP:
            self._refuse(b"")
        stream.seek(0)
        with gzip.GzipFile(fileobj=stream) as unpacked:
            while True:
                try:
                    block = unpacked.read(BLOCK)
                except (EOFError, gzip.BadGzipFile, zlib.error):
                    self._refuse(_GZIP)
                if not block:
                    return
                yield block

    def _require_kind(self, sample: bytes) -> None:
        """Let the rules judge the name and the first bytes."""
        decompress(gzip.compress(sample) if self.is_compressed else sample, self.name)

    def _refuse(self, sample: bytes) -> NoReturn:
        """In the words of the rules, from a sample that has the fault of the file."""
        decompress(sample, self.name)
        raise AssertionError("the rules read what this module cannot")
