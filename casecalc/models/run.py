from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from .class_definition import ClassDefinition
from .imports import Import
from .matter import Matter, new_key
from .theory import Theory


class RunQuerySet(models.QuerySet["Run"]):
    def published(self) -> RunQuerySet:
        return self.filter(state=Run.State.PUBLISHED)

    def mark_stale(self, *, reason: str, now: datetime) -> int:
        """Mark the runs that are not stale yet; their figures stay. Returns how many."""
        fresh = self.filter(stale_since=None).exclude(state=Run.State.FAILED)
        return fresh.update(stale_since=now, stale_reason=reason)


class Run(models.Model):
    """One application of one definition and one theory to a stated set of imports and decisions.

    `decisions_through` and `approvals_through` are the numbers of the last decision and the last
    approval known; with `requires_override_approval` only approved overrides are in force.
    `figures` is `rules.figures.figures_document`, kept here for pages; exhibits are made from the
    manifest in the evidence store.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        PUBLISHED = "published"
        FAILED = "failed"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, unique=True, default=new_key)
    definition = models.ForeignKey(ClassDefinition, models.PROTECT, related_name="runs")
    theory = models.ForeignKey(Theory, models.PROTECT, related_name="runs")
    imports = models.ManyToManyField(Import, related_name="runs")
    decisions_through = models.PositiveIntegerField(default=0)
    approvals_through = models.PositiveIntegerField(default=0)
    requires_override_approval = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    figures: models.JSONField[Any, Any] = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    failure = models.TextField(blank=True)
    stale_since = models.DateTimeField(null=True)
    stale_reason = models.TextField(blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="run_number_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(figures__isnull=False) & ~Q(digest="")),
                name="published_run_has_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} run {self.number}"

    @property
    def is_stale(self) -> bool:
        return self.stale_since is not None

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)
