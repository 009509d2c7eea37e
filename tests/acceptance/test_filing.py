"""A filing through the command line: exhibits, a set of them, a cover and drafts."""

import csv
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits.checks import problems
from casecalc.exhibits.printed import text_of
from casecalc.models import AuditEvent, Matter
from tests.exhibits.test_bates import numbers_on

from .commands import Answer, command


def produce(out: Path, kind: str, edition: str = "public", **asked: Any) -> Answer:
    out.mkdir(exist_ok=True)
    inputs = out.parent / f"{kind}.json"
    inputs.write_text(json.dumps(asked))
    return command(
        "produce_exhibit", "small", 1, "--kind", kind, "--edition", edition,
        "--inputs", inputs, "--out", out,
    )  # fmt: skip


@pytest.fixture
def exhibits(determined: dict[str, Any], tmp_path: Path) -> list[dict[str, Any]]:
    """Exhibits 1 to 3: two public ones and a sealed one."""
    return [
        produce(tmp_path / "made", "states").json,
        produce(tmp_path / "made", "states", label="B").json,
        produce(tmp_path / "made", "decisions", "sealed").json,
    ]


def test_a_set_is_written_with_its_zip_and_table(
    exhibits: list[dict[str, Any]], tmp_path: Path
) -> None:
    made = produce(tmp_path / "set", "set", exhibits=[2, 1]).json
    volume, table, packed, manifest = map(Path, made["files"])
    assert volume.name == "Exhibits-A-and-B-public.pdf"
    pages = exhibits[0]["pages"] + exhibits[1]["pages"] + 1
    assert made["pages"] == pages
    assert numbers_on(volume) == [f"SMALL-{n:07d}" for n in range(1, pages + 1)]
    assert problems(volume.read_bytes(), texts=[])[0] == []
    with table.open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert [line["bates_number"] for line in lines] == numbers_on(volume)
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == [volume.name]
        assert archive.read(volume.name) == volume.read_bytes()
    stated = json.loads(manifest.read_text())
    assert stated["bates"] == {"prefix": "SMALL-", "first": 1, "last": pages}
    assert [e["exhibit"] for e in stated["exhibits"]] == [2, 1]
    for name in (volume, table, packed):
        assert re.fullmatch(r"[A-Za-z0-9-]+", name.stem)
    assert Matter.objects.get(slug="small").next_bates_number == pages + 1
    assert AuditEvent.objects.filter(action="take_bates_numbers").count() == 1


def test_a_second_set_takes_the_next_numbers_and_says_the_same_else(
    exhibits: list[dict[str, Any]], tmp_path: Path
) -> None:
    first = produce(tmp_path / "one", "set", exhibits=[1, 2], letters="D, B").json
    second = produce(tmp_path / "two", "set", exhibits=[1, 2], letters="D, B").json
    texts = []
    for answer in (first, second):
        with pikepdf.open(answer["files"][0]) as pdf:
            said = text_of(pdf)
        texts.append(re.sub(r"SMALL-\d{7}", "", said))
    assert texts[0] == texts[1]
    assert numbers_on(Path(second["files"][0]))[0] == f"SMALL-{first['pages'] + 1:07d}"


def test_a_public_set_takes_no_sealed_edition(
    exhibits: list[dict[str, Any]], tmp_path: Path
) -> None:
    refused = produce(tmp_path / "set", "set", exhibits=[1, 3])
    assert refused.status == 2
    assert "Exhibit 3 is of the sealed edition" in refused.error
    assert list((tmp_path / "set").iterdir()) == []
    assert produce(tmp_path / "set", "set", "sealed", exhibits=[1, 3]).status == 0


def test_a_set_over_stale_exhibits_is_refused_unless_allowed(
    exhibits: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert command("withdraw_import", "small", 3, "--reason", "superseded").status == 0
    refused = produce(tmp_path / "set", "set", exhibits=[1, 2])
    assert refused.status == 2
    assert "exhibit 1 is stale and exhibit 2 is stale" in refused.error
    made = produce(tmp_path / "set", "set", exhibits=[1, 2], allow_stale=True).json
    with pikepdf.open(made["files"][0]) as pdf:
        assert "Stale:theevidencechangedafterrun1." in text_of(pdf)


def test_cover_and_drafts_are_made_of_the_same_run(
    exhibits: list[dict[str, Any]], tmp_path: Path
) -> None:
    asked = {"counsel": "Jane Roe\nAttorney for Plaintiff", "document_title": "Appendix"}
    papers = {
        "cover": produce(tmp_path / "out", "cover", **asked),
        "declaration": produce(tmp_path / "out", "declaration", declarant="Robin Roe"),
        "certificate": produce(tmp_path / "out", "certificate"),
        "notice": produce(tmp_path / "out", "notice"),
        "sealing": produce(tmp_path / "out", "sealing", reasons="3: Names of absent members."),
    }
    wanted = {
        "cover": "Appendix",
        "declaration": "RobinRoe",
        "certificate": exhibits[0]["sha256"],
        "notice": exhibits[1]["sha256"],
        "sealing": "Namesofabsentmembers.",
    }
    for kind, answer in papers.items():
        with pikepdf.open(answer.json["files"][0]) as pdf:
            assert wanted[kind] in text_of(pdf)
    refused = produce(tmp_path / "set", "set", exhibits=[1, papers["cover"].json["exhibit"]])
    assert "is a pleading cover, which no set holds" in refused.error
