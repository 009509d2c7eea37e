"""The sign of life of a job that is being worked on, with how far it is."""

import threading
from types import TracebackType

from django.db import DatabaseError, connection
from django.utils import timezone

from casecalc.models import Job

INTERVAL_SECONDS = 3.0
_SHORT_WAIT = "PRAGMA busy_timeout = 1000"


class JobLost(BaseException):
    """The job was taken away from this process, which was thought dead; its result must not count.

    Not an Exception: nothing between here and the worker may take it for a fault of the work."""


class Heartbeat:
    """Says from a thread of its own, on a connection of its own, that the job is alive."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._rows_done, self._share_done = 0, 0.0
        self._is_lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def progress(self, rows_done: int, share_done: float) -> None:
        """To be called by the work; raises JobLost when the job is no longer this process's."""
        if self._is_lost:
            raise JobLost
        self._rows_done, self._share_done = rows_done, min(max(share_done, 0.0), 1.0)

    def _beat(self) -> None:
        try:
            while not self._stop.wait(INTERVAL_SECONDS):
                try:
                    self._say_alive()
                except DatabaseError:  # busy: the next beat will do
                    connection.close()
        finally:
            connection.close()

    def _say_alive(self) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(_SHORT_WAIT)
        mine = Job.objects.filter(
            pk=self._job.pk, state=Job.State.RUNNING, attempts=self._job.attempts
        )
        found = mine.update(
            heartbeat_at=timezone.now(), rows_done=self._rows_done, share_done=self._share_done
        )
        self._is_lost = found == 0
