from typing import Any

from django.conf import settings
from django.db import models

from casecalc.rules.refusals import Refusal

from .matter import Matter, new_key
from .run import Run


class FiledIsKept(Refusal):
    """A filed exhibit was to be deleted."""


class ExhibitQuerySet(models.QuerySet["Exhibit"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Raises FiledIsKept where one of them is filed."""
        for exhibit in self.exclude(filed_at=None)[:1]:
            raise _kept(exhibit)
        return super().delete()


class Exhibit(models.Model):
    """A PDF made from one run, frozen, with a manifest of everything that it was made from.

    `inputs` is what was asked beside run, kind and edition (a scenario's, settlement's or sample's
    number, the parts of a set, the words of a draft). Once filed it is locked and kept for ever.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        PUBLISHED = "published"
        FAILED = "failed"

    class Kind(models.TextChoices):
        SUMMARY = "summary"
        SCHEDULE = "schedule"
        CLAIMS = "claims"
        STATES = "states"
        RECONCILIATION = "reconciliation"
        DECISIONS = "decisions"
        SENSITIVITY = "sensitivity"
        SAMPLE = "sample"
        ACCOUNTING = "accounting"
        DECLARATION = "declaration"
        CERTIFICATE = "certificate"
        NOTICE = "notice"
        SEALING = "sealing", "sealing chart"
        COVER = "cover", "pleading cover"
        SET = "set"

    class Edition(models.TextChoices):
        PUBLIC = "public"
        SEALED = "sealed"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="exhibits")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, unique=True, default=new_key)
    run = models.ForeignKey(Run, models.PROTECT, related_name="exhibits")
    kind = models.CharField(max_length=20, choices=Kind)
    edition = models.CharField(max_length=10, choices=Edition)
    inputs: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    file_name = models.CharField(max_length=120, blank=True)
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    first_bates_number = models.PositiveBigIntegerField(null=True)
    last_bates_number = models.PositiveBigIntegerField(null=True)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    docket_entry = models.CharField(max_length=100, blank=True)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="exhibit_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} exhibit {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in (self.State.QUEUED, self.State.RENDERING)

    @property
    def is_filed(self) -> bool:
        return self.filed_at is not None

    @property
    def is_stale(self) -> bool:
        """An exhibit keeps its figures; it is stale when its run is."""
        return self.run.is_stale

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises FiledIsKept."""
        if self.is_filed:
            raise _kept(self)
        return super().delete(*args, **kwargs)


def _kept(exhibit: Exhibit) -> FiledIsKept:
    return FiledIsKept(
        f"Exhibit {exhibit.number} was filed as docket entry {exhibit.docket_entry}; "
        "it is kept for ever."
    )
