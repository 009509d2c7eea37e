from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.evidence.rejected import write_rejected
from casecalc.evidence.schemas import REJECTED_FILE
from casecalc.management.action_command import ActionCommand, CommandRefused
from casecalc.management.files import written
from casecalc.management.lookups import find_import, find_matter
from casecalc.models import User


class Command(ActionCommand):
    help = "Writes the rejected rows of an import as CSV, to be corrected and imported again."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("import", metavar="IMPORT", type=int, help="the import's number")
        parser.add_argument("--out", required=True, metavar="FILE")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = find_matter(options["matter"])
        import_ = find_import(matter, options["import"])
        if import_.committed_at is None:
            raise CommandRefused(
                f"Import {import_.number} is {import_.state}; it has no rejected rows to export."
            )
        if Path(options["out"]).suffix.lower() in (".parquet", ".xlsx"):
            raise CommandRefused("Rejected rows are written as CSV; give a name that ends in .csv.")
        rejected = matter.store.open("imports", import_.key).checked(REJECTED_FILE)
        with written(options["out"]) as part, part.open("w", encoding="utf-8", newline="") as file:
            rows = write_rejected(rejected, import_.summary["header"], file)
        return {"rows": rows}
