"""What a kind that writes its own files says of them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a kind that writes itself left in the folder: names of files, the PDFs first and in
    order; pages of all PDFs; what else its manifest shall state."""

    files: tuple[str, ...]
    pages: int
    details: dict[str, Any]
