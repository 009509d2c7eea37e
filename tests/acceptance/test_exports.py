"""Exports as a script reads them."""

import csv
import hashlib
import json

import openpyxl
import pyarrow.parquet as pq
import pytest

from .commands import command


def read_csv(path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_rejected_rows_come_with_number_code_sentence_and_the_users_own_columns(
    imported, files, tmp_path
):
    out = tmp_path / "rejected.csv"
    assert command("export_rejected", "small", 1, "--out", out).json == {"rows": 7}
    header, *rows = read_csv(out)
    assert header[:4] == ["record", "code", "sentence", "member_id"]
    assert header[-1] == "Remark"
    assert [(row[0], row[1]) for row in rows] == [
        ("10", "WRONG_CELL_COUNT"),
        ("11", "UNDECODABLE_TEXT"),
        ("12", "NUL_CHARACTER"),
        ("13", "UNREADABLE_CELL"),
        ("14", "EMAIL_HASH_MISMATCH"),
        ("15", "NO_IDENTITY"),
        ("16", "PERIOD_REVERSED"),
    ]
    assert rows[0][3:] == ["m10", "", "", "Too Few", "US"]
    assert rows[1][6] == "Caf\N{REPLACEMENT CHARACTER}"
    assert 'column "subscribed_from": "2023-13-01"' in rows[3][2]


def test_corrected_rejected_rows_can_be_imported_again(imported, files, tmp_path):
    out = tmp_path / "rejected.csv"
    command("export_rejected", "small", 1, "--out", out)
    header, *rows = read_csv(out)
    corrected = [[*row[3:6], "Nobody", *row[7:]] for row in rows if row[1] == "UNREADABLE_CELL"]
    corrected[0][header.index("subscribed_from") - 3] = "2023-12-01"
    corrected[0][header.index("actual_damages") - 3] = ""
    again = files / "again.csv"
    with again.open("w", newline="") as file:
        csv.writer(file).writerows([header[3:], *corrected])
    assert command("import_file", "small", again, "--kind", "roster").json["accepted"] == 1


def test_cells_that_look_like_formulas_are_made_inert(imported, files, tmp_path):
    (files / "f.csv").write_text(
        "member_id,messages_sent,=head\n1,=1+1,-77\n2,x,-cmd\n3,x,+1.5\n4,x,@a\n5,x,'ok\n"
    )
    command("import_file", "small", files / "f.csv", "--kind", "roster")
    out = tmp_path / "rejected.csv"
    assert command("export_rejected", "small", 4, "--out", out).json["rows"] == 5
    header, *rows = read_csv(out)
    assert header[-1] == "'=head"
    assert [row[-1] for row in rows] == ["-77", "'-cmd", "+1.5", "'@a", "'ok"]
    assert rows[0][4] == "'=1+1"


def test_an_import_without_rejections_exports_a_header_alone(imported, tmp_path):
    out = tmp_path / "rejected.csv"
    assert command("export_rejected", "small", 3, "--out", out).json == {"rows": 0}
    assert read_csv(out) == [["record", "code", "sentence", "member_id", "full_name"]]


PERSONS = [
    ["person", "outcome", "overridden", "violations", "source", "rows", "member_ids", "full_name",
     "country", "region", "is_resident", "is_disclosed", "is_opted_out", "award_sca"],
    ["P1", "eligible", "no", "2", "#1", "1", "00123", "Ann Lee", "US", "CA", "true", "true",
     "false", "1000.00"],
    ["P2", "eligible", "no", "1", "#2", "2", "m2;m2b", "Bob Ray", "US", "NY", "true", "true",
     "false", "1500.50"],
    ["P3", "ineligible", "no", "0", "#4", "1", "m3", "Cat Fox", "DE", "", "false", "true",
     "false", ""],
    ["P4", "undetermined", "no", "0", "#5", "1", "m4", "Dan Poe", "", "", "unknown", "true",
     "false", ""],
    ["P5", "ineligible", "no", "0", "#6", "1", "m5", "Eve Kay", "US", "CA", "true", "true",
     "true", ""],
    ["P6", "ineligible", "no", "0", "#7", "1", "m6", "Fay Orr", "US", "CA", "true", "false",
     "false", ""],
    ["P7", "ineligible", "no", "0", "#8", "2", "m7;m8", "Gil Moe", "US", "TX", "true", "false",
     "false", ""],
]  # fmt: skip
EVENTS = [
    ["source", "event_id", "disclosed_at", "status", "person", "violation"],
    ["#1", "e1", "2023-05-01T17:00:00Z", "linked", "P1", "yes"],
    ["#2", "e2", "2023-05-01T10:00:00Z", "linked", "P2", "yes"],
    ["#3", "e2", "2023-05-01T10:00:00Z", "duplicate", "", "no"],
    ["#4", "e3", "2023-05-01T07:00:00Z", "linked", "P3", "no"],
    ["#5", "e4", "2023-05-01T07:00:00Z", "linked", "P4", "no"],
    ["#6", "e5", "2023-05-01T07:00:00Z", "linked", "P5", "no"],
    ["#7", "e6", "2023-05-01T07:00:00Z", "unmatched", "", "no"],
    ["#8", "e7", "2023-05-01T07:00:00Z", "ambiguous", "", "no"],
    ["#9", "e8", "2023-05-01T07:00:00Z", "conflicting", "", "no"],
    ["#10", "e8", "2023-05-02T07:00:00Z", "conflicting", "", "no"],
    ["#11", "e9", "2024-09-18T07:00:00Z", "linked", "P7", "no"],
    ["#12", "", "2024-09-18T06:59:59.999999Z", "linked", "P1", "yes"],
]
AWARDS = [
    ["person", "claim", "units", "award"],
    ["P1", "sca", "1", "1000.00"],
    ["P2", "sca", "1", "1500.50"],
]


@pytest.mark.parametrize(
    ("table", "source", "expected"),
    [("persons", "roster", PERSONS), ("events", "log", EVENTS), ("awards", "", AWARDS)],
)
def test_the_tables_of_a_run_are_as_worked_out(
    imported, determined, tmp_path, table, source, expected
):
    out = tmp_path / f"{table}.csv"
    answer = command("export_run", "small", 1, "--table", table, "--out", out).json
    sha256 = imported[source]["sha256"] if source else ""
    worked_out = [
        [f"{sha256}{cell}" if cell[:1] == "#" else cell for cell in line] for line in expected
    ]
    assert read_csv(out) == worked_out
    assert answer["rows"] == len(expected) - 1
    assert answer["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()

    parquet = tmp_path / f"{table}.parquet"
    command("export_run", "small", 1, "--table", table, "--out", parquet)
    stored = pq.read_table(parquet)
    assert (stored.num_rows, stored.column_names) == (len(expected) - 1, expected[0])

    book = tmp_path / f"{table}.xlsx"
    first = command("export_run", "small", 1, "--table", table, "--out", book).json
    assert first == command("export_run", "small", 1, "--table", table, "--out", book).json
    assert first["sha256"] == hashlib.sha256(book.read_bytes()).hexdigest()
    assert in_sheet(openpyxl.load_workbook(book)[table]) == worked_out


def in_sheet(sheet) -> list[list[str]]:
    """The cells as CSV has them: dollars with two decimals, nothing for a blank."""

    def text(cell) -> str:
        if cell.value is None or isinstance(cell.value, str):
            return cell.value or ""
        return f"{cell.value:.2f}" if cell.number_format == "#,##0.00" else str(cell.value)

    return [[text(cell) for cell in row] for row in sheet.iter_rows()]


def test_an_export_to_an_ending_that_is_not_known_is_refused(determined, tmp_path):
    for name in ("persons.txt", "persons", "persons.xls"):
        answer = command("export_run", "small", 1, "--table", "persons", "--out", tmp_path / name)
        assert (answer.status, list(tmp_path.glob("persons*"))) == (2, [])


def test_an_exhibit_is_written_with_its_manifest(determined, tmp_path):
    out = tmp_path / "exhibits"
    arguments = ("produce_exhibit", "small", 1, "--kind", "summary", "--edition", "public")
    answer = command(*arguments, "--out", out).json
    pdf, book, manifest = answer["files"]
    data = (out / pdf).read_bytes()
    assert data[:5] == b"%PDF-"
    assert answer["sha256"] == hashlib.sha256(data).hexdigest()
    assert answer["pages"] >= 2
    described = json.loads((out / manifest).read_text())
    assert described["inputs"]["run_digest"] == determined["digest"]
    assert described["files"][1]["sha256"] == hashlib.sha256((out / book).read_bytes()).hexdigest()
    totals = openpyxl.load_workbook(out / book, data_only=True)["Totals"]
    total = {row[0].value: row[2].value for row in totals.iter_rows()}
    assert total["Stored Communications Act"] == 2500.5
    assert command("verify", "small").json["problems"] == 0


@pytest.mark.parametrize(
    ("kind", "edition", "words"),
    [("summary", "sealed", "there is: public"), ("chart", "public", "there is: summary")],
)
def test_an_exhibit_that_there_is_not_is_refused_with_what_there_is(
    determined, tmp_path, kind, edition, words
):
    arguments = ("produce_exhibit", "small", 1, "--kind", kind, "--edition", edition)
    answer = command(*arguments, "--out", tmp_path / "o")
    assert (answer.status, words in answer.error, (tmp_path / "o").exists()) == (2, True, False)


def test_the_same_exhibit_asked_for_twice_has_the_same_bytes(determined, tmp_path):
    arguments = ("produce_exhibit", "small", 1, "--kind", "claims", "--edition", "public")
    first = command(*arguments, "--out", tmp_path / "a").json
    second = command(*arguments, "--out", tmp_path / "b").json
    assert first["sha256"] == second["sha256"]
    assert first["exhibit"] != second["exhibit"]


def test_a_label_and_what_a_kind_asks_for_are_given_on_the_command_line(determined, tmp_path):
    asked = tmp_path / "asked.json"
    asked.write_text('{"label": "Q"}')
    arguments = ("produce_exhibit", "small", 1, "--kind", "states", "--edition", "public")
    answer = command(*arguments, "--inputs", asked, "--label", "7", "--out", tmp_path / "o").json
    assert [name.rpartition("/")[2] for name in answer["files"]] == [
        "Exhibit-7-States-Run-1-public.pdf",
        "Exhibit-7-States-Run-1-public-manifest.json",
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("[1]", "is not a JSON object"),
        ("{", "is not JSON"),
        ('{"colour": 1}', 'does not ask for "colour"'),
        ('{"label": "no/slash"}', "cannot be an exhibit’s label"),
    ],
)
def test_what_a_kind_does_not_ask_for_is_refused(determined, tmp_path, asked, words):
    file = tmp_path / "asked.json"
    file.write_text(asked)
    arguments = ("produce_exhibit", "small", 1, "--kind", "states", "--edition", "public")
    answer = command(*arguments, "--inputs", file, "--out", tmp_path / "o")
    assert (answer.status, words in answer.error, (tmp_path / "o").exists()) == (2, True, False)
