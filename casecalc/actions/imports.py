"""Files become evidence: whole or not at all, once."""

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from casecalc.audit import chain
from casecalc.evidence.reading import ImportSummary, read_file
from casecalc.evidence.store import MatterStore, Received
from casecalc.models import Import, Matter, Run, SourceFile, User
from casecalc.rules.columns import Kind
from casecalc.rules.mapping import parse_mapping
from casecalc.rules.refusals import MappingRefused, Refusal

from .documents import document_sha256
from .import_requests import AlreadyImported, ImportRefused, ImportRequest

Progress = Callable[[int, float], None]
Clock = Callable[[], datetime]


class WithdrawalRefused(Refusal):
    """An import cannot be withdrawn."""


def import_file(
    *,
    matter: Matter,
    stream: BinaryIO,
    request: ImportRequest,
    by: User,
    clock: Clock,
    progress: Progress | None = None,
) -> Import:
    """Read one file and commit it, in one go. A refusal leaves nothing behind: no import, and no
    original that was not known before. Raises ImportRefused, FileRefused and DamagedFile."""
    store = matter.store
    store.sweep()
    received = store.receive(stream, settings.CASECALC_MAX_UPLOAD)
    import_ = _new_import(matter, request, received.sha256, by, clock())
    is_published = False
    try:
        _refuse_repetition(matter, import_, received.sha256)
        summary = _publish(store, import_, received.path, received.sha256, progress)
        is_published = True
        received.keep()
        with transaction.atomic():
            _put_on_record(matter, import_, received)
            _commit(import_, summary, by=by, now=clock())
    except BaseException:
        received.discard()
        if is_published and not Import.objects.filter(key=import_.key).exists():
            store.unpublish("imports", import_.key)
        raise
    return import_


def receive_import(
    *, matter: Matter, received: Received, request: ImportRequest, by: User, now: datetime
) -> Import:
    """Keep the bytes and put an import on record, queued for `read_import`. Raises
    AlreadyImported; the bytes are then discarded."""
    import_ = _new_import(matter, request, received.sha256, by, now)
    try:
        with transaction.atomic():
            _put_on_record(matter, import_, received)
            received.keep()
            details = {"import": import_.number, "sha256": received.sha256, "kind": import_.kind}
            chain.record(action="receive_import", by=by, now=now, matter=matter, details=details)
    except BaseException:
        received.discard()
        raise
    return import_


def read_import(
    *, import_: Import, by: User, clock: Clock, progress: Progress | None = None
) -> Import:
    """Read a queued import and commit it. A file that is refused stays on record with the sentence,
    which is raised too (Refusal)."""
    matter = import_.matter
    if not import_.is_open:
        return import_
    matter.store.sweep()
    Import.objects.filter(pk=import_.pk, state=Import.State.QUEUED).update(
        state=Import.State.READING
    )
    try:
        sha256 = import_.source_file.sha256
        source = matter.store.verified_original(sha256)
        summary = _publish(matter.store, import_, source, sha256, progress)
        with transaction.atomic():
            _commit(import_, summary, by=by, now=clock())
    except Refusal as refusal:
        refuse_import(import_=import_, reason=str(refusal), by=by, now=clock())
        raise
    return import_


def refuse_import(*, import_: Import, reason: str, by: User, now: datetime) -> None:
    """Keep an import that will not become evidence on record, with the sentence to show."""
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=import_.matter_id)
        import_.refresh_from_db(fields=["state"])
        if not import_.is_open:
            return
        import_.state, import_.refusal = Import.State.REFUSED, reason
        import_.save(update_fields=["state", "refusal"])
        details = {"import": import_.number}
        chain.record(action="refuse_import", by=by, now=now, matter=import_.matter, details=details)


def withdraw_import(*, import_: Import, reason: str, by: User, now: datetime) -> int:
    """Take a committed import out of the evidence of later runs. Returns how many runs used it;
    they keep their figures and are stale. Raises WithdrawalRefused."""
    if not reason.strip():
        raise WithdrawalRefused("The reason is blank; say why the import is withdrawn.")
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=import_.matter_id)
        import_.refresh_from_db()
        if import_.state != Import.State.COMMITTED:
            raise WithdrawalRefused(
                f"Import {import_.number} is {import_.state}; only a committed import can be "
                "withdrawn."
            )
        import_.state = Import.State.WITHDRAWN
        import_.withdrawn_at, import_.withdrawn_by = now, by
        import_.withdrawn_reason = reason.strip()
        import_.save()
        used = import_.runs.exclude(state=Run.State.FAILED)
        used.mark_stale(reason=f"Import {import_.number} was withdrawn.", now=now)
        details = {"import": import_.number, "stale_runs": used.count()}
        chain.record(
            action="withdraw_import", by=by, now=now, matter=import_.matter, details=details
        )
        return used.count()


def _new_import(
    matter: Matter, request: ImportRequest, sha256: str, by: User, now: datetime
) -> Import:
    document = request.mapping.document()
    import_ = Import(
        matter=matter,
        name=request.name,
        kind=request.kind,
        list_name=request.list_name,
        sheet=request.sheet,
        mapping=document,
        mapping_digest=document_sha256(document, MappingRefused),
        created_at=now,
        created_by=by,
    )
    import_.key = _key(import_, sha256)
    return import_


