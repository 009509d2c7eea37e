"""Every block with figures leads to a line of the index; every line names run, rule and files."""

import io
from pathlib import Path

import pikepdf
import pytest

from casecalc.exhibits.blocks import Chart, Sources, Table
from casecalc.exhibits.document import DRAFT_FOR_SIGNATURE, document
from casecalc.exhibits.kinds import KINDS
from casecalc.exhibits.produce import produce
from casecalc.exhibits.references import numbered_sources
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.states import build_states
from casecalc.exhibits.summary import build_summary
from casecalc.rules.provenance import FIGURES

from .manifests import inputs, run_manifest
from .test_produce import NOW


def test_every_table_and_chart_with_figures_names_its_sources() -> None:
    made = build_summary(inputs())
    without = [
        block
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Table | Chart) and not block.figures
    ]
    assert [getattr(block, "caption", "") for block in without] == [
        "How each claim is computed",
        "Provenance",
    ]


def test_index_has_one_line_for_each_source_in_order_of_first_use() -> None:
    made = build_summary(inputs())
    (index,) = [b for s in made.sections for b in s.blocks if isinstance(b, Sources)]
    assert [line.number for line in index.lines] == list(range(1, len(made.sources) + 1))
    assert [line.title for line in index.lines] == [FIGURES[key].title for key in made.sources]
    first = index.lines[0]
    assert first.title == "Source files and their rows"
    assert first.origin == "Run 3. Rule: section 2, Files. From files 1 to 4 and column mappings."


def test_source_that_nobody_registered_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match='"guess"'):
        numbered_sources([Table("t", (), (), figures=("guess",))])


def test_document_without_figures_has_no_index() -> None:
    made = document(
        inputs(), title="T", standing=DRAFT_FOR_SIGNATURE, sections=[("One", ())], form="draft"
    )
    assert [section.title for section in made.sections] == ["One"]


def test_references_are_links_inside_the_file_and_tagged(tmp_path: Path) -> None:
    made = produce(inputs(), kind="summary", now=NOW, out=tmp_path)
    data = (tmp_path / made.files[0]).read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", [])]
        names = pdf.Root.Names.Dests.Names
        targets = {str(names[i]) for i in range(0, len(names), 2)}
    assert len(links) > 15
    assert {str(link.Dest) for link in links} == {
        f"index-of-figures-line-{n}" for n in build_summary(inputs()).sources.values()
    }
    assert {str(link.Dest) for link in links} <= targets
    assert all("/StructParent" in link and str(link.Contents) for link in links)


def test_last_page_states_audit_head_digest_and_versions(tmp_path: Path) -> None:
    manifest = run_manifest()
    manifest["audit"] = {"number": 1234, "hash": "ab" * 32}
    made = build_summary(inputs(manifest))
    rows = {
        row.cells[0]: row
        for b in made.sections[-1].blocks
        if isinstance(b, Table)
        for row in b.rows
    }
    assert rows["Head of the audit chain"].mono == "ab" * 32
    assert rows["Run digest"].mono == manifest["digest"]
    assert "duckdb 2.0.0" in rows["Libraries of the run"].cells[1]
    assert "weasyprint" in rows["Typesetting"].cells[1]


def test_every_kind_says_what_it_is_for_and_has_its_own_label() -> None:
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.says.endswith(".")
        assert kind.editions


def test_files_are_named_after_the_index_unless_the_exhibit_lists_them() -> None:
    index = build_states(inputs()).sections[-2]
    (files,) = [block for block in index.blocks if isinstance(block, Table)]
    assert [row.cells[0] for row in files.rows] == ["File 1", "File 2", "File 3", "File 4"]
    assert [row.mono for row in files.rows] == [e["sha256"] for e in run_manifest()["imports"]]
    listed = build_summary(inputs()).sections[-2]
    assert [block for block in listed.blocks if isinstance(block, Table)] == []
