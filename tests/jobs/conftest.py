import io
from pathlib import Path

import pytest

from casecalc.actions.import_requests import import_request
from casecalc.jobs import heartbeat
from casecalc.jobs.queue import queue_import
from casecalc.jobs.worker import SiteWorker
from casecalc.models import Job, Matter, User

ROSTER = b"member_id,country,region\nm1,US,CA\nm2,US,NY\nm3,,\n"


@pytest.fixture
def queued(transactional_db, matter: Matter, user: User, now) -> Job:
    """The job of a small roster that was just handed in."""
    return hand_in(matter, user, now)


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "INTERVAL_SECONDS", 0.02)


def hand_in(matter: Matter, user: User, now, data: bytes = ROSTER, name: str = "r.csv") -> Job:
    request = import_request(name=name, kind="roster")
    return queue_import(matter=matter, stream=io.BytesIO(data), request=request, by=user, now=now)


def work_off() -> None:
    """What a worker does until the queue is empty."""
    SiteWorker(interval=0.01, batch=True).run()


def stored(matter: Matter) -> list[str]:
    """What stands in the matter's tree of the evidence store, originals and manifests aside."""
    root = matter.store.path
    return sorted(
        str(path.relative_to(root).parent / path.name)
        for path in Path(root).rglob("*")
        if path.is_file() and "originals" not in path.parts
    )
