"""The post-distribution accounting of a settlement: a new version for every change."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.store import MatterStore, Received
from casecalc.models import Accounting, Matter, Settlement, SourceFile, User
from casecalc.queries.accounting import cents_of, computed_of
from casecalc.queries.settlements import figures_of as settlement_figures_of
from casecalc.rules.accounting import (
    FORMAT,
    AccountingRefused,
    Entry,
    figures_document,
    figures_of,
    file_document,
    file_identities,
    parse_entries,
)
from casecalc.rules.payment_status import LARGEST_FILE, match_statuses, read_status_file
from casecalc.rules.refusals import FileRefused, NotReconciled

from .documents import document_sha256
from .run_manifest import instant


def save_accounting(
    *,
    settlement: Settlement,
    entries: Mapping[str, str],
    by: User,
    now: datetime,
    status_file: tuple[str, BinaryIO] | None = None,
    keeps_file: bool = True,
) -> Accounting:
    """The next version: `entries` by hand as texts by key (all of them; what is left out is no
    longer entered), and the name and bytes of a payment status file. Without one the last
    version's is kept, unless `keeps_file` is false. Raises AccountingRefused, with the entry at
    fault as its path, FileRefused and NotReconciled; then nothing is written."""
    if settlement.state != Settlement.State.PUBLISHED:
        raise AccountingRefused(
            "settlement", f"is {settlement.state}; only what was divided can be accounted for"
        )
    values = parse_entries(entries)
    document_sha256(values, AccountingRefused)
    received: Received | None = None
    try:
        file = None
        if status_file is not None:
            received, file = _read_file(settlement, *status_file)
        with transaction.atomic():
            Matter.objects.select_for_update().get(pk=settlement.matter_id)
            latest = settlement.accountings.order_by("version").last()
            if file is None and keeps_file and latest is not None:
                file = latest.document["file"]
            document = _document(settlement, values, file, latest, by, now)
            if received is not None:
                _keep(settlement.matter, received, document["file"]["name"], now)
            return _saved(settlement, document, latest, by, now)
    except BaseException:
        if received is not None:
            received.discard()
        raise


def _saved(
    settlement: Settlement,
    document: dict[str, Any],
    latest: Accounting | None,
    by: User,
    now: datetime,
) -> Accounting:
    if latest is not None and latest.document == document:
        return latest
    file = document["file"]
    accounting = Accounting.objects.create(
        settlement=settlement,
        version=latest.version + 1 if latest else 1,
        document=document,
        status_sha256=file["sha256"] if file else "",
        created_at=now,
        created_by=by,
    )
    details = {
        "settlement": settlement.number,
        "version": accounting.version,
        "sha256": document_sha256(document, AccountingRefused),
        "status_file": accounting.status_sha256,
    }
    chain.record(
        action="save_accounting", by=by, now=now, matter=settlement.matter, details=details
    )
    return accounting


def _document(
    settlement: Settlement,
    values: Mapping[str, int | str],
    file: dict[str, Any] | None,
    latest: Accounting | None,
    by: User,
    now: datetime,
) -> dict[str, Any]:
    """An entry that stays as it was keeps who made it, and when."""
    before = latest.document["entries"] if latest is not None else {}
    entries = {}
    for key, value in values.items():
        same = key in before and before[key]["value"] == value
        entries[key] = Entry(**before[key]) if same else Entry(value, by.username, instant(now))
    computed = computed_of(settlement)
    return {
        "format": FORMAT,
        "entries": {key: asdict(entry) for key, entry in entries.items()},
        "file": file,
        "computed": computed,
        "figures": figures_document(figures_of(computed, file, entries)),
    }


def _read_file(
    settlement: Settlement, name: str, stream: BinaryIO
) -> tuple[Received, dict[str, Any]]:
    store: MatterStore = settlement.matter.store
    if name.lower().endswith(".gz"):
        raise FileRefused("A payment status file is read as CSV or TSV; decompress it first.")
    store.sweep()
    received = store.receive(stream, LARGEST_FILE)
    try:
        read = read_status_file(received.path.read_bytes(), name)
        persons = {row.person for row in read.rows}
        matched = match_statuses(
            read, settlement=settlement.number, payments=cents_of(settlement, persons)
        )
        every = settlement_figures_of(settlement).all
        totals = {"payments": every.persons, "total_cents": every.total_cents}
        file = file_document(matched, name=name, sha256=received.sha256, **totals)
        for identity in file_identities(file, **totals):
            if not identity.holds:
                raise NotReconciled(
                    f"{identity.sentence}: {identity.left} is not {identity.right}. The "
                    "accounting is not saved."
                )
    except BaseException:
        received.discard()
        raise
    return received, file


def _keep(matter: Matter, received: Received, name: str, now: datetime) -> None:
    """Keep the bytes by their hash, on record beside the other files received."""
    SourceFile.objects.get_or_create(
        matter=matter,
        sha256=received.sha256,
        defaults={"size": received.size, "name": name[:255], "received_at": now},
    )
    received.keep()
