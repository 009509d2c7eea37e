"""The cover of a pleading: counsel, court, caption, docket number and title, on 28 numbered lines
where the court has them (N.D. Cal. Civil L.R. 3-4, C.D. Cal. L.R. 11-3)."""

from typing import Any

from .document import Document, document
from .draft_blocks import Pleading
from .inputs import Inputs
from .run_manifest import ExhibitRefused

STANDING = "Pleading cover"
_LONGEST_TITLE = 300


def build_cover(inputs: Inputs) -> Document:
    """Raises ExhibitRefused for texts that are missing."""
    counsel = text_lines(inputs.asked.get("counsel"))
    title = " ".join(text_lines(inputs.asked.get("document_title")))
    if not counsel:
        raise ExhibitRefused(
            "The cover needs the lines of counsel: name and bar number, address, telephone, "
            "e-mail, and whom counsel represents."
        )
    if not title or len(title) > _LONGEST_TITLE:
        raise ExhibitRefused(
            f"The cover needs the title of the document, in up to {_LONGEST_TITLE} characters."
        )
    made = document(inputs, title=title, standing=STANDING, sections=(), form="cover")
    notes = text_lines(inputs.asked.get("hearing"))
    if made.demonstration:
        notes.append(made.demonstration)
    page = Pleading(
        counsel=tuple(counsel),
        court=made.court,
        parties=made.parties,
        docket_number=made.docket_number,
        title=title,
        notes=tuple(notes),
        is_numbered=inputs.court.has_cover,
    )
    return made.with_block(page)


def text_lines(asked: Any) -> list[str]:
    """The lines of a text, or of a list of lines, that was asked for, blank ones left out."""
    text = "\n".join(map(str, asked)) if isinstance(asked, list) else str(asked or "")
    return [line.strip() for line in text.splitlines() if line.strip()]
