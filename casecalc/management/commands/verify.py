from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.verification import verify
from casecalc.audit import chain
from casecalc.management.action_command import ActionCommand
from casecalc.management.lookups import find_matter
from casecalc.models import Matter, User


class Command(ActionCommand):
    help = "Re-hashes the evidence store and replays the audit chain."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER", nargs="?", help="default: every matter")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        slug = options["matter"]
        matters = list(Matter.objects.all()) if slug is None else [find_matter(slug)]
        verification = verify(matters=matters)
        self._problems = verification.problems
        number, last_hash = chain.head()
        return {
            "files": verification.files,
            "problems": len(verification.problems),
            "audit_events": number,
            "audit_head": last_hash,
        }

    def answer(self, document: dict[str, Any], *, as_json: bool) -> None:
        super().answer(document, as_json=as_json)
        if self._problems:
            for problem in self._problems[:-1]:
                self.stderr.write(problem)
            self.refuse(self._problems[-1])
