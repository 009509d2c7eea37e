"""A run becomes a bundle: one file with which anyone computes it again, published frozen."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.bundle import BundledExhibit, BundleSources, BundleSummary, write_bundle
from casecalc.evidence.schemas import REJECTED_FILE
from casecalc.evidence.store import MANIFEST
from casecalc.models import Bundle, Exhibit, Matter, Run, User
from casecalc.rules.refusals import Refusal

from .performing import Clock, performing
from .run_manifest import instant

Progress = Callable[[int, float], None]
FORMAT = "casecalc/bundle-manifest/1"


class BundleNotStarted(Refusal):
    """A bundle cannot be made as asked."""


def start_bundle(*, run: Run, has_originals: bool, by: User, now: datetime) -> Bundle:
    """A bundle of a published run, queued for `perform_bundle`. Raises BundleNotStarted."""
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        run.refresh_from_db()
        if run.state != Run.State.PUBLISHED:
            raise BundleNotStarted(
                f"Run {run.number} is {run.state}; bundles are made of published runs."
            )
        last = run.matter.bundles.order_by("number").last()
        bundle = Bundle.objects.create(
            matter=run.matter,
            number=last.number + 1 if last else 1,
            run=run,
            has_originals=has_originals,
            created_at=now,
            created_by=by,
        )
        details = {"bundle": bundle.number, "run": run.number, "has_originals": has_originals}
        chain.record(action="start_bundle", by=by, now=now, matter=run.matter, details=details)
    return bundle


def perform_bundle(
    *, bundle: Bundle, by: User, clock: Clock, progress: Progress | None = None
) -> Bundle:
    """Make a queued bundle and publish it. Raises Refusal: the bundle is then on record as failed,
    with the sentence."""
    if not bundle.is_open:
        return bundle
    with performing(bundle, by=by, clock=clock):
        _publish(bundle, progress)
    now = clock()
    published = bundle.matter.store.open("bundles", bundle.key).manifest["files"]
    with transaction.atomic():
        bundle.state, bundle.finished_at, bundle.failure = Bundle.State.PUBLISHED, now, ""
        bundle.file_name = file_name(bundle)
        bundle.size = published[bundle.file_name]["size"]
        bundle.sha256 = published[bundle.file_name]["sha256"]
        bundle.save()
        details = {"bundle": bundle.number, "sha256": bundle.sha256, "size": bundle.size}
        chain.record(action="publish_bundle", by=by, now=now, matter=bundle.matter, details=details)
    return bundle


def record_download(*, bundle: Bundle, by: User, now: datetime) -> None:
    """Who took a bundle out, and which."""
    with transaction.atomic():
        details = {"bundle": bundle.number, "sha256": bundle.sha256}
        chain.record(
            action="download_bundle", by=by, now=now, matter=bundle.matter, details=details
        )


def file_name(bundle: Bundle) -> str:
    suffix = "" if bundle.has_originals else "-without-originals"
    return f"{bundle.matter.slug}-run-{bundle.run.number}-bundle{suffix}.zip"


def _publish(bundle: Bundle, progress: Progress | None) -> BundleSummary:
    store = bundle.matter.store
    store.sweep()
    with store.publishing("bundles", bundle.key) as staging:
        scratch = staging / "scratch"  # swept with the rest if this process is killed
        scratch.mkdir()
        with (staging / file_name(bundle)).open("xb") as target:
            summary = write_bundle(_sources(bundle), target, scratch=scratch, progress=progress)
        scratch.rmdir()
        staging.manifest(
            {
                "format": FORMAT,
                "bundle": {
                    "number": bundle.number,
                    "has_originals": bundle.has_originals,
                    "created_at": instant(bundle.created_at),
                    "files": summary.files,
                },
                "run": {"number": bundle.run.number, "digest": bundle.run.digest},
            }
        )
    return summary


def _sources(bundle: Bundle) -> BundleSources:
    run, store = bundle.run, bundle.matter.store
    imports = list(run.imports.order_by("commit_order"))

    def rejected(number: int) -> Path:
        return store.open("imports", imports[number - 1].key).checked(REJECTED_FILE)

    exhibits = run.exhibits.filter(state=Exhibit.State.PUBLISHED).order_by("number")
    return BundleSources(
        run=store.open("runs", run.key),
        original=store.verified_original,
        rejected=rejected,
        exhibits=[
            BundledExhibit(
                exhibit.number,
                exhibit.kind,
                exhibit.edition,
                store.open("exhibits", exhibit.key).path / MANIFEST,
            )
            for exhibit in exhibits
        ],
        has_originals=bundle.has_originals,
    )
