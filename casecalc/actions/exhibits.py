"""Runs become exhibits: rendered from the run's manifest, published frozen."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from casecalc.audit import chain
from casecalc.exhibits.produce import Produced, produce
from casecalc.models import Exhibit, Matter, Run, User
from casecalc.rules.refusals import Refusal

from .run_manifest import instant, program

Progress = Callable[[int, float], None]
Clock = Callable[[], datetime]


class ExhibitNotStarted(Refusal):
    """An exhibit cannot be made as asked."""


def start_exhibit(*, run: Run, kind: str, edition: str, by: User, now: datetime) -> Exhibit:
    """An exhibit of a published run, queued for `perform_exhibit`. Raises ExhibitNotStarted."""
    for word, value, choices in (
        ("kind", kind, Exhibit.Kind.values),
        ("edition", edition, Exhibit.Edition.values),
    ):
        if value not in choices:
            raise ExhibitNotStarted(
                f'"{value}" is not {_article(word)} of exhibit that can be made; there is: '
                f"{', '.join(choices)}."
            )
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        run.refresh_from_db()
        if run.state != Run.State.PUBLISHED:
            raise ExhibitNotStarted(
                f"Run {run.number} is {run.state}; exhibits are made from published runs."
            )
        last = run.matter.exhibits.order_by("number").last()
        exhibit = Exhibit.objects.create(
            matter=run.matter,
            number=last.number + 1 if last else 1,
            run=run,
            kind=kind,
            edition=edition,
            created_at=now,
            created_by=by,
        )
        details = {"exhibit": exhibit.number, "run": run.number, "kind": kind, "edition": edition}
        chain.record(action="start_exhibit", by=by, now=now, matter=run.matter, details=details)
    return exhibit


def perform_exhibit(
    *, exhibit: Exhibit, by: User, clock: Clock, progress: Progress | None = None
) -> Exhibit:
    """Render a queued exhibit and publish it. Raises Refusal: the exhibit is then on record as
    failed, with the sentence."""
    if not exhibit.is_open:
        return exhibit
    Exhibit.objects.filter(pk=exhibit.pk, state=Exhibit.State.QUEUED).update(
        state=Exhibit.State.RENDERING
    )
    try:
        produced = _publish(exhibit, progress)
    except Refusal as refusal:
        fail_exhibit(exhibit=exhibit, reason=str(refusal), by=by, now=clock())
        raise
    except Exception:
        reason = (
            f"Exhibit {exhibit.number} stopped at an unexpected fault; nothing of it was published."
        )
        fail_exhibit(exhibit=exhibit, reason=reason, by=by, now=clock())
        raise
    now = clock()
    with transaction.atomic():
        exhibit.state, exhibit.finished_at, exhibit.failure = Exhibit.State.PUBLISHED, now, ""
        exhibit.file_name, exhibit.pages = produced.files[0], produced.pages
        exhibit.sha256 = produced.sha256
        exhibit.save()
        details = {"exhibit": exhibit.number, "sha256": exhibit.sha256, "pages": exhibit.pages}
        chain.record(
            action="publish_exhibit", by=by, now=now, matter=exhibit.matter, details=details
        )
    return exhibit


def fail_exhibit(*, exhibit: Exhibit, reason: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=exhibit.matter_id)
        exhibit.refresh_from_db(fields=["state"])
        if not exhibit.is_open:
            return
        exhibit.state, exhibit.failure, exhibit.finished_at = Exhibit.State.FAILED, reason, now
        exhibit.save(update_fields=["state", "failure", "finished_at"])
        details = {"exhibit": exhibit.number}
        chain.record(action="fail_exhibit", by=by, now=now, matter=exhibit.matter, details=details)


def _publish(exhibit: Exhibit, progress: Progress | None) -> Produced:
    store, run = exhibit.matter.store, exhibit.run
    store.sweep()
    manifest = store.open("runs", run.key).manifest
    with store.publishing("exhibits", exhibit.key) as staging:
        produced = produce(
            manifest,
            kind=exhibit.kind,
            edition=exhibit.edition,
            now=exhibit.created_at,
            out=staging,
            label=str(exhibit.number),
        )
        if progress is not None:
            progress(0, 1.0)
        staging.manifest(
            {
                "format": "casecalc/exhibit-manifest/1",
                "program": program(),
                "exhibit": {
                    "number": exhibit.number,
                    "kind": exhibit.kind,
                    "edition": exhibit.edition,
                    "created_at": instant(exhibit.created_at),
                    "pages": produced.pages,
                    "sha256": produced.sha256,
                },
                "run": {"number": run.number, "digest": run.digest},
                "run_manifest": manifest,
            }
        )
    return produced


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
