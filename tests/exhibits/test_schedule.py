"""The schedule: every eligible person once, in order, adding up, in every volume and annex."""

import csv
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits import schedule
from casecalc.exhibits.printed import character_map, marks_in_order
from casecalc.exhibits.produce import produce
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.schedule import write_schedule
from casecalc.exhibits.stamped.lines import Advances, broken, pages_of
from casecalc.exhibits.stamped.sheet import LINES
from casecalc.rules.refusals import NotReconciled

from .persons import inputs_for, person, write_persons

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, tzinfo=UTC)
PERSONS = [
    person(n, outcome="ineligible" if n % 10 == 0 else "eligible", full_name=f"Łucja{n} Ødegård")
    for n in range(1, 211)
]
ELIGIBLE = [one for one in PERSONS if one["outcome"] == "eligible"]


def made(folder: Path, edition: str, persons: list[dict[str, Any]] = PERSONS, **more: Any) -> Any:
    table = write_persons(folder / "persons.parquet", persons)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return write_schedule(inputs_for(table, persons, edition=edition, **more), out), out


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    return made(tmp_path_factory.mktemp("sealed"), "sealed")


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """The public edition in volumes of two pages at most."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "VOLUME_PAGES", 2)
        return made(tmp_path_factory.mktemp("public"), "public")


def rows_of(path: Path) -> list[tuple[str, ...]]:
    """The rows of the stamped tables of a PDF, in the order of its structure, read back through
    its own character maps; feet begin with a label."""
    with pikepdf.open(path) as pdf:
        texts = dict(_texts(pdf))
        return [
            tuple("".join(texts.get(m, "") for m in marks_in_order(c.K, c.Pg)) for c in row.K)
            for table in pdf.Root.StructTreeRoot.K[0].K
            if str(table.S) == "/Table"
            for group in table.K
            if str(group.S) in ("/TBody", "/TFoot")
            for row in group.K
        ]


def _texts(pdf: Any) -> Iterator[tuple[Any, str]]:
    for page in pdf.pages:
        fonts = {n: character_map(font) for n, font in page.resources.Font.items()}
        font, mark, said = {}, None, ""
        for ins in pikepdf.parse_content_stream(page):
            name, operands = str(ins.operator), list(ins.operands)
            if name == "BDC":
                mark, said = operands[1].get("/MCID"), ""
            elif name == "Tf":
                font = fonts[str(operands[0])]
            elif name == "Tj":
                code = bytes(operands[0])
                said += "".join(font.get(code[i : i + 2], "") for i in range(0, len(code), 2))
            elif name == "EMC" and mark is not None:
                yield (page.obj.objgen, int(mark)), said
                mark = None


def pdfs(written: Any, out: Path) -> list[Path]:
    return [out / name for name in written.files if name.endswith(".pdf")]


def test_every_eligible_person_stands_once_in_order_with_all_that_is_known(
    sealed: tuple[Any, Path],
) -> None:
    written, out = sealed
    rows = rows_of(pdfs(written, out)[0])
    # A text may run over two lines: the space ends the first.
    body = [tuple(cell.replace(" ", "") for cell in r) for r in rows if r[0].startswith("P")]
    assert body == [
        (
            f"P{one['person']}", one["full_name"].replace(" ", ""), one["member_ids"],
            one["emails"], one["region"], one["plan"].replace(" ", ""), one["first_violation_on"].isoformat(), str(one["violations"]),
            f"${one['award_sca'] // 100:,}.{one['award_sca'] % 100:02}",
        )
        for one in ELIGIBLE
    ]  # fmt: skip
    assert written.details["rows"] == len(ELIGIBLE)


def test_key_leads_from_numbers_to_persons(sealed: tuple[Any, Path]) -> None:
    written, out = sealed
    key = pdfs(written, out)[-1]
    assert "key" in key.name
    body = [row for row in rows_of(key) if row[0].startswith("P")]
    assert body == [
        (f"P{one['person']}", one["full_name"], one["member_ids"], one["emails"])
        for one in ELIGIBLE
    ]


def test_rows_go_on_from_volume_to_volume(volumes: tuple[Any, Path]) -> None:
    written, out = volumes
    paths = pdfs(written, out)
    assert len(paths) > 1
    assert [f"Volume-{n}-of-{len(paths)}" in path.name for n, path in enumerate(paths, 1)]
    numbers = [row[0] for path in paths for row in rows_of(path) if row[0].startswith("P")]
    assert numbers == [f"P{one['person']}" for one in ELIGIBLE]


def test_every_page_adds_up_and_carries_on(volumes: tuple[Any, Path]) -> None:
    written, out = volumes
    people, violations, cents, seen = 0, 0, 0, 0
    page: list[tuple[str, ...]] = []
    for row in (row for path in pdfs(written, out) for row in rows_of(path)):
        if row[0].startswith("P"):
            page.append(row)
        elif row[0].startswith("This page"):
            sums = sum(int(r[-2]) for r in page), sum(_cents(r[-1]) for r in page)
            label = f"This page: {len(page)} {'person' if len(page) == 1 else 'persons'}"
            assert row == (label, f"{sums[0]:,}", _money(sums[1]))
            people, violations, cents = (
                people + len(page), violations + sums[0], cents + sums[1],
            )  # fmt: skip
            page, seen = [], seen + 1
        else:
            is_end = people == len(ELIGIBLE)
            word = "Total" if is_end else "Running total"
            assert row == (f"{word}: {people:,} persons", f"{violations:,}", _money(cents))
    assert seen > 3
    assert cents == sum(one["award_sca"] for one in ELIGIBLE)


def _cents(text: str) -> int:
    return int(text.replace("$", "").replace(",", "").replace(".", ""))


def _money(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"


def test_pages_are_numbered_through_all_volumes(volumes: tuple[Any, Path]) -> None:
    written, out = volumes
    number = 0
    for path in pdfs(written, out):
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                number += 1
                assert f"Page{number}of{written.pages}" in _painted(page)
    assert number == written.pages


def _painted(page: Any) -> str:
    fonts = {n: character_map(font) for n, font in page.resources.Font.items()}
    said, font = [], {}
    for ins in pikepdf.parse_content_stream(page):
        if str(ins.operator) == "Tf":
            font = fonts[str(ins.operands[0])]
        elif str(ins.operator) in ("Tj", "TJ"):
            parts = ins.operands[0] if str(ins.operator) == "TJ" else [ins.operands[0]]
            for code in (bytes(p) for p in parts if isinstance(p, pikepdf.String)):
                said += [font.get(code[i : i + 2], "") for i in range(0, len(code), 2)]
    return "".join("".join(said).split())


def test_public_edition_has_no_glyph_of_a_name_and_no_column_of_one(
    volumes: tuple[Any, Path],
) -> None:
    written, out = volumes
    for path in pdfs(written, out):
        with pikepdf.open(path) as pdf:
            known = {
                text
                for page in pdf.pages
                for font in page.resources.Font.values()
                for text in character_map(font).values()
            }
        assert known.isdisjoint("Łø")
    with (out / next(n for n in written.files if n.endswith(".csv"))).open(newline="") as file:
        head, *lines = csv.reader(file)
    assert head == ["person", "state", "plan", "first_disclosure", "violations", "award_sca"]
    assert [line[0] for line in lines] == [f"P{one['person']}" for one in ELIGIBLE]


def test_hashes_of_the_annexes_are_printed_and_stand_in_the_manifest(
    volumes: tuple[Any, Path],
) -> None:
    written, out = volumes
    with pikepdf.open(pdfs(written, out)[0]) as pdf:
        said = "".join(_painted(page) for page in pdf.pages)
    assert len(written.details["annexes"]) == 2
    for name, sha256 in written.details["annexes"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == sha256
        assert sha256 in said


def test_claims_that_do_not_fit_stand_on_further_parts_with_every_person(tmp_path: Path) -> None:
    claims = [
        {"id": f"c{n}", "title": f"A Rather Long Title of Claim {n}", "unit": "person",
         "amount": "10.00", "measure": "fixed"}
        for n in range(14)
    ]  # fmt: skip
    theory = {"format": "casecalc/damages-theory/1", "claims": claims, "combine": "separate"}
    persons = [
        {**person(n), **{f"award_c{k}": 10**13 + 100 * k + n for k in range(14)}}
        for n in range(1, 8)
    ]
    written, out = made(tmp_path, "public", persons, theory=theory)
    rows = [row for row in rows_of(pdfs(written, out)[0]) if row[0].startswith("P")]
    awards = [[cell for row in rows if row[0] == f"P{n}" for cell in row if "$" in cell]
              for n in range(1, 8)]  # fmt: skip
    assert awards == [[_money(10**13 + 100 * k + n) for k in range(14)] for n in range(1, 8)]


def test_nobody_eligible_is_said_and_no_failure(tmp_path: Path) -> None:
    written, out = made(tmp_path, "public", [person(1, outcome="ineligible", award_sca=None)])
    assert written.details["rows"] == 0
    assert rows_of(pdfs(written, out)[0]) == []


@pytest.mark.parametrize("what", ["eligible", "violations"])
def test_rows_that_do_not_add_up_to_the_run_stop_the_schedule(tmp_path: Path, what: str) -> None:
    table = write_persons(tmp_path / "persons.parquet", PERSONS)
    inputs = inputs_for(table, PERSONS)
    figures = replace(inputs.run.figures, **{what: getattr(inputs.run.figures, what) + 1})
    with pytest.raises(NotReconciled):
        write_schedule(replace(inputs, run=replace(inputs.run, figures=figures)), tmp_path)


def test_volumes_stay_below_the_limit_of_the_court(tmp_path: Path) -> None:
    whole, out = made(tmp_path, "public")
    limit = pdfs(whole, out)[0].stat().st_size - 1
    inputs = inputs_for(tmp_path / "persons.parquet", PERSONS)
    again = tmp_path / "again"
    again.mkdir()
    small = replace(inputs, court=replace(inputs.court, volume_bytes=limit))
    written = write_schedule(small, again)
    sizes = [path.stat().st_size for path in pdfs(written, again)]
    assert len(sizes) > 1
    assert max(sizes) <= limit


def test_page_larger_than_the_court_allows_is_refused(tmp_path: Path) -> None:
    table = write_persons(tmp_path / "persons.parquet", PERSONS[:9])
    inputs = inputs_for(table, PERSONS[:9])
    tiny = replace(inputs, court=replace(inputs.court, volume_bytes=10_000))
    with pytest.raises(ExhibitRefused, match="larger than the court allows"):
        write_schedule(tiny, tmp_path)


def test_same_bytes_in_two_processes_with_other_hash_seeds(tmp_path: Path) -> None:
    table = write_persons(tmp_path / "persons.parquet", PERSONS[:60])
    hashes = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        out.mkdir()
        subprocess.run(
            [sys.executable, "-m", "tests.exhibits.build_schedule", str(table), str(out)],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
        )  # fmt: skip
        hashes.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.iterdir()})
    assert len(hashes[0]) == 4
    assert hashes[0] == hashes[1]


def test_produced_as_an_exhibit_with_its_manifest(tmp_path: Path) -> None:
    table = write_persons(tmp_path / "persons.parquet", PERSONS)
    produced = produce(inputs_for(table, PERSONS), kind="schedule", now=NOW, out=tmp_path / "out")
    assert produced.manifest["annexes"]
    assert produced.files[0] == "Exhibit-B-Schedule-Run-3-public.pdf"


def test_public_schedule_whose_plan_names_a_person_is_not_published(tmp_path: Path) -> None:
    persons = [*PERSONS[:20], person(500, plan="Gift of Łucja3 Ødegård")]
    table = write_persons(tmp_path / "persons.parquet", persons)
    out = tmp_path / "out"
    with pytest.raises(ExhibitRefused, match="holds a person’s name"):
        produce(inputs_for(table, persons), kind="schedule", now=NOW, out=out)
    assert list(out.iterdir()) == []


WIDE = Advances(lambda character: 500)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("Ann Lee", ("Ann Lee",)),
        ("Ann Leeward", ("Ann", "Leeward")),
        ("ann@example.com", ("ann@", "example.", "com")),
        ("a@b;c@d.e", ("a@b;", "c@d.e")),
        ("xxxxxxxxxxxxxxxxx", ("xxxxxxxx", "xxxxxxxx", "x")),
        ("M001;M002;M003", ("M001;", "M002;", "M003")),
        ("abcdefge\u0301h", ("abcdefg", "e\u0301h")),
    ],
)
def test_texts_break_at_spaces_then_marks_then_anywhere(text: str, lines: tuple[str, ...]) -> None:
    assert broken(text, 4000, WIDE) == lines


def test_rows_fill_pages_and_only_one_taller_than_a_page_is_cut() -> None:
    breaks = pages_of([LINES - 1, 2, 2 * LINES, 1])
    assert list(zip(breaks.rows, breaks.skipped, strict=True)) == [
        (0, 0), (1, 0), (2, LINES - 2), (2, 2 * LINES - 2), (4, 0),
    ]  # fmt: skip
