"""What papers for the court say of the matter's published exhibits: names, hashes, no contents."""

import json
from pathlib import Path
from typing import Any

from casecalc.evidence.schemas import ACCEPTED_FILE
from casecalc.models import Exhibit, Matter, Run
from casecalc.rules.columns import Kind

# Neither evidence nor an aid: papers about exhibits.
NOT_EVIDENCE = (
    Exhibit.Kind.DECLARATION,
    Exhibit.Kind.CERTIFICATE,
    Exhibit.Kind.NOTICE,
    Exhibit.Kind.SEALING,
    Exhibit.Kind.COVER,
    Exhibit.Kind.SET,
)


def set_facts(exhibit: Exhibit) -> dict[str, Any]:
    """The exhibits that a set was asked to hold, in order; those not there (any more) are left
    out, for the set to say so."""
    asked = exhibit.inputs.get("exhibits", [])
    found = {each.number: each for each in published(exhibit.matter).filter(number__in=asked)}
    return {
        "slug": exhibit.matter.slug,
        "exhibits": [described(found[number]) for number in asked if number in found],
    }


def exhibits_of_run(exhibit: Exhibit) -> dict[str, Any]:
    """The evidence made from the same run."""
    made = published(exhibit.matter).filter(run=exhibit.run).exclude(kind__in=NOT_EVIDENCE)
    return {"exhibits": [described(each) for each in made.order_by("number")]}


def sealed_exhibits(exhibit: Exhibit) -> dict[str, Any]:
    """The sealed exhibits of the matter, each with its public edition from the same run."""
    made = published(exhibit.matter).exclude(kind__in=NOT_EVIDENCE).order_by("number")
    public = {(each.kind, each.run_id): each.number for each in made.filter(edition="public")}
    return {
        "exhibits": [
            described(each) | {"public_edition": public.get((each.kind, each.run_id))}
            for each in made.filter(edition="sealed")
        ]
    }


def roster_rows(run: Run) -> tuple[Path, ...]:
    """The tables of the accepted rows of the run's rosters."""
    imports = run.imports.filter(kind=Kind.ROSTER)
    stored = (run.matter.store.open("imports", one.key) for one in imports)
    return tuple(one.checked(ACCEPTED_FILE) for one in stored)


def published(matter: Matter) -> Any:
    found = matter.exhibits.filter(state=Exhibit.State.PUBLISHED)
    return found.select_related("run", "matter")


def described(exhibit: Exhibit) -> dict[str, Any]:
    """An exhibit as its own manifest describes it."""
    own = _own_manifest(exhibit)
    return {
        "number": exhibit.number,
        "label": own["label"],
        "kind": exhibit.kind,
        "title": own.get("title") or exhibit.get_kind_display().capitalize(),
        "standing": own.get("standing", ""),
        "edition": exhibit.edition,
        "run": exhibit.run.number,
        "run_digest": exhibit.run.digest,
        "is_stale": exhibit.is_stale,
        "pages": exhibit.pages,
        "sha256": exhibit.sha256,
        "files": [entry for entry in own["files"] if entry["name"].endswith(".pdf")],
    }


def _own_manifest(exhibit: Exhibit) -> dict[str, Any]:
    publication = exhibit.matter.store.open("exhibits", exhibit.key)
    [name] = (name for name in publication.manifest["files"] if name.endswith("-manifest.json"))
    document: dict[str, Any] = json.loads(publication.checked(name).read_bytes())
    return document
