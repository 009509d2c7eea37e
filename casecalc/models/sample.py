from typing import Any

from django.conf import settings
from django.db import models

from .matter import Matter
from .run import Run


class QualitySample(models.Model):
    """Persons of one run drawn by a seed for human review. `persons` are their numbers in the order
    drawn (rules/sampling.py); the draw can be repeated from `seed`, `size` and `per_outcome`, under
    which `size` persons were drawn of each outcome. Once finished it takes no more reviews."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="samples")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="samples")
    seed = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    per_outcome = models.BooleanField(default=False)
    persons: models.JSONField[Any, Any] = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="sample_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} sample {self.number}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def has_seed_of_run(self) -> bool:
        """Whether nobody chose the seed: it is the digest of the run."""
        return self.seed == self.run.digest


class SampleReview(models.Model):
    """What a reviewer found of one person of a sample; of several the last holds, all are kept."""

    class Verdict(models.TextChoices):
        RIGHT = "right"
        WRONG = "wrong"

    sample = models.ForeignKey(QualitySample, models.PROTECT, related_name="reviews")
    person = models.PositiveBigIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sample", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="right") | ~models.Q(reason=""),
                name="wrong_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} review of P{self.person}"
