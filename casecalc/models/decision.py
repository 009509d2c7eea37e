from typing import Any

from django.conf import settings
from django.db import models

from casecalc.rules import decisions as rules

from .matter import Matter


class Decision(models.Model):
    """A recorded human decision; in force for later runs, in the order of `number`."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    document: models.JSONField[Any, Any] = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="decision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} decision {self.number}"

    @property
    def parsed(self) -> rules.Decision:
        return rules.parse_decision(self.document)
