"""Reading a file into Parquet: what the agreement tests are too small to meet."""

import gzip
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from casecalc.evidence import files, records
from casecalc.evidence.delivered import cells_as_delivered
from casecalc.evidence.reading import ImportSummary, read_file
from casecalc.evidence.schemas import REJECTED, accepted_schema, cells_schema
from casecalc.rules import reading as rules
from casecalc.rules.cells import DateForm, email_key
from casecalc.rules.columns import Kind
from casecalc.rules.mapping import Mapping
from casecalc.rules.refusals import FileRefused

SHA256 = "0" * 64
MIB = 1 << 20


def read(
    folder: Path,
    data: bytes,
    *,
    name: str = "members.csv",
    kind: Kind = Kind.ROSTER,
    mapping: Mapping | None = None,
    **more: Any,
) -> ImportSummary:
    source, out = folder / "source", folder / "out"
    source.write_bytes(data)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    return read_file(
        source=source,
        name=name,
        sha256=SHA256,
        kind=kind,
        list_name=more.pop("list_name", None),
        mapping=mapping or Mapping(),
        time_zone="America/Los_Angeles",
        out=out,
        **more,
    )


def refusal(folder: Path, data: bytes, **more: Any) -> str:
    """The sentence of a refusal that left nothing; the rules refuse with the same."""
    with pytest.raises(FileRefused) as caught:
        read(folder, data, **more)
    assert list((folder / "out").iterdir()) == []
    with pytest.raises(FileRefused) as obvious:
        rules.read_file(
            data=data,
            name=more.get("name", "members.csv"),
            sha256=SHA256,
            kind=more.get("kind", Kind.ROSTER),
            list_name=None,
            mapping=more.get("mapping", Mapping()),
            time_zone="America/Los_Angeles",
        )
    assert str(caught.value) == str(obvious.value)
    return str(caught.value)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / "out" / f"{name}.parquet").to_pylist()
    return found


def delivered(folder: Path, summary: ImportSummary) -> list[tuple[str, ...]]:
    """The cells of the accepted rows as they came."""
    width = len(summary.header)
    return [
        cells_as_delivered(cells, accepted, summary.positions, width)
        for cells, accepted in zip(rows(folder, "cells"), rows(folder, "accepted"), strict=True)
    ]


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK", 4096)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_tables_have_their_schemas_even_without_rows(tmp_path: Path, kind: Kind) -> None:
    data = b"member_id,disclosed_at,note\n1,2024-01-01,a,b\n"
    read(tmp_path, data, kind=kind, list_name="opt_out")
    for name, schema in {
        "accepted": accepted_schema(kind),
        "rejected": REJECTED,
        "cells": cells_schema(3),
    }.items():
        assert pq.read_schema(tmp_path / "out" / f"{name}.parquet").equals(schema)
    assert rows(tmp_path, "accepted") == rows(tmp_path, "cells") == []


def test_identifiers_and_cells_stay_as_delivered(tmp_path: Path) -> None:
    ids = ["00123", "9007199254740993", "1E5", " 7 ", "NA"]
    data = "member_id,note\n" + "".join(f"{each},{each}\n" for each in ids)
    summary = read(tmp_path, data.encode())
    assert [row["member_id"] for row in rows(tmp_path, "accepted")] == [i.strip() for i in ids]
    assert delivered(tmp_path, summary) == [(each, each) for each in ids]


def test_a_cell_that_was_read_as_it_stands_is_kept_once(tmp_path: Path) -> None:
    key = "a" * 64
    data = (
        "member_id,plan,email_sha256,disclosed_at,recipient\n"
        f"7,, {key},2024-01-01,Lab\n"
        f"8 ,x,{key.upper()},2024-01-02,\n"
        f"9,y,{key},2024-01-03,Lab\n"
    )
    summary = read(tmp_path, data.encode(), kind=Kind.DISCLOSURE_LOG)
    kept = [tuple(row.values())[1:] for row in rows(tmp_path, "cells")]
    assert kept == [
        (None, "", f" {key}", "2024-01-01", None),
        ("8 ", "x", key.upper(), "2024-01-02", ""),
        (None, "y", None, "2024-01-03", None),
    ]
    assert delivered(tmp_path, summary) == [
        tuple(line.split(",")) for line in data.splitlines()[1:]
    ]


