"""What courts ask of a file: the size of a volume, the pleading cover, and names that may appear in
the notice of electronic filing."""

import re
from dataclasses import dataclass

_OUTSIDE = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_PART = 40


@dataclass(frozen=True, kw_only=True)
class CourtPreset:
    """`volume_bytes` is the limit of one file; `has_cover`: filings there may carry a pleading
    cover on numbered lines."""

    name: str
    title: str
    volume_bytes: int
    has_cover: bool


COURTS: dict[str, CourtPreset] = {
    court.name: court
    for court in (
        CourtPreset(
            name="generic", title="Federal court, generic", volume_bytes=35_000_000, has_cover=False
        ),
        CourtPreset(
            name="cand",
            title="Northern District of California",
            volume_bytes=50_000_000,
            has_cover=True,
        ),
        CourtPreset(
            name="cacd",
            title="Central District of California",
            volume_bytes=35_000_000,
            has_cover=True,
        ),
    )
}


def file_stem(*parts: str | int) -> str:
    """A file's name without its extension: letters, digits and hyphens only, so that it has no full
    stop, bracket or space. Give it labels, kinds and numbers, never the name of a person or party:
    the notice of electronic filing shows it."""
    cleaned = (_OUTSIDE.sub("-", str(part)).strip("-")[:_LONGEST_PART] for part in parts)
    return "-".join(part for part in cleaned if part)
