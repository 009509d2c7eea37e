"""The schedule: every eligible person of a run on a line, in volumes, with annexes; the sealed
edition names them and has the key to the numbers."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from casecalc.evidence.tables import PERSONS_FILE

from .annexes import write_csv, write_xlsx
from .courts import file_stem
from .document import SUMMARY_OF_WRITINGS, Document, render_html
from .inputs import Inputs, Progress
from .run_manifest import ExhibitRefused
from .schedule_fields import fields_of, key_fields
from .schedule_opening import (
    KEY_TITLE,
    TITLE,
    Annex,
    Volume,
    key_document,
    require_reconciled,
    schedule_document,
    volume_document,
)
from .schedule_rows import Extent, Rows, extent_of
from .stamped.checking import volume_problems
from .stamped.glyphs import Glyphs, specimen_of
from .stamped.plan import Head, Plan, planned
from .stamped.reference import BLANK, with_pages
from .stamped.sheet import Sheet
from .stamped.stretch import Stretch
from .stamped.template import count_pages, read_specimen
from .stamped.volumes import (
    Task,
    expected_pages,
    labels_of,
    make_volume,
    plain_characters,
    stretches_of,
    strong_characters,
)
from .written import Written

VOLUME_PAGES = 2_500
_ALONE_PAGES = 300
_TRIAL_PAGES = 40
_PROCESSES = 2
_UNSTAMPED = 0.95  # of the court's limit; a set adds a Bates number to every page
_ROOM = 0.9

Made = TypeVar("Made")
DocumentOf = Callable[[Plan, Sequence[Volume]], Document]


def write_schedule(inputs: Inputs, out: Path) -> Written:
    """Raises NotReconciled when the rows do not add up to the run's figures, ExhibitRefused when a
    finished file fails a check."""
    run, is_sealed = inputs.run, inputs.info.is_sealed
    path = inputs.table(PERSONS_FILE)
    rows = Rows(path, fields_of(run.definition, run.theory, is_sealed=is_sealed))
    extent = extent_of(rows)
    require_reconciled(run, rows.fields, extent.rows, extent.totals)
    with _Makers(extent.rows) as makers:
        xlsx = out / f"{stem_of(inputs)}.xlsx"
        making = makers.submit(write_xlsx, xlsx, rows, created=run.started_at)
        csv = xlsx.with_suffix(".csv")
        annexes = [Annex(csv.name, write_csv(csv, rows))]

        def opening(plan: Plan, volumes: Sequence[Volume]) -> Document:
            if len(annexes) < 2:
                annexes.append(Annex(xlsx.name, making.result()))
            parts = [sheet.shows for sheet in plan.sheets]
            return schedule_document(
                inputs, rows.fields, extent.totals, parts=parts, volumes=volumes, annexes=annexes
            )

        tables = [_Table(inputs, out, rows, extent, TITLE, stem_of(inputs)).write(opening, makers)]
        if is_sealed:
            named = Rows(path, key_fields())
            table = _Table(inputs, out, named, extent_of(named), KEY_TITLE, stem_of(inputs, "key"))
            tables.append(table.write(lambda _, volumes: key_document(inputs, volumes), makers))
    files = [name for names, _ in tables for name in names]
    return Written(
        files=(*files, *(annex.name for annex in annexes)),
        pages=sum(pages for _, pages in tables),
        details={
            "title": TITLE,
            "standing": SUMMARY_OF_WRITINGS,
            "rows": extent.rows,
            "annexes": {one.name: one.sha256 for one in annexes},
        },
    )


def stem_of(inputs: Inputs, *more: str) -> str:
    info = inputs.info
    return file_stem(
        "Exhibit", info.label, "Schedule", "Run", inputs.run.run_number, info.edition, *more
    )


@dataclass(frozen=True)
class _Table:
    """One table with its own volumes: the schedule, or the key."""

    inputs: Inputs
    out: Path
    rows: Rows
    extent: Extent
    title: str
    stem: str

    def write(self, opening: DocumentOf, makers: "_Makers") -> tuple[list[str], int]:
        """The names of the volumes, and their pages together."""
        glyphs = glyphs_of(self.extent)
        plan = plan_of(self.rows, self.extent, glyphs)
        volume_pages = VOLUME_PAGES
        if plan.pages > _ALONE_PAGES:
            volume_pages = self._fitting(plan, glyphs, makers)
        while True:
            tasks = self._tasks(plan, glyphs, opening, volume_pages)
            makers.run_all([(task, self.rows) for task in tasks], self.inputs.progress)
            largest = max(task.path.stat().st_size for task in tasks)
            if largest <= self.inputs.court.volume_bytes * _UNSTAMPED:
                return [task.path.name for task in tasks], sum(task.pages for task in tasks)
            for task in tasks:
                task.path.unlink()
            if volume_pages < 2:
                raise ExhibitRefused("A page of the schedule is larger than the court allows.")
            volume_pages = volume_pages * 4 // 5

    def _fitting(self, plan: Plan, glyphs: Glyphs, makers: "_Makers") -> int:
        """How many pages a volume may have, judged by some written for trial."""
        first = plan.breaks[0].some(0, _TRIAL_PAGES)
        stretch = Stretch(
            sheet=0, breaks=first, heights=plan.heights[0][: first.rows[-1] + 1], rows_before=0,
            carried=(0,) * len(self.rows.fields), is_end=False,
        )  # fmt: skip
        path = self.out / f".{self.stem}-trial.pdf"
        made = volume_document(self.inputs, self.title, Volume(number=1, of=1, pages=(1, 1)))
        task = self._task(plan.sheets, glyphs, path, (stretch,), render_html(made))
        task = replace(task, front=self._front(made), pages_in_all=99_999)
        makers.run_all([(task, self.rows)], lambda rows, share: None)
        size = path.stat().st_size
        path.unlink()
        room = int(self.inputs.court.volume_bytes * _ROOM) * _TRIAL_PAGES // size
        return max(1, min(VOLUME_PAGES, room))

    def _tasks(
        self, plan: Plan, glyphs: Glyphs, opening: DocumentOf, volume_pages: int
    ) -> list[Task]:
        stretches = stretches_of(plan, self.rows, volume_pages)
        count = len(stretches)
        provisional = [Volume(number=n, of=count, pages=(1, 1)) for n in range(1, count + 1)]
        fronts = [self._front(opening(plan, provisional))]
        if count > 1:
            fronts += [self._front(volume_document(self.inputs, self.title, provisional[-1]))] * (
                count - 1
            )
        volumes, page = [], 1
        for number, (front, some) in enumerate(zip(fronts, stretches, strict=True), start=1):
            pages = front + sum(len(stretch.breaks) for stretch in some)
            volumes.append(Volume(number=number, of=count, pages=(page, page + pages - 1)))
            page += pages
        tasks = []
        for volume, front, some in zip(volumes, fronts, stretches, strict=True):
            made = (
                opening(plan, volumes)
                if volume.number == 1
                else volume_document(self.inputs, self.title, volume)
            )
            task = self._task(plan.sheets, glyphs, self._path(volume), some, render_html(made))
            tasks.append(
                replace(
                    task,
                    front=front,
                    first_page=volume.pages[0],
                    pages_in_all=page - 1,
                    texts=tuple(made.texts),
                )
            )
        return tasks

    def _task(
        self, sheets: tuple[Sheet, ...], glyphs: Glyphs, path: Path,
        stretches: tuple[Stretch, ...], html: str,
    ) -> Task:  # fmt: skip
        return Task(
            path=path, html=html, front=0, first_page=1, pages_in_all=1,
            is_sealed=self.inputs.info.is_sealed, sheets=sheets, stretches=stretches,
            characters=self.extent.characters, glyphs=glyphs,
        )  # fmt: skip

    def _front(self, made: Document) -> int:
        return count_pages(
            with_pages(
                render_html(made), (), first_page=1, pages_in_all=99_999,
                is_sealed=self.inputs.info.is_sealed,
            )
        )  # fmt: skip

    def _path(self, volume: Volume) -> Path:
        if volume.of == 1:
            return self.out / f"{self.stem}.pdf"
        digits = len(str(volume.of))
        return self.out / f"{self.stem}-Volume-{volume.number:0{digits}d}-of-{volume.of}.pdf"


def glyphs_of(extent: Extent) -> Glyphs:
    """How WeasyPrint draws the characters of a table."""
    lines = specimen_of(plain_characters(extent.characters), strong_characters(extent.rows))
    html = with_pages(
        BLANK, (), first_page=1, pages_in_all=1, is_sealed=False, size=8.5, specimen=lines
    )
    return read_specimen(html, lines)


def plan_of(rows: Rows, extent: Extent, glyphs: Glyphs) -> Plan:
    heads = []
    for place, field in enumerate(rows.fields):
        total = extent.totals[place]
        needs = [extent.longest[place]]
        if total is not None:
            needs.append(rows.total_in_words(place, total))
        heads.append(
            Head(
                head=field.head,
                is_figure=field.is_figure,
                is_whole=field.is_whole,
                is_claim=field.is_award,
                needs=tuple(needs),
            )
        )
    label_columns = sum(1 for field in rows.fields if not field.is_figure)
    return planned(
        rows, heads, glyphs, extent.characters,
        labels=labels_of(extent.rows), label_columns=label_columns,
    )  # fmt: skip


class _Makers:
    """Processes that make volumes and annexes; for few persons this one does it."""

    def __init__(self, rows: int) -> None:
        self._executor: Executor | None = None
        if rows > _ALONE_PAGES * 47:
            context = get_context("spawn")
            self._executor = ProcessPoolExecutor(_PROCESSES, mp_context=context)

    def __enter__(self) -> "_Makers":
        return self

    def __exit__(self, *failure: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def submit(self, work: Callable[..., Made], *given: Any, **more: Any) -> "Future[Made]":
        if self._executor is not None:
            return self._executor.submit(work, *given, **more)
        done: Future[Made] = Future()
        done.set_result(work(*given, **more))
        return done

    def run_all(self, tasks: Sequence[tuple[Task, Rows]], progress: Progress) -> None:
        """Make the volumes, the last first: the first may have to wait for the annexes."""
        making = [self.submit(_checked_volume, task, rows) for task, rows in reversed(tasks)]
        for done, future in enumerate(making, start=1):
            problems = future.result()
            if problems:
                raise ExhibitRefused(
                    f"The exhibit is not published, {len(problems)} of its checks failed. "
                    f"{problems[0]}"
                )
            progress(0, done / len(making))


def _checked_volume(task: Task, rows: Rows) -> list[str]:
    """Make a volume; what is wrong with it, in sentences."""
    make_volume(task, rows)
    return volume_problems(
        task.path, task.sheets, expected_pages(task, rows), front=task.front, texts=task.texts
    )
