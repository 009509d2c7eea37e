from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.settlements import SettlementNotStarted, note_payment_file
from casecalc.jobs.queue import settlement_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import read_document, writable, written
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Settlement, User
from casecalc.queries.payments import PAYMENT_FORMS, write_payment_file
from casecalc.queries.settlements import figures_of
from casecalc.rules.settlement_figures import allocation_json


class Command(ActionCommand):
    help = "Divides a settlement fund among the eligible persons of a run, to the cent."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--file", required=True, metavar="FILE", help="the settlement")
        parser.add_argument("--payments", metavar="FILE", help="payment file: .csv or .xlsx")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        document = read_document(options["file"])
        out = None if options["payments"] is None else _payment_file(options["payments"])
        recover(now=now())
        job = settlement_now(run=run, document=document, by=by, now=now())
        do_at_once(job)
        settlement = Settlement.objects.select_related("matter", "run").get(jobs=job)
        answer = {"settlement": settlement.number, **allocation_json(figures_of(settlement))}
        if out is not None:
            with written(str(out)) as part:
                form = out.suffix.lower()
                exported = write_payment_file(settlement, part, form=form)
            note_payment_file(settlement=settlement, form=form.strip("."), by=by, now=now())
            answer["payments"] = {"rows": exported.rows, "sha256": exported.sha256}
        return answer


def _payment_file(path: str) -> Path:
    out = writable(path)
    if out.suffix.lower() not in PAYMENT_FORMS:
        raise SettlementNotStarted(
            f'"{out.name}" does not say in which form to write payments; give --payments a name '
            f"that ends in {' or '.join(PAYMENT_FORMS)}."
        )
    return out
