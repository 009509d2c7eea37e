import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.jobs.queue import exhibit_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import folder_to_write, written
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Exhibit, User

ROOM = 5_000_000  # for an exhibit: more than one takes


class Command(ActionCommand):
    help = "Makes an exhibit of a run and writes its PDF and manifest into a folder."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--kind", required=True, help="summary")
        parser.add_argument("--edition", required=True, help="public")
        parser.add_argument("--out", required=True, metavar="FOLDER")

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        recover(now=now())
        with folder_to_write(options["out"], room=ROOM) as folder:
            job = exhibit_now(
                run=run,
                kind=options["kind"],
                edition=options["edition"],
                asked={},
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


def _copied(exhibit: Exhibit, folder: Path) -> list[str]:
    """The exhibit's files, checked, the PDF first: all of them or none."""
    published = exhibit.matter.store.open("exhibits", exhibit.key)
    names = sorted(published.manifest["files"], key=lambda name: name != exhibit.file_name)
    files = [str(folder / name) for name in names]
    with ExitStack() as all_written:
        parts = [all_written.enter_context(written(file)) for file in files]
        for name, part in zip(names, parts, strict=True):
            shutil.copyfile(published.checked(name), part)
    return files
