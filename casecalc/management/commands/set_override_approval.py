from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.approvals import set_override_approval
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.lookups import find_matter
from casecalc.models import User


class Command(ActionCommand):
    help = "Says whether overrides of a matter need a second person's approval, for later runs."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("switch", choices=("on", "off"))
        parser.add_argument("--reason", required=True)

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = find_matter(options["matter"])
        stale_runs = set_override_approval(
            matter=matter,
            is_required=options["switch"] == "on",
            reason=options["reason"],
            by=by,
            now=now(),
        )
        return {
            "matter": matter.slug,
            "override_approval": options["switch"],
            "stale_runs": stale_runs,
        }
