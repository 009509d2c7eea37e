"""What a run was made from and what came out: the document that exhibits are made from."""

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import casecalc
from casecalc.audit import chain
from casecalc.evidence.run import RunSummary
from casecalc.models import Import, Run
from casecalc.queries.decisions import Recorded
from casecalc.rules.figures import figures_document

FORMAT = "casecalc/run-manifest/1"
_LIBRARIES = ("Django", "duckdb", "ibis-framework", "pyarrow", "tzdata")


def run_manifest(
    run: Run,
    imports: Sequence[Import],
    decisions: Sequence[Recorded],
    summary: RunSummary,
    named_plaintiffs: dict[str, Any],
) -> dict[str, Any]:
    """Everything but `files`, which the evidence store adds. `number` of an import is its place in
    the run, `import` its public number in the matter. `decisions` are those in force; overrides
    that await approval or were declined stand apart and entered into no figure."""
    return {
        "format": FORMAT,
        "program": program(),
        "matter": matter_document(run),
        "run": {"number": run.number, "started_at": instant(run.started_at)},
        "imports": [_import_entry(run, number, one) for number, one in enumerate(imports, 1)],
        "requires_override_approval": run.requires_override_approval,
        "decisions": [
            {**_decision(one), "approval": _word(one)} for one in decisions if one.is_in_force
        ],
        "decisions_pending": [_decision(one) for one in decisions if one.is_awaiting],
        "decisions_declined": [
            {**_decision(one), "declined": _word(one), "reason": one.approval.reason}
            for one in decisions
            if one.is_declined and one.approval is not None
        ],
        "definition": _document(run.definition),
        "theory": _document(run.theory),
        "audit": dict(zip(("number", "hash"), chain.head(), strict=True)),
        "figures": figures_document(summary.figures),
        "digest": summary.digest,
        "named_plaintiffs": named_plaintiffs,
    }


def program() -> dict[str, Any]:
    libraries = {name: version(name) for name in _LIBRARIES}
    libraries["Python"] = platform.python_version()
    return {"name": "casecalc", "version": casecalc.__version__, "libraries": libraries}


def matter_document(run: Run) -> dict[str, Any]:
    matter = run.matter
    return {
        "slug": matter.slug,
        "title": matter.title,
        "caption": matter.caption,
        "court": matter.court,
        "docket_number": matter.docket_number,
        "time_zone": matter.time_zone,
        "originals": matter.originals,
        "is_demonstration": matter.is_demonstration,
    }


def _decision(one: Recorded) -> dict[str, Any]:
    decision = one.decision
    return {
        "number": decision.number,
        "recorded_at": instant(decision.recorded_at),
        "by": decision.recorded_by.username,
        "document": decision.document,
    }


def _word(one: Recorded) -> dict[str, Any] | None:
    """Whose word stands on an override, and when it was given."""
    if one.approval is None:
        return None
    return {"by": one.approval.recorded_by.username, "at": instant(one.approval.recorded_at)}


def instant(moment: datetime) -> str:
    """UTC to the microsecond, ending in `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _document(one: Any) -> dict[str, Any]:
    return {"version": one.version, "sha256": one.sha256, "document": one.document}


def _import_entry(run: Run, number: int, import_: Import) -> dict[str, Any]:
    published = run.matter.store.open("imports", import_.key)
    assert import_.committed_at is not None  # imports of a run are committed
    return {
        "number": number,
        "import": import_.number,
        "kind": import_.kind,
        "list_name": import_.list_name or None,
        "name": import_.name,
        "sha256": import_.source_file.sha256,
        "size": import_.source_file.size,
        "sheet": import_.sheet or None,
        "rows_read": import_.rows_read,
        "accepted": import_.accepted,
        "rejected": import_.rejected,
        "blank_lines": import_.blank_lines,
        "rejected_by_code": import_.rejected_by_code,
        "committed_at": instant(import_.committed_at),
        "mapping": import_.mapping,
        "encoding": import_.summary["encoding"],
        "delimiter": import_.summary["delimiter"],
        "forms": import_.summary["forms"],
        "header": import_.summary["header"],
        "accepted_sha256": published.manifest["files"]["accepted.parquet"]["sha256"],
    }
