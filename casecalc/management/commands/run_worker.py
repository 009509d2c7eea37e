from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casecalc.jobs.worker import run_worker


class Command(BaseCommand):
    help = "Does queued jobs until it is told to stop, and recovers those of dead workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks")
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        run_worker(interval=max(0.05, options["interval"]), batch=options["batch"])
