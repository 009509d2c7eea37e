"""Small tagged PDFs for tests, with what joining could lose: links, tables with header cells,
headings that are bookmarks."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from casecalc.exhibits.fonts import face_rules
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.pdf import render_pdf

_STYLE = (
    "@page { size: 8.5in 11in; margin: 1.1in 1in 1in; @bottom-right { content: 'Page ' "
    "counter(page); font: 8pt 'Casecalc Small'; margin-top: 16pt; vertical-align: top } }"
    "html { font: 12pt 'Casecalc Serif' } .next { break-before: page } h1 { bookmark-level: none }"
    "h2 { bookmark-level: 1 }"
)


def paper(path: Path, name: str, pages: int = 3) -> Path:
    """Its first page links to its last; every page has a heading and a table."""
    parts = "".join(
        f"<h2 class='{'next' if page > 1 else ''}'>{name} part {page}</h2>"
        f"<p id='line-{page}'>Text {name}{page}. <a href='#line-{pages}'>to the last</a></p>"
        f"<table><tr><th scope=col>Head<th scope=col>Figure<tr><th scope=row>{name}"
        f"<td>{page},000</table>"
        for page in range(1, pages + 1)
    )
    html = (
        f"<!doctype html><html lang=en-US><title>{name}</title>"
        "<meta name=dcterms.created content=2026-01-01T00:00:00Z>"
        f"<style>{face_rules(parts)}{_STYLE}</style><body><h1>{name}</h1>{parts}"
    )
    path.write_bytes(mark_furniture(render_pdf(html)))
    return path


def elements(pdf: Any) -> Iterator[Any]:
    """All structure elements of an open document, in order."""

    def below(kids: Any) -> Iterator[Any]:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                if "/K" in kid:
                    yield from below(kid.K)

    yield from below(pdf.Root.StructTreeRoot.K)


def tags(path: Path) -> Counter[str]:
    with pikepdf.open(path) as pdf:
        return Counter(str(element.S) for element in elements(pdf))


def links(pdf: Any) -> list[tuple[int, int]]:
    """Page of every link and page that it leads to, counted from 0, through the names."""
    place_of = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    tree = pdf.Root.Names.Dests.Names
    named = {bytes(tree[i]): tree[i + 1] for i in range(0, len(tree), 2)}
    found = []
    for number, page in enumerate(pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            name = annotation.get("/Dest") or annotation.A.D
            found.append((number, place_of[named[bytes(name)][0].objgen]))
    return found


def painted(page: Any, font: str) -> str:
    """What a page shows in the font of that resource name."""
    from casecalc.exhibits.printed import character_map, used_glyphs

    maps = character_map(page.resources.Font[font])
    strings = [string for name, string in used_glyphs(page) if name == font]
    return "".join(maps[string[i : i + 2]] for string in strings for i in range(0, len(string), 2))
