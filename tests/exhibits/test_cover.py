"""The pleading cover: every line on its number, the court on line 8 or below counsel."""

import io
import itertools
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits.checks import problems
from casecalc.exhibits.cover import build_cover
from casecalc.exhibits.document import render_html
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.printed import lines_of, text_of
from casecalc.exhibits.run_manifest import ExhibitRefused

from .manifests import inputs, run_manifest

COUNSEL = "\n".join(
    [
        "Jane Q. Counsel (SBN 000000)", "jane@counsel.example", "COUNSEL LLP", "1 Market Street",
        "San Francisco, CA 94105", "Telephone: (415) 555-0100", "Attorneys for Plaintiff",
    ]
)  # fmt: skip
TITLE = "Appendix of Exhibits in Support of Plaintiff’s Motion for Class Certification"
HEARING = "Date: January 15, 2027\nTime: 9:00 a.m.\nCourtroom 5"
GUTTER = 108.0
FIRST_BASELINE = 722.0


def cover(preset: str = "cand", **asked: Any) -> Any:
    matter = run_manifest()["matter"]
    facts = {
        "matter": {
            **{name: matter[name] for name in ("title", "caption", "court", "docket_number")},
            "originals": "", "court_preset": preset, "bates_prefix": "",
        }
    }  # fmt: skip
    given = {"counsel": COUNSEL, "document_title": TITLE, "hearing": HEARING, **asked}
    return build_cover(inputs(label="Cover", asked=given, facts=facts))


def printed(made: Any) -> bytes:
    return mark_furniture(render_pdf(render_html(made)))


@pytest.fixture(scope="module")
def data() -> bytes:
    return printed(cover())


def baselines(data: bytes) -> tuple[list[float], list[tuple[float, float]]]:
    """Those of the 28 numbers from the top, and of the text beside them, with its left edge."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [page] = pdf.pages
        found = list(lines_of(page))
    foot = min(y for x, y, _ in found if x < GUTTER)
    numbers = sorted((y for x, y, _ in found if x < GUTTER), reverse=True)
    return numbers, [(x, y) for x, y, _ in found if x >= GUTTER and y >= foot - 1]


def line_of(data: bytes, words: str) -> int:
    """The number beside the line that begins with these words: those of the painted order."""
    import subprocess

    shown = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    [line] = (line for line in shown.splitlines() if words in line)
    return int(line.split()[0])


def test_there_are_28_numbers_24_points_apart(data: bytes) -> None:
    numbers, _ = baselines(data)
    assert len(numbers) == 28
    assert all(a - b == pytest.approx(24, abs=0.05) for a, b in itertools.pairwise(numbers))


def test_every_baseline_stands_on_a_number(data: bytes) -> None:
    numbers, text = baselines(data)
    assert len(text) > 15
    for _, y in text:
        assert min(abs(y - number) for number in numbers) < 0.1


def test_counsel_begins_on_line_1_and_the_court_on_line_8(data: bytes) -> None:
    assert line_of(data, "Jane Q. Counsel") == 1
    assert line_of(data, "Attorneys for Plaintiff") == 7
    assert line_of(data, "UNITED STATES DISTRICT COURT") == 8


def test_more_lines_of_counsel_move_the_court_down_and_stay_on_the_numbers() -> None:
    data = printed(cover(counsel=COUNSEL + "\nand three\nmore lines\nof counsel"))
    assert line_of(data, "UNITED STATES DISTRICT COURT") == 11
    numbers, text = baselines(data)
    assert all(min(abs(y - number) for number in numbers) < 0.1 for _, y in text)


def test_fewer_lines_of_counsel_leave_the_court_on_line_8() -> None:
    assert line_of(printed(cover(counsel="Jane Roe, pro se")), "UNITED STATES DISTRICT COURT") == 8


def test_checks_pass_and_the_page_says_everything(data: bytes) -> None:
    made = cover()
    assert problems(data, texts=made.texts) == ([], 1)
    for text in (*COUNSEL.splitlines(), TITLE, *HEARING.splitlines(), "5:26-cv-00123-EX"):
        assert text in list(made.texts)


def test_foot_states_the_title_and_the_docket_number(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "CaseNo.5:26-cv-00123-EX" in text_of(pdf)
        low = [y for _, y, _ in lines_of(pdf.pages[0]) if y < 66]
    assert len({round(y) for y in low}) == 2
    made = cover()
    assert made.foot.startswith("Appendix of Exhibits")
    assert made.foot.endswith("… – Case No. 5:26-cv-00123-EX")


def test_a_court_without_numbered_lines_has_the_same_page_without_them() -> None:
    data = printed(cover("generic"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert min(x for x, _, _ in lines_of(pdf.pages[0])) > GUTTER
    assert problems(data, texts=cover("generic").texts)[0] == []


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"counsel": " \n "}, "needs the lines of counsel"),
        ({"document_title": ""}, "needs the title"),
        ({"document_title": "x" * 301}, "up to 300 characters"),
    ],
)
def test_missing_texts_are_named(missing: dict[str, str], sentence: str) -> None:
    with pytest.raises(ExhibitRefused, match=sentence):
        cover(**missing)


def test_two_builds_give_the_same_bytes(data: bytes) -> None:
    assert printed(cover()) == data
