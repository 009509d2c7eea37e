from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from .user import User

if TYPE_CHECKING:
    from casecalc.evidence.store import MatterStore


def new_key() -> str:
    """A name for a folder of the evidence store that says nothing about its content."""
    return uuid.uuid4().hex


class MatterQuerySet(models.QuerySet["Matter"]):
    def of(self, user: User) -> MatterQuerySet:
        """The matters that `user` is a member of."""
        return self.filter(memberships__user=user)


class Matter(models.Model):
    """One lawsuit. `is_demonstration`: its data are invented; every page and exhibit says so.
    `originals` says where the records behind its exhibits can be examined. With
    `requires_override_approval` an override is in force only once a second person approved it.
    `court_preset` names the limits and forms of exhibits; `next_bates_number` only ever grows, so
    that no Bates number is used twice."""

    class CourtPreset(models.TextChoices):
        GENERIC = "generic", "Federal court, generic"
        CAND = "cand", "Northern District of California"
        CACD = "cacd", "Central District of California"

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    caption = models.TextField(blank=True)
    court = models.CharField(max_length=200, blank=True)
    docket_number = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=64, default="America/Los_Angeles")
    originals = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)
    requires_override_approval = models.BooleanField(default=False)
    court_preset = models.CharField(max_length=20, choices=CourtPreset, default=CourtPreset.GENERIC)
    bates_prefix = models.CharField(max_length=20, blank=True)
    next_bates_number = models.PositiveBigIntegerField(default=1)
    evidence_key = models.CharField(max_length=32, unique=True, default=new_key)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def store(self) -> MatterStore:
        """The matter's own tree of the evidence store."""
        from casecalc.evidence.store import MatterStore

        return MatterStore(Path(settings.EVIDENCE_ROOT), self.evidence_key)
