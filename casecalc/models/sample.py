from typing import Any

from django.conf import settings
from django.db import models

from .matter import Matter
from .run import Run


class QualitySample(models.Model):
    """Persons of one run drawn by a seed for human review. `persons` are their numbers in the order
    drawn; the draw can be repeated from `seed` and `size`."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="samples")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="samples")
    seed = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    persons: models.JSONField[Any, Any] = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="sample_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} sample {self.number}"


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
