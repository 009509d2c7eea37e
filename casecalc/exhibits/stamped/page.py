"""The content stream of one page: shaded rows, cells, foot rows, the page's number."""

import codecs
from collections.abc import Sequence

from .glyphs import Glyphs, set_lower
from .scripts import needs_shaping, runs_from_right
from .sheet import LINES, FootRow, PageRow, Sheet
from .template import Places

_REMEMBERED = 20_000
_PIXEL = 0.75
_SCALE = "q 1 0 0 -1 0 792 cm 0.75 0 0 0.75 0 0 cm\n"


class PageWriter:
    """Writes pages of one sheet. The same text is encoded once, as long as there are few."""

    def __init__(self, sheet: Sheet, places: Places, glyphs: Glyphs) -> None:
        self.sheet, self.places, self.glyphs = sheet, places, glyphs
        self._table = {
            ord(character): glyph.code
            for character, glyph in glyphs.regular.items()
            if glyph.font == glyphs.house and character not in glyphs.unfaithful
        }
        self._table[0x20] = glyphs.spaces[glyphs.house].code
        self._known: list[dict[str, tuple[str, ...]]] = [{} for _ in sheet.columns]
        self._formats: dict[tuple[int, int], str] = {}
        self._set_type = f"{glyphs.house} {places.size:.6f} Tf"
        self._marks = places.marks
        self._first = sheet.columns[0].width / _PIXEL
        self._grey = f"{' '.join(f'{part:.6f}' for part in places.shade.colour)} rg\n"

    def content(self, rows: Sequence[PageRow], foot: Sequence[FootRow], number: str) -> bytes:
        shades, parts, line = [], [], 0
        for i, row in enumerate(rows):
            if i % 2:
                shades.append(self._shade(line, row.lines))
            parts.append(self._row(i, line, row))
            line += row.lines
        first = self._marks + len(rows) * len(self.sheet.columns)
        parts.append(self._foot(foot, line, first))
        parts.append(self._folio(number))
        rules = "".join(self._rules(line))
        return (
            f"{_SCALE}/Artifact BMC {self._grey}{''.join(shades)}0 0 0 rg {rules}EMC\n"
            f"BT {self._set_type}\n{''.join(parts)}ET Q\n"
        ).encode()

    def _row(self, i: int, line: int, row: PageRow) -> str:
        form = self._formats.get((i, line))
        if form is None:
            form = self._formats[i, line] = self._form(i, line)
        slots: list[str] = []
        for j, cell in enumerate(row.cells):
            if isinstance(cell, str):
                known = self._known[j]
                found = known.get(cell)
                if found is None:
                    found = self._slots(j, cell)
                    if len(known) < _REMEMBERED:
                        known[cell] = found
                slots += found
            else:
                slots += self._several(j, line, cell)
        return form % tuple(slots)

    def _form(self, i: int, line: int) -> str:
        """The row's operators, with slots for where figures begin and what is shown."""
        y = f"{self.places.baselines[line]:.3f}"
        first = self._marks + i * len(self.sheet.columns)
        parts = []
        for j, column in enumerate(self.sheet.columns):
            x = "%s" if column.is_figure else f"{self.places.left[j]:.3f}"
            parts.append(
                f"/{'TD' if j else 'TH'}<</MCID {first + j}>>BDC 1 0 0 -1 {x} {y} Tm %s EMC\n"
            )
        return "".join(parts)

    def _slots(self, j: int, text: str) -> tuple[str, ...]:
        if not self.sheet.columns[j].is_figure:
            return (self._show(text),)
        width = self.glyphs.width(text) * self.places.size / 1000
        return (f"{self.places.right[j] - width:.6f}", self._show(text))

    def _several(self, j: int, line: int, cell: tuple[str, ...]) -> tuple[str, ...]:
        """The lines of a text; figures have one."""
        if not cell:
            return ("",)
        x = f"{self.places.left[j]:.3f}"
        parts = [self._show(cell[0])]
        for k, text in enumerate(cell[1:], start=1):
            y = self.places.baselines[line + k]
            parts.append(f"1 0 0 -1 {x} {y:.3f} Tm {self._show(text)}")
        return (" ".join(parts),)

    def _show(self, text: str) -> str:
        if not text:
            return ""
        codes = text.translate(self._table)
        if len(codes) == 4 * len(text):
            return f"<{codes}>Tj"
        if needs_shaping(text):
            shown = f"{self.glyphs.shaped[text]} {self._set_type}"
            return shown if runs_from_right(text) else _spoken(text, shown)
        parts, font = [], self.glyphs.house
        for glyph in self.glyphs.of(text):
            if glyph.font != font:
                font = glyph.font
                parts.append(f">Tj {font} {self.places.size:.6f} Tf <")
            parts.append(glyph.code)
        shown = f"<{''.join(parts)}>Tj".removeprefix("<>Tj ")
        fonts = {glyph.font for glyph in self.glyphs.of(text)}
        shown = set_lower(shown, fonts, self.glyphs.lowered)
        shown += f" {self._set_type}" if font != self.glyphs.house else ""
        return shown if self.glyphs.unfaithful.isdisjoint(text) else _spoken(text, shown)

    def _foot(self, foot: Sequence[FootRow], lines: int, first: int) -> str:
        size, strong = self.places.strong_size, self.glyphs.strong
        font = strong["0"].font
        lift = self._lift(lines)
        parts, mark = [f"{font} {size:.6f} Tf\n"], first
        for row, baseline in zip(foot, self.places.foot, strict=True):
            for j, text in enumerate((row.label, *row.cells)):
                width = self.glyphs.width(text, is_strong=True) * size / 1000
                right = self.places.right[j + self.sheet.label_columns - 1]
                x = right - width if j else self.places.left[0]
                codes = "".join(strong[character].code for character in text)
                parts.append(
                    f"/{'TD' if j else 'TH'}<</MCID {mark}>>BDC 1 0 0 -1 {x:.3f} "
                    f"{baseline - lift:.3f} Tm <{codes}>Tj EMC\n"
                )
                mark += 1
        return "".join(parts)

    def _folio(self, number: str) -> str:
        right, y = self.places.page_number
        size = self.places.page_number_size
        codes = "".join(glyph.code for glyph in self.glyphs.of(number))
        x = right - self.glyphs.width(number) * size / 1000
        return (
            f"/Artifact<</Type/Pagination>>BDC {self.glyphs.house} {size:.6f} Tf "
            f"1 0 0 -1 {x:.3f} {y:.3f} Tm <{codes}>Tj EMC\n"
        )

    def _shade(self, line: int, lines: int) -> str:
        box = self.places.shade
        pitch = self._pitch
        y = box.y + (line - 1) * pitch
        width, height = self._first, lines * pitch
        whole = f"{box.x:.3f} {y:.3f} {box.width:.3f} {height:.3f} re"
        cells = (
            f"{box.x:.3f} {y:.3f} {width:.3f} {height:.3f} re "
            f"{box.x + width:.3f} {y:.3f} {box.width - width:.3f} {height:.3f} re"
        )
        return _filled(whole, cells)

    def _rules(self, lines: int) -> list[str]:
        lift = self._lift(lines)
        return [
            _filled(f"{box.x:.3f} {box.y - lift:.3f} {box.width:.3f} {box.height:.3f} re", "")
            for box in self.places.rules
        ]

    def _lift(self, lines: int) -> float:
        """By how much the foot stands higher than on a full page."""
        return (LINES - lines) * self._pitch

    @property
    def _pitch(self) -> float:
        return self.places.baselines[1] - self.places.baselines[0]


def _filled(whole: str, cells: str) -> str:
    """Clipped to its cells (two do for any number) and to itself, as WeasyPrint draws it: where an
    edge lies between two points of a screen it is fainter so."""
    return f"q {cells or whole} W n {whole} W n {whole} f Q\n"


def _spoken(text: str, shown: str) -> str:
    """Operators with what a reader is told, where the glyphs alone would not say it."""
    said = codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return f"/Span<</ActualText<{said.hex()}>>>BDC {shown} EMC"
