"""How fast a schedule of persons becomes pages, beside other makers of PDF, on the same rows.

    python benchmarks/schedule_speed.py --rows 47000 --others /path/to/venv/bin/python

ReportLab, fpdf2 and typst are no requirements of casecalc; they have an environment of their own:

    python3 -m venv /tmp/others && /tmp/others/bin/pip install reportlab fpdf2 typst

Each way runs in a process of its own; seconds are processor seconds without starting Python. Plain
WeasyPrint takes a share of the rows (`--weasyprint-rows`), because its cost for each grows with
their number; a rate measured on few rows favours it. What is not installed is named as left out.
"""

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecalc.settings")
OTHERS = ("reportlab", "fpdf2", "typst")
GIVEN = ["Ann", "Bob", "Chloé", "Dmitri", "Eve", "Farah", "Gus", "Hana", "José", "Anaïs", "Björn"]
FAMILY = ["Abel", "Baker", "O’Neil", "Eriksson", "Gómez", "Hill", "Ito", "Núñez", "Østergård"]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rows", type=int, default=47_000)
    ask.add_argument("--weasyprint-rows", type=int, default=1_880)
    ask.add_argument("--others", default=sys.executable, help="a Python that has the other three")
    ask.add_argument("--way", help=argparse.SUPPRESS)
    ask.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.way:
        print(json.dumps({"casecalc": by_casecalc, "weasyprint": by_weasyprint}[asked.way](asked)))
        return
    with tempfile.TemporaryDirectory() as folder:
        report(asked, Path(folder))


def report(asked: argparse.Namespace, folder: Path) -> None:
    write_rows(folder, asked.rows)
    here = [sys.executable, __file__, "--folder", str(folder), "--rows", str(asked.rows)]
    here += ["--weasyprint-rows", str(asked.weasyprint_rows)]
    other = [asked.others, str(ROOT / "benchmarks/schedule_others.py")]
    ways = {
        "casecalc, tagged PDF/A-3a": [*here, "--way", "casecalc"],
        "WeasyPrint, tagged PDF/A-3a": [*here, "--way", "weasyprint"],
        **{way: [*other, way, str(folder / "rows.csv"), str(folder / way)] for way in OTHERS},
    }
    found: dict[str, dict[str, Any]] = {}
    for way, command in ways.items():
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            print(f"{way} left out: {done.stderr.strip().splitlines()[-1]}")
            continue
        found[way] = json.loads(done.stdout.strip().splitlines()[-1])
    rate = {way: one["pages"] / one["cpu"] for way, one in found.items()}
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("| way | pages | CPU s | pages/s | peak MB | KB a page | casecalc is |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for way, one in found.items():
        times = rate["casecalc, tagged PDF/A-3a"] / rate[way]
        print(
            f"| {way} | {one['pages']:,} | {one['cpu']:.1f} | {rate[way]:.1f} | {one['peak']:,} "
            f"| {one['size'] / one['pages'] / 1000:.1f} | {times:.1f} times as fast |"
        )


def write_rows(folder: Path, count: int) -> None:
    """The same persons as a run's table and as texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pick = random.Random(4)
    start = date(2023, 1, 21)
    persons = [
        {
            "person": n, "outcome": "eligible", "violations": pick.randrange(1, 40),
            "first_violation_on": start + timedelta(days=pick.randrange(600)),
            "member_ids": f"M{n:07}", "emails": f"p{n}@mail.example",
            "full_name": f"{pick.choice(GIVEN)} {pick.choice(FAMILY)}", "country": "US",
            "region": pick.choice(["CA", "NY", "TX", "WA"]),
            "plan": pick.choice(["Premium Career", "Premium"]),
            "award_sca": pick.choice([100_000, 100_000, pick.randrange(100_000, 900_000)]),
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(persons), folder / "persons.parquet")
    with (folder / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        for piece in rows_in(folder).pieces():
            csv.writer(file).writerows(zip(*piece.texts, strict=True))


def rows_in(folder: Path) -> Any:
    from casecalc.exhibits.schedule_fields import fields_of
    from casecalc.exhibits.schedule_rows import Rows
    from casecalc.rules.theory import DEFAULT_DOCUMENT, parse_theory
    from tests.rules.facts import DISCLOSED, definition

    fields = fields_of(definition(DISCLOSED), parse_theory(DEFAULT_DOCUMENT), is_sealed=True)
    return Rows(folder / "persons.parquet", fields)


def prepared(folder: Path) -> tuple[Any, Any, Any, Any]:
    """Rows, their extent, glyphs and plan, as the schedule makes them."""
    from casecalc.exhibits.schedule import glyphs_of, plan_of
    from casecalc.exhibits.schedule_rows import extent_of

    rows = rows_in(folder)
    extent = extent_of(rows)
    glyphs = glyphs_of(extent)
    return rows, extent, glyphs, plan_of(rows, extent, glyphs)


def task_for(folder: Path, extent: Any, glyphs: Any, plan: Any, stretches: Any) -> Any:
    from casecalc.exhibits.stamped.reference import BLANK
    from casecalc.exhibits.stamped.volumes import Task

    html = BLANK.replace("<body>", "<body><h1>Schedule</h1>")
    return Task(
        path=folder / "schedule.pdf", html=html, front=1, first_page=1, pages_in_all=plan.pages + 1,
        is_sealed=True, sheets=plan.sheets, stretches=stretches, characters=extent.characters,
        glyphs=glyphs,
    )  # fmt: skip


def by_casecalc(asked: argparse.Namespace) -> dict[str, Any]:
    """From the run's table to one finished volume: widths, page breaks, template, stamped rows."""
    from casecalc.exhibits.stamped.volumes import make_volume, stretches_of

    began = time.process_time()
    rows, extent, glyphs, plan = prepared(asked.folder)
    (stretches,) = stretches_of(plan, rows, 10**9)
    task = task_for(asked.folder, extent, glyphs, plan, stretches)
    make_volume(task, rows)
    return measured(began, task.pages, task.path)


def by_weasyprint(asked: argparse.Namespace) -> dict[str, Any]:
    """The very same pages, of fewer rows, drawn by WeasyPrint itself: one table on each page."""
    from casecalc.exhibits.pdf import render_pdf
    from casecalc.exhibits.stamped.reference import page_of, with_pages
    from casecalc.exhibits.stamped.volumes import expected_pages, stretches_of

    rows, extent, glyphs, plan = prepared(asked.folder)
    (stretches,) = stretches_of(plan, rows, 10**9)
    task = task_for(asked.folder, extent, glyphs, plan, stretches)
    pages, count = [], 0
    for page in expected_pages(task, rows):
        pages.append(page_of(task.sheets[page.sheet], page.rows, page.foot))
        count += len(page.rows)
        if count >= asked.weasyprint_rows:
            break
    began = time.process_time()
    html = with_pages(task.html, pages, first_page=1, pages_in_all=99, is_sealed=True)
    out = asked.folder / "weasyprint.pdf"
    out.write_bytes(render_pdf(html))
    return measured(began, len(pages), out)


def measured(began: float, pages: int, out: Path) -> dict[str, Any]:
    return {
        "pages": pages,
        "cpu": time.process_time() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "size": out.stat().st_size,
    }


if __name__ == "__main__":
    main()
