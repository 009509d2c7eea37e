from django.conf import settings
from django.db import models

from .matter import Matter, new_key
from .run import Run


class Bundle(models.Model):
    """One run with everything that the other side needs to compute it again. Without
    `has_originals` the source files are in it by hash alone."""

    class State(models.TextChoices):
        QUEUED = "queued"
        PERFORMING = "performing"
        PUBLISHED = "published"
        FAILED = "failed"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="bundles")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, unique=True, default=new_key)
    run = models.ForeignKey(Run, models.PROTECT, related_name="bundles")
    has_originals = models.BooleanField(default=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="bundle_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} bundle {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in (self.State.QUEUED, self.State.PERFORMING)

    @property
    def is_stale(self) -> bool:
        """It keeps its figures; it is stale when its run is."""
        return self.run.is_stale
