from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.samples import draw_sample
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import User


class Command(ActionCommand):
    help = "Draws persons of a run for human review, by a seed with which anyone can repeat it."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--size", required=True, type=int, metavar="N", help="persons to draw")
        parser.add_argument("--seed", default="", metavar="S", help="default: the run's digest")
        parser.add_argument("--per-outcome", action="store_true", help="N of each outcome")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        sample = draw_sample(
            run=run,
            size=options["size"],
            seed=options["seed"],
            per_outcome=options["per_outcome"],
            by=by,
            now=now(),
        )
        return {
            "sample": sample.number,
            "run": run.number,
            "seed": sample.seed,
            "persons": [f"P{number}" for number in sample.persons],
        }
