"""A draft notice of where and when the originals behind the summaries can be examined."""

from .blocks import Paragraph
from .document import DRAFT_FOR_SIGNATURE, SUMMARY_OF_WRITINGS, Document, document
from .draft_blocks import Blank, Signature, Statement, Unnumbered
from .draft_wording import (
    Sections,
    authority,
    exhibits_table,
    files_table,
    numbered_on,
    own_or_blank,
    rows_in_words,
)
from .inputs import Inputs

GROUND = (
    "Under Federal Rule of Evidence 1006, the party named below intends to offer the summaries "
    "listed here to prove the content of voluminous writings that cannot be conveniently examined "
    "in court. Under Rule 1006(b) the originals or duplicates are available to other parties for "
    "examination or copying, or both, at a reasonable time and place."
)


def build_notice(inputs: Inputs) -> Document:
    run = inputs.run
    summaries = [e for e in inputs.facts["exhibits"] if e["standing"] == SUMMARY_OF_WRITINGS]
    [where] = numbered_on(_where(inputs))
    to = own_or_blank(inputs, "parties", "other parties and their counsel")
    sections: Sections = [
        (
            "",
            (
                Unnumbered(Statement(("To ", to, ": please take notice."))),
                Unnumbered(authority(inputs, "ground", GROUND)),
            ),
        ),
        ("Where and when the originals can be examined", (where,)),
        ("Summaries to be offered", (exhibits_table(summaries, "Summaries"),)),
        (
            "Originals",
            (
                Paragraph(
                    f"The summaries rest on {rows_in_words(run)}. The originals are the files of "
                    "these hashes; a copy is the same byte for byte if its SHA-256 is the same."
                ),
                files_table(run),
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
    ]
    title = "Notice of the Place and Time for Examination of Originals"
    return document(
        inputs, title=title, standing=DRAFT_FOR_SIGNATURE, sections=sections, form="draft"
    )


def _where(inputs: Inputs) -> list[Statement]:
    place = own_or_blank(inputs, "place", "address")
    if isinstance(place, Blank) and inputs.run.originals:
        place = inputs.run.originals
    return [
        Statement(("Place: ", place, ".")),
        Statement(("Days and hours: ", own_or_blank(inputs, "times", "days and hours"), ".")),
        Statement(("Contact: ", own_or_blank(inputs, "contact", "name, telephone, e-mail"), ".")),
        Statement(
            (
                "Copies can be had as the same files on ",
                own_or_blank(inputs, "medium", "medium"),
                ", with the program that recomputes every figure from them.",
            )
        ),
    ]
