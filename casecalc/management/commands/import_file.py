import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from casecalc.actions.import_requests import import_request
from casecalc.actions.imports import import_file
from casecalc.evidence.store import require_size
from casecalc.management.action_command import ActionCommand
from casecalc.management.files import opened, read_document
from casecalc.management.lookups import find_matter
from casecalc.models import User
from casecalc.rules.columns import Kind


class Command(ActionCommand):
    help = "Reads one file and commits it as evidence."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("path", metavar="PATH", help="CSV or TSV, also .gz")
        parser.add_argument("--kind", required=True, choices=[str(kind) for kind in Kind])
        parser.add_argument("--list", default="", metavar="NAME", help="which exclusion list it is")
        parser.add_argument("--mapping", metavar="FILE", help="column mapping (JSON)")
        parser.add_argument("--sheet", default="", metavar="NAME", help="which sheet of a workbook")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        matter = find_matter(options["matter"])
        request = import_request(
            name=Path(options["path"]).name,
            kind=options["kind"],
            list_name=options["list"],
            sheet=options["sheet"],
            mapping=read_document(options["mapping"]),
        )
        with opened(options["path"]) as stream:
            require_size(os.fstat(stream.fileno()).st_size, settings.CASECALC_MAX_UPLOAD)
            import_ = import_file(
                matter=matter, stream=stream, request=request, by=by, clock=timezone.now
            )
        return {
            "import": import_.number,
            "sha256": import_.source_file.sha256,
            "rows_read": import_.rows_read,
            "accepted": import_.accepted,
            "rejected": import_.rejected,
            "blank_lines": import_.blank_lines,
            "rejected_by_code": import_.rejected_by_code,
            "encoding": import_.summary["encoding"],
            "delimiter": import_.summary["delimiter"],
            "dates": import_.summary["forms"],
        }
