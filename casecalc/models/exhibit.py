from django.conf import settings
from django.db import models

from .matter import Matter, new_key
from .run import Run


class Exhibit(models.Model):
    """A PDF made from one run, frozen, with a manifest of everything that it was made from."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RENDERING = "rendering"
        PUBLISHED = "published"
        FAILED = "failed"

    class Kind(models.TextChoices):
        SUMMARY = "summary"

    class Edition(models.TextChoices):
        PUBLIC = "public"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="exhibits")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, unique=True, default=new_key)
    run = models.ForeignKey(Run, models.PROTECT, related_name="exhibits")
    kind = models.CharField(max_length=20, choices=Kind)
    edition = models.CharField(max_length=10, choices=Edition)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    file_name = models.CharField(max_length=120, blank=True)
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

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
    def is_stale(self) -> bool:
        """An exhibit keeps its figures; it is stale when its run is."""
        return self.run.is_stale
