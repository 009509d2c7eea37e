from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.matters import create_matter
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import read_document
from casecalc.management.lookups import find_user
from casecalc.models import User


class Command(ActionCommand):
    help = "Makes a matter."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="its short name in addresses and commands")
        parser.add_argument("--title", required=True)
        parser.add_argument("--time-zone", default="America/Los_Angeles", help="IANA name")
        parser.add_argument("--definition", metavar="FILE", help="class definition (JSON)")
        parser.add_argument("--theory", metavar="FILE", help="damages theory (JSON)")
        parser.add_argument("--caption", default="")
        parser.add_argument("--court", default="")
        parser.add_argument("--docket", default="", help="docket number")
        parser.add_argument("--originals", default="", help="where the records can be examined")
        parser.add_argument("--owner", metavar="USERNAME", help="the first member")
        parser.add_argument("--demonstration", action="store_true", help="its data are invented")
        parser.add_argument(
            "--override-approval", action="store_true", help="a second person approves overrides"
        )

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = create_matter(
            slug=options["slug"],
            title=options["title"],
            time_zone=options["time_zone"],
            caption=options["caption"],
            court=options["court"],
            docket_number=options["docket"],
            originals=options["originals"],
            is_demonstration=options["demonstration"],
            requires_override_approval=options["override_approval"],
            owner=find_user(options["owner"]) if options["owner"] else None,
            definition=read_document(options["definition"]),
            theory=read_document(options["theory"]),
            by=by,
            now=now(),
        )
        return {"matter": matter.slug}
