from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q

from .bundle import Bundle
from .exhibit import Exhibit
from .imports import Import
from .matter import Matter
from .run import Run
from .scenarios import Scenarios
from .settlement import Settlement

Subject: TypeAlias = Import | Run | Exhibit | Scenarios | Settlement | Bundle
# What each kind of job is about: the one field that is not null.
_SUBJECTS = {
    "read_import": "import_batch",
    "perform_run": "run",
    "perform_exhibit": "exhibit",
    "perform_scenarios": "scenarios",
    "perform_settlement": "settlement",
    "make_bundle": "bundle",
}
_FIELDS: dict[type[Subject], str] = {
    Import: "import_batch",
    Run: "run",
    Exhibit: "exhibit",
    Scenarios: "scenarios",
    Settlement: "settlement",
    Bundle: "bundle",
}


def _is_about(kind: str) -> Q:
    return Q(
        kind=kind,
        **{f"{field}__isnull": field != _SUBJECTS[kind] for field in _SUBJECTS.values()},
    )


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """One piece of background work on one subject: an import, run, exhibit, bundle and so on.

    `share_done` goes from 0 to 1. `attempts` counts beginnings. `task_id` names the queue's entry,
    is empty for a job that a command does itself, and tells a worker whether the job is still
    its own.
    """

    class Kind(models.TextChoices):
        READ_IMPORT = "read_import"
        PERFORM_RUN = "perform_run"
        PERFORM_EXHIBIT = "perform_exhibit"
        PERFORM_SCENARIOS = "perform_scenarios"
        PERFORM_SETTLEMENT = "perform_settlement"
        MAKE_BUNDLE = "make_bundle"

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
    scenarios = models.ForeignKey(Scenarios, models.CASCADE, null=True, related_name="jobs")
    settlement = models.ForeignKey(Settlement, models.CASCADE, null=True, related_name="jobs")
    bundle = models.ForeignKey(Bundle, models.CASCADE, null=True, related_name="jobs")
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
                condition=reduce(or_, (_is_about(kind) for kind in _SUBJECTS)),
                name="job_has_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(share_done__gte=0, share_done__lte=1), name="share_done_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @staticmethod
    def about(subject: Subject) -> dict[str, Any]:
        """The fields of a job on `subject`: its kind, and the subject itself."""
        field = _FIELDS[type(subject)]
        kind = next(kind for kind, name in _SUBJECTS.items() if name == field)
        return {"kind": kind, field: subject}

    @property
    def subject(self) -> Subject:
        found: Subject | None = getattr(self, _SUBJECTS[self.kind])
        assert found is not None  # constraint job_has_its_subject
        return found

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
