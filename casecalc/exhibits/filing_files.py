"""What goes beside the volumes of a set: the table of all Bates numbers, and one zip to file."""

import csv
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

_HEADER = ("bates_number", "file", "page_of_file", "exhibit", "page_of_exhibit")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16

# Bates number, file, page of the file, letter of the exhibit (or "Index"), page of the exhibit.
PageLine = tuple[str, str, int, str, int]


def page_table(lines: Iterable[PageLine], target: Path) -> None:
    """CSV with one line for every page of the set."""
    with target.open("w", encoding="utf-8", newline="") as written:
        table = csv.writer(written, lineterminator="\r\n")
        table.writerow(_HEADER)
        table.writerows(lines)


def zipped(files: Sequence[Path], target: Path) -> None:
    """The files as they are, in order; the same bytes every time. PDFs are packed already."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _LONG_AGO)
            entry.create_system, entry.external_attr = 3, _READABLE
            entry.file_size = file.stat().st_size
            with file.open("rb") as source, archive.open(entry, "w") as part:
                shutil.copyfileobj(source, part, 1 << 20)
