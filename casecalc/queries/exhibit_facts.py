"""What an exhibit needs from the database beside its run: plain JSON, which stands in the exhibit's
manifest, so that the same bytes can be made from the manifest alone.

A public edition is given only what it may show.
"""

from collections.abc import Callable
from typing import Any

from casecalc.models import Exhibit, Matter

# The kinds that need more than their run, each with the query that gathers it.
_FACTS: dict[str, Callable[[Exhibit], dict[str, Any]]] = {}


def facts_of(exhibit: Exhibit) -> dict[str, Any]:
    facts = {"matter": _matter(exhibit.matter)}
    gather = _FACTS.get(exhibit.kind)
    return facts if gather is None else {**facts, **gather(exhibit)}


def _matter(matter: Matter) -> dict[str, Any]:
    """The caption and court settings as they stand now; a run keeps those of its own time."""
    return {
        "title": matter.title,
        "caption": matter.caption,
        "court": matter.court,
        "docket_number": matter.docket_number,
        "originals": matter.originals,
        "court_preset": matter.court_preset,
        "bates_prefix": matter.bates_prefix,
    }
