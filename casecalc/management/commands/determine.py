from typing import Any

from django.core.management.base import CommandParser

from casecalc.jobs.queue import run_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import read_document
from casecalc.management.lookups import find_matter
from casecalc.models import Run, User
from casecalc.queries.decisions import known_to
from casecalc.rules.figures import determination_json, parse_figures


class Command(ActionCommand):
    help = "Applies the matter's class definition and damages theory to its evidence: one run."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("--definition", metavar="FILE", help="default: the matter's latest")
        parser.add_argument("--theory", metavar="FILE", help="default: the matter's latest")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = find_matter(options["matter"])
        recover(now=now())
        job = run_now(
            matter=matter,
            definition=read_document(options["definition"]),
            theory=read_document(options["theory"]),
            by=by,
            now=now(),
        )
        do_at_once(job)
        run = Run.objects.select_related("theory").get(jobs=job)
        figures = parse_figures(run.figures)
        document = determination_json(
            figures, run=run.number, digest=run.digest, theory=run.theory.parsed
        )
        return {**document, "overrides_pending": sum(one.is_awaiting for one in known_to(run))}
