"""A fund is divided among the eligible persons of a run: asked, computed, published whole."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casecalc.audit import chain
from casecalc.evidence.allocation import PAYMENTS_FILE, write_payments
from casecalc.evidence.engine import Engine, connect
from casecalc.evidence.settlement_figures import add_up
from casecalc.evidence.tables import PERSONS_FILE, person_columns
from casecalc.models import Matter, Run, Settlement, User
from casecalc.rules import settlement as rules
from casecalc.rules.allocation import require_floors, require_somebody
from casecalc.rules.refusals import Refusal, SettlementRefused
from casecalc.rules.settlement_figures import (
    SettlementFigures,
    require_divided,
    settlement_document,
)

from .documents import document_sha256
from .performing import Clock, performing
from .run_manifest import instant, program

FORMAT = "casecalc/settlement-manifest/1"
Progress = Callable[[int, float], None]


class SettlementNotStarted(Refusal):
    """A settlement cannot be divided as asked."""


def start_settlement(*, run: Run, document: Any, by: User, now: datetime) -> Settlement:
    """A settlement of a published run, queued for `perform_settlement`. Raises SettlementRefused
    with the path at fault, AllocationRefused and SettlementNotStarted; then nothing is written."""
    terms = rules.parse_settlement(document)
    sha256 = document_sha256(document, SettlementRefused)
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        run.refresh_from_db()
        if run.state != Run.State.PUBLISHED:
            raise SettlementNotStarted(
                f"Run {run.number} is {run.state}; a fund is divided by a published run."
            )
        _require_divisible(run, terms)
        last = run.matter.settlements.order_by("number").last()
        number = last.number + 1 if last else 1
        settlement = Settlement.objects.create(
            matter=run.matter,
            number=number,
            run=run,
            title=terms.title[:200] or f"Settlement {number}",
            document=document,
            created_at=now,
            created_by=by,
        )
        details = {"settlement": number, "run": run.number, "sha256": sha256}
        chain.record(action="start_settlement", by=by, now=now, matter=run.matter, details=details)
    return settlement


def _require_divisible(run: Run, terms: rules.Settlement) -> None:
    """What the run's figures show to be impossible is refused before any work is done."""
    rules.require_applicable(terms, run.theory.parsed, run.definition.parsed)
    eligible = run.figures["eligible"]
    require_somebody(eligible)
    if terms.plan.kind is not rules.PlanKind.TIERS:
        require_floors(terms.net_cents, terms.plan.floor_cents, eligible)


def perform_settlement(
    *, settlement: Settlement, by: User, clock: Clock, progress: Progress | None = None
) -> Settlement:
    """Divide a queued settlement's fund and publish the payments. Raises Refusal: it is then on
    record as failed, with the sentence."""
    if not settlement.is_open:
        return settlement
    with performing(settlement, by=by, clock=clock):
        figures = _publish(settlement, progress)
    now = clock()
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=settlement.matter_id)
        settlement.refresh_from_db()
        settlement.state, settlement.finished_at = Settlement.State.PUBLISHED, now
        settlement.failure, settlement.figures = "", settlement_document(figures)
        settlement.save(update_fields=["state", "finished_at", "failure", "figures"])
        details = {
            "settlement": settlement.number,
            "run": settlement.run.number,
            "net_cents": figures.net_cents,
            "distributed_cents": figures.all.total_cents,
        }
        matter = settlement.matter
        chain.record(action="publish_settlement", by=by, now=now, matter=matter, details=details)
    return settlement


def note_payment_file(*, settlement: Settlement, form: str, by: User, now: datetime) -> None:
    """Put on record that somebody takes the payment file, which names everybody who is paid."""
    with transaction.atomic():
        details, matter = {"settlement": settlement.number, "form": form}, settlement.matter
        chain.record(action="take_payment_file", by=by, now=now, matter=matter, details=details)


def _publish(settlement: Settlement, progress: Progress | None) -> SettlementFigures:
    """Write the payments into the evidence store, add them up again, and see that all holds."""
    run, store = settlement.run, settlement.matter.store
    store.sweep()
    of_run = store.open("runs", run.key)
    terms = rules.parse_settlement(settlement.document)
    with store.publishing("settlements", settlement.key) as staging:
        scratch = staging / "scratch"  # swept with the rest if this process is killed
        with connect(
            memory_limit=settings.CASECALC_MEMORY_LIMIT, scratch=scratch, allowed=store.path
        ) as engine:
            figures = _divided(engine, run, terms, of_run.checked(PERSONS_FILE), staging)
        scratch.rmdir()
        require_divided(figures, eligible=run.figures["eligible"])
        if progress is not None:
            progress(figures.all.persons, 1.0)
        staging.manifest(_manifest(settlement, terms, figures))
    return figures


def _divided(
    engine: Engine, run: Run, terms: rules.Settlement, persons_file: Path, out: Path
) -> SettlementFigures:
    persons = engine.read_parquet(persons_file)
    theory, definition = run.theory.parsed, run.definition.parsed
    remainder = write_payments(
        engine,
        persons,
        net_cents=terms.net_cents,
        plan=terms.plan,
        theory=theory,
        columns=person_columns(definition, theory),
        out=out,
    )
    payments = engine.read_parquet(out / PAYMENTS_FILE)
    return add_up(engine, payments, persons, terms, remainder_cents=remainder)


def _manifest(
    settlement: Settlement, terms: rules.Settlement, figures: SettlementFigures
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": program(),
        "settlement": {
            "number": settlement.number,
            "title": settlement.title,
            "created_at": instant(settlement.created_at),
        },
        "run": {"number": settlement.run.number, "digest": settlement.run.digest},
        "document": settlement.document,
        "deductions": [asdict(one) for one in terms.deductions],
        "figures": settlement_document(figures),
    }
