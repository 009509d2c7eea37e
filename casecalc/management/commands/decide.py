from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.decisions import parse_decision_lines, record_decisions
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import read_text
from casecalc.management.lookups import find_matter
from casecalc.models import User
from casecalc.queries.decisions import as_they_stand

LARGEST_FILE = 50_000_000


class Command(ActionCommand):
    help = "Records decisions, one JSON object a line: all of them or none."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("--file", required=True, metavar="FILE")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = find_matter(options["matter"])
        lines = parse_decision_lines(read_text(options["file"], LARGEST_FILE))
        recorded = record_decisions(matter=matter, lines=lines, by=by, now=now())
        as_recorded = as_they_stand(recorded[0].matter, recorded)
        awaiting = sum(one.is_awaiting for one in as_recorded)
        return {"recorded": len(recorded), "awaiting_approval": awaiting}