def test_records_and_lines_are_counted_across_blocks(tmp_path: Path, small_blocks: None) -> None:
    lines = ["member_id,messages_sent,note"]
    for number in range(2000):
        lines.append("" if number % 7 == 3 else f'{number},{number},"one\r\ntwo ""{number}"""')
        if number % 500 == 499:
            lines.append(f"{number},many,")
    summary = read(tmp_path, "\r\n".join(lines).encode())
    text = "\n".join(lines).replace("one\r\ntwo", "one\ntwo").split("\n")
    rejected = rows(tmp_path, "rejected")
    assert [row["cells"][1] for row in rejected] == ["many"] * 4
    assert [text[row["line"] - 1].split(",")[1] for row in rejected] == ["many"] * 4
    accepted = rows(tmp_path, "accepted")
    together = sorted(row["record"] for row in [*accepted, *rejected])
    assert together == list(range(1, summary.rows_read + 1))
    assert summary.blank_lines == len([n for n in range(2000) if n % 7 == 3])
    assert rows(tmp_path, "cells")[-1]["c2"] == 'one\r\ntwo "1999"'


def test_a_quote_inside_an_unquoted_cell_is_text_in_every_block(
    tmp_path: Path, small_blocks: None
) -> None:
    lines = [f'{n},5" pipe,"a, ""b"""' for n in range(1000)]
    summary = read(tmp_path, ("member_id,full_name,note\n" + "\n".join(lines)).encode())
    assert delivered(tmp_path, summary) == [(str(n), '5" pipe', 'a, "b"') for n in range(1000)]


def test_an_encoding_that_only_the_end_of_the_file_shows_holds_for_all_of_it(
    tmp_path: Path, small_blocks: None
) -> None:
    lines = "".join(f"{n},Ann\n" for n in range(3000)).encode()
    summary = read(tmp_path, b"member_id,full_name\n" + lines + b"x,Ren\xe9e\n")
    assert summary.encoding == "cp1252"
    assert rows(tmp_path, "accepted")[-1]["full_name"] == "Renée"
    refused = refusal(tmp_path, b"member_id,full_name\nx,\xc3\xa9\n" + lines + b"y,Ren\xe9e\n")
    assert refused.startswith("Record 3002 (line 3003) holds bytes that are not UTF-8")


def test_a_multi_byte_sequence_across_two_blocks_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = "member_id\na\U0001f600b\n".encode() + b"\xff\n"
    for block in range(4, 20):
        monkeypatch.setattr(files, "BLOCK", block)
        assert refusal(tmp_path, data).startswith("Record 2 (line 3)")


def test_the_date_form_that_only_the_end_of_the_file_decides(
    tmp_path: Path, small_blocks: None
) -> None:
    lines = "".join(f"{n},01/02/2024,\n" for n in range(2000))
    header = "member_id,subscribed_from,subscribed_until\n"
    summary = read(tmp_path, (header + lines + "x,01/31/2024,2024-02-01\n").encode())
    assert summary.forms == {
        "subscribed_from": DateForm.MDY_SLASH,
        "subscribed_until": DateForm.YMD_DASH,
    }
    assert "each read every value" in refusal(tmp_path, (header + lines).encode())
    both = header + lines + "x,01/31/2024,\ny,31/01/2024,\n"
    assert 'DD/MM/YYYY fails on "01/31/2024" (record 2001)' in refusal(tmp_path, both.encode())


