"""The finished PDF: read back from its bytes, the same on every build, and never half there."""

import hashlib
import io
import json
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from casecalc.exhibits import produce as production
from casecalc.exhibits.checks import problems
from casecalc.exhibits.document import DEMONSTRATION
from casecalc.exhibits.fonts import face_rules
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.manifest import run_manifest_sha256
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.printed import highest_text, text_of, without_space
from casecalc.exhibits.produce import Produced, produce
from casecalc.exhibits.run_manifest import ExhibitRefused

from .manifests import PLANS, inputs, run_manifest

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
STEM = "Exhibit-1-Summary-Run-3-public"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exhibit")


@pytest.fixture(scope="module")
def produced(folder: Path) -> Produced:
    return produce(inputs(), kind="summary", now=NOW, out=folder)


@pytest.fixture(scope="module")
def data(folder: Path, produced: Produced) -> bytes:
    return (folder / produced.files[0]).read_bytes()


def page(body: str, text: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><title>t</title><style>{face_rules(body + text)}"
        "html { font-family: 'Casecalc Serif', 'Casecalc Other 1' }</style>"
        f"<meta name=dcterms.created content=2026-01-01T00:00:00Z><body>{body}</body></html>"
    )


def test_writes_the_pdf_its_workbook_and_its_manifest_and_nothing_else(
    folder: Path, produced: Produced
) -> None:
    assert produced.files == (f"{STEM}.pdf", f"{STEM}-workbook.xlsx", f"{STEM}-manifest.json")
    assert sorted(path.name for path in folder.iterdir()) == sorted(produced.files)


def test_file_name_is_fit_for_the_notice_of_electronic_filing(produced: Produced) -> None:
    stem = produced.files[0].removesuffix(".pdf")
    assert not set(stem) & set(". ()[]{}")


def test_manifest_names_what_the_exhibit_was_made_from(
    folder: Path, produced: Produced, data: bytes
) -> None:
    written = json.loads((folder / produced.files[-1]).read_text())
    assert written == produced.manifest
    book = (folder / produced.files[1]).read_bytes()
    assert written["files"][1] == {
        "name": produced.files[1],
        "sha256": hashlib.sha256(book).hexdigest(),
        "size": len(book),
    }
    assert written["format"] == "casecalc/exhibit-manifest/1"
    assert written["sha256"] == produced.sha256 == hashlib.sha256(data).hexdigest()
    assert written["pages"] == produced.pages
    assert written["created_at"] == "2026-11-23T21:00:00+00:00"
    assert written["inputs"]["run_digest"] == run_manifest()["digest"]
    assert written["inputs"]["run_manifest_sha256"] == run_manifest_sha256(run_manifest())
    assert written["versions"]["weasyprint"]


def test_two_builds_give_the_same_bytes_whenever_made(
    data: bytes, folder: Path, tmp_path: Path
) -> None:
    later = datetime(2031, 1, 1, tzinfo=UTC)
    again = produce(inputs(), kind="summary", now=later, out=tmp_path)
    assert (tmp_path / again.files[0]).read_bytes() == data
    assert (tmp_path / again.files[1]).read_bytes() == (folder / again.files[1]).read_bytes()


