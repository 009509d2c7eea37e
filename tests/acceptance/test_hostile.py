"""Hostile and broken files: one short sentence, status 2, nothing written; odd but right ones are
read."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from casecalc.evidence import files as evidence_files

from . import small_matter
from .commands import command
from .test_refusals import everything

MIB = 1 << 20
HEADER = b"member_id,email\n"
GZ = gzip.compress(HEADER + b"".join(b"%d,x%d@example.com\n" % (i, i) for i in range(500)))
BINARY = b"\x00\x81\xfe\xff" * 100

REFUSED: dict[str, tuple[str, bytes]] = {
    "byte-order mark only": ("a.csv", b"\xef\xbb\xbf"),
    "blank lines only": ("a.csv", b"\n\r\n  \n"),
    "blank first record": ("a.csv", b"\n" + HEADER + b"1,\n"),
    "header and blank lines": ("a.csv", HEADER + b",\n\n" * 100),
    **{
        f"{what} as CSV": ("a.csv", magic + BINARY)
        for what, magic in {
            "zip": b"PK\x03\x04",
            "PDF": b"%PDF-1.7\n",
            "gzip": b"\x1f\x8b\x08\x00",
            "zstd": b"\x28\xb5\x2f\xfd",
            "PNG": b"\x89PNG\r\n\x1a\n",
            "ELF": b"\x7fELF\x02\x01\x01\x00",
            "SQLite": b"SQLite format 3\x00",
        }.items()
    },
    "Parquet as CSV": ("a.csv", b"PAR1" + BINARY + b"PAR1"),
    "CSV as gzip": ("a.csv.gz", HEADER + b"1,\n"),
    "truncated gzip": ("a.csv.gz", GZ[:-9]),
    "gzip of two bytes": ("a.csv.gz", GZ[:2]),
    "gzip with garbage behind it": ("a.csv.gz", GZ + b"garbage"),
    "gzip with a wrong sum": ("a.csv.gz", GZ[:-8] + b"\x01\x02\x03\x04" + GZ[-4:]),
    "gzip of nothing": ("a.csv.gz", gzip.compress(b"")),
    "gzip of gzip": ("a.csv.gz", gzip.compress(GZ)),
    "501 columns": ("a.csv", b",".join(b"c%d" % i for i in range(500)) + b",member_id\n1\n"),
    "100,000 columns": ("a.csv", b"member_id" + b",x" * 100_000 + b"\n1\n"),
    "NUL in the header": ("a.csv", b"member_id,\x00\n1,2\n"),
    "UTF-16 without a mark": ("a.csv", "member_id\n1\n".encode("utf-16-le")),
    "cut UTF-16": ("a.csv", b"\xff\xfe" + "member_id".encode("utf-16-le")[:-1]),
    "half a surrogate pair": ("a.csv", "member_id,é\n1,".encode() + b"\xed\xa0\x80\n"),
    "overlong UTF-8": ("a.csv", "member_id,é\n1,".encode() + b"\xc0\xaf\n"),
    "headers alike once trimmed": ("a.csv", b"member_id, a ,\xc2\xa0a\n1,2,3\n"),
    "control characters in headers": ("a.csv", b"\x1b[31mred\x1b[0m,\x07\n1,2\n"),
    "writing direction in headers": ("a.csv", "x\u202eevil\u2066,\u200bmember_id\n1,2\n".encode()),
    "a header of 1 MB": ("a.csv", b"x" * 1_000_000 + b",y\n1,2\n"),
    "many long headers": ("a.csv", b",".join(b"%d" % i + b"h" * 5000 for i in range(400)) + b"\n"),
    "a cell over 1 MiB": ("a.csv", HEADER + b"1," + b"x" * (MIB + 1) + b"\n"),
    "a cell of many MiB": ("a.csv", HEADER + b"1," + b"x" * (6 * MIB) + b"\n"),
    "a quoted cell of many MiB": ("a.csv", HEADER + b'1,"' + b"x\n" * (3 * MIB) + b'"\n'),
    "a quote that never closes": ("a.csv", b'"' + b"abcdef,ghij\n" * 500_000),
    "a quote alone": ("a.csv", b'"'),
    "one line without end": ("a.csv", b"x" * (6 * MIB)),
    "a name with control characters": ("a\n\x1b[31m.csv", b""),
    "a name of 255 bytes": ("x" * 251 + ".csv", b""),
    "a name that is no text": (os.fsdecode(b"\xff\xfe.csv"), b""),
}  # fmt: skip

# name -> what is in the file, and how many rows are accepted and rejected
ACCEPTED: dict[str, tuple[str, bytes, int, int]] = {
    "gzip in several members": (
        "a.csv.gz",
        b"".join(map(gzip.compress, (HEADER, b"", b"1,\n2,\n", b"3,"))),
        3,
        0,
    ),
    "CR alone": ("a.csv", b"member_id,email\r1,\r2,\r", 2, 0),
    "mixed line ends": ("a.csv", b"member_id,email\r\n1,\r2,\n3,", 3, 0),
    "300 columns": (
        "a.csv",
        b",".join(b"c%d" % i for i in range(299)) + b",member_id\n" + (b"1," * 299 + b"1\n") * 20,
        20,
        0,
    ),
    "cells of 1 MiB": (
        "a.csv",
        b'member_id,full_name\n1,"' + b'""' * MIB + b'"\n2,' + b"x" * MIB + b"\n",
        2,
        0,
    ),
    "wrong cell counts": ("a.csv", HEADER + b"1\n1,2,3\n" * 5 + b"1,\n1" + b",x" * 9999, 1, 11),
    "NULs": ("a.csv", b"member_id,full_name\n1,a\x00b\n2,b\n", 1, 1),
    "quotes inside cells": ("a.csv", b'member_id,full_name\n1,a"b"c\n2,"x""y"\n', 2, 0),
    "money with thousands of zeros": (
        "a.csv",
        b"member_id,actual_damages\n1," + b"0" * 9999 + b"1\n2," + b"9" * 9999 + b"\n",
        1,
        1,
    ),
    "UTF-7 is ASCII": ("a.csv", b"member_id,full_name\n1,+AOk-\n", 1, 0),
    "more rows than a chunk": ("a.csv", HEADER + b"a\n" * 66_000 + b"1,\n", 1, 66_000),
}

MAPPINGS: dict[str, bytes] = {
    "deep": b"[" * 10_000 + b"]" * 10_000,
    "deep and open": b'{"values":' * 10_000,
    "a key given twice among many": b"{" + b",".join(b'"k%d":1' % i for i in range(20_000))
    + b',"k19999":2}',
    "a long key": b'{"' + b"k" * 100_000 + b'": 1}',
    "a key that is no text": b'{"\\ud800": 1}',
    "NaN": b'{"header_record": NaN}',
    "not UTF-8": '{"columns": {}}'.encode("utf-16"),
    "too large": b" " * 10_000_001,
    **{
        f"{key} {i}": json.dumps({key: value}).encode()
        for key, values in {
            "columns": (None, ["a"], {"../../etc/passwd": "a"}, {"email": 1}, {"email": "\ud800"}),
            "dates": ({"subscribed_from": "../../etc/passwd"}, {"email": "YYYYMMDD"}),
            "time_zone": ("../../etc/passwd", "/etc/passwd", "", "\0", "America", "x" * 100_000, 5),
            "delimiter": (",,", "\n", '"', "", "\ud800", "," * 100_000),
            "header_record": (0, -1, True, 1.0, "1", 2**63, 10**400),
            "encoding": ("rot13", "utf-7", "unicode_escape", "\0", "../x", "x" * 100_000, 5),
            "values": ([], {"x": {}}, {"email": {"a" * 100_000: 1}}),
        }.items()
        for i, value in enumerate(values)
    },
    "a number of 5000 digits": b'{"header_record": ' + b"1" * 5000 + b"}",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "hostile"
    made.mkdir()
    return made


def refused(*arguments: object) -> str | None:
    """What is wrong with the answer to a command that must be refused; None: nothing."""
    answer = command(*arguments)
    if answer.status != 2 or answer.output:
        return f"{answer.status} {answer.output} {answer.error[:300]}"
    sentence = answer.error.strip()
    if not sentence.endswith((".", "?")) or "\n" in sentence or len(sentence) > 6100:
        return f"no short sentence: {sentence[:300]}"
    return None


@pytest.mark.parametrize("what", REFUSED)
def test_a_broken_file_is_refused(what, db, folder, settings):
    command("create_matter", "m", "--title", "T")
    name, data = REFUSED[what]
    (folder / name).write_bytes(data)
    before = everything(settings.EVIDENCE_ROOT)
    assert refused("import_file", "m", folder / name, "--kind", "roster") is None
    assert everything(settings.EVIDENCE_ROOT) == before


@pytest.mark.parametrize("what", ACCEPTED)
def test_an_odd_file_is_read(what, db, folder):
    command("create_matter", "m", "--title", "T")
    name, data, accepted, rejected = ACCEPTED[what]
    (folder / name).write_bytes(data)
    answer = command("import_file", "m", folder / name, "--kind", "roster").json
    assert (answer["accepted"], answer["rejected"]) == (accepted, rejected)


def test_a_broken_mapping_is_refused(imported, folder, settings):
    (folder / "a.csv").write_bytes(HEADER + b"1,a@example.com\n")
    before, wrong = everything(settings.EVIDENCE_ROOT), {}
    for what, data in MAPPINGS.items():
        (folder / "m.json").write_bytes(data)
        if fault := refused("import_file", "small", folder / "a.csv", "--kind", "roster",
                            "--mapping", folder / "m.json"):  # fmt: skip
            wrong[what] = fault
    assert wrong == {}
    assert everything(settings.EVIDENCE_ROOT) == before


def test_what_is_no_file_is_refused(imported, files, folder, settings):
    os.mkfifo(folder / "pipe.csv")
    (folder / "link.csv").symlink_to("nowhere.csv")
    paths = [folder, folder / "pipe.csv", folder / "link.csv", "/dev/zero", "", "x" * 300,
             files / "roster.csv" / "x", "/proc/self/mem"]  # fmt: skip
    before = everything(settings.EVIDENCE_ROOT)
    for path in paths:
        assert refused("import_file", "small", path, "--kind", "roster") is None, path
        assert refused("decide", "small", "--file", path) is None, path
    assert everything(settings.EVIDENCE_ROOT) == before


def test_an_archive_that_never_ends_is_refused_early(db, folder, monkeypatch):
    monkeypatch.setattr(evidence_files, "_LARGE", MIB)
    command("create_matter", "m", "--title", "T")
    (folder / "a.csv.gz").write_bytes(gzip.compress(HEADER + b"1,\n" * (8 * MIB)))
    answer = command("import_file", "m", folder / "a.csv.gz", "--kind", "roster")
    assert (answer.status, "times as much text" in answer.error) == (2, True), answer


def test_broken_decisions_are_refused(imported, folder, roster_sha256, settings):
    override = {"kind": "override", "outcome": "eligible", "reason": "r"}
    key = {"kind": "ignore_key", "key": "member_id", "reason": "r"}
    lines: list[Any] = [
        *({**override, "row": roster_sha256 + row} for row in ("#" + "9" * 5000, "#-1", "#\u0661")),
        {**override, "row": f"{roster_sha256}#{2**63}"},
        {**override, "row": f"{roster_sha256}#{'x' * 100_000}#1"},
        {**override, "row": f"{roster_sha256}#1", "outcome": "x" * 100_000},
        {**key, "value": "\ud800"},
        {**key, "value": "a\0"},
        {**key, "value": 10**400},
        {"kind": "same_person", "reason": "r",
         "rows": [f"{i:064x}#1" for i in range(40_000)]},
        "[" * 100_000,
        "\0",
        json.dumps({**key, "value": "1"}) + "\n{",
    ]  # fmt: skip
    before = everything(settings.EVIDENCE_ROOT)
    for line in lines:
        text = line if isinstance(line, str) else json.dumps(line)
        (folder / "d.jsonl").write_text(text)
        assert refused("decide", "small", "--file", folder / "d.jsonl") is None, text[:200]
    assert everything(settings.EVIDENCE_ROOT) == before


def nested(depth: int) -> dict[str, Any]:
    criterion: dict[str, Any] = {"kind": "listed", "list": "x"}
    for _ in range(depth):
        criterion = {"kind": "not", "criterion": criterion}
    return criterion


def test_broken_definitions_and_theories_are_refused(imported, folder, settings):
    claim = {"id": "a", "unit": "person", "amount": "1", "measure": "fixed"}
    criteria: list[dict[str, Any]] = [
        {"id": "x", **nested(21)},
        *({"id": "x", "kind": "number", "field": "messages_sent", "at_least": value}
          for value in (10**400, 2**63, -(10**30), 1.5, True, "1")),
        {"id": "x", "kind": "disclosed", "at_least": 10**400},
        {"id": "x" * 1000, "kind": "listed", "list": "x"},
        {"id": "x", "kind": "attribute", "field": "plan", "in": ["\ud800"]},
        {"id": "x", "kind": "attribute", "field": "country", "in": ["u" * 100_000]},
    ]  # fmt: skip
    whole = small_matter.DEFINITION
    documents: list[tuple[str, Any]] = [
        *(("--definition", {**whole, "all_of": [*whole["all_of"], each]}) for each in criteria),
        ("--definition", {**whole, "time_zone": "../../etc/passwd"}),
        ("--definition", {**whole, "title": "a\0"}),
        ("--definition", {**whole, "class_period": {"from": "\u0662023-01-01"}}),
    ]
    changes: list[dict[str, Any]] = [
        {"amount": 10**400}, {"amount": 1.5}, {"amount": "1" + "0" * 400}, {"multiplier": "1e5"},
        {"multiplier": "9" * 5000}, {"unit": "x" * 100_000}, {"title": "\ud800"},
    ]  # fmt: skip
    theory: dict[str, Any] = {"format": "casecalc/damages-theory/1"}
    documents += [("--theory", {**theory, "claims": [{**claim, **each}]}) for each in changes]
    many = [{**claim, "id": f"c{i}"} for i in range(101)]
    documents.append(("--theory", {**theory, "claims": many}))
    before = everything(settings.EVIDENCE_ROOT)
    for option, document in documents:
        (folder / "d.json").write_text(json.dumps(document))
        fault = refused("determine", "small", option, folder / "d.json")
        assert fault is None, (str(document)[-300:], fault)
    assert everything(settings.EVIDENCE_ROOT) == before


def test_long_and_odd_arguments_are_refused(imported, files, settings):
    before, long = everything(settings.EVIDENCE_ROOT), "x" * 10_000
    roster = (files / "roster.csv", "--kind", "roster")
    for arguments in (
        *(("create_matter", slug, "--title", "T") for slug in ("a/b", "../x", long, "ab\n", "ö")),
        ("create_matter", "z", "--title", long),
        ("create_matter", "z", "--title", "T", "--time-zone", long),
        ("create_matter", "z", "--title", "T", "--court", long),
        ("import_file", long, *roster),
        ("import_file", "small", *roster, "--by", long),
        ("import_file", "small", roster[0], "--kind", long),
        ("withdraw_import", "small", "9" * 5000, "--reason", "r"),
        ("export_rejected", "small", "-1", "--out", "x.csv"),
        ("verify", long),
    ):
        assert refused(*arguments) is None, arguments
    assert everything(settings.EVIDENCE_ROOT) == before


def test_exports_go_to_new_or_plain_files_only(determined, files, folder, settings):
    (folder / "link.csv").symlink_to(folder / "other.csv")
    os.mkfifo(folder / "pipe.csv")
    paths = ["", "/dev/null", folder, f"{folder}/x.csv/", folder / "no" / "x.csv", "/proc/x.csv",
             files / "roster.csv" / "x.csv", folder / "link.csv", folder / "pipe.csv",
             folder / ("x" * 300 + ".csv"), settings.EVIDENCE_ROOT / "x.csv"]  # fmt: skip
    before, found = everything(settings.EVIDENCE_ROOT), sorted(os.listdir(folder))
    for path in paths:
        persons = ("export_run", "small", 1, "--table", "persons", "--out", path)
        assert refused("export_rejected", "small", 1, "--out", path) is None, path
        assert refused(*persons) is None, path
    exhibit = ("produce_exhibit", "small", 1, "--kind", "summary", "--edition", "public", "--out")
    for path in ("", files / "roster.csv", files / "roster.csv" / "x", "/proc/x",
                 folder / "link.csv", folder / "made" / ("x" * 300),
                 settings.EVIDENCE_ROOT / "x"):  # fmt: skip
        assert refused(*exhibit, path) is None, path
    assert everything(settings.EVIDENCE_ROOT) == before
    assert sorted(os.listdir(folder)) == found
