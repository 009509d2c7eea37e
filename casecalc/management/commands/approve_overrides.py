from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.approvals import record_approvals
from casecalc.management.action_command import ActionCommand, CommandRefused, now
from casecalc.management.lookups import find_matter
from casecalc.models import Approval, User


class Command(ActionCommand):
    help = "Approves overrides that somebody else recorded, or declines them: all or none."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("--decisions", required=True, metavar="N,N", help="their numbers")
        parser.add_argument("--decline", action="store_true", help="decline instead")
        parser.add_argument("--reason", default="", help="required to decline")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        declines = options["decline"]
        recorded = record_approvals(
            matter=find_matter(options["matter"]),
            numbers=_numbers(options["decisions"]),
            verdict=Approval.Verdict.DECLINED if declines else Approval.Verdict.APPROVED,
            reason=options["reason"],
            by=by,
            now=now(),
        )
        return {"recorded": len(recorded)}


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not (part.isascii() and part.isdigit() and len(part) <= 9):
            raise CommandRefused(
                f'--decisions: "{part}" is not the number of a decision; give numbers with commas '
                "between, such as 3,4."
            )
    return [int(part) for part in parts]
