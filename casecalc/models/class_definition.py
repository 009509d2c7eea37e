from typing import Any

from django.conf import settings
from django.db import models

from casecalc.rules.definition import Definition
from casecalc.rules.definition_document import parse_definition

from .matter import Matter


class ClassDefinition(models.Model):
    """One version of the wording of a matter's class; never edited, the next version follows it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="definitions")
    version = models.PositiveIntegerField()
    document: models.JSONField[Any, Any] = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["matter", "version"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "version"], name="definition_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} definition {self.version}"

    @property
    def parsed(self) -> Definition:
        return parse_definition(self.document)