def _key(import_: Import, sha256: str) -> str:
    """The folder of an import in the evidence store. The same file handed in again after a process
    was killed gets the same folder, so that nothing is left that belongs to no import."""
    earlier = _same_reading(import_.matter, import_, sha256).count()
    parts = [sha256, import_.kind, import_.list_name, import_.sheet, str(earlier)]
    return uuid.uuid5(uuid.UUID(import_.matter.evidence_key), "/".join(parts)).hex


def _same_reading(matter: Matter, import_: Import, sha256: str) -> Any:
    return matter.imports.filter(
        source_file__sha256=sha256,
        kind=import_.kind,
        list_name=import_.list_name,
        sheet=import_.sheet,
    )


def _refuse_repetition(matter: Matter, import_: Import, sha256: str) -> None:
    states = [Import.State.COMMITTED, Import.State.QUEUED, Import.State.READING]
    first = _same_reading(matter, import_, sha256).filter(state__in=states).first()
    if first is None:
        return
    if first.state != Import.State.COMMITTED:
        raise AlreadyImported(
            f"The same file is being imported already, as import {first.number}; wait for it."
        )
    raise AlreadyImported(
        f"The same file was already imported on {first.committed_at:%d %B %Y} as import "
        f"{first.number}; withdraw that import first if it is to be read again."
    )


def _put_on_record(matter: Matter, import_: Import, received: Received) -> None:
    """Save a new import with its number, under the matter's lock."""
    Matter.objects.select_for_update().get(pk=matter.pk)
    _refuse_repetition(matter, import_, received.sha256)
    import_.source_file, _ = SourceFile.objects.get_or_create(
        matter=matter,
        sha256=received.sha256,
        defaults={
            "size": received.size,
            "name": import_.name,
            "received_at": import_.created_at,
        },
    )
    last = matter.imports.order_by("number").last()
    import_.number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            import_.save(force_insert=True)
    except IntegrityError:
        raise AlreadyImported(
            "The same file was handed in twice at once; the other hand-in goes on."
        ) from None


def _publish(
    store: MatterStore,
    import_: Import,
    source: Path,
    sha256: str,
    progress: Progress | None,
) -> ImportSummary:
    """Read the file into the evidence store, whole or not at all."""
    with store.publishing("imports", import_.key) as staging:
        summary = read_file(
            source=source,
            name=import_.name,
            sha256=sha256,
            kind=Kind(import_.kind),
            list_name=import_.list_name or None,
            mapping=parse_mapping(import_.mapping, Kind(import_.kind)),
            time_zone=import_.matter.time_zone,
            out=staging,
            progress=progress,
        )
        staging.manifest(_manifest(import_, summary, sha256))
    return summary


def _manifest(import_: Import, summary: ImportSummary, sha256: str) -> dict[str, Any]:
    return {
        "format": "casecalc/import-manifest/1",
        "name": import_.name,
        "sha256": sha256,
        "kind": import_.kind,
        "list_name": import_.list_name or None,
        "sheet": import_.sheet or None,
        "time_zone": import_.matter.time_zone,
        "mapping": import_.mapping,
        "rows_read": summary.rows_read,
        "accepted": summary.accepted,
        "rejected": summary.rejected,
        "blank_lines": summary.blank_lines,
        "rejected_by_code": _by_code(summary),
        **_recognised(summary),
    }


def _recognised(summary: ImportSummary) -> dict[str, Any]:
    return {
        "header": list(summary.header),
        "positions": dict(summary.positions),
        "encoding": summary.encoding,
        "delimiter": summary.delimiter,
        "forms": {name: str(form) for name, form in summary.forms.items()},
    }


def _by_code(summary: ImportSummary) -> dict[str, int]:
    return {str(code): count for code, count in summary.rejected_by_code.items()}


def _commit(import_: Import, summary: ImportSummary, *, by: User, now: datetime) -> None:
    """Make a published import evidence: its place in the order, and earlier runs stale."""
    matter = import_.matter
    Matter.objects.select_for_update().get(pk=matter.pk)
    import_.refresh_from_db(fields=["state"])
    if not import_.is_open:
        raise ImportRefused(f"Import {import_.number} is {import_.state} already.")
    last = matter.imports.exclude(commit_order=None).order_by("commit_order").last()
    import_.commit_order = (last.commit_order or 0) + 1 if last else 1
    import_.state, import_.committed_at, import_.refusal = Import.State.COMMITTED, now, ""
    import_.rows_read, import_.blank_lines = summary.rows_read, summary.blank_lines
    import_.accepted, import_.rejected = summary.accepted, summary.rejected
    import_.rejected_by_code = _by_code(summary)
    import_.summary = _recognised(summary)
    import_.save()
    matter.runs.mark_stale(reason=f"Import {import_.number} was committed after this run.", now=now)
    details = {
        "import": import_.number,
        "sha256": import_.source_file.sha256,
        "kind": import_.kind,
        "mapping": import_.mapping_digest,
        "rows_read": summary.rows_read,
        "accepted": summary.accepted,
        "rejected": summary.rejected,
    }
    chain.record(action="commit_import", by=by, now=now, matter=matter, details=details)
