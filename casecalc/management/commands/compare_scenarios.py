from typing import Any

from django.core.management.base import CommandParser

from casecalc.jobs.queue import scenarios_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import read_document
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Scenarios, User
from casecalc.rules.scenario_document import parse_scenarios
from casecalc.rules.scenario_json import comparison_json
from casecalc.rules.scenarios import parse_scenario_figures


class Command(ActionCommand):
    help = "Puts theories and assumptions side by side on one run, claim by claim."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--file", required=True, metavar="FILE", help="what to compare: JSON")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        document = read_document(options["file"])
        recover(now=now())
        job = scenarios_now(run=run, document=document, by=by, now=now())
        do_at_once(job)
        scenarios = Scenarios.objects.get(jobs=job)
        asked = parse_scenarios(scenarios.document["asked"])
        figures = parse_scenario_figures(scenarios.figures)
        return {"scenarios": scenarios.number, **comparison_json(asked, figures)}
