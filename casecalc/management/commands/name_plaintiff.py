from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.named_plaintiffs import name_plaintiff, withdraw_plaintiff
from casecalc.management.action_command import ActionCommand, CommandRefused, now
from casecalc.management.lookups import find_matter
from casecalc.models import User


class Command(ActionCommand):
    help = "Puts a class representative on the list whom every run must find, or takes one off."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("--name", metavar="T", help="the person's name")
        parser.add_argument("--key", metavar="KIND", help="member_id, email or email_sha256")
        parser.add_argument("--value", metavar="V", help="the key, as a roster has it")
        parser.add_argument("--withdraw", type=int, metavar="N", help="takes entry N off the list")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = find_matter(options["matter"])
        asked = {name: options[name] for name in ("name", "key", "value")}
        if options["withdraw"] is not None:
            if any(value is not None for value in asked.values()):
                raise CommandRefused("Give --withdraw alone, or --name, --key and --value.")
            number = options["withdraw"]
            named = withdraw_plaintiff(matter=matter, number=number, by=by, now=now())
            return {"plaintiff": named.number, "withdrawn": True}
        missing = [f"--{name}" for name, value in asked.items() if value is None]
        if missing:
            raise CommandRefused(f"{' and '.join(missing)} missing; see --help.")
        named = name_plaintiff(matter=matter, **asked, by=by, now=now())
        return {"plaintiff": named.number, "withdrawn": False}