HEAD = b"member_id,note\n1,x\n"
BROKEN = {
    "an unclosed quote": HEAD + b'2,"never\n' + b"3,x\n" * 2000,
    "a long unclosed quote": HEAD + b'2,"never\n' + b"3,x\r\n" * MIB,
    "a long unclosed quote with a pair in it": HEAD + b'\n2,"a""b\n' + b"3,x\r\n" * MIB,
    "text after a closing quote": HEAD * 2000 + b'2,"a"b\n' + b"3,x\n",
    "a long cell": HEAD + b"2," + b"x" * (MIB + 1) + b"\n3,x\n",
    "a long quoted cell": HEAD + b'2,"' + b'""\r\n' * MIB + b'"\n3,x\n',
    "a long last cell": HEAD + b"2," + b"x" * (3 * MIB),
    "a fault before the unclosed quote": HEAD + b'2,"a"b\n3,"never\n',
    "duplicate headers": b"member_id,member_id\n1,x\n",
    "duplicate headers and an unclosed quote": b'member_id,member_id\n1,x\n2,"',
    "too many columns": b",".join(b"c%d" % n for n in range(501)) + b"\n1\n",
    "a header only": b"member_id\n\n",
    "blank lines only": b"\n\n \n",
    "nothing": b"",
    "a workbook": b"PK\x03\x04member_id\n1\n",
    "a Parquet file": b"PAR1member_id\n1\nPAR1",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("block", [64 * 1024, 16 * MIB])
def test_a_broken_file_is_refused_in_the_words_of_the_rules_and_leaves_nothing(
    tmp_path: Path, data: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BLOCK", block)
    assert refusal(tmp_path, data).endswith(".")


def test_a_cell_of_exactly_one_mebibyte_is_read(tmp_path: Path) -> None:
    quoted = b'"' + b'""' * MIB + b'"'
    summary = read(tmp_path, HEAD + b"2," + b"x" * MIB + b"\n3," + quoted + b"\n")
    assert summary.accepted == 3


def test_compressed_files_are_read_and_damaged_ones_refused(tmp_path: Path) -> None:
    packed = gzip.compress(HEAD) + gzip.compress(b"2,y\n")
    assert read(tmp_path, packed, name="members.csv.gz").accepted == 2
    for name, data in {
        "members.csv.gz": packed[:-6],
        "members.CSV.GZ": HEAD,
        "members.csv": packed,
        "members.tsv.gz": gzip.compress(b""),
        "members.xlsx": HEAD,
    }.items():
        for path in (tmp_path / "out").iterdir():
            path.unlink()
        assert refusal(tmp_path, data, name=name).startswith(f'"{name}" is ')


def test_a_small_file_that_decompresses_without_end_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"member_id\n" + b"1\n" * (8 * MIB))
    with pytest.raises(FileRefused, match="holds more than 1,048,576 bytes of text"):
        read(tmp_path, bomb, name="bomb.csv.gz", limit=MIB)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_record_without_end_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAXIMUM_RECORD_BYTES", 2 * MIB)
    monkeypatch.setattr(files, "BLOCK", 256 * 1024)
    with pytest.raises(FileRefused, match="Line 3: the record that starts here is longer than"):
        read(tmp_path, HEAD + b"x," * (4 * MIB))


def test_progress_hears_of_every_chunk_and_ends_with_everything(
    tmp_path: Path, small_blocks: None
) -> None:
    heard: list[tuple[int, float]] = []
    data = b"member_id\n" + b"".join(b"%d\n" % n for n in range(5000))
    read(tmp_path, data, progress=lambda *done: heard.append(done))
    assert heard == sorted(heard)
    assert len(heard) > 3
    assert heard[-1] == (5000, 1.0)


def test_an_error_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_blocks: None
) -> None:
    def fail(done: int, _share: float) -> None:
        if done > 1000:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        read(tmp_path, b"member_id\n" + b"1\n" * 9000, progress=fail)
    assert list((tmp_path / "out").iterdir()) == []


def test_many_addresses_have_the_keys_of_the_rules(tmp_path: Path) -> None:
    emails = [f"Person{n}@Example.com" if n % 3 else "" for n in range(500)] + ["É@example.com"]
    read(tmp_path, ("member_id,email\n" + "".join(f"1,{e}\n" for e in emails)).encode())
    for row, email in zip(rows(tmp_path, "accepted"), emails, strict=True):
        assert row["email"] == (email.lower() or None)
        assert row["email_key"] == (email_key(email.lower()) if email else None)


def test_an_exclusion_list_needs_a_name(tmp_path: Path) -> None:
    assert "needs a name" in refusal(tmp_path, HEAD, kind=Kind.EXCLUSION_LIST)
