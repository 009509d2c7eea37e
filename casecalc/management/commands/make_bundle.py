import shutil
from typing import Any

from django.core.management.base import CommandParser

from casecalc.jobs.queue import bundle_now
from casecalc.jobs.recovery import recover
from casecalc.jobs.work import do_at_once
from casecalc.management.action_command import ActionCommand, now
from casecalc.management.files import written
from casecalc.management.lookups import find_matter, find_run
from casecalc.models import Bundle, User


class Command(ActionCommand):
    help = "Makes a bundle of a run: everything that it takes to compute the run again, in one zip."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER")
        parser.add_argument("run", metavar="RUN", type=int, help="the run's number")
        parser.add_argument("--out", required=True, metavar="FILE.zip")
        parser.add_argument(
            "--without-originals",
            action="store_true",
            help="the source files by their hashes only, and no cells copied from them",
        )

    def act(self, by: User, **options: Any) -> dict[str, Any]:
        run = find_run(find_matter(options["matter"]), options["run"])
        recover(now=now())
        with written(options["out"]) as part:
            has_originals = not options["without_originals"]
            job = bundle_now(run=run, has_originals=has_originals, by=by, now=now())
            do_at_once(job)
            bundle = Bundle.objects.select_related("matter").get(jobs=job)
            published = bundle.matter.store.open("bundles", bundle.key)
            shutil.copyfile(published.checked(bundle.file_name), part)
        return {
            "bundle": bundle.number,
            "files": published.manifest["bundle"]["files"],
            "size": bundle.size,
            "sha256": bundle.sha256,
        }
