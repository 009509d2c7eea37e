from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from casecalc.actions.samples import finish_sample, parse_review_lines, review_sample
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import read_text
from casecalc.management.lookups import find_matter, find_sample
from casecalc.models import User
from casecalc.queries.samples import sample_file
from casecalc.rules.intervals import Tally


class Command(ActionCommand):
    help = "Records verdicts on the persons of a sample, one JSON object a line: all or none."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("sample", metavar="SAMPLE", type=int, help="the sample's number")
        parser.add_argument("--file", metavar="FILE", help="person, verdict and reason a line")
        parser.add_argument(
            "--finish", action="store_true", help="then let nothing change any more"
        )

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        sample = find_sample(find_matter(options["matter"]), options["sample"])
        recorded = 0
        with transaction.atomic():  # refused: nothing of it is written
            if options["file"] is not None:
                lines = parse_review_lines(read_text(options["file"]))
                recorded = review_sample(sample=sample, lines=lines, by=by, now=now())
            if options["finish"]:
                finish_sample(sample=sample, by=by, now=now())
        file = sample_file(sample)
        return {
            "recorded": recorded,
            "drawn": file.drawn,
            "reviewed": file.reviewed,
            "wrong": file.wrong,
            "finished": sample.is_finished,
            "overall": None if file.overall is None else _tally(file.overall),
            "outcomes": {str(outcome): _tally(tally) for outcome, tally in file.strata},
        }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "population": tally.population,
        "drawn": tally.drawn,
        "reviewed": tally.reviewed,
        "wrong": tally.wrong,
        "error_rate": tally.rate_in_words,
        "interval": tally.interval_in_words,
    }
