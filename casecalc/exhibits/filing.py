"""The set: published exhibits as one filing, lettered, indexed, numbered through and in volumes."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casecalc.evidence.store import file_sha256

from .bates import Numbers
from .courts import file_stem
from .filing_files import page_table, zipped
from .inputs import Inputs
from .joining import page_count
from .layout import Layout
from .run_manifest import ExhibitRefused
from .set_index import write_index
from .set_request import Chosen, chosen_for_set
from .set_volumes import write_volume
from .volumes import Piece, Volume, in_volumes, lettered
from .written import Written

_TRIALS = 3


def write_set(inputs: Inputs, out: Path) -> Written:
    """The volumes, a table of all Bates numbers and a zip of the volumes.

    Bates numbers are taken once everything is at hand that they are put on. Raises ExhibitRefused.
    """
    chosen = chosen_for_set(
        inputs.asked,
        inputs.facts["exhibits"],
        run=inputs.run.run_number,
        edition=inputs.info.edition,
    )
    work = out / "unfinished"
    work.mkdir()
    pieces = [piece for each in chosen for piece in _pieces(inputs, each, work)]
    prefix = bates_prefix(inputs.facts)
    volumes, index_pages = _planned(inputs, chosen, pieces, prefix, work)
    total = sum(volume.pages + index_pages * volume.has_index for volume in volumes)
    numbers = Numbers(prefix=prefix, first=inputs.take_numbers(total))
    layout = Layout(volumes=volumes, index_pages=index_pages, numbers=numbers)
    names = [
        write_volume(inputs, chosen, layout, number, work=work, out=out)
        for number in range(1, len(volumes) + 1)
    ]
    shutil.rmtree(work)
    return _written(inputs, chosen, layout, names, out)


def bates_prefix(facts: dict[str, Any]) -> str:
    """The matter's own, or one made of its short name: `okafor-2` gives `OKAFOR-2-`."""
    own: str = facts["matter"]["bates_prefix"]
    return own or f"{facts['slug'].upper()[:19].rstrip('-_')}-"


def _pieces(inputs: Inputs, chosen: Chosen, work: Path) -> list[Piece]:
    """The PDFs of an exhibit under its letter. One that was published under another letter is made
    again, first as it was published, to see that it comes out the same byte for byte."""
    described = chosen.described
    paths = [inputs.exhibit_file(chosen.number, file["name"]) for file in described["files"]]
    if not chosen.has_own_letter:
        as_published = work / f"{chosen.number}-as-published"
        names = inputs.remake(chosen.number, described["label"], as_published)
        published = [file["sha256"] for file in described["files"]]
        if [file_sha256(as_published / name) for name in names] != published:
            raise ExhibitRefused(
                f"Exhibit {chosen.number} cannot be lettered {chosen.letter}: made again, it is "
                "not the same byte for byte, because the program or its libraries have changed "
                f"since. Make it again, or give it its own letter {described['label']}."
            )
        shutil.rmtree(as_published)
        folder = work / f"{chosen.number}-lettered"
        paths = [folder / name for name in inputs.remake(chosen.number, chosen.letter, folder)]
    return [
        Piece(
            letter=chosen.letter,
            title=described["title"],
            path=path,
            pages=page_count(path),
            size=path.stat().st_size,
            part=part,
            parts=len(paths),
        )
        for part, path in enumerate(paths, start=1)
    ]


def _planned(
    inputs: Inputs, chosen: Sequence[Chosen], pieces: Sequence[Piece], prefix: str, work: Path
) -> tuple[tuple[Volume, ...], int]:
    """The volumes, and the pages of the index. How long the index is depends on whether there are
    several volumes, and where a volume ends on how long the index is."""
    volumes: tuple[Volume, ...] = (Volume(pieces=tuple(pieces), has_index=True),)
    path = work / "index-trial.pdf"
    for _ in range(_TRIALS):
        trial = Layout(volumes=volumes, index_pages=1, numbers=Numbers(prefix=prefix, first=1))
        pages = write_index(inputs, chosen, trial, 1, path)
        planned = in_volumes(
            pieces,
            limit=inputs.court.volume_bytes,
            index_pages=pages,
            index_size=path.stat().st_size,
        )
        if len(planned) == len(volumes):
            break
        volumes = planned
    return planned, pages


def _written(
    inputs: Inputs, chosen: Sequence[Chosen], layout: Layout, names: Sequence[str], out: Path
) -> Written:
    edition = inputs.info.edition
    stem = file_stem(lettered([each.letter for each in chosen]), edition)
    table = file_stem("Bates-numbers", lettered([each.letter for each in chosen]), edition)
    page_table(layout.page_lines(names), out / f"{table}.csv")
    zipped([out / name for name in names], out / f"{stem}.zip")
    numbers = layout.numbers
    alone = {
        name for name, volume in zip(names, layout.volumes, strict=True) if not volume.has_index
    }
    return Written(
        files=(*names, f"{table}.csv", f"{stem}.zip"),
        pages=layout.pages,
        details={
            "title": f"{lettered([each.letter for each in chosen])} as one filing",
            "bates": {
                "prefix": numbers.prefix,
                "first": numbers.first,
                "last": numbers.first + layout.pages - 1,
            },
            "exhibits": [
                {
                    "letter": each.letter,
                    "exhibit": each.number,
                    "sha256_as_published": each.described["sha256"],
                    "bates": layout.numbers_of_exhibit(each.letter).span(
                        layout.pages_of_exhibit(each.letter)
                    ),
                    "volumes": layout.volumes_of(each.letter),
                }
                for each in chosen
            ],
        },
        # A large exhibit stands here as it was published, with numbers; the zip holds the volumes.
        searched=frozenset({*alone, f"{stem}.zip"}),
        printed=tuple(numbers.at(page) for page in range(layout.pages)),
    )
