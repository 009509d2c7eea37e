"""The process that does the queued jobs and recovers those of dead workers."""

import contextlib
import os
import threading
import time
import uuid
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker

from . import work
from .recovery import recover

GRACE_SECONDS = 10.0
RECOVERY_SECONDS = 15.0
FORGOTTEN_SECONDS = 24 * 60 * 60


class SiteWorker(Worker):
    """Asked to stop, it finishes what it is doing if that takes no longer than the grace time; else
    it leaves the job to the next worker and goes. Nothing half done is ever published."""

    def __init__(self, *, interval: float, batch: bool) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=interval,
            batch=batch,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=uuid.uuid4().hex,
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        timer = threading.Timer(GRACE_SECONDS, _leave)
        timer.daemon = True
        timer.start()
        super().shutdown(signum, frame)


def run_worker(*, interval: float = 1.0, batch: bool = False) -> None:
    """Work until asked to stop; with `batch` until the queue is empty."""
    recover(now=timezone.now())
    remove_forgotten_uploads()
    worker = SiteWorker(interval=interval, batch=batch)
    worker.configure_signals()
    stop = threading.Event()
    thread = threading.Thread(target=_keep_recovering, args=(stop,), name="recovery", daemon=True)
    thread.start()
    try:
        worker.run()
    finally:
        stop.set()


def remove_forgotten_uploads() -> None:
    """Remove what web processes that were killed had received and not yet handed in."""
    oldest = time.time() - FORGOTTEN_SECONDS
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _keep_recovering(stop: threading.Event) -> None:
    while not stop.wait(RECOVERY_SECONDS):
        try:
            recover(now=timezone.now())
        except DatabaseError:  # busy: the next round will do
            pass
        finally:
            connection.close()


def _leave() -> None:
    """Leave the job in hand to the next worker and end the process, whatever it is busy with."""
    try:
        if work.in_hand is not None:
            work.let_go(work.in_hand)
    finally:
        os._exit(0)
