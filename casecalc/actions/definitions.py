from datetime import datetime
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.models import ClassDefinition, Matter, User
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.refusals import DefinitionRefused

from .documents import document_sha256


def save_definition(*, matter: Matter, document: Any, by: User, now: datetime) -> ClassDefinition:
    """The document as the matter's latest definition: a new version where it differs from the
    latest, after which earlier runs are stale. Raises DefinitionRefused with the path at fault."""
    parse_definition(document)
    sha256 = document_sha256(document, DefinitionRefused)
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        latest = matter.definitions.order_by("version").last()
        if latest is not None and latest.sha256 == sha256:
            return latest
        definition = ClassDefinition.objects.create(
            matter=matter,
            version=latest.version + 1 if latest else 1,
            document=document,
            sha256=sha256,
            created_at=now,
            created_by=by,
        )
        matter.runs.mark_stale(
            reason=f"Class definition {definition.version} was saved after this run.", now=now
        )
        details = {"version": definition.version, "sha256": sha256}
        chain.record(action="save_definition", by=by, now=now, matter=matter, details=details)
    return definition
