"""The files of a bundle, opened where they lie in the zip."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from casecalc.rules.documents import parse_json
from casecalc.rules.refusals import Refusal

from .integrity import Examined

LARGEST_DOCUMENT = 1 << 28
LONGEST_CELL = 1 << 24  # a sentence or a cell of 1 MiB, with its quotes


class BundleRefused(Refusal):
    """A part of a bundle cannot be read, or is of a form that this verifier does not know."""


class _Section(io.RawIOBase):
    """Some bytes of a file as a file of their own."""

    def __init__(self, path: Any, offset: int, size: int) -> None:
        self._file = open(path, "rb")  # noqa: SIM115  closed in close()
        self._file.seek(offset)
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


class Parts:
    """The files of one examined bundle by their names."""

    def __init__(self, examined: Examined) -> None:
        self._examined = examined

    def names(self) -> tuple[str, ...]:
        return tuple(self._examined.entries)

    def sha256(self, name: str) -> str:
        return self._examined.sums[self._known(name)].sha256

    def size(self, name: str) -> int:
        return self._examined.sums[self._known(name)].size

    def data(self, name: str) -> bytes:
        with self._open(name) as stream:
            return stream.read()

    def document(self, name: str) -> Any:
        """The JSON value in a file. Raises BundleRefused."""
        return _json(name, self._text(name))

    def documents(self, name: str) -> list[Any]:
        """The JSON values in a file of one a line. Raises BundleRefused."""
        return [_json(name, line) for line in self._text(name).split("\n") if line]

    @contextmanager
    def table(self, name: str) -> Iterator[Iterator[list[str]]]:
        """The records of a CSV file, its header first. They raise BundleRefused where the file is
        no CSV in UTF-8."""
        csv.field_size_limit(LONGEST_CELL)
        with self._open(name) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
            yield _records(name, csv.reader(text))

    def _text(self, name: str) -> str:
        if self.size(name) > LARGEST_DOCUMENT:
            raise BundleRefused(f"{name} is too large for what it is to be.")
        try:
            return self.data(name).decode("utf-8")
        except UnicodeDecodeError:
            raise BundleRefused(f"{name} is not UTF-8 text.") from None

    def _open(self, name: str) -> io.BufferedReader:
        entry = self._examined.entries[self._known(name)]
        return io.BufferedReader(_Section(self._examined.path, entry.data_offset, entry.size))

    def _known(self, name: str) -> str:
        if name not in self._examined.entries:
            raise BundleRefused(f"{name} is not in the bundle.")
        return name


def _records(name: str, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise BundleRefused(f"{name} is not CSV: {error}.") from None
    except UnicodeDecodeError:
        raise BundleRefused(f"{name} is not UTF-8 text.") from None


def _json(name: str, text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError as error:
        raise BundleRefused(f"{name} is not JSON: {error}.") from None
