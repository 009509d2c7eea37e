"""Joined PDFs keep every structure element, text, link and bookmark of their parts."""

from pathlib import Path

import pikepdf
import pytest

from casecalc.exhibits.checks import problems
from casecalc.exhibits.joining import Part, join, page_count
from casecalc.exhibits.printed import text_of
from casecalc.exhibits.run_manifest import ExhibitRefused

from .papers import elements, links, paper, tags


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("joining")


@pytest.fixture(scope="module")
def parts(folder: Path) -> list[Part]:
    """Two papers that use the same names for destinations and header cells, and one again."""
    first, second = paper(folder / "a.pdf", "Alpha"), paper(folder / "b.pdf", "Beta", pages=2)
    return [
        Part(path=first, title="Index"),
        Part(path=second, title="Exhibit A: Beta"),
        Part(path=first, title="Exhibit B: Alpha"),
    ]


@pytest.fixture(scope="module")
def joined(folder: Path, parts: list[Part]) -> Path:
    assert join(parts, folder / "joined.pdf") == 8
    return folder / "joined.pdf"


def test_checks_of_an_exhibit_pass_and_pages_are_counted(joined: Path) -> None:
    found, pages = problems(joined.read_bytes(), texts=["Text Alpha1.", "Text Beta2."])
    assert found == []
    assert pages == page_count(joined) == 8


def test_every_structure_element_is_kept_below_one_part_each(
    joined: Path, parts: list[Part]
) -> None:
    expected = sum(
        (tags(part.path) for part in parts), start=tags(parts[0].path) - tags(parts[0].path)
    )
    expected["/Part"] = expected.pop("/Document")
    expected["/Document"] = 1
    assert tags(joined) == expected
    with pikepdf.open(joined) as pdf:
        titles = [str(part.T) for part in pdf.Root.StructTreeRoot.K.K]
    assert titles == [part.title for part in parts]


def test_text_is_that_of_the_parts_in_their_order(joined: Path, parts: list[Part]) -> None:
    wanted = ""
    for part in parts:
        with pikepdf.open(part.path) as pdf:
            wanted += text_of(pdf)
    with pikepdf.open(joined) as pdf:
        assert text_of(pdf) == wanted


def test_links_lead_to_the_last_page_of_their_own_part(joined: Path) -> None:
    with pikepdf.open(joined) as pdf:
        assert links(pdf) == [(0, 2), (1, 2), (2, 2), (3, 4), (4, 4), (5, 7), (6, 7), (7, 7)]


def test_bookmarks_of_a_part_hang_below_its_own(joined: Path) -> None:
    with pikepdf.open(joined) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = [[each.title for each in item.children] for item in outline.root]
        place_of = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        pages = [
            place_of[each.to_dictionary_object(pdf).Dest[0].objgen]
            for item in outline.root
            for each in item.children
        ]
    assert titles == ["Index", "Exhibit A: Beta", "Exhibit B: Alpha"]
    assert below[1] == ["Beta part 1", "Beta part 2"]
    assert below[0] == below[2] == ["Alpha part 1", "Alpha part 2", "Alpha part 3"]
    assert pages == list(range(8))


def test_header_cells_have_names_of_their_own_that_cells_refer_to(joined: Path) -> None:
    with pikepdf.open(joined) as pdf:
        found = list(elements(pdf))
        names = [bytes(element.ID) for element in found if "/ID" in element]
        wanted = [
            bytes(name)
            for element in found
            if "/A" in element
            for attributes in (element.A if isinstance(element.A, pikepdf.Array) else [element.A])
            for name in attributes.get("/Headers", [])
        ]
    assert len(set(names)) == len(names) == 8 * 3
    assert wanted
    assert set(wanted) <= set(names)


def test_every_page_finds_its_structure_in_the_parent_tree(joined: Path) -> None:
    with pikepdf.open(joined) as pdf:
        entries = pdf.Root.StructTreeRoot.ParentTree.Nums
        tree = {int(entries[i]): entries[i + 1] for i in range(0, len(entries), 2)}
        keys = [int(page.obj.StructParents) for page in pdf.pages]
        assert len(set(keys)) == 8
        for page, key in zip(pdf.pages, keys, strict=True):
            owners = {each.Pg.objgen for each in tree[key] if each is not None and "/Pg" in each}
            assert owners == {page.obj.objgen}
        marked = [a.StructParent for p in pdf.pages for a in p.obj.get("/Annots", [])]
        assert len({int(key) for key in marked} | set(keys)) == len(marked) + 8
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) > max(tree)


def test_identification_comes_from_the_first_part(joined: Path) -> None:
    with pikepdf.open(joined) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
        assert str(pdf.docinfo["/Title"]) == "Alpha"
        assert len(pdf.Root.OutputIntents) == 1
    assert metadata.count(b"pdfuaid:part>1") == 1
    assert metadata.count(b'pdfaid:part="3"') == 1


def test_two_joins_give_the_same_bytes(joined: Path, parts: list[Part], tmp_path: Path) -> None:
    join(parts, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == joined.read_bytes()


def test_a_part_with_a_form_is_refused_by_name(parts: list[Part], tmp_path: Path) -> None:
    with pikepdf.open(parts[0].path) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())
        pdf.save(tmp_path / "form.pdf")
    with pytest.raises(ExhibitRefused, match=r"Odd holds /AcroForm.*File it by itself"):
        join([parts[0], Part(path=tmp_path / "form.pdf", title="Odd")], tmp_path / "out.pdf")


def test_an_untagged_part_is_refused(parts: list[Part], tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(612, 792))
        pdf.save(tmp_path / "plain.pdf")
    with pytest.raises(ExhibitRefused, match="Plain is not a tagged PDF"):
        join([parts[0], Part(path=tmp_path / "plain.pdf", title="Plain")], tmp_path / "out.pdf")
