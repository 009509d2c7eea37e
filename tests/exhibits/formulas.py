"""A small calculator for the formulas of our workbooks, so that a test need not believe the values
that are stored beside them: + - * / =, SUM, ROUND and AND over cells and ranges."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl.utils import range_boundaries

_TOKEN = re.compile(
    r"(?:(?P<sheet>[A-Za-z]+)!)?(?P<cells>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    r"|(?P<name>SUM|ROUND|AND)\(|(?P<equal>=)|(?P<other>[-+*/(),]|\d+)"
)


class Calculator:
    """Values of the formulas of an open workbook, worked out from its constants."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[str, int, int], Any] = {}

    def value(self, sheet: str, row: int, column: int) -> Any:
        place = (sheet, row, column)
        if place not in self._known:
            cell = self._book[sheet].cell(row, column)
            content = cell.value
            if cell.data_type == "f":
                content = self._worked_out(sheet, str(content)[1:])
            self._known[place] = content
        return self._known[place]

    def _worked_out(self, sheet: str, formula: str) -> Any:
        written, end = "", 0
        for token in _TOKEN.finditer(formula):
            assert token.start() == end, formula
            end = token.end()
            if token["cells"]:
                where = token["sheet"] or sheet
                reach = ":" in token["cells"]
                written += f"{'range_' if reach else 'cell'}('{where}','{token['cells']}')"
            elif token["name"]:
                written += f"{token['name']}("
            else:
                written += "==" if token["equal"] else token["other"]
        assert end == len(formula), formula
        names = {"SUM": _sum, "ROUND": _round, "AND": _and, "cell": self._cell,
                 "range_": self._range}  # fmt: skip
        return eval(written, {"__builtins__": {}}, names)

    def _cell(self, sheet: str, name: str) -> Any:
        column, row, _, _ = range_boundaries(name)
        return self.value(sheet, row, column)

    def _range(self, sheet: str, name: str) -> list[Any]:
        left, top, right, bottom = range_boundaries(name)
        return [
            self.value(sheet, row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


def _flat(given: tuple[Any, ...]) -> list[Any]:
    return [value for one in given for value in (one if isinstance(one, list) else [one])]


def _sum(*given: Any) -> float:
    """In the order of the cells, in floating point, as a spreadsheet adds."""
    total: float = 0
    for value in _flat(given):
        if isinstance(value, int | float) and not isinstance(value, bool):
            total += value
    return total


def _round(number: float, places: int) -> float:
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(exact)


def _and(*given: Any) -> bool:
    truths = [value for value in _flat(given) if isinstance(value, bool)]
    assert truths
    return all(truths)
