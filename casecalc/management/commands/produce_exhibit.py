import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.exhibits.kinds import KINDS
from casecalc.jobs.queue import exhibit_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, CommandRefused, now
from casecalc.management.files import folder_to_write, read_document, written
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Exhibit, User
from casecalc.queries.exhibits import files_of

ROOM = 5_000_000  # for an exhibit: more than one takes


class Command(ActionCommand):
    help = "Makes an exhibit of a run and writes its PDF and manifest into a folder."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--kind", required=True, help=", ".join(KINDS))
        parser.add_argument("--edition", required=True, help="public or sealed")
        parser.add_argument("--out", required=True, metavar="FOLDER")
        parser.add_argument("--label", help="what follows Exhibit; default: the kind's own letter")
        parser.add_argument(
            "--inputs", metavar="FILE", help="JSON object of what the kind asks for beside these"
        )

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        recover(now=now())
        with folder_to_write(options["out"], room=ROOM) as folder:
            job = exhibit_now(
                run=run,
                kind=options["kind"],
                edition=options["edition"],
                asked=_asked(options["inputs"], options["label"]),
                by=by,
                now=now(),
            )
            do_at_once(job)
            exhibit = Exhibit.objects.select_related("matter").get(jobs=job)
            files = _copied(exhibit, folder)
        return {
            "exhibit": exhibit.number,
            "files": files,
            "pages": exhibit.pages,
            "sha256": exhibit.sha256,
        }


def _asked(path: str | None, label: str | None) -> dict[str, Any]:
    """What is asked of the kind: the object in the file, and the label."""
    document = read_document(path)
    if document is not None and not isinstance(document, dict):
        raise CommandRefused(f"{path} is not a JSON object; give one such as {{}}.")
    return {**(document or {}), **({"label": label} if label is not None else {})}


def _copied(exhibit: Exhibit, folder: Path) -> list[str]:
    """The exhibit's files, checked, the PDFs first, its manifest last: all of them or none."""
    published = exhibit.matter.store.open("exhibits", exhibit.key)
    names = [name for name, _, _ in files_of(exhibit)]
    files = [str(folder / name) for name in names]
    with ExitStack() as all_written:
        parts = [all_written.enter_context(written(file)) for file in files]
        for name, part in zip(names, parts, strict=True):
            shutil.copyfile(published.checked(name), part)
    return files
