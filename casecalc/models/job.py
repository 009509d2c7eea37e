from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .exhibit import Exhibit
from .imports import Import
from .matter import Matter
from .run import Run


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """One piece of background work on one import, run or exhibit.

    `share_done` goes from 0 to 1. `attempts` counts beginnings. `task_id` names the queue's entry,
    is empty for a job that a command does itself, and tells a worker whether the job is still
    its own.
    """

    class Kind(models.TextChoices):
        READ_IMPORT = "read_import"
        PERFORM_RUN = "perform_run"
        PERFORM_EXHIBIT = "perform_exhibit"

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        INTERRUPTED = "interrupted"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=20, choices=Kind)
    import_batch = models.ForeignKey(Import, models.CASCADE, null=True, related_name="jobs")
    run = models.ForeignKey(Run, models.CASCADE, null=True, related_name="jobs")
    exhibit = models.ForeignKey(Exhibit, models.CASCADE, null=True, related_name="jobs")
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    rows_done = models.BigIntegerField(default=0)
    share_done = models.FloatField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    task_id = models.CharField(max_length=36, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_state_heartbeat")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="read_import", import_batch__isnull=False, run=None, exhibit=None)
                | Q(kind="perform_run", import_batch=None, run__isnull=False, exhibit=None)
                | Q(kind="perform_exhibit", import_batch=None, run=None, exhibit__isnull=False),
                name="job_has_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(share_done__gte=0, share_done__lte=1), name="share_done_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def subject(self) -> Import | Run | Exhibit:
        found = self.import_batch or self.run or self.exhibit
        assert found is not None  # constraint job_has_its_subject
        return found

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
