from datetime import datetime
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.models import Matter, Theory, User
from casecalc.rules.refusals import TheoryRefused
from casecalc.rules.theory import parse_theory

from .documents import document_sha256


def save_theory(*, matter: Matter, document: Any, by: User, now: datetime) -> Theory:
    """The document as the matter's latest damages theory: a new version where it differs from the
    latest, after which earlier runs are stale. Raises TheoryRefused with the path at fault."""
    parse_theory(document)
    sha256 = document_sha256(document, TheoryRefused)
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        latest = matter.theories.order_by("version").last()
        if latest is not None and latest.sha256 == sha256:
            return latest
        theory = Theory.objects.create(
            matter=matter,
            version=latest.version + 1 if latest else 1,
            document=document,
            sha256=sha256,
            created_at=now,
            created_by=by,
        )
        matter.runs.mark_stale(
            reason=f"Damages theory {theory.version} was saved after this run.", now=now
        )
        details = {"version": theory.version, "sha256": sha256}
        chain.record(action="save_theory", by=by, now=now, matter=matter, details=details)
    return theory
