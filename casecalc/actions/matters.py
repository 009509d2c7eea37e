import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from casecalc.audit import chain
from casecalc.models import Matter, Membership, Role, User
from casecalc.rules.definition import is_time_zone
from casecalc.rules.refusals import Refusal
from casecalc.rules.rejections import shown
from casecalc.rules.theory import DEFAULT_DOCUMENT

from .definitions import save_definition
from .theories import save_theory

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


class MatterRefused(Refusal):
    """A matter cannot be created as asked."""


def create_matter(
    *,
    slug: str,
    title: str,
    by: User,
    now: datetime,
    owner: User | None = None,
    time_zone: str = "America/Los_Angeles",
    caption: str = "",
    court: str = "",
    docket_number: str = "",
    originals: str = "",
    is_demonstration: bool = False,
    requires_override_approval: bool = False,
    definition: Any = None,
    theory: Any = None,
) -> Matter:
    """A new matter, with the definition's and theory's first versions where documents are given
    (theory: $1,000 per person otherwise). Raises MatterRefused and DocumentRefused."""
    matter = Matter(
        slug=slug,
        title=title.strip(),
        caption=caption,
        court=court,
        docket_number=docket_number,
        originals=originals,
        time_zone=time_zone,
        is_demonstration=is_demonstration,
        requires_override_approval=requires_override_approval,
        created_at=now,
        created_by=by,
    )
    _check(matter)
    with transaction.atomic():
        try:
            with transaction.atomic():
                matter.save(force_insert=True)
        except IntegrityError:
            raise _taken(slug) from None
        details = {
            "slug": slug,
            "time_zone": time_zone,
            "evidence_key": matter.evidence_key,
            "requires_override_approval": requires_override_approval,
        }
        chain.record(action="create_matter", by=by, now=now, matter=matter, details=details)
        if owner is not None:
            Membership.objects.create(matter=matter, user=owner, role=Role.OWNER)
        if definition is not None:
            save_definition(matter=matter, document=definition, by=by, now=now)
        first = DEFAULT_DOCUMENT if theory is None else theory
        save_theory(matter=matter, document=first, by=by, now=now)
    return matter


def _check(matter: Matter) -> None:
    if not _SLUG.fullmatch(matter.slug):
        raise MatterRefused(
            f'"{shown(matter.slug)}" cannot be the short name of a matter; use up to 60 letters, '
            "digits, hyphens and underscores, beginning with a letter or digit."
        )
    if not matter.title:
        raise MatterRefused("The title is blank; give the matter a title.")
    for name, limit in (("title", 200), ("court", 200), ("docket_number", 100)):
        if len(getattr(matter, name)) > limit:
            words = name.replace("_", " ")
            raise MatterRefused(f"The {words} is longer than {limit} characters; shorten it.")
    if not is_time_zone(matter.time_zone):
        raise MatterRefused(
            f'"{shown(matter.time_zone)}" is not an IANA time zone; give one such as '
            "America/New_York."
        )
    if Matter.objects.filter(slug=matter.slug).exists():
        raise _taken(matter.slug)


def _taken(slug: str) -> MatterRefused:
    return MatterRefused(f'A matter named "{slug}" exists already; choose another short name.')
