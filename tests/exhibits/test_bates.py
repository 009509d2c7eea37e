"""Bates numbers: on every page, by value, alone at the foot, and nothing else changed."""

from pathlib import Path

import pikepdf
import pytest

from casecalc.exhibits import bates
from casecalc.exhibits.bates import BASELINE, CLEAR_BELOW, RIGHT, Numbers, require_prefix, stamp
from casecalc.exhibits.bates_font import NAME, advance
from casecalc.exhibits.checks import problems
from casecalc.exhibits.printed import lines_of, text_of
from casecalc.exhibits.run_manifest import ExhibitRefused

from .papers import links, painted, paper, tags

FONT = f"/{NAME}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper(tmp_path_factory.mktemp("bates") / "paper.pdf", "Alpha", pages=5)


@pytest.fixture(scope="module")
def stamped(source: Path) -> Path:
    target = source.with_name("stamped.pdf")
    assert stamp(source, target, Numbers(prefix="DOE-", first=9_999_998)) == 5
    return target


def numbers_on(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [painted(page, FONT) for page in pdf.pages]


def test_every_page_bears_its_own_number(stamped: Path) -> None:
    assert numbers_on(stamped) == [
        "DOE-9999998", "DOE-9999999", "DOE-10000000", "DOE-10000001", "DOE-10000002",
    ]  # fmt: skip


def test_checks_pass_and_structure_text_and_links_are_as_before(
    source: Path, stamped: Path
) -> None:
    found, pages = problems(stamped.read_bytes(), texts=["Text Alpha5."])
    assert (found, pages) == ([], 5)
    assert tags(stamped) == tags(source)
    with pikepdf.open(source) as before, pikepdf.open(stamped) as after:
        assert text_of(after) == text_of(before)
        assert links(after) == links(before)
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()


def test_the_bytes_as_made_stay_as_they_are(source: Path, stamped: Path) -> None:
    assert stamped.read_bytes().startswith(source.read_bytes())


def test_number_ends_at_the_margin_and_nothing_else_is_beside_it(stamped: Path) -> None:
    with pikepdf.open(stamped) as pdf:
        for page in pdf.pages:
            low = [(x, y, size) for x, y, size in lines_of(page) if y < CLEAR_BELOW]
            [(x, y, size)] = low
            shown = painted(page, FONT)
            assert y == BASELINE
            assert x + len(shown) * size * advance() / 1000 == pytest.approx(RIGHT, abs=0.01)


def test_number_is_an_artifact(stamped: Path) -> None:
    with pikepdf.open(stamped) as pdf:
        assert "DOE-" not in text_of(pdf)
        [*_, last] = [bytes(each.read_bytes()) for each in pdf.pages[0].obj.Contents]
    assert last.startswith(b"Q /Artifact <</Type /Pagination>> BDC")
    assert last.endswith(b"EMC")


def test_page_labels_are_the_numbers(stamped: Path) -> None:
    with pikepdf.open(stamped) as pdf:
        assert [page.label for page in pdf.pages] == numbers_on(stamped)


@pytest.mark.parametrize("first", [1, 8, 98, 999_997])
def test_labels_keep_the_zeros_when_digits_are_added(
    source: Path, tmp_path: Path, first: int
) -> None:
    numbers = Numbers(prefix="A ", first=first)
    stamp(source, tmp_path / "out.pdf", numbers)
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert [page.label for page in pdf.pages] == [numbers.at(i) for i in range(5)]


def test_two_stampings_give_the_same_bytes_and_other_numbers_others(
    source: Path, stamped: Path, tmp_path: Path
) -> None:
    stamp(source, tmp_path / "same.pdf", Numbers(prefix="DOE-", first=9_999_998))
    stamp(source, tmp_path / "other.pdf", Numbers(prefix="DOE-", first=1))
    assert (tmp_path / "same.pdf").read_bytes() == stamped.read_bytes()
    with pikepdf.open(stamped) as one, pikepdf.open(tmp_path / "other.pdf") as other:
        assert bytes(one.trailer.ID[0]) == bytes(other.trailer.ID[0])
        assert bytes(one.trailer.ID[1]) != bytes(other.trailer.ID[1])


def test_a_few_pages_at_a_time_give_the_same_file(
    source: Path, stamped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bates, "_PAGES_AT_ONCE", 2)
    stamp(source, tmp_path / "out.pdf", Numbers(prefix="DOE-", first=9_999_998))
    assert (tmp_path / "out.pdf").read_bytes() == stamped.read_bytes()


def test_pages_in_a_tree_of_several_levels_are_numbered_in_order(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bates, "_PAGES_AT_ONCE", 2)
    with pikepdf.open(source) as pdf:
        top, pages = pdf.Root.Pages, [page.obj for page in pdf.pages]
        node = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Parent=top, Count=3, Kids=pages[1:4])
        )
        for page in pages[1:4]:
            page.Parent = node
        top.Kids = pikepdf.Array([pages[0], node, pages[4]])
        pdf.save(tmp_path / "tree.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert stamp(tmp_path / "tree.pdf", tmp_path / "out.pdf", Numbers(prefix="X", first=1)) == 5
    assert numbers_on(tmp_path / "out.pdf") == [f"X000000{i}" for i in range(1, 6)]


def test_spans_are_printed_by_value() -> None:
    numbers = Numbers(prefix="DOE-", first=12)
    assert numbers.span(1) == "DOE-0000012"
    assert numbers.span(3) == "DOE-0000012 to DOE-0000014"
    assert numbers.after(3).at(0) == "DOE-0000015"


@pytest.mark.parametrize("prefix", ["DOE-", "A", "Doe v. X_1", "9" * 20])
def test_prefixes_that_can_be_printed(prefix: str) -> None:
    require_prefix(prefix)


@pytest.mark.parametrize("prefix", ["", "-A", "A" * 21, "DOE–", "=A", "A\n"])
def test_other_prefixes_are_refused(prefix: str) -> None:
    with pytest.raises(ExhibitRefused, match="cannot stand before Bates numbers"):
        require_prefix(prefix)
