"""What a kind that writes its own files says of them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a kind that writes itself left in the folder: names of files, the PDFs first and in
    order; pages of all PDFs; what else its manifest shall state. `searched` are files that hold
    nothing but what was searched already when it was published; `printed` are texts of its own,
    such as Bates numbers, that may look like an identifier of a person and are none."""

    files: tuple[str, ...]
    pages: int
    details: dict[str, Any]
    searched: frozenset[str] = frozenset()
    printed: tuple[str, ...] = ()
