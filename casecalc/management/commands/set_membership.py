from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.people import set_membership
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.lookups import find_matter, find_user
from casecalc.models import Role, User

NONE = "none"


class Command(ActionCommand):
    help = "Gives a user a role in a matter, or takes it away."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("user", metavar="USERNAME")
        parser.add_argument("--role", required=True, choices=[*Role.values, NONE])

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter, user = find_matter(options["matter"]), find_user(options["user"])
        role = None if options["role"] == NONE else Role(options["role"])
        set_membership(matter=matter, user=user, role=role, by=by, now=now())
        return {"matter": matter.slug, "user": user.username, "role": role}
