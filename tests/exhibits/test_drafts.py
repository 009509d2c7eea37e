"""Drafts for signature: facts of the run, law only as text to edit, never signed or dated."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits.blocks import Table
from casecalc.exhibits.certificate import build_certificate
from casecalc.exhibits.checks import problems
from casecalc.exhibits.declaration import build_declaration
from casecalc.exhibits.document import Document, render_html
from casecalc.exhibits.draft_blocks import Blank, Signature, Statement, Statements, Unnumbered
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.notice import build_notice
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.printed import text_of
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.sealing import build_sealing

from .manifests import inputs, run_manifest
from .reading import said

LAW = re.compile(r"§|Fed\. R\.|Federal Rules? of|Civil L\.R\.|U\.S\.C\.|competently")
BUILDERS = {
    "declaration": build_declaration,
    "certificate": build_certificate,
    "notice": build_notice,
    "sealing": build_sealing,
}


def entry(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "number": number, "label": "B", "kind": "decisions", "title": "Recorded Decisions",
        "standing": "Summary under Fed. R. Evid. 1006", "edition": "sealed", "run": 3,
        "pages": 12, "sha256": f"{number:02x}" * 32, "is_stale": False, "public_edition": None,
        "files": [{"name": "x.pdf", "sha256": "aa" * 32, "size": 1}], **changed,
    }  # fmt: skip


ENTRIES = [entry(4), entry(5, label="C", edition="public", title="Class Members by State")]
MANIFEST = run_manifest(regions=(("US", "CA"), ("US", "NY")), plans=("Basic",), months=2)
MANIFEST["files"] = {"persons.parquet": {"sha256": "9d" * 32, "size": 4321}}


def draft(kind: str, entries: list[dict[str, Any]] | None = None, **asked: str) -> Document:
    found = ENTRIES if entries is None else entries
    facts = {"exhibits": found}
    return BUILDERS[kind](inputs(MANIFEST, label="Draft", asked=asked, facts=facts))


def statements(made: Document) -> Iterator[Statement]:
    for section in made.sections:
        for block in section.blocks:
            if isinstance(block, Statements | Signature):
                yield from block.statements
            elif isinstance(block, Unnumbered):
                yield block.statement


@pytest.mark.parametrize("kind", BUILDERS)
def test_pages_pass_the_checks_and_each_says_what_it_is(kind: str) -> None:
    made = draft(kind)
    data = mark_furniture(render_pdf(render_html(made)))
    assert problems(data, texts=made.texts)[0] == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("Draft for signature: ")
        assert all(_says_draft(page) for page in pdf.pages)
        assert "Draftforsignature" in text_of(pdf)


def _says_draft(page: Any) -> bool:
    from casecalc.exhibits.printed import character_map, used_glyphs

    fonts = page.resources.Font
    shown = "".join(
        "".join(
            character_map(fonts[font]).get(string[i : i + 2], "") for i in range(0, len(string), 2)
        )
        for font, string in used_glyphs(page)
    )
    return "Draftforsignature" in "".join(shown.split())


@pytest.mark.parametrize("kind", BUILDERS)
def test_law_is_said_only_in_text_marked_for_counsel_to_edit(kind: str) -> None:
    for statement in statements(draft(kind)):
        if any(LAW.search(text) for text in statement.texts):
            assert statement.is_draft


@pytest.mark.parametrize("kind", BUILDERS)
def test_date_and_signature_are_blanks(kind: str) -> None:
    made = draft(kind)
    [signature] = (b for s in made.sections for b in s.blocks if isinstance(b, Signature))
    assert made.sections[-1].blocks[-1] is signature
    assert signature.lines[0] == "Signature"
    labels = [
        part.label for s in signature.statements for part in s.parts if isinstance(part, Blank)
    ]
    assert "date" in labels


@pytest.mark.parametrize("kind", ["declaration", "certificate", "notice"])
def test_every_source_file_stands_there_with_its_hash(kind: str) -> None:
    words = said(draft(kind))
    for source in MANIFEST["imports"]:
        assert source["sha256"] in words
        assert source["name"] in words


def test_declaration_states_the_figures_of_the_run_and_what_was_not_done() -> None:
    words, figures = said(draft("declaration")), MANIFEST["figures"]
    assert f"Of {figures['persons']:,} persons, {figures['eligible']:,} meet" in words
    assert f"for {figures['undetermined']:,} the files do not decide it" in words
    assert f"${figures['claims']['sca']['total'] // 100:,}.00" in words
    assert MANIFEST["digest"] in words
    assert "casecalc 0.1.0" in words
    assert "2 that rows" not in words
    assert "4 decisions" in words
    assert "[to be stated]" in words
    assert "No sample was extrapolated" in words


def test_paragraphs_are_numbered_through() -> None:
    made = draft("declaration")
    groups = [b for s in made.sections for b in s.blocks if isinstance(b, Statements)]
    expected = 1
    for group in groups:
        assert group.first == expected
        expected += len(group.statements)
    assert expected > 14


def test_certificate_states_the_hashes_of_tables_and_exhibits() -> None:
    words = said(draft("certificate"))
    assert "9d" * 32 in words
    assert "4,321" in words
    assert all(each["sha256"] in words for each in ENTRIES)


def test_notice_lists_only_summaries_of_voluminous_writings() -> None:
    aid = entry(6, title="A Chart", standing="Illustrative aid under Fed. R. Evid. 107")
    words = said(draft("notice", [*ENTRIES, aid]))
    assert "Recorded Decisions" in words
    assert "A Chart" not in words


def test_words_of_counsel_take_the_place_of_drafts_and_blanks() -> None:
    made = draft(
        "declaration", declarant="Robin Roe", qualification="a statistician at Example LLP",
        oath="I so declare.",
    )  # fmt: skip
    words = said(made)
    assert "Robin Roe" in words
    assert "a statistician at Example LLP" in words
    assert "[name]" not in words
    assert "U.S.C." not in words
    own = next(s for s in statements(made) if "I so declare." in list(s.texts))
    assert not own.is_draft
    notice = said(draft("notice", place="1 Market Street", times="Mondays", contact="J. Roe"))
    assert "1 Market Street" in notice
    assert "[address]" not in notice


def chart(made: Document) -> dict[str, tuple[str, ...]]:
    [table] = (b for s in made.sections for b in s.blocks if isinstance(b, Table))
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def test_chart_has_a_row_for_every_sealed_exhibit_with_room_for_the_reason() -> None:
    found = chart(draft("sealing", [entry(4), entry(7, label="D", public_edition=3)]))
    assert list(found) == ["Exhibit B (4)", "Exhibit D (7)"]
    assert found["Exhibit B (4)"] == (
        "Recorded Decisions, 12 pages, run 3",
        "The whole exhibit.",
        "",
    )
    assert "Its public edition, number 3" in found["Exhibit D (7)"][1]


def test_chart_takes_reasons_and_portions_by_label_or_number() -> None:
    made = draft(
        "sealing", [entry(4), entry(7, label="D")],
        reasons="B: Names of absent members.\nExhibit 7: The same.", portions="D: Column 2.",
    )  # fmt: skip
    found = chart(made)
    assert found["Exhibit B (4)"][2] == "Names of absent members."
    assert found["Exhibit D (7)"][1:] == ("Column 2.", "The same.")


@pytest.mark.parametrize(
    ("entries", "reasons", "sentence"),
    [
        ([], "", "no published sealed exhibit"),
        ([entry(4)], "nothing said of which", "does not say of which exhibit"),
        ([entry(4)], "E: Why.", r"“E” is not one sealed exhibit of the matter; there is: B \(4\)"),
        ([entry(4), entry(5)], "B: Why.", r"there is: B \(4\), B \(5\). Give its number"),
    ],
)
def test_a_chart_that_cannot_be_is_refused(
    entries: list[dict[str, Any]], reasons: str, sentence: str
) -> None:
    with pytest.raises(ExhibitRefused, match=sentence):
        draft("sealing", entries, reasons=reasons)


def test_drafts_about_exhibits_need_exhibits() -> None:
    with pytest.raises(ExhibitRefused, match="No exhibit of this run has been published yet"):
        draft("declaration", [])
