from typing import Any

from django.conf import settings
from django.db import models

from .matter import Matter


class AuditEvent(models.Model):
    """One change, chained by hash to the one before it; written by `casecalc.audit.chain` alone.

    `details` name the record (numbers, hashes, states), never a class member.
    """

    number = models.PositiveBigIntegerField(unique=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="audit_events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action = models.CharField(max_length=40)
    details: models.JSONField[Any, Any] = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditHead(models.Model):
    """The last event's number and hash, in one row: the lock under which the chain grows, and what
    shows that events were cut off its end."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
