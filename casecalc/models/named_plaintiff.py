from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from casecalc.rules.control import Named, parse_key

from .matter import Matter


class NamedPlaintiffQuerySet(models.QuerySet["NamedPlaintiff"]):
    def listed_at(self, moment: datetime) -> NamedPlaintiffQuerySet:
        """Those on the list at that time."""
        return self.filter(recorded_at__lte=moment).filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
        )


class NamedPlaintiff(models.Model):
    """A class representative whom every run must find by this key. Entries are never edited; one
    that is taken back keeps who did that and when."""

    class Key(models.TextChoices):
        MEMBER_ID = "member_id", "member id"
        EMAIL = "email", "email"
        EMAIL_SHA256 = "email_sha256", "hash of the email"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="named_plaintiffs")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=20, choices=Key)
    value = models.CharField(max_length=320)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = NamedPlaintiffQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="named_plaintiff_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} named plaintiff {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def parsed(self) -> Named:
        return Named(self.number, parse_key(self.key, self.value))
