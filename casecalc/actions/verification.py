"""Is everything still as it was stored? Re-hashes the evidence store, compares it with the database
and replays the audit chain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casecalc.audit.chain import verify_chain
from casecalc.evidence.store import DamagedFile, PublicationKind
from casecalc.models import Bundle, Exhibit, Import, Matter, Run, Settlement, Subject
from casecalc.queries.decisions import known_to
from casecalc.rules.approvals import Standing

_STANDINGS = {
    "decisions": Standing.IN_FORCE,
    "decisions_pending": Standing.AWAITING_APPROVAL,
    "decisions_declined": Standing.DECLINED,
}


@dataclass(frozen=True)
class Verification:
    """`problems` are sentences; empty when everything is as it was stored."""

    files: int
    problems: tuple[str, ...]


def verify(*, matters: Sequence[Matter]) -> Verification:
    """Verify these matters' evidence, and the chain, which is the whole site's. What killed
    processes left unfinished is removed first: it is nobody's."""
    files = 0
    problems: list[str] = []
    for matter in matters:
        matter.store.sweep()
        found, count = matter.store.problems()
        files += count
        problems += [f"{matter.slug}: {problem}" for problem in found]
        problems += [f"{matter.slug}: {problem}" for problem in _unlike_records(matter, found)]
    return Verification(files, tuple(problems + verify_chain()))


def _unlike_records(matter: Matter, found: list[str]) -> Iterator[str]:
    """Where database and evidence store disagree; damage that was `found` is not told twice."""
    yield from _missing_originals(matter)
    states = [Import.State.COMMITTED, Import.State.WITHDRAWN]
    for import_ in matter.imports.filter(state__in=states).select_related("source_file"):
        yield from _compared(
            matter,
            "imports",
            import_.key,
            f"Import {import_.number}",
            {
                "sha256": import_.source_file.sha256,
                "kind": import_.kind,
                "mapping": import_.mapping,
                "rows_read": import_.rows_read,
                "accepted": import_.accepted,
                "rejected": import_.rejected,
                "rejected_by_code": import_.rejected_by_code,
            },
            found,
        )
    for run in matter.runs.published().select_related("definition", "theory"):
        yield from _compared(
            matter,
            "runs",
            run.key,
            f"Run {run.number}",
            {"digest": run.digest, "figures": run.figures},
            found,
        )
        yield from _unlike_decisions(matter, run)
    for exhibit in matter.exhibits.filter(state=Exhibit.State.PUBLISHED):
        yield from _compared(
            matter, "exhibits", exhibit.key, f"Exhibit {exhibit.number}", {}, found
        )
        yield from _file_hash(matter, "exhibits", f"Exhibit {exhibit.number}", exhibit)
    for settlement in matter.settlements.filter(state=Settlement.State.PUBLISHED):
        yield from _compared(
            matter,
            "settlements",
            settlement.key,
            f"Settlement {settlement.number}",
            {"document": settlement.document, "figures": settlement.figures},
            found,
        )
    for bundle in matter.bundles.filter(state=Bundle.State.PUBLISHED):
        yield from _compared(matter, "bundles", bundle.key, f"Bundle {bundle.number}", {}, found)
        yield from _file_hash(matter, "bundles", f"Bundle {bundle.number}", bundle)
    yield from _on_no_record(matter)


def _unlike_decisions(matter: Matter, run: Run) -> Iterator[str]:
    """Whether the run's manifest has the decisions in force, waiting and declined that are on
    record; manifests of before there were approvals have only the first."""
    try:
        manifest = matter.store.open("runs", run.key).manifest
    except DamagedFile:
        return
    known = known_to(run)
    for key, standing in _STANDINGS.items():
        recorded = [
            (one.decision.number, one.decision.document)
            for one in known
            if one.standing is standing
        ]
        stated = [(entry["number"], entry["document"]) for entry in manifest.get(key, [])]
        if recorded != stated:
            yield (
                f"Run {run.number}: the database and the manifest disagree about the decisions "
                f"{standing}; one of them was changed. Restore both from the same backup."
            )


def _missing_originals(matter: Matter) -> Iterator[str]:
    for source_file in matter.source_files.all():
        if not matter.store.original(source_file.sha256).is_file():
            yield (
                f"The source file {source_file.sha256} is missing from the evidence store. "
                "Restore it from a backup."
            )


def _compared(
    matter: Matter,
    kind: PublicationKind,
    key: str,
    name: str,
    expected: dict[str, object],
    found: list[str],
) -> Iterator[str]:
    try:
        manifest = matter.store.open(kind, key).manifest
    except DamagedFile as damage:
        if str(damage) not in found:
            yield f"{name}: {damage}"
        return
    for field, value in expected.items():
        if manifest.get(field) != value:
            yield (
                f"{name}: the database and the manifest disagree about {field}; one of them was "
                "changed. Restore both from the same backup."
            )


def _file_hash(
    matter: Matter, kind: PublicationKind, name: str, made: Exhibit | Bundle
) -> Iterator[str]:
    try:
        files = matter.store.open(kind, made.key).manifest["files"]
    except DamagedFile:
        return
    if files.get(made.file_name, {}).get("sha256") != made.sha256:
        yield (
            f"{name}: the database and the manifest disagree about its SHA-256; one of them was "
            "changed. Restore both from the same backup."
        )


def _on_no_record(matter: Matter) -> Iterator[str]:
    """Publications without a record: their process was killed between publishing and recording."""
    kinds: tuple[tuple[PublicationKind, type[Subject]], ...] = (
        ("imports", Import),
        ("runs", Run),
        ("exhibits", Exhibit),
        ("settlements", Settlement),
        ("bundles", Bundle),
    )
    for kind, model in kinds:
        folder = matter.store.path / kind
        known = set(model._default_manager.filter(matter=matter).values_list("key", flat=True))
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name not in known:
                yield (
                    f"{path} belongs to nothing on record: its process was killed before it could "
                    "record it. Do the work again, or remove the folder."
                )
