"""Bates numbers: one on every page, at the foot on the right, below whatever else stands there.

The number is an artifact in a bundled typeface, appended to the finished PDF as a further revision:
the pages stay as they were made.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import bates_font
from .revision import Revision, dictionary, entries, reference, stream, text
from .run_manifest import ExhibitRefused

DIGITS = 7
SIZE = 9.0
RIGHT = 540.0
BASELINE = 22.0
# Nothing else stands on the right between the edge of the page and this height.
CLEAR_BELOW = 34.0
_PREFIX = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,19})?")
_PAGES_AT_ONCE = 250


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """`first` and the ones after it, each printed as the prefix and at least seven digits."""

    prefix: str
    first: int

    def at(self, page: int) -> str:
        """What page `page` bears, counted from 0."""
        return f"{self.prefix}{self.first + page:0{DIGITS}d}"

    def span(self, pages: int) -> str:
        """`ABC-0000001 to ABC-0000012`, or the one number."""
        return self.at(0) if pages == 1 else f"{self.at(0)} to {self.at(pages - 1)}"

    def after(self, pages: int) -> "Numbers":
        return Numbers(prefix=self.prefix, first=self.first + pages)


def require_prefix(prefix: str) -> None:
    """Raises ExhibitRefused for a prefix that cannot be printed."""
    if not _PREFIX.fullmatch(prefix):
        raise ExhibitRefused(
            f'"{prefix}" cannot stand before Bates numbers; use up to 20 letters, digits, spaces, '
            "hyphens, full stops and underscores, beginning with a letter or digit."
        )


def stamp(source: Path, target: Path, numbers: Numbers) -> int:
    """Write `source` with a number on every page, which also becomes the page's label; returns
    the number of pages. The same bytes for the same file and numbers."""
    with source.open("rb") as original, target.open("w+b") as written:
        shutil.copyfileobj(original, written)
        revision = Revision(written, source)
        stamps = _Stamps(revision)
        pages = 0
        while done := _stamp_some(stamps, source, numbers.after(pages), pages):
            pages += done
        number, catalogue = revision.catalogue
        catalogue["/PageLabels"] = _labels(numbers, pages)
        revision.replace(number, dictionary(catalogue))
        revision.finish()
    return pages


class _Stamps:
    """What the stamps of all pages share: the font, and resources that have it."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self.font = bates_font.embed(revision)
        self.saved_state = reference(revision.add(stream(b"q")))
        self._resources: dict[bytes, bytes] = {}

    def put(self, page: Any, number: str) -> None:
        mark = reference(self.revision.add(stream(_mark(number))))
        changed = entries(page)
        changed["/Resources"] = self._resources_of(page)
        contents = [text(each) for each in _listed(page.Contents)]
        changed["/Contents"] = b"[%s]" % b" ".join([self.saved_state, *contents, mark])
        self.revision.replace(page.objgen[0], dictionary(changed))

    def _resources_of(self, page: Any) -> bytes:
        """A copy of the page's resources that has the font too; shared as they are shared."""
        key = text(page.Resources)
        if key not in self._resources:
            changed = entries(page.Resources)
            fonts = entries(page.Resources.get("/Font", {}))
            fonts[f"/{bates_font.NAME}"] = reference(self.font)
            changed["/Font"] = dictionary(fonts)
            self._resources[key] = reference(self.revision.add(dictionary(changed)))
        return self._resources[key]


def _stamp_some(stamps: _Stamps, source: Path, numbers: Numbers, start: int) -> int:
    """The next pages. The file is opened anew for them, so that what was read is let go."""
    import pikepdf

    done = 0
    with pikepdf.open(source, inherit_page_attributes=False) as pdf:
        for page in _pages(pdf.Root.Pages, start, start + _PAGES_AT_ONCE):
            stamps.put(page, numbers.at(done))
            done += 1
    return done


def _pages(node: Any, start: int, stop: int) -> Iterator[Any]:
    """The dictionaries of pages `start` to `stop` below a node of the page tree. No other page is
    touched: that alone would read it, and everything packed beside it."""
    kids, count = node.Kids, int(node.Count)
    if count == len(kids):
        for i in range(max(start, 0), min(stop, count)):
            yield kids[i]
        return
    before = 0
    for kid in kids:
        below = int(kid.get("/Count", 1))
        if before < stop and before + below > start:
            if "/Kids" in kid:
                yield from _pages(kid, start - before, stop - before)
            else:
                yield kid
        before += below


def _mark(number: str) -> bytes:
    """Content that follows a page's own, whose state of drawing is undone first."""
    x = RIGHT - len(number) * SIZE * bates_font.advance() / 1000
    return (
        f"Q /Artifact <</Type /Pagination>> BDC q 0 g BT /{bates_font.NAME} {SIZE:g} Tf "
        f"1 0 0 1 {x:.3f} {BASELINE:g} Tm <{bates_font.encoded(number)}> Tj ET Q EMC"
    ).encode()


def _labels(numbers: Numbers, pages: int) -> bytes:
    """Viewers show each page under its number and find it by that. A label counts without zeros:
    wherever there is one zero less, another range of labels begins."""
    ranges, page = [], 0
    while page < pages:
        number = numbers.first + page
        digits = len(str(number))
        prefix = numbers.prefix + "0" * (DIGITS - digits)
        ranges.append(
            b"%d <</S /D /P <%s> /St %d>>" % (page, prefix.encode("ascii").hex().encode(), number)
        )
        page = 10**digits - numbers.first
    return b"<</Nums [%s]>>" % b" ".join(ranges)


def _listed(contents: Any) -> list[Any]:
    import pikepdf

    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]
