"""A draft chart of what is sought to be sealed (Civil L.R. 79-5): one row for each sealed exhibit.
What is sought and why is counsel's to state: asked for, or left blank to fill in."""

import re
from typing import Any

from .blocks import Column, Row, Table
from .cover import text_lines
from .document import DRAFT_FOR_SIGNATURE, Document, document
from .draft_blocks import Blank, Signature, Statement, Unnumbered
from .draft_wording import Sections, authority
from .inputs import Inputs
from .printing import some
from .run_manifest import ExhibitRefused

GROUND = (
    "Civil L.R. 79-5(c) asks for the reasons why each portion is to be sealed: the legitimate "
    "private or public interests that warrant it, the injury that would result if it were denied, "
    "and why a less restrictive alternative is not sufficient."
)
_LINE = re.compile(r"\s*(?:exhibit\s+)?([A-Za-z0-9]{1,8})\s*:\s*(.+)", re.IGNORECASE)


def build_sealing(inputs: Inputs) -> Document:
    """Raises ExhibitRefused where the matter has no sealed exhibit, and for texts about one that
    it does not have."""
    entries = inputs.facts["exhibits"]
    if not entries:
        raise ExhibitRefused(
            "The matter has no published sealed exhibit, so that there is nothing to chart. Make "
            "the sealed exhibits first."
        )
    reasons = _by_exhibit(inputs, "reasons", entries)
    portions = _by_exhibit(inputs, "portions", entries)
    rows = tuple(
        Row(
            (
                f"Exhibit {entry['label']} ({entry['number']})",
                f"{entry['title']}, {some(entry['pages'], 'page')}, run {entry['run']}",
                portions.get(entry["number"]) or _all_of_it(entry),
                reasons.get(entry["number"], ""),
            )
        )
        for entry in entries
    )
    columns = (
        Column("Document", width=16),
        Column("Description", width=22),
        Column("Portions sought to be sealed", width=24),
        Column("Reason"),
    )
    sections: Sections = [
        (
            "Material sought to be sealed",
            (
                Unnumbered(authority(inputs, "ground", GROUND)),
                Table("Sealed exhibits, each with its number in the matter’s record", columns, rows,
                      css="sealing long", figures=("filed",)),
            ),
        ),
        (
            "Signature",
            (
                Signature(
                    (Statement(("Dated: ", Blank("date"))),), ("Signature", "Name, counsel for")
                ),
            ),
        ),
    ]  # fmt: skip
    return document(
        inputs,
        title="Chart of Material Sought to Be Filed under Seal",
        standing=DRAFT_FOR_SIGNATURE,
        sections=sections,
        form="draft",
    )


def _all_of_it(entry: dict[str, Any]) -> str:
    public = entry["public_edition"]
    if public is None:
        return "The whole exhibit."
    return (
        "The whole exhibit. Its public edition, number "
        f"{public} of the matter’s record, is made of the same run without what identifies persons."
    )


def _by_exhibit(inputs: Inputs, name: str, entries: list[dict[str, Any]]) -> dict[int, str]:
    """Texts asked for as lines such as `B: reason`, by the exhibit's number; the label or the
    number says which exhibit is meant."""
    texts: dict[int, str] = {}
    for line in text_lines(inputs.asked.get(name)):
        found = _LINE.fullmatch(line)
        if found is None:
            raise ExhibitRefused(
                f'“{line}” does not say of which exhibit it is; write it as "B: text", with the '
                "exhibit’s label or number before the colon."
            )
        meant = [e for e in entries if found[1] in (e["label"], str(e["number"]))]
        if len(meant) != 1:
            there = ", ".join(f"{entry['label']} ({entry['number']})" for entry in entries)
            raise ExhibitRefused(
                f"“{found[1]}” is not one sealed exhibit of the matter; there is: {there}. Give "
                "its number before the colon."
            )
        texts[meant[0]["number"]] = found[2]
    return texts
