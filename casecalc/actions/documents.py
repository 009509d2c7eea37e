"""What class definitions and theories have in common on their way into the database."""

import hashlib
import re
from typing import Any

from casecalc.rules.digest import canonical_json
from casecalc.rules.refusals import DocumentRefused

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def document_sha256(document: Any, refused: type[DocumentRefused]) -> str:
    """SHA-256 of the canonical JSON; raises `refused` for text that no database can keep."""
    text = canonical_json(document)
    if _NUL.search(text):
        raise refused("", "holds the character U+0000; remove it")
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise refused("", "holds half of a surrogate pair, which is not text; remove it") from None