def test_pages_say_every_figure_and_every_page_the_demonstration(data: bytes) -> None:
    figures = run_manifest()["figures"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        said = text_of(pdf)
    for number in (figures["eligible"], figures["persons"], figures["undetermined"]):
        assert f"{number:,}" in said
    for group in figures["by_region"]:
        assert f"${group['totals']['sca'] // 100:,}.00" in said
    assert run_manifest()["digest"] in said


def test_form_is_letter_tagged_archival_and_accessible(data: bytes) -> None:
    found, pages = problems(data, texts=())
    assert found == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == pages
        assert pdf.Root.Lang == "en-US"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        metadata = pdf.Root.Metadata.read_bytes()
        assert b"pdfuaid:part" in metadata
        assert b'conformance="A"' in metadata


def test_running_heads_are_artifacts(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "Page2of" not in text_of(pdf)
        assert b"Pagination" in b"".join(page.Contents.read_bytes() for page in pdf.pages)
        assert DEMONSTRATION.replace(" ", "") in text_of(pdf)


def test_top_half_inch_is_clear(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.pages:
            assert 700 < highest_text(each) <= 792 - 36


def test_zero_eligible_and_no_imports_to_speak_of_still_make_an_exhibit(tmp_path: Path) -> None:
    manifest = run_manifest(
        eligible_of_100=0, months=0, decisions=[], regions=(("US", "CA"),), is_demonstration=False
    )
    assert produce(inputs(manifest), kind="summary", now=NOW, out=tmp_path).pages > 5


def test_extremes_are_printed_whole(tmp_path: Path) -> None:
    manifest = run_manifest(
        award=10**12, months=70, title="Ωμέγα v. Ромашка 株式会社メリディアン " + "and Others " * 20,
        plans=(*PLANS, "高级会员", "프리미엄", "פרימיום", "प्रीमियम", "🎉", "x" * 300, "a\u202eb"),
        docket_number="CGC-26-000000 (consolidated with CGC-26-000001 and CGC-26-000002)",
    )  # fmt: skip
    made = produce(inputs(manifest), kind="summary", now=NOW, out=tmp_path)
    with pikepdf.open(tmp_path / made.files[0]) as pdf:
        said = text_of(pdf)
    assert "高级会员" in said
    assert "[U+1F389]" in said
    assert "a[U+202E]b" in said


@pytest.mark.parametrize(
    ("kind", "edition", "label"),
    [("chart", "public", "1"), ("summary", "sealed", "1"), ("summary", "public", "../1")],
)
def test_what_cannot_be_made_is_refused_and_nothing_written(
    tmp_path: Path, kind: str, edition: str, label: str
) -> None:
    with pytest.raises(ExhibitRefused):
        produce(inputs(edition=edition, label=label), kind=kind, now=NOW, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_failed_check_stops_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = mark_furniture(render_pdf(page("<p>nothing of it</p>")))
    monkeypatch.setattr(production, "render_pdf", lambda html: empty)
    with pytest.raises(ExhibitRefused, match="not published"):
        produce(inputs(), kind="summary", now=NOW, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        "<img alt=x src='http://127.0.0.1:{port}/a.png'>",
        "<link rel=stylesheet href='http://127.0.0.1:{port}/a.css'>",
        "<style>@import url(http://127.0.0.1:{port}/b.css)</style>",
        "<style>p {{ background: url(http://127.0.0.1:{port}/c.png) }}</style><p>x",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<svg><title>x</title><image href='http://127.0.0.1:{port}/d.png' width=9 height=9 /></svg>",
        "<img alt=x src='file:///etc/passwd'>",
        "<img alt=x src='data:image/png;base64,AAAA'>",
    ],
)
def test_renderer_reaches_no_file_and_no_address(body: str) -> None:
    with sink() as (port, reached):
        with pytest.raises(ExhibitRefused):
            render_pdf(page(body.format(port=port)))
        assert not reached


def test_character_without_glyph_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match="1F389"):
        render_pdf(page("<p>\U0001f389 at last</p>"))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<p><a href='https://example.com/'>x</a>", "/URI"),
        ("<h1>a</h1><h3>b</h3>", "heading of level 3"),
        ("<table><tr><td>a</table>", "no header cells"),
        ("<p>said</p>", "The pages do not say “unsaid”"),
    ],
)
def test_checks_find_what_an_exhibit_may_not_be(body: str, problem: str) -> None:
    data = mark_furniture(render_pdf(page(f"<style>@page {{ size: letter }}</style>{body}")))
    found, _ = problems(data, texts=["unsaid"])
    assert any(problem in sentence for sentence in found)


def test_checks_find_a_script_and_a_page_of_another_size() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(page("<p>x")))) as pdf:
        pdf.Root.OpenAction = pdf.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        )
        target = io.BytesIO()
        pdf.save(target)
    found, _ = problems(target.getvalue(), texts=())
    assert any("JavaScript" in sentence for sentence in found)
    assert any("not US letter" in sentence for sentence in found)


def test_text_is_compared_without_space() -> None:
    assert without_space("a b\n c\u00a0d") == "abcd"


class sink:
    """A listener on the loopback that remembers whether anything reached it."""

    def __enter__(self) -> tuple[int, list[bytes]]:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.reached: list[bytes] = []
        threading.Thread(target=self.listen, daemon=True).start()
        return self.listener.getsockname()[1], self.reached

    def listen(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:
            return
        self.reached.append(connection.recv(64))
        connection.close()

    def __exit__(self, *failure: object) -> None:
        self.listener.close()
