"""Source references: SHA-256 of the file, sheet (workbooks only), record number."""

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"([0-9a-f]{64})#(?:(.*)#)?([1-9][0-9]{0,29})", re.DOTALL)


@dataclass(frozen=True, order=True)
class SourceReference:
    sha256: str
    record: int
    sheet: str | None = None

    def __str__(self) -> str:
        sheet = f"#{self.sheet}" if self.sheet is not None else ""
        return f"{self.sha256}{sheet}#{self.record}"


def parse_source_reference(text: str) -> SourceReference | None:
    """`SHA256#record` or `SHA256#sheet#record`; None when `text` is neither."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    sha256, sheet, record = found.groups()
    return SourceReference(sha256=sha256, record=int(record), sheet=sheet)
