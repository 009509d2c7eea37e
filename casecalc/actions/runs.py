"""Evidence and rules become a run, published whole or not at all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.engine import connect
from casecalc.evidence.run import ImportTable, RunSummary, determine
from casecalc.models import Import, Matter, Run, User
from casecalc.queries.decisions import known_to
from casecalc.rules.columns import Kind
from casecalc.rules.figures import figures_document
from casecalc.rules.refusals import Refusal
from casecalc.rules.theory import require_countable

from .definitions import save_definition
from .named_plaintiffs import look_for_plaintiffs
from .performing import Clock, performing
from .run_manifest import run_manifest
from .theories import save_theory

Progress = Callable[[int, float], None]


class RunRefused(Refusal):
    """A run cannot be started as asked."""


def start_run(
    *, matter: Matter, by: User, now: datetime, definition: Any = None, theory: Any = None
) -> Run:
    """A run of the evidence, decisions and documents as they are now, queued for `perform_run`.

    Documents that are given become the matter's latest versions. Raises RunRefused,
    DefinitionRefused and TheoryRefused, and then nothing is written.
    """
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=matter.pk)
        if definition is not None:
            save_definition(matter=matter, document=definition, by=by, now=now)
        if theory is not None:
            save_theory(matter=matter, document=theory, by=by, now=now)
        run = _new_run(matter, by, now)
        run.save(force_insert=True)
        run.imports.set(matter.imports.committed())
        details = {
            "run": run.number,
            "definition": run.definition.sha256,
            "theory": run.theory.sha256,
            "imports": list(matter.imports.committed().values_list("number", flat=True)),
            "decisions_through": run.decisions_through,
            "approvals_through": run.approvals_through,
            "requires_override_approval": run.requires_override_approval,
        }
        chain.record(action="start_run", by=by, now=now, matter=matter, details=details)
    return run


def _new_run(matter: Matter, by: User, now: datetime) -> Run:
    definition = matter.definitions.order_by("version").last()
    if definition is None:
        raise RunRefused(
            f"The matter {matter.slug} has no class definition; give one with --definition."
        )
    theory = matter.theories.order_by("version").last()
    if theory is None:
        raise RunRefused(f"The matter {matter.slug} has no damages theory; give one with --theory.")
    require_countable(theory.parsed, definition.parsed)
    last_run = matter.runs.order_by("number").last()
    last_decision = matter.decisions.order_by("number").last()
    last_approval = matter.approvals.order_by("number").last()
    return Run(
        matter=matter,
        number=last_run.number + 1 if last_run else 1,
        definition=definition,
        theory=theory,
        decisions_through=last_decision.number if last_decision else 0,
        approvals_through=last_approval.number if last_approval else 0,
        requires_override_approval=matter.requires_override_approval,
        started_at=now,
        started_by=by,
    )


def perform_run(*, run: Run, by: User, clock: Clock, progress: Progress | None = None) -> Run:
    """Compute a queued run and publish it. Raises Refusal (NotReconciled, DamagedFile, WorkFailed):
    the run is then on record as failed, with the sentence."""
    if not run.is_open:
        return run
    with performing(run, by=by, clock=clock):
        summary = _publish(run, progress)
    now = clock()
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        run.refresh_from_db()
        run.state, run.finished_at, run.failure = Run.State.PUBLISHED, now, ""
        run.figures, run.digest = figures_document(summary.figures), summary.digest
        run.save(update_fields=["state", "finished_at", "failure", "figures", "digest"])
        details = {"run": run.number, "digest": run.digest}
        chain.record(action="publish_run", by=by, now=now, matter=run.matter, details=details)
    return run


def _publish(run: Run, progress: Progress | None) -> RunSummary:
    """Compute the run's tables into the evidence store, with its manifest."""
    matter, store = run.matter, run.matter.store
    store.sweep()
    imports = list(run.imports.select_related("source_file").order_by("commit_order"))
    decisions = known_to(run)
    with store.publishing("runs", run.key) as staging:
        scratch = staging / "scratch"  # swept with the rest if this process is killed
        with connect(
            memory_limit=settings.CASECALC_MEMORY_LIMIT,
            scratch=scratch,
            allowed=store.path,
        ) as engine:
            tables = [import_table(matter, number, one) for number, one in enumerate(imports, 1)]
            in_force = [one.decision.parsed for one in decisions if one.is_in_force]
            summary = determine(
                imports=tables,
                decisions=in_force,
                definition=run.definition.parsed,
                theory=run.theory.parsed,
                time_zone=matter.time_zone,
                engine=engine,
                out=staging,
                progress=progress,
            )
            plaintiffs = look_for_plaintiffs(
                run, imports=tables, decisions=in_force, engine=engine, folder=staging
            )
        scratch.rmdir()
        staging.manifest(run_manifest(run, imports, decisions, summary, plaintiffs))
    return summary


def import_table(matter: Matter, number: int, import_: Import) -> ImportTable:
    """The checked table of an import that has the place `number` in a run; raises DamagedFile."""
    published = matter.store.open("imports", import_.key)
    return ImportTable(
        number=number,
        kind=Kind(import_.kind),
        sha256=import_.source_file.sha256,
        sheet=import_.sheet or None,
        list_name=import_.list_name or None,
        name=import_.name,
        accepted=published.checked("accepted.parquet"),
    )
