"""The checker can fail: a fault planted in a file that has none is found and named."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from casecalc.exhibits.checks import problems
from tests.exhibits.papers import elements, paper

from .checker import faults

Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper(tmp_path_factory.mktemp("sound") / "paper.pdf", "Alpha", pages=2)


def first(pdf: Any, kind: str) -> Any:
    return next(each for each in elements(pdf) if str(each.S) == f"/{kind}")


def content(pdf: Any, before: bytes, after: bytes) -> None:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(before + page.Contents.read_bytes() + after)


def exchanged(pdf: Any, old: bytes, new: bytes) -> None:
    page = pdf.pages[0]
    written = page.Contents.read_bytes()
    assert old in written
    page.Contents = pdf.make_stream(written.replace(old, new, 1))


def xmp(pdf: Any, old: bytes, new: bytes) -> None:
    written = pdf.Root.Metadata.read_bytes()
    assert old in written
    pdf.Root.Metadata.write(written.replace(old, new), type_check=False)


def font(pdf: Any) -> Any:
    return next(iter(dict(pdf.pages[0].Resources.Font.items()).values()))


def narrow(pdf: Any) -> None:
    inner = font(pdf).DescendantFonts[0]
    inner.W, inner.DW = Array([]), 1


def less_known(pdf: Any) -> None:
    for each in pdf.pages[0].Resources.Font.values():
        table = each.ToUnicode
        table.write(re.sub(rb"<[0-9A-Fa-f]{4}> <0054>\n", b"", table.read_bytes()))


def to_private(pdf: Any) -> None:
    for each in pdf.pages[0].Resources.Font.values():
        each.ToUnicode.write(each.ToUnicode.read_bytes().replace(b"<0054>", b"<e000>"))


def shorter_row(pdf: Any) -> None:
    row = first(pdf, "TR")
    row.K = Array(list(row.K)[:1])


def unmapped(pdf: Any) -> None:
    first(pdf, "H2").S = Name("/Heading")


def unheld_link(pdf: Any) -> None:
    pdf.pages[0].Annots[0].StructParent = 0


PLANTED: dict[str, tuple[Edit, str]] = {
    "untagged": (lambda pdf: content(pdf, b"", b"\n0 0 9 9 re f"), "neither tagged"),
    "unknown operator": (lambda pdf: content(pdf, b"BX foo EX ", b""), "6.2.2: operator"),
    "nesting": (lambda pdf: content(pdf, b"q " * 29, b" Q" * 29), "6.1.13: q"),
    "colour": (lambda pdf: content(pdf, b"0 0 0 1 k ", b""), "6.2.4.3"),
    "artifact in text": (
        lambda pdf: exchanged(pdf, b"Tj", b"Tj /Artifact BMC EMC")
        if b"Tj" in pdf.pages[0].Contents.read_bytes()
        else exchanged(pdf, b"TJ", b"TJ /Artifact BMC EMC"),
        "7.1: an artifact within",
    ),
    "mark twice": (lambda pdf: exchanged(pdf, b"/MCID 1", b"/MCID 0"), "twice on a page"),
    "notdef": (
        lambda pdf: exchanged(pdf, b"EMC", b"[<0000>] TJ EMC"), "6.2.11.8"
    ),
    "widths": (narrow, "6.2.11.5"),
    "character map": (less_known, "6.2.11.7"),
    "private use": (to_private, "Private Use"),
    "embedding": (
        lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2"),
        "6.2.11.4",
    ),
    "part": (lambda pdf: xmp(pdf, b'pdfaid:part="3"', b'pdfaid:part="2"'), "6.6.4"),
    "ua": (lambda pdf: xmp(pdf, b"<pdfuaid:part>1", b"<pdfuaid:part>2"), "PDF/UA-1"),
    "schema": (lambda pdf: xmp(pdf, b"pdfaProperty:name>part", b"pdfaProperty:name>p"), "6.6.2.3"),
    "date": (lambda pdf: xmp(pdf, b"2026-01-01T00:00:00Z", b"1 January 2026"), "is no date"),
    "title": (lambda pdf: xmp(pdf, b"dc:title", b"dc:rights"), "7.1: no title"),
    "packet": (lambda pdf: xmp(pdf, b"xpacket begin=", b'xpacket bytes="9" begin='), "packet's header"),
    "language": (lambda pdf: setattr(pdf.Root, "Lang", String("en_US")), "7.2: language"),
    "marked": (lambda pdf: pdf.Root.__delitem__("/MarkInfo"), "6.7.2"),
    "display": (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "DisplayDocTitle"),
    "intent": (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "6.2.3"),
    "script": (
        lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
        "/JS may not",
    ),
    "layers": (lambda pdf: setattr(pdf.Root, "OCProperties", Dictionary()), "/OCProperties"),
    "blend": (
        lambda pdf: setattr(
            pdf.pages[0].Resources, "ExtGState", Dictionary(G=Dictionary(BM=Name.Odd))
        ),
        "6.2.10",
    ),
    "flags": (lambda pdf: setattr(pdf.pages[0].Annots[0], "F", 2), "6.3.2"),
    "contents": (lambda pdf: pdf.pages[0].Annots[0].__delitem__("/Contents"), "7.18.5"),
    "tabs": (lambda pdf: setattr(pdf.pages[0].obj, "Tabs", Name.R), "7.18.3"),
    "link's owner": (unheld_link, "not in the structure"),
    "link's place": (
        lambda pdf: setattr(pdf.pages[0].Annots[0], "Dest", String("nowhere")), "leads nowhere"
    ),
    "page size": (
        lambda pdf: setattr(pdf.pages[0].obj, "CropBox", Array([0, 0, 2, 2])), "/CropBox"
    ),
    "type": (unmapped, "not mapped to a standard"),
    "heading": (lambda pdf: setattr(first(pdf, "H2"), "S", Name.H4), "7.4.2"),
    "figure": (lambda pdf: setattr(first(pdf, "P"), "S", Name.Figure), "7.3: a Figure"),
    "parent": (lambda pdf: first(pdf, "TR").__delitem__("/P"), "the parent of a TR"),
    "row length": (shorter_row, "differ in length"),
    "headers": (lambda pdf: first(pdf, "TD").__delitem__("/A"), "has no header"),
    "row's place": (lambda pdf: setattr(first(pdf, "TR"), "S", Name.P), "7.2: "),
    "note": (lambda pdf: setattr(first(pdf, "P"), "S", Name.Note), "7.9"),
    "long name": (lambda pdf: setattr(pdf.Root, "Odd", Name("/" + "a" * 128)), "6.1.13: a name"),
    "large number": (lambda pdf: setattr(pdf.Root, "Odd", 2**31), "6.1.13: an integer"),
    "long string": (lambda pdf: setattr(pdf.Root, "Odd", String("a" * 32768)), "6.1.13: a string"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str, sound: Path, tmp_path: Path) -> None:
    edit, expected = PLANTED[name]
    with pikepdf.open(sound) as pdf:
        edit(pdf)
        pdf.save(tmp_path / "planted.pdf", fix_metadata_version=False)
    assert [fault for fault in faults(tmp_path / "planted.pdf") if expected in fault]


def test_the_file_itself_has_none(sound: Path, tmp_path: Path) -> None:
    assert faults(sound) == []
    with pikepdf.open(sound) as pdf:
        pdf.save(tmp_path / "same.pdf")
    assert faults(tmp_path / "same.pdf") == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (rb"\A%PDF-1\.7", b"%PDF-2.0", "6.1.2"),
        (rb"\A(%PDF-1\.7\n%)....", rb"\1abcd", "6.1.2"),
        (rb"\Z", b"more", "6.1.3: something follows"),
        (rb"(\d) 0 obj\n<<", rb"\1 0 obj <<", "6.1.9"),
        (rb">>\nendobj", b">> endobj", "6.1.9"),
        (rb"\nendstream", b" endstream", "6.1.7"),
        (rb"/ID ?\[", b"/IX [", "6.1.3: a trailer without ID"),
    ],
)
def test_a_fault_in_the_bytes_is_found(
    old: bytes, new: bytes, expected: str, sound: Path, tmp_path: Path
) -> None:
    unpacked = tmp_path / "unpacked.pdf"
    with pikepdf.open(sound) as pdf:
        pdf.save(unpacked, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert faults(unpacked) == []
    changed, count = re.subn(old, new, unpacked.read_bytes(), count=1, flags=re.S)
    assert count == 1
    (tmp_path / "planted.pdf").write_bytes(changed)
    assert [fault for fault in faults(tmp_path / "planted.pdf") if expected in fault]


def test_a_file_without_an_end_of_line_before_endstream_is_found(
    sound: Path, tmp_path: Path
) -> None:
    with pikepdf.open(sound) as pdf:
        pdf.save(tmp_path / "planted.pdf", preserve_pdfa=False)
    assert [fault for fault in faults(tmp_path / "planted.pdf") if "6.1.7" in fault]


def test_links_that_the_structure_does_not_hold_stop_publication(
    sound: Path, tmp_path: Path
) -> None:
    assert problems(sound.read_bytes(), texts=[]) == ([], 2)
    with pikepdf.open(sound) as pdf:
        unheld_link(pdf)
        pdf.save(tmp_path / "planted.pdf")
    found, _ = problems((tmp_path / "planted.pdf").read_bytes(), texts=[])
    assert found == ["Page 1 has a link that the structure does not hold."]
