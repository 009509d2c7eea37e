"""Pages of a schedule as HTML for WeasyPrint: the empty page, the probe and the specimen from which
positions and glyphs are read, and in tests the very rows that are stamped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Context, Engine

from casecalc.exhibits.document import TEMPLATES
from casecalc.exhibits.fonts import FACES, SCHEME, face_rules, needed_fallbacks

from .sheet import LINES, PITCH, Cell, FootRow, PageRow, Sheet

FAMILY = ", ".join(
    f"'{name}'"
    for name in (
        "Casecalc Small",
        *dict.fromkeys(face.family for face in FACES if face.is_fallback),
    )
)
PROBE = "0"
BLANK = (
    '<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Schedule</title>'
    '<meta name="dcterms.created" content="2000-01-01T00:00:00Z"><style>'
    "@page { font: 8.5pt 'Casecalc Small' } html { font: 8.5pt 'Casecalc Small' }"
    f"{face_rules('')}</style></head><body></body></html>"
)


@dataclass(frozen=True)
class SpecimenLine:
    text: str
    is_strong: bool = False


def page_of(
    sheet: Sheet, rows: Iterable[PageRow], foot: Iterable[FootRow], *, is_empty: bool = False
) -> dict[str, Any]:
    """One page of the table, for the template: texts only, which need no settings. An empty page
    does not even have its number."""
    return {
        "css": "empty" if is_empty else "",
        "size": f"{sheet.size:g}",
        "columns": [
            {"head": c.head, "is_figure": c.is_figure, "width": f"{c.width:.4f}"}
            for c in sheet.columns
        ],
        "span": str(len(sheet.columns)),
        "label_span": str(sheet.label_columns),
        "rows": [
            [_cell(sheet, j, cell, row.lines) for j, cell in enumerate(row.cells)] for row in rows
        ],
        "foot": list(foot),
    }


def empty_page(sheet: Sheet) -> dict[str, Any]:
    return page_of(sheet, (), (), is_empty=True)


def probe_page(sheet: Sheet) -> dict[str, Any]:
    """A digit in every cell of every line, and in the foot rows."""
    row = PageRow([PROBE] * len(sheet.columns), 1)
    cells = [PROBE] * (len(sheet.columns) - sheet.label_columns)
    return page_of(sheet, [row] * LINES, [FootRow(PROBE, cells)] * 2)


def with_pages(
    html: str,
    pages: Sequence[dict[str, Any]],
    *,
    first_page: int,
    pages_in_all: int,
    is_sealed: bool,
    size: float = 0.0,
    specimen: Sequence[SpecimenLine] = (),
    runs: Sequence[str] = (),
) -> str:
    """The HTML of a document with pages of a schedule behind it. Its first page has the number
    `first_page`; every page says of how many it is one."""
    engine = Engine(dirs=[str(TEMPLATES)])
    context = {
        "sheets": pages,
        "specimen": specimen,
        "runs": runs,
        "alone": alone_in(specimen),
        "family": FAMILY,
        "size": f"{size:g}",
        "first_page": str(first_page),
        "pages_in_all": f"{pages_in_all:,}",
        "is_sealed": is_sealed,
    }
    behind = engine.get_template("exhibits/stamped.html").render(Context(context))
    css = engine.get_template("exhibits/stamped.css").render(Context(context))
    html = html.replace("</style>", f"{_missing_faces(html, behind)}\n{css}</style>", 1)
    return html.replace("</body>", f"{behind}</body>", 1)


def alone_in(specimen: Sequence[SpecimenLine]) -> list[str]:
    """A character of each typeface, the house's first, each to be set on a line by itself: where
    the house face does not stand beside it, a further face may set it lower."""
    return [PROBE, *(line.text[0] for line in specimen if not line.is_strong)] if specimen else []


def _cell(sheet: Sheet, place: int, cell: Cell, lines: int) -> dict[str, Any]:
    return {
        "lines": ((cell,) if cell else ()) if isinstance(cell, str) else cell,
        "is_figure": sheet.columns[place].is_figure,
        "height": f"{lines * PITCH:g}",
    }


def _missing_faces(html: str, behind: str) -> str:
    """`@font-face` rules for the further typefaces that the pages need beyond the document's."""
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; "
        f"font-style: {face.style}; src: url('{SCHEME}{face.file}') }}"
        for face in needed_fallbacks(behind)
        if f"{SCHEME}{face.file}" not in html
    )
