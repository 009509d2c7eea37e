"""The background work on one subject: an import, run, exhibit and so on."""

from casecalc.models import Job, Subject


def job_of(subject: Subject) -> Job | None:
    """The latest job on `subject`."""
    return subject.jobs.order_by("-created_at", "-pk").first()
