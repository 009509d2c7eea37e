from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.evidence.export import (
    Exported,
    ImportSource,
    write_awards,
    write_events,
    write_persons,
)
from casecalc.evidence.tables import EVENTS_FILE, PERSONS_FILE
from casecalc.management.action_command import ActionCommand
from casecalc.management.files import writable, writing
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Run, User

TABLES = ("persons", "events", "awards")


class Command(ActionCommand):
    help = (
        "Writes one table of a run as CSV, Parquet or workbook, by the ending of the file's name."
    )

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--table", required=True, choices=TABLES)
        parser.add_argument("--out", required=True, metavar="FILE")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        out = writable(options["out"])
        with writing(options["out"]):
            exported = _export(run, options["table"], out)
        return {"rows": exported.rows, "sha256": exported.sha256}


def _export(run: Run, table: str, out: Path) -> Exported:
    published = run.matter.store.open("runs", run.key)
    published.checked(EVENTS_FILE if table == "events" else PERSONS_FILE)
    imports = [
        ImportSource(entry["number"], entry["sha256"], entry["sheet"])
        for entry in published.manifest["imports"]
    ]
    definition, theory = run.definition.parsed, run.theory.parsed
    if table == "persons":
        return write_persons(
            published.path,
            out,
            imports=imports,
            definition=definition,
            theory=theory,
            created=run.started_at,
        )
    if table == "events":
        return write_events(published.path, out, imports=imports, created=run.started_at)
    return write_awards(
        published.path, out, definition=definition, theory=theory, created=run.started_at
    )
