from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.actions.accounting import save_accounting
from casecalc.management.action_command import ActionCommand, CommandRefused, now
from casecalc.management.files import opened, read_document
from casecalc.management.lookups import find_matter, find_settlement
from casecalc.models import Accounting, User
from casecalc.rules.accounting import accounting_json, entries_as_typed, parse_figures


class Command(ActionCommand):
    help = "Saves the next version of a settlement's post-distribution accounting."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("settlement", metavar="SETTLEMENT", type=int, help="its number")
        parser.add_argument(
            "--entries", metavar="FILE", help="JSON object of texts by figure; default: the last"
        )
        parser.add_argument("--status", metavar="FILE", help="payment status file; default: last")
        parser.add_argument(
            "--without-status", action="store_true", help="leave out the last version's file"
        )

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        settlement = find_settlement(find_matter(options["matter"]), options["settlement"])
        latest = settlement.accountings.order_by("version").last()
        asked: dict[str, Any] = {
            "settlement": settlement,
            "entries": _entries(options["entries"], latest),
            "keeps_file": not options["without_status"],
            "by": by,
            "now": now(),
        }
        if options["status"] is None:
            accounting = save_accounting(**asked)
        else:
            with opened(options["status"]) as stream:
                file = (Path(options["status"]).name, stream)
                accounting = save_accounting(**asked, status_file=file)
        return _answer(accounting)


def _answer(accounting: Accounting) -> dict[str, Any]:
    figures = parse_figures(accounting.document["figures"])
    file = accounting.document["file"]
    return {
        "settlement": accounting.settlement.number,
        "version": accounting.version,
        "figures": accounting_json(figures),
        "status_file": None
        if file is None
        else {"sha256": file["sha256"], "rows_read": file["rows_read"], **file["counts"]},
    }


def _entries(path: str | None, latest: Accounting | None) -> dict[str, str]:
    """Texts by key: those of a file, or the last version's as they would be typed."""
    if path is None:
        return {} if latest is None else entries_as_typed(latest.document["entries"])
    document = read_document(path)
    if not isinstance(document, dict) or not all(isinstance(v, str) for v in document.values()):
        raise CommandRefused(
            f'{path} is not an object of texts; write, for example: {{"claims": "120"}}.'
        )
    return document
