"""Cells of CSV exports that no spreadsheet takes for a formula."""

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-][0-9]+(?:\.[0-9]+)?")


def inert(cell: str) -> str:
    """The cell, with a leading apostrophe where it starts like a formula and is not a plain number
    such as `-77` or `+1.5`."""
    if cell.startswith(_STARTS) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
