"""What a matter's exhibits say beside figures: caption, court, docket number, Bates prefix."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from casecalc.audit import chain
from casecalc.models import Matter, User
from casecalc.rules.refusals import Refusal

SETTINGS = (
    "title",
    "caption",
    "court",
    "docket_number",
    "court_preset",
    "bates_prefix",
    "originals",
)
_LIMITS = {"title": 200, "court": 200, "docket_number": 100}
_BATES_PREFIX = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]{0,19})?")


class SettingsRefused(Refusal):
    """The settings of a matter cannot be as asked."""


def change_settings(
    *, matter: Matter, settings: Mapping[str, str], by: User, now: datetime
) -> dict[str, list[str]]:
    """Set those of `SETTINGS` that are given; returns those that changed, each with its old and new
    value. Exhibits made already keep what they say. Raises SettingsRefused."""
    _check(settings)
    with transaction.atomic():
        current = Matter.objects.select_for_update().get(pk=matter.pk)
        changed = {
            name: [getattr(current, name), settings[name]]
            for name in SETTINGS
            if name in settings and getattr(current, name) != settings[name]
        }
        if not changed:
            return {}
        for name, (_, value) in changed.items():
            setattr(current, name, value)
            setattr(matter, name, value)
        current.save(update_fields=list(changed))
        details = {"changed": changed}
        chain.record(action="change_settings", by=by, now=now, matter=matter, details=details)
    return changed


def _check(settings: Mapping[str, str]) -> None:
    if not settings.get("title", "a title").strip():
        raise SettingsRefused("The title is blank; give the matter a title.")
    for name, limit in _LIMITS.items():
        if len(settings.get(name, "")) > limit:
            words = name.replace("_", " ")
            raise SettingsRefused(f"The {words} is longer than {limit} characters; shorten it.")
    preset = settings.get("court_preset", Matter.CourtPreset.GENERIC)
    if preset not in Matter.CourtPreset.values:
        raise SettingsRefused(
            f'"{preset}" is not a court whose rules are known; there is: '
            f"{', '.join(Matter.CourtPreset.values)}."
        )
    if not _BATES_PREFIX.fullmatch(settings.get("bates_prefix", "")):
        raise SettingsRefused(
            f'"{settings["bates_prefix"]}" cannot be a Bates prefix; use up to 20 letters, digits, '
            "hyphens and underscores, beginning with a letter or digit."
        )
