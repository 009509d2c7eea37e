from typing import Any

from django.conf import settings
from django.db import models

from .matter import Matter, new_key
from .run import Run


class Settlement(models.Model):
    """A fund and the plan that divides it among the eligible persons of one run. `document` says
    the fund, deductions and plan, `figures` what came out; the payments are a Parquet table of the
    evidence store."""

    class State(models.TextChoices):
        QUEUED = "queued"
        PERFORMING = "performing"
        PUBLISHED = "published"
        FAILED = "failed"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="settlements")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, unique=True, default=new_key)
    run = models.ForeignKey(Run, models.PROTECT, related_name="settlements")
    title = models.CharField(max_length=200)
    document: models.JSONField[Any, Any] = models.JSONField()
    figures: models.JSONField[Any, Any] = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="settlement_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} settlement {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in (self.State.QUEUED, self.State.PERFORMING)

    @property
    def is_stale(self) -> bool:
        """It keeps its figures; it is stale when its run is."""
        return self.run.is_stale


class Accounting(models.Model):
    """One version of a settlement's post-distribution accounting; never edited, the next version
    follows it. `status_sha256` is the payment status file that it was filled from, if one was."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="accountings")
    version = models.PositiveIntegerField()
    document: models.JSONField[Any, Any] = models.JSONField()
    status_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["settlement", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "version"], name="accounting_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} accounting {self.version}"
