"""Everything that an exhibit may be made from, and nothing else is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .courts import COURTS, CourtPreset
from .run_manifest import ExhibitRefused, RunRecord, parse_run_manifest

Progress = Callable[[int, float], None]
_OF_MATTER = ("title", "caption", "court", "docket_number", "originals")


@dataclass(frozen=True, kw_only=True)
class ExhibitInfo:
    """`label` is what the slip-sheet says after *Exhibit*: `1`, `A`."""

    label: str = "1"
    edition: str = "public"

    @property
    def edition_in_words(self) -> str:
        return f"{self.edition.capitalize()} edition"

    @property
    def is_sealed(self) -> bool:
        return self.edition == "sealed"


def no_table(name: str) -> Path:
    raise ExhibitRefused(f"The tables of the run are not at hand, {name} among them.")


def no_exhibit_file(number: int, name: str) -> Path:
    raise ExhibitRefused(f"The files of exhibit {number} are not at hand, {name} among them.")


def no_remake(number: int, label: str, folder: Path) -> tuple[str, ...]:
    raise ExhibitRefused(f"Exhibit {number} cannot be made again here as exhibit {label}.")


def no_numbers(pages: int) -> int:
    raise ExhibitRefused(f"There are no Bates numbers at hand for {pages} pages.")


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """`manifest` is the run's as published, `run` the same, parsed, with the caption as it stands.

    `asked` is what was asked beside run, kind and edition; `facts` is what was gathered from the
    database for the kind, plain JSON. Both stand in the exhibit's manifest, so that the same bytes
    can be made from it again. `table` gives the checked path of a table of the run, such as
    `persons.parquet`; `exhibit_file` that of a file of another published exhibit of the matter, by
    its number and name. `remake` makes such an exhibit again under a label, into a folder, and
    gives the names of its PDFs; `take_numbers` takes so many Bates numbers of the matter for good
    and gives the first; `rosters` are the tables of the accepted rows of the run's rosters, which
    only the search for what a public edition must not show looks into.
    """

    manifest: dict[str, Any]
    run: RunRecord
    info: ExhibitInfo
    asked: dict[str, Any]
    facts: dict[str, Any]
    table: Callable[[str], Path]
    exhibit_file: Callable[[int, str], Path]
    court: CourtPreset
    remake: Callable[[int, str, Path], tuple[str, ...]] = field(default=no_remake, compare=False)
    take_numbers: Callable[[int], int] = field(default=no_numbers, compare=False)
    rosters: Callable[[], tuple[Path, ...]] = field(default=tuple, compare=False)
    progress: Progress = field(default=lambda rows, share: None, compare=False)


def inputs_of(
    manifest: dict[str, Any],
    *,
    info: ExhibitInfo,
    asked: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    table: Callable[[str], Path] = no_table,
    exhibit_file: Callable[[int, str], Path] = no_exhibit_file,
    rosters: Callable[[], tuple[Path, ...]] = tuple,
    progress: Progress = lambda rows, share: None,
) -> Inputs:
    """`facts["matter"]`, if there is one, has the caption and court settings as they stood when the
    exhibit was asked for. Raises ExhibitRefused for a manifest that cannot be read."""
    facts = facts or {}
    matter = {name: text for name, text in facts.get("matter", {}).items() if name in _OF_MATTER}
    if matter:
        matter["caption"] = matter.get("caption") or matter["title"]
    return Inputs(
        manifest=manifest,
        run=replace(parse_run_manifest(manifest), **matter),
        info=info,
        asked=asked or {},
        facts=facts,
        table=table,
        exhibit_file=exhibit_file,
        court=COURTS[facts.get("matter", {}).get("court_preset", "generic")],
        rosters=rosters,
        progress=progress,
    )
