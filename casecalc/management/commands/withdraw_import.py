from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.imports import withdraw_import
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.lookups import find_import, find_matter
from casecalc.models import User


class Command(ActionCommand):
    help = "Takes an import out of the evidence of later runs; it stays on record."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("import", metavar="IMPORT", type=int, help="the import's number")
        parser.add_argument("--reason", required=True)

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        import_ = find_import(find_matter(options["matter"]), options["import"])
        stale_runs = withdraw_import(import_=import_, reason=options["reason"], by=by, now=now())
        return {"import": import_.number, "stale_runs": stale_runs}
