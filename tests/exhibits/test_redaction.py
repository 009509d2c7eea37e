"""What a public exhibit must not show is found wherever it hides, and nothing else is."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.exhibits.document import document, render_html
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.inputs import Inputs
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.redaction import hunt, require_redacted
from casecalc.exhibits.run_manifest import ExhibitRefused

from .persons import inputs_for, person, write_persons

NAME, EMAIL, ID = "Zora7 Quillfeather", "person7@mail.example.com", "M0000007"
HASH = hashlib.sha256(EMAIL.encode()).hexdigest()
REASON = "Her sister told us on the telephone that both accounts are hers"
SECRETS = (NAME, EMAIL, ID, HASH, "1971-03-09", REASON)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("run")
    persons = [person(number) for number in range(1, 30)]
    persons.append(person(30, outcome="ineligible", full_name="Ida Al", member_ids="12"))
    persons.append(person(31, full_name="Virginia", member_ids="Premium", emails="a@b.example"))
    persons.append(person(32, full_name="Premium Career", member_ids="P12", emails=""))
    persons.append(person(33, full_name="王小明", member_ids="20260", emails=""))
    persons.append(person(34, full_name="Total Persons", member_ids="1000", emails=""))
    table = write_persons(folder / "persons.parquet", persons)
    roster = folder / "accepted.parquet"
    births = [date(1971, 3, 9), None, persons[3]["first_violation_on"]]
    pq.write_table(pa.table({"date_of_birth": pa.array(births, pa.date32())}), roster)
    override = {"kind": "override", "row": f"{'01' * 32}#9", "outcome": "ineligible"}
    decisions = [{"number": 1, "document": {**override, "reason": REASON}}]
    return inputs_for(table, persons, rosters=(roster,), decisions=decisions)


@pytest.fixture(scope="module")
def plain(inputs: Inputs) -> bytes:
    made = document(inputs, title="Schedule", standing="", sections=[("One", ())])
    return mark_furniture(render_pdf(render_html(made)))


def kinds_in(inputs: Inputs, path: Path) -> set[tuple[str, str]]:
    return {(hit.place, hit.kind) for hit in hunt(inputs, [path])}


def printed(body: str) -> bytes:
    from casecalc.exhibits.fonts import face_rules

    return render_pdf(
        f"<!doctype html><html lang=en><title>t</title><style>{face_rules(body)}"
        "html { font-family: 'Casecalc Serif', 'Casecalc Other 2' }</style>"
        f"<meta name=dcterms.created content=2026-01-01T00:00:00Z><body>{body}</body></html>"
    )


@pytest.mark.parametrize(
    "text",
    [
        *SECRETS,
        NAME.upper(), "Quillfeather of Zora7 Quillfeather.", "zora7quillfeather",
        "Zora7<br>Quillfeather", "Z o r a 7 Q u i l l f e a t h e r", "Zora7-Quillfeather",
        "<table><tr><td>Zora7<td>Quillfeather</table>", EMAIL.replace("@", "@<br>"),
        HASH.upper(), HASH[:20], f"x{HASH}y", "M000<br>0007", "m0000007", "March 9, 1971",
        "03/09/1971", "3/9/1971", "9 March 1971", "09-Mar-1971", "19710309",
        REASON[:60], REASON.replace(" ", "<br>"), "Ida Al", "王小明", "20260",
    ],
)  # fmt: skip
def test_is_found_on_a_page_in_any_dress(inputs: Inputs, tmp_path: Path, text: str) -> None:
    path = tmp_path / "Exhibit.pdf"
    path.write_bytes(printed(f"<p>before {text} after</p>"))
    assert {place for place, _ in kinds_in(inputs, path)} == {"page 1"}


@pytest.mark.parametrize(
    "text",
    [
        "12 persons, 1,000 of them", "Virginia", "Premium Career", "P12", "Premium", "20,260",
        "$1,000.00", "all in", "2023-01-24", "Total persons", "idea al dente", "1970-03-09",
        "aida alone", "17/3/9",
    ],
)  # fmt: skip
def test_figures_plans_states_and_ordinary_words_are_no_secret(
    inputs: Inputs, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "Exhibit.pdf"
    path.write_bytes(printed(f"<p>before {text} after</p>"))
    assert kinds_in(inputs, path) == set()


def hidden(plain: bytes, change: Callable[[Any], object]) -> bytes:
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _content(pdf: Any, secret: str) -> None:
    page = pdf.pages[0]
    page.contents_add(pdf.make_stream(f"/Span <</Note ({secret})>> BDC EMC".encode()))


def _first_element(pdf: Any, key: str, secret: str) -> None:
    pdf.Root.StructTreeRoot.K[0].K[0][key] = pikepdf.String(secret)


def _character_map(pdf: Any, secret: str) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    pairs = "".join(f"<{i:04x}> <{ord(c):04x}>\n" for i, c in enumerate(secret, start=0xF000))
    old = font.ToUnicode.read_bytes()
    new = old.replace(b"endbfchar", pairs.encode() + b"endbfchar", 1)
    font.ToUnicode = pdf.make_stream(new)


def _form(pdf: Any, secret: str) -> None:
    form = pdf.make_stream(b"/x <</a " + pikepdf.String(secret).unparse() + b">> BDC EMC")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 9, 9])
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(F=form)


HIDING: dict[str, Callable[[Any, str], object]] = {
    "content stream": _content,
    "metadata": lambda pdf, s: pdf.docinfo.__setitem__("/Subject", s),
    "xmp": lambda pdf, s: pdf.Root.__setattr__(
        "Metadata", pdf.make_stream(pdf.Root.Metadata.read_bytes() + f"<!-- {s} -->".encode())
    ),
    "outline": lambda pdf, s: pdf.Root.__setattr__(
        "Outlines", pdf.make_indirect(pikepdf.Dictionary(First=pikepdf.Dictionary(Title=s)))
    ),
    "alternative": lambda pdf, s: _first_element(pdf, "/Alt", s),
    "actual text": lambda pdf, s: _first_element(pdf, "/ActualText", s),
    "expansion": lambda pdf, s: _first_element(pdf, "/E", s),
    "attachment": lambda pdf, s: pdf.attachments.__setitem__("a.csv", f"x,{s}\n".encode()),
    "attachment’s name": lambda pdf, s: pdf.attachments.__setitem__(s, b"x"),
    "compressed stream": lambda pdf, s: pdf.Root.__setattr__("X", pdf.make_stream(s.encode())),
    "utf-16": lambda pdf, s: pdf.Root.__setattr__("X", pdf.make_stream(s.encode("utf-16-be"))),
    "hexadecimal": lambda pdf, s: pdf.Root.__setattr__(
        "X", pdf.make_stream(s.encode().hex().encode())
    ),
    "name": lambda pdf, s: pdf.Root.__setattr__("X", pikepdf.Name("/" + s.replace(" ", "_"))),
    "key": lambda pdf, s: pdf.Root.__setitem__("/" + s.replace(" ", "_"), True),
    "font’s character map": _character_map,
    "form": _form,
    "annotation": lambda pdf, s: pdf.pages[0].obj.__setitem__(
        "/Annots", pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(Contents=s))])
    ),
}


@pytest.mark.parametrize("place", HIDING)
def test_is_found_in_every_hiding_place(
    inputs: Inputs, plain: bytes, tmp_path: Path, place: str
) -> None:
    clean = tmp_path / "Clean.pdf"
    clean.write_bytes(plain)
    assert kinds_in(inputs, clean) == set()
    for number, secret in enumerate(SECRETS):
        path = tmp_path / f"Exhibit-{number}.pdf"
        path.write_bytes(hidden(plain, lambda pdf, s=secret: HIDING[place](pdf, s)))
        assert kinds_in(inputs, path), secret


def test_is_found_in_a_pdf_within_a_pdf(inputs: Inputs, plain: bytes, tmp_path: Path) -> None:
    inner = printed(f"<p>{NAME}")
    path = tmp_path / "Exhibit.pdf"
    path.write_bytes(hidden(plain, lambda pdf: pdf.attachments.__setitem__("a.pdf", inner)))
    assert kinds_in(inputs, path)


@pytest.mark.parametrize("secret", SECRETS)
def test_is_found_in_annexes_and_names(inputs: Inputs, tmp_path: Path, secret: str) -> None:
    csv = tmp_path / "Annex.csv"
    csv.write_text(f"person,x\nP1,{secret}\n")
    assert kinds_in(inputs, csv)
    book = tmp_path / "Annex.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<row><c><t>{secret}</t></c></row>")
    assert kinds_in(inputs, book)
    packed = tmp_path / "Set.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/Annex.csv", f"a,{secret}")
    assert kinds_in(inputs, packed)
    named = tmp_path / f"Exhibit-{secret.replace(' ', '-')}.csv"
    named.write_text("person\n")
    assert {place for place, _ in kinds_in(inputs, named)} == {"its name"}


def test_hit_stops_publication_and_names_the_page_and_not_the_value(
    inputs: Inputs, tmp_path: Path
) -> None:
    path = tmp_path / "Exhibit-B.pdf"
    path.write_bytes(printed(f"<p>one<p style='break-before: page'>two {NAME}"))
    with pytest.raises(ExhibitRefused) as refused:
        require_redacted(inputs, [path])
    assert "Exhibit-B.pdf, page 2 holds a person’s name" in str(refused.value)
    assert "Quillfeather" not in str(refused.value)


def test_a_million_figures_that_are_no_secret_raise_no_false_alarm(
    inputs: Inputs, tmp_path: Path
) -> None:
    path = tmp_path / "Annex.csv"
    path.write_text("".join(f"P{n},CA,{n:,},${n * 7:,}.00,{n % 28 + 1}\n" for n in range(200_000)))
    assert kinds_in(inputs, path) == set()


def test_compressed_twice_is_not_found(inputs: Inputs, tmp_path: Path) -> None:
    """A limit that decision 13 states: what is packed in a way of its own is not unpacked."""
    path = tmp_path / "Annex.csv"
    path.write_bytes(zlib.compress(NAME.encode()))
    assert kinds_in(inputs, path) == set()
