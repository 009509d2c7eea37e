"""Theories and assumptions side by side on one run: asked, computed, kept as figures."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.scenarios import determine_column, figures_of_column
from casecalc.evidence.tables import PERSONS_FILE
from casecalc.models import Matter, Run, Scenarios, User
from casecalc.queries.decisions import known_to
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.digest import canonical_json
from casecalc.rules.figures import parse_figures
from casecalc.rules.refusals import DefinitionRefused, TheoryRefused
from casecalc.rules.scenario_document import (
    Asked,
    ScenariosRefused,
    parse_scenarios,
    resolved_theory,
    with_class_period,
)
from casecalc.rules.scenario_words import column_in_words
from casecalc.rules.scenarios import ColumnFigures, figures_document
from casecalc.rules.theory import parse_theory, require_countable

from .documents import document_sha256
from .performing import Clock, performing
from .runs import import_table

Progress = Callable[[int, float], None]


def start_scenarios(*, run: Run, document: Any, by: User, now: datetime) -> Scenarios:
    """A comparison on a published run, queued for `perform_scenarios`. What is asked is resolved
    and kept with it: a theory's later versions change nothing. Raises ScenariosRefused with the
    path at fault, and then nothing is written."""
    asked = parse_scenarios(document)
    document_sha256(document, ScenariosRefused)
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        run.refresh_from_db()
        if run.state != Run.State.PUBLISHED:
            raise ScenariosRefused("run", f"is {run.state}; comparisons are made on published runs")
        last = run.matter.scenarios.order_by("number").last()
        number = last.number + 1 if last else 1
        scenarios = Scenarios.objects.create(
            matter=run.matter,
            number=number,
            run=run,
            title=asked.title[:200] or f"Scenarios {number}",
            document={"asked": document, "resolved": _resolved(run, asked)},
            created_at=now,
            created_by=by,
        )
        details = {
            "scenarios": number,
            "run": run.number,
            "sha256": document_sha256(scenarios.document, ScenariosRefused),
        }
        chain.record(action="start_scenarios", by=by, now=now, matter=run.matter, details=details)
    return scenarios


def perform_scenarios(
    *, scenarios: Scenarios, by: User, clock: Clock, progress: Progress | None = None
) -> Scenarios:
    """Compute a queued comparison and keep its figures. Raises Refusal: it is then on record as
    failed, with the sentence."""
    if not scenarios.is_open:
        return scenarios
    with performing(scenarios, by=by, clock=clock):
        columns = _computed(scenarios, progress)
    now = clock()
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=scenarios.matter_id)
        scenarios.refresh_from_db()
        scenarios.state, scenarios.finished_at = Scenarios.State.PUBLISHED, now
        scenarios.failure, scenarios.figures = "", figures_document(columns)
        scenarios.save(update_fields=["state", "finished_at", "failure", "figures"])
        details = {
            "scenarios": scenarios.number,
            "run": scenarios.run.number,
            "digests": [column.digest for column in columns],
        }
        chain.record(
            action="publish_scenarios", by=by, now=now, matter=scenarios.matter, details=details
        )
    return scenarios


def _resolved(run: Run, asked: Asked) -> list[dict[str, Any]]:
    """Of each column the theory, the definition where its class period is changed, and both in
    words, as they are now."""
    resolved = []
    for i, column in enumerate(asked.columns):
        try:
            theory = resolved_theory(
                column, run=run.theory.document, version=lambda n: _version(run, n)
            )
            definition = with_class_period(run.definition.document, column.class_period)
            parsed = parse_definition(definition)
            require_countable(parse_theory(theory), parsed)
        except DefinitionRefused as refusal:
            raise ScenariosRefused(f"columns[{i}].class_period", refusal.problem) from None
        except TheoryRefused as refusal:
            if refusal.path.startswith("assume."):
                raise ScenariosRefused(f"columns[{i}].{refusal.path}", refusal.problem) from None
            raise ScenariosRefused(f"columns[{i}].theory", str(refusal)) from None
        words = column_in_words(column, definition=parsed, run_version=str(run.theory.version))
        period = None if column.class_period is None else definition
        resolved.append({"theory": theory, "definition": period, "words": list(words)})
    return resolved


def _version(run: Run, number: int) -> dict[str, Any]:
    theory = run.matter.theories.filter(version=number).first()
    if theory is None:
        raise TheoryRefused("version", f"the matter has no version {number:,}")
    found: dict[str, Any] = theory.document
    return found


def _computed(scenarios: Scenarios, progress: Progress | None) -> list[ColumnFigures]:
    """Each different definition and theory is determined once, in the order of the columns; the
    run's own are not determined again."""
    run, store = scenarios.run, scenarios.matter.store
    store.sweep()
    pairs = [
        (one["definition"] or run.definition.document, one["theory"])
        for one in scenarios.document["resolved"]
    ]
    keys = [canonical_json(list(pair)) for pair in pairs]
    distinct = dict(zip(keys, pairs, strict=True))
    found: dict[str, ColumnFigures] = {}
    with (
        store.working("scenarios") as folder,
        connect(
            memory_limit=settings.CASECALC_MEMORY_LIMIT,
            scratch=folder / "scratch",
            allowed=store.path,
        ) as engine,
    ):
        for done, (key, (definition, theory)) in enumerate(distinct.items()):
            part = _part(progress, done, len(distinct))
            found[key] = _column(scenarios, definition, theory, engine, folder, part)
    return [found[key] for key in keys]


def _column(
    scenarios: Scenarios,
    definition: dict[str, Any],
    theory: dict[str, Any],
    engine: Engine,
    folder: Path,
    progress: Progress | None,
) -> ColumnFigures:
    run, matter = scenarios.run, scenarios.matter
    if (definition, theory) == (run.definition.document, run.theory.document):
        persons = matter.store.open("runs", run.key).checked(PERSONS_FILE)
        return figures_of_column(engine, persons, parse_figures(run.figures), run.digest)
    imports = list(run.imports.select_related("source_file").order_by("commit_order"))
    return determine_column(
        imports=[import_table(matter, number, one) for number, one in enumerate(imports, 1)],
        decisions=[one.decision.parsed for one in known_to(run) if one.is_in_force],
        definition=parse_definition(definition),
        theory=parse_theory(theory),
        time_zone=matter.time_zone,
        engine=engine,
        folder=folder,
        progress=progress,
    )


def _part(progress: Progress | None, done: int, of: int) -> Progress | None:
    """Progress of one determination as a part of the whole."""
    if progress is None:
        return None
    report = progress

    def within(rows_done: int, share_done: float) -> None:
        report(rows_done, (done + share_done) / of)

    return within
