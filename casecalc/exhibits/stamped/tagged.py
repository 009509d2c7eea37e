"""The structure of stamped pages, read from the object streams of a finished file.

Each must have exactly the form that `structure` writes: the parents of its marked content, a table
of rows of cells that refer to each other and to that content.
"""

import mmap
import re
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

_STREAM = re.compile(
    rb"\n(\d+) 0 obj\n<</Type/ObjStm/N (\d+)/First (\d+)/Length (\d+)/Filter/FlateDecode>>stream\n"
)
_ELEMENT = re.compile(
    rb"<</Type/StructElem/S/(\w+)/P (\d+) +0 R(?:/Pg (\d+) +0 R)?/K ?"
    rb"(?:(\d+)|\[([0-9R ]*)\])(?:/A<</O/Table/Scope/(Column|Row)(?:/ColSpan (\d+))?>>)?>>"
)
_REFERENCE = re.compile(rb"(\d+) +0 R")
_PARENTS = re.compile(rb"\[((?:(?:null|\d+ +0 R) ?)*)\]")


@dataclass(frozen=True)
class TaggedPage:
    number: int
    parents: int
    table: int


@dataclass
class Tagged:
    """`marks` are, page by page, the numbers of marked content of its rows in order; `faults` what
    is wrong, by place among the stamped pages; `numbers` all objects of stamped pages."""

    pages: list[TaggedPage] = field(default_factory=list)
    marks: list["array[int]"] = field(default_factory=list)
    numbers: list[range] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.pages)

    def others(self, size: int) -> Iterator[int]:
        """The numbers below `size` of objects that belong to no stamped page."""
        start = 1
        for own in [*self.numbers, range(size, size)]:
            yield from range(start, own.start)
            start = own.stop


def tagged_pages(path: Any) -> Tagged:
    tagged = Tagged()
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, text, first in _streams(data):
            _read(tagged, number, text, first)
    return tagged


def _streams(data: Any) -> Iterator[tuple[int, bytes, int]]:
    place = 0
    while found := _STREAM.search(data, place):
        place = found.end() + int(found[4])
        yield int(found[1]), zlib.decompress(data[found.end() : place]), int(found[3])


def _read(tagged: Tagged, stream: int, text: bytes, first: int) -> None:
    places = list(map(int, text[:first].split()))
    numbers, offsets = places[::2], [*places[1::2], len(text) - first + 1]
    bodies = [text[first + start : first + end - 1].rstrip() for start, end in pairwise(offsets)]
    page = len(tagged.pages) + 1
    objects = dict(zip(numbers, bodies, strict=True))
    own = numbers[0] - 1
    tagged.numbers.append(range(own, stream + 1))
    tagged.pages.append(TaggedPage(own, numbers[0], numbers[1]))
    try:
        tagged.marks.append(array("H", _marks(objects, numbers)))
    except (ValueError, KeyError, TypeError, IndexError) as fault:
        tagged.marks.append(array("H"))
        tagged.faults.append((page, f"is not tagged as stamped pages are ({fault})"))


def _marks(objects: dict[int, bytes], numbers: list[int]) -> list[int]:
    """The marked content of the rows of one page, in order; raises ValueError where an object is
    out of form or two do not agree."""
    parents, table = numbers[:2]
    page = parents - 1
    listed = _PARENTS.fullmatch(objects[parents])
    if listed is None:
        raise ValueError("the parents of its content")
    owners = re.findall(rb"null|\d+(?= +0 R)", listed[1])
    elements = {number: _element(objects[number]) for number in numbers[1:]}
    seen, marks, width = 1, [], None
    for group in _kids(elements, table, (b"THead", b"TBody", b"TFoot")):
        seen += 1
        for row in _kids(elements, group, (b"TR",)):
            cells = list(_kids(elements, row, (b"TH", b"TD")))
            seen += 1 + len(cells)
            spans = sum(int(elements[cell][7] or 1) for cell in cells)
            if width not in (None, spans):
                raise ValueError("rows of different lengths")
            width = spans
            for place, cell in enumerate(cells):
                found = elements[cell]
                own = [int(found[4])] if found[4] else [int(n) for n in found[5].split()]
                if int(found[3]) != page or any(int(owners[mark]) != cell for mark in own):
                    raise ValueError("a cell and its content")
                is_head = elements[group][1] == b"THead"
                if (found[1] == b"TH") != (is_head or place == 0) or (found[1] == b"TH") != bool(
                    found[6]
                ):
                    raise ValueError("a head cell")
                marks += [] if is_head else own
    if seen != len(elements):
        raise ValueError("elements that hang on nothing")
    return marks


def _element(body: bytes) -> "re.Match[bytes]":
    found = _ELEMENT.fullmatch(body)
    if found is None:
        raise ValueError("an element")
    return found


def _kids(
    elements: dict[int, "re.Match[bytes]"], parent: int, roles: tuple[bytes, ...]
) -> Iterator[int]:
    for reference in _REFERENCE.findall(elements[parent][5] or b""):
        kid = int(reference)
        if elements[kid][1] not in roles or int(elements[kid][2]) != parent:
            raise ValueError("an element under another")
        yield kid


def object_streams(path: Any) -> Iterator[bytes]:
    """The text of the object streams of stamped pages."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for _, text, _ in _streams(data):
            yield text
