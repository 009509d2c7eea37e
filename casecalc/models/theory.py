from typing import Any

from django.conf import settings
from django.db import models

from casecalc.rules import theory as rules

from .matter import Matter


class Theory(models.Model):
    """One version of a matter's damages theory; never edited, the next version follows it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="theories")
    version = models.PositiveIntegerField()
    document: models.JSONField[Any, Any] = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["matter", "version"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "version"], name="theory_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} theory {self.version}"

    @property
    def parsed(self) -> rules.Theory:
        return rules.parse_theory(self.document)
