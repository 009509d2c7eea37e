"""What an exhibit needs from the database beside its run: plain JSON, which stands in the exhibit's
manifest, so that the same bytes can be made from the manifest alone.

A public edition is given only what it may show.
"""

from collections.abc import Callable
from typing import Any

from casecalc.models import Exhibit, Matter

from .accounting import facts_of_accounting
from .awarded import persons_with_awards
from .filing import exhibits_of_run, sealed_exhibits, set_facts
from .reached import persons_of_decisions
from .samples import facts_of_sample
from .scenarios import facts_of_scenarios


def _claims(exhibit: Exhibit) -> dict[str, Any]:
    return {"awarded": persons_with_awards(exhibit.run)}


def _decisions(exhibit: Exhibit) -> dict[str, Any]:
    is_sealed = exhibit.edition == Exhibit.Edition.SEALED
    return persons_of_decisions(exhibit.run, with_names=is_sealed)


def _sample(exhibit: Exhibit) -> dict[str, Any]:
    is_sealed = exhibit.edition == Exhibit.Edition.SEALED
    number = str(exhibit.inputs["sample"])
    if not number.isdecimal():
        return {}
    return facts_of_sample(exhibit.run, int(number), is_sealed=is_sealed)


def _accounting(exhibit: Exhibit) -> dict[str, Any]:
    number = str(exhibit.inputs["settlement"])
    return facts_of_accounting(exhibit.run, int(number)) if number.isdecimal() else {}


def _sensitivity(exhibit: Exhibit) -> dict[str, Any]:
    number = str(exhibit.inputs["scenarios"])
    return facts_of_scenarios(exhibit.run, int(number)) if number.isdecimal() else {}


# The kinds that need more than their run, each with the query that gathers it.
_FACTS: dict[str, Callable[[Exhibit], dict[str, Any]]] = {
    "accounting": _accounting,
    "claims": _claims,
    "decisions": _decisions,
    "sample": _sample,
    "sensitivity": _sensitivity,
    "declaration": exhibits_of_run,
    "certificate": exhibits_of_run,
    "notice": exhibits_of_run,
    "sealing": sealed_exhibits,
    "set": set_facts,
}


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
