import os
from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.people import create_user
from casecalc.management.action_command import ActionCommand, CommandRefused, now
from casecalc.management.invitations import invitation_path
from casecalc.models import User

VARIABLE = "CASECALC_PASSWORD"


class Command(ActionCommand):
    help = "Invites one person. Without a password, prints the page where the person chooses one."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--password-from-env", action="store_true", help=f"take the password from {VARIABLE}"
        )

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        password = None
        if options["password_from_env"]:
            password = os.environ.get(VARIABLE)
            if not password:
                raise CommandRefused(f"{VARIABLE} is not set; put the password there.")
        user = create_user(
            username=options["username"],
            email=options["email"],
            password=password,
            by=by,
            now=now(),
        )
        invited = {} if password else {"invitation": invitation_path(user)}
        return {"user": user.username, **invited}
