"""The background work on one import, run or exhibit."""

from casecalc.models import Exhibit, Import, Job, Run


def job_of(subject: Import | Run | Exhibit) -> Job | None:
    """The latest job on `subject`."""
    return subject.jobs.order_by("-created_at", "-pk").first()
