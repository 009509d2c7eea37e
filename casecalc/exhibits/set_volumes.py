"""One volume of a set, written, numbered and read back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .bates import CLEAR_BELOW, stamp
from .checks import problems
from .inputs import Inputs
from .joining import Part, join
from .layout import Layout
from .printed import lines_of, text_of
from .run_manifest import ExhibitRefused
from .set_index import TITLE, write_index
from .set_request import Chosen
from .volumes import Volume, volume_stem

_MIDDLE = 306.0


def write_volume(
    inputs: Inputs,
    chosen: Sequence[Chosen],
    layout: Layout,
    number: int,
    *,
    work: Path,
    out: Path,
) -> str:
    """Write volume `number`, counted from 1, and return the file's name. Raises ExhibitRefused if
    anything stands where the numbers go, if a page or text is lost, or the file is too large."""
    volume = layout.volumes[number - 1]
    stem = volume_stem(volume, number, len(layout.volumes), inputs.info.edition)
    parts = [Part(path=piece.path, title=piece.bookmark) for piece in volume.pieces]
    unstamped = parts[0].path if parts else work / "index.pdf"
    if volume.has_index:
        index = work / "index.pdf"
        write_index(inputs, chosen, layout, number, index)
        parts.insert(0, Part(path=index, title=TITLE))
        unstamped = work / "joined.pdf"
        join(parts, unstamped)
        _require_clear(unstamped, volume)
    target = out / f"{stem}.pdf"
    pages = stamp(unstamped, target, layout.numbers_of(number))
    _require_whole(target, pages, layout, volume, parts)
    if target.stat().st_size > inputs.court.volume_bytes:
        raise ExhibitRefused(
            f"{stem} has become larger than the {inputs.court.volume_bytes / 1e6:g} MB that the "
            "court takes. Make its exhibits again under this court’s settings, in smaller volumes."
        )
    inputs.progress(pages, number / len(layout.volumes))
    return target.name


def _require_whole(
    target: Path, pages: int, layout: Layout, volume: Volume, parts: Sequence[Part]
) -> None:
    if pages != layout.pages_of(volume):
        raise ExhibitRefused(
            f"{volume.holds} came out with {pages} pages instead of {layout.pages_of(volume)}; "
            "nothing is published. Make the set again."
        )
    if volume.has_index:
        found = list(_faults(target, parts))
        if found:
            raise ExhibitRefused(f"The set is not published, a check of it failed. {found[0]}")


def _faults(target: Path, parts: Sequence[Part]) -> Iterator[str]:
    """What is wrong with joined and numbered exhibits, and what they no longer say."""
    import pikepdf

    yield from problems(target.read_bytes(), texts=())[0]
    with pikepdf.open(target) as pdf:
        said = text_of(pdf)
    wanted = []
    for part in parts:
        with pikepdf.open(part.path) as pdf:
            wanted.append(text_of(pdf))
    if said != "".join(wanted):
        yield "The joined pages do not say what the exhibits say, in their order."


def _require_clear(path: Path, volume: Volume) -> None:
    """Nothing stands where the numbers go."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            if _reaches_down(page):
                raise ExhibitRefused(
                    f"Page {number} of {volume.holds} has text at the foot on the right, where "
                    "its Bates number goes. Make that exhibit again."
                )


def _reaches_down(page: Any) -> bool:
    return any(y < CLEAR_BELOW and x > _MIDDLE for x, y, _ in lines_of(page))
