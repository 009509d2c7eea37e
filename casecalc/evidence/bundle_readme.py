"""README.txt of a bundle: short, neutral, the same for the same run."""

from typing import Any

from casecalc.rules.rejections import shown

from .verifier_program import OLDEST_PYTHON

_HEAD = """\
{title}
Run {number}: what it was computed from, what came out, and a program that computes it again
{demonstration}
Caption        {caption}
Court          {court}
Docket         {docket}
Run digest     {digest}

TO CHECK IT

    python3 verify.pyz BUNDLE.zip

with Python {python} or later, on any machine, without a network; nothing is installed and nothing
is written. verify.pyz is in this archive: copy it out first. {reads}
It prints one page. Exit status: 0 nothing differs, 1 something does, 2 refused.

Compare the SHA-256 that it prints for the bundle with the one that you were given. That figure
covers every byte of this archive.

WHAT IS HERE

bundle.json              what is where
run/manifest.json        everything the run was made from, its figures and its digest
documents/               class definition, damages theory, decisions in force, mapping of each
                         import, facts of the matter
{originals}
results/                 CSV, UTF-8: persons, rows of persons, disclosures (events), list entries,
                         review list, awards, rejected rows of each import. "import" is the place
                         of an import in the run, "record" the record of its file. An apostrophe
                         at the beginning of a cell of text is not part of it
exhibits/                manifests of the exhibits made from this run
verify.pyz               the program: Python sources, readable with any zip tool
SHA256SUMS               SHA-256 of every file; sha256sum --check SHA256SUMS
"""
_WITH = "It reads the original files again and\ncompares every row, figure and cent."
_WITHOUT = (
    "Without the original files it checks\nwhat follows from the tables; with them in a folder, "
    "python3 verify.pyz BUNDLE.zip\n--originals FOLDER computes everything."
)
_ORIGINALS = """\
originals/               the files as received, named by their SHA-256"""
_NO_ORIGINALS = """\
(no originals)           they stay where they are; bundle and manifest name them by SHA-256.
                         Names, member ids and what was copied from cells are left out of the
                         tables. Decisions, mappings and the list of named plaintiffs stand as
                         recorded, and may name persons"""
_DEMONSTRATION = "\nDemonstration: invented network, invented people\n"


def readme(manifest: dict[str, Any], *, has_originals: bool, left_out: int) -> str:
    """The text for one run; `left_out` is how many sealed exhibits' manifests are not there."""
    matter = manifest["matter"]
    text = _HEAD.format(
        title=_line(matter["title"]),
        number=manifest["run"]["number"],
        demonstration=_DEMONSTRATION if matter["is_demonstration"] else "",
        caption=_line(matter["caption"]),
        court=_line(matter["court"]),
        docket=_line(matter["docket_number"]),
        digest=manifest["digest"],
        python=OLDEST_PYTHON,
        reads=_WITH if has_originals else _WITHOUT,
        originals=_ORIGINALS if has_originals else _NO_ORIGINALS,
    )
    if left_out:
        text += f"\nManifests of sealed exhibits left out: {left_out}\n"
    return text


def _line(text: str) -> str:
    """Text of the matter on one line."""
    return " ".join(shown(part) for part in text.split()) or "(not stated)"
