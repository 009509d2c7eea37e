import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from casecalc.jobs.queue import exhibit_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, CommandRefused, now
from casecalc.management.files import written
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Exhibit, User


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
        folder = Path(options["out"])
        if folder.exists() and not folder.is_dir():
            raise CommandRefused(f"{folder} is a file; give the path of a folder.")
        recover(now=now())
        job = exhibit_now(
            run=run, kind=options["kind"], edition=options["edition"], by=by, now=now()
        )
        do_at_once(job)
        exhibit = Exhibit.objects.select_related("matter").get(jobs=job)
        return {
            "exhibit": exhibit.number,
            "files": _copied(exhibit, _made(folder)),
            "pages": exhibit.pages,
            "sha256": exhibit.sha256,
        }


def _made(folder: Path) -> Path:
    """The folder to write into, made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandRefused(
            f"{folder} cannot be made: {error.strerror}; check the path."
        ) from None
    return folder.resolve()


def _copied(exhibit: Exhibit, folder: Path) -> list[str]:
    """The exhibit's files, checked, the PDF first."""
    published = exhibit.matter.store.open("exhibits", exhibit.key)
    names = sorted(published.manifest["files"], key=lambda name: name != exhibit.file_name)
    files = []
    for name in names:
        with written(str(folder / name)) as part:
            shutil.copyfile(published.checked(name), part)
        files.append(str(folder / name))
    return files
