"""A stamped page is the page that WeasyPrint would have drawn: the same pixels, text and structure."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from casecalc.exhibits import schedule
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.printed import marks_in_order
from casecalc.exhibits.stamped.reference import page_of, with_pages
from casecalc.exhibits.stamped.volumes import Task, expected_pages

from .persons import inputs_for, person, write_persons

NAMES = (
    "Ana Müller", "José María de la Cruz y Fernández-Villaverde de los Santos", "بنت محمد الأنصاري",
    "נועה כהן", "नमस्ते विश्व कुमार", "สมชาย ใจดี", "王小明 Smith", "高橋 花子", "김철수", "🎉 Party", "O’Connor-Mc",
    "x" * 130, "Ωμέγα Παπαδόπουλος", "Иван Петров", "a\u202eb", "Łukasz Żółć", "<b>&amp;%s</b>", "",
)  # fmt: skip
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm and pdftotext draw and read the pages"
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, int]:
    """A sealed schedule, the same pages as WeasyPrint draws them, and how many come before."""
    folder = tmp_path_factory.mktemp("parity")
    persons = [
        person(
            n,
            full_name=NAMES[n % len(NAMES)],
            violations=999_999_999_999 if n % 17 == 0 else n,
            award_sca=99_999_999_999 + n if n % 19 == 0 else 100_000,
            member_ids=";".join(f"M{n:05}{k}" for k in range(1 if n != 9 else 400)),
            emails="a.very.long.address.of.a.person@some.subdomain.example.com",
            plan="プレミアム" if n % 3 else "Premium Business with a long description",
            region=None if n % 5 == 0 else "CA",
        )
        for n in range(1, 61)
    ]
    table = write_persons(folder / "persons.parquet", persons)
    inputs = inputs_for(table, persons, edition="sealed")
    tasks: list[tuple[Task, Any]] = []
    made = schedule.make_volume
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            schedule, "make_volume", lambda t, rows: tasks.append((t, rows)) or made(t, rows)
        )
        schedule.write_schedule(inputs, folder)
    task, rows = tasks[0]
    pages = [page_of(task.sheets[p.sheet], p.rows, p.foot) for p in expected_pages(task, rows)]
    html = with_pages(
        task.html, pages, first_page=1, pages_in_all=task.pages_in_all, is_sealed=True
    )
    reference = folder / "reference.pdf"
    reference.write_bytes(mark_furniture(render_pdf(html)))
    return task.path, reference, task.front


def drawn(path: Path, page: int) -> Any:
    target = path.with_name(f"{path.stem}-{page}")
    subprocess.run(
        ["pdftoppm", "-r", "150", "-f", str(page), "-l", str(page), "-singlefile", "-gray",
         str(path), str(target)], check=True,
    )  # fmt: skip
    return np.asarray(Image.open(f"{target}.pgm")).astype(int)


def said(path: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout


@needs_poppler
def test_pixels_are_the_same(pair: tuple[Path, Path, int]) -> None:
    stamped, reference, front = pair
    with pikepdf.open(stamped) as a, pikepdf.open(reference) as b:
        assert len(a.pages) == len(b.pages) > front + 3
        count = len(a.pages)
    for page in {1, front, front + 1, front + 2, (front + count) // 2, count}:
        difference = np.abs(drawn(stamped, page) - drawn(reference, page))
        assert difference.max() == 0, f"page {page}: {np.count_nonzero(difference)} pixels"


@needs_poppler
def test_text_is_the_same(pair: tuple[Path, Path, int]) -> None:
    stamped, reference, _ = pair
    assert said(stamped) == said(reference)


def test_structure_is_the_same(pair: tuple[Path, Path, int]) -> None:
    stamped, reference, _ = pair
    with pikepdf.open(stamped) as a, pikepdf.open(reference) as b:
        ours, theirs = ([list(table) for table in tables(pdf)] for pdf in (a, b))
    assert [len(table) for table in ours] == [len(table) for table in theirs]
    assert ours == theirs


def tables(pdf: Any) -> Iterator[Iterator[tuple[str, ...]]]:
    """For each stamped table its rows, each as the roles of its group and cells. WeasyPrint has
    rows without content for the rules."""
    for element in pdf.Root.StructTreeRoot.K[0].K:
        for table in below(element, "/Table"):
            if str(table.K[len(table.K) - 1].S) != "/TFoot":
                continue
            yield (
                (str(group.S), *(f"{cell.S}{span(cell)}" for cell in row.K))
                for group in table.K
                for row in group.K
                if any(marks(cell) for cell in row.K)
            )


def span(cell: Any) -> int:
    found = cell.get("/A", {})
    return int(found.get("/ColSpan", 1)) if isinstance(found, pikepdf.Dictionary) else 1


def below(element: Any, role: str) -> Iterator[Any]:
    if str(element.get("/S", "")) == role:
        yield element
        return
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from below(kid, role)


def marks(element: Any) -> list[Any]:
    return list(marks_in_order(element.get("/K", []), element.get("/Pg")))
