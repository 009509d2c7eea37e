from django.conf import settings
from django.db import models

from .decision import Decision
from .matter import Matter


class Approval(models.Model):
    """A second person's word on an override: approved or declined, once, never taken back.
    `number` counts within the matter, so that a run can say up to which one it knew."""

    class Verdict(models.TextChoices):
        APPROVED = "approved"
        DECLINED = "declined"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="approvals")
    number = models.PositiveIntegerField()
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="approval")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="approval_number_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="approved") | ~models.Q(reason=""),
                name="declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} approval {self.number}"
