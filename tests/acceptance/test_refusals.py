"""Refused: status 2, one plain sentence on standard error, and nothing written."""

import json
import os
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from casecalc.models import User

from . import small_matter
from .commands import command, manage


def everything(root: Path) -> tuple[dict[str, list], list[str]]:
    """Every row of the application's tables and every file of the evidence store."""
    rows = {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("casecalc").get_models()
    }
    return rows, sorted(str(path) for path in root.rglob("*") if path.is_file())


@pytest.fixture
def bad_files(files: Path) -> Path:
    texts = {
        "empty.csv": b"",
        "header.csv": b"member_id,email\n",
        "unknown.csv": b"surname,town\nLee,Oakland\n",
        "twice.csv": b"member_id,member_id\n1,2\n",
        "two_names.csv": b"Member ID,Account ID\n1,2\n",
        "quote.csv": b'member_id,full_name\n1,"Lee\n2,Ray\n',
        "after.csv": b'member_id,full_name\n1,"Lee"x\n',
        "date.csv": b"member_id,subscribed_from\n1,01/02/2023\n",
        "no_date.csv": b"member_id,subscribed_from\n1,2023.01.02\n",
        "liar.csv.gz": b"member_id\n1\n",
        "book.xlsx": b"PK\x03\x04 not a workbook",
        "not.json": b"{",
        "twice.json": b'{"format": "casecalc/mapping/1", "format": "casecalc/mapping/1"}',
        "latin.json": b'{"title": "caf\xe9"}',
        "list.json": b"[]",
        "unknown_key.json": b'{"colums": {}}',
        "unknown_column.json": b'{"columns": {"memberid": "member_id"}}',
        "empty.jsonl": b"\n",
        "broken.jsonl": b'{"kind": "ignore_key", "key": "email", "value": "x@example.com", '
        b'"reason": "r"}\n{"kind": \n',
        "kind.jsonl": b'{"kind": "delete"}\n',
        "reason.jsonl": b'{"kind": "ignore_key", "key": "member_id", "value": "1", "reason": " "}',
    }
    for name, data in texts.items():
        (files / name).write_bytes(data)
    bad = {**small_matter.DEFINITION, "all_of": [{"id": "x", "kind": "attribut"}]}
    (files / "bad_definition.json").write_text(json.dumps(bad))
    free = {**small_matter.DEFINITION, "all_of": [
        {"id": "x", "kind": "not", "criterion": {"kind": "listed", "list": "opt_out"}}]}  # fmt: skip
    (files / "all_eligible.json").write_text(json.dumps(free))
    no_disclosure = {**small_matter.DEFINITION, "all_of": small_matter.DEFINITION["all_of"][:1]}
    (files / "no_disclosure.json").write_text(json.dumps(no_disclosure))
    claim = {"id": "x", "unit": "violation", "amount": "1", "measure": "fixed"}
    theory = {"format": "casecalc/damages-theory/1", "claims": [claim]}
    (files / "violations.json").write_text(json.dumps(theory))
    (files / "bad_theory.json").write_text(json.dumps({**theory, "combine": "add"}))
    return files


ROSTER = ("--kind", "roster")
REFUSED = [
    (("create_matter", "small", "--title", "Again"), 'named "small" exists'),
    (("create_matter", "a b", "--title", "T"), '"a b" cannot be'),
    (("create_matter", "new", "--title", " "), "title is blank"),
    (("create_matter", "new", "--title", "T" * 201), "longer than 200"),
    (("create_matter", "new", "--title", "T", "--time-zone", "PST8"), "not an IANA time zone"),
    (("create_matter", "new", "--title", "T", "--definition", "not.json"), "is not JSON"),
    (("create_matter", "new", "--title", "T", "--definition", "list.json"), "must be an object"),
    (("create_matter", "new", "--title", "T", "--definition", "bad_definition.json"), "all_of[0]"),
    (("create_matter", "new", "--title", "T", "--definition", "all_eligible.json"), "all_of"),
    (("create_matter", "new", "--title", "T", "--theory", "bad_theory.json"), "combine"),
    (("create_matter", "new", "--title", "T", "--definition", "nowhere.json"), "cannot be read"),
    (("create_matter", "new", "--title", "T", "--by", "nobody"), 'no user "nobody"'),
    (("create_matter", "new", "--title", "T", "--owner", "nobody"), 'no user "nobody"'),
    (("create_matter", "new"), "--title"),
    (("import_file", "nope", "roster.csv", *ROSTER), 'no matter "nope"'),
    (("import_file", "small", "nowhere.csv", *ROSTER), "cannot be read"),
    (("import_file", "small", ".", *ROSTER), "is a folder"),
    (("import_file", "small", "roster.csv", "--kind", "rosters"), "invalid choice"),
    (("import_file", "small", "roster.csv"), "--kind"),
    (("import_file", "small", "opt_outs.csv", "--kind", "exclusion_list"), "needs a name"),
    (("import_file", "small", "roster.csv", *ROSTER, "--list", "x"), "Only an exclusion list"),
    (("import_file", "small", "roster.csv", *ROSTER, "--sheet", "x"), "sheet"),
    (("import_file", "small", "roster.csv", *ROSTER, "--mapping", "not.json"), "is not JSON"),
    (("import_file", "small", "roster.csv", *ROSTER, "--mapping", "twice.json"), "given twice"),
    (("import_file", "small", "roster.csv", *ROSTER, "--mapping", "latin.json"), "not UTF-8"),
    (("import_file", "small", "roster.csv", *ROSTER, "--mapping", "unknown_key.json"), "colums"),
    (("import_file", "small", "roster.csv", *ROSTER, "--mapping", "unknown_column.json"),
     "memberid"),
    (("import_file", "small", "empty.csv", *ROSTER), "empty"),
    (("import_file", "small", "header.csv", *ROSTER), "header"),
    (("import_file", "small", "unknown.csv", *ROSTER), "surname"),
    (("import_file", "small", "twice.csv", *ROSTER), "member_id"),
    (("import_file", "small", "two_names.csv", *ROSTER), "Account ID"),
    (("import_file", "small", "quote.csv", *ROSTER), "quote"),
    (("import_file", "small", "after.csv", *ROSTER), "quote"),
    (("import_file", "small", "date.csv", *ROSTER), "subscribed_from"),
    (("import_file", "small", "no_date.csv", *ROSTER), "2023.01.02"),
    (("import_file", "small", "liar.csv.gz", *ROSTER), ".gz"),
    (("import_file", "small", "book.xlsx", *ROSTER), "book.xlsx"),
    (("import_file", "small", "opt_outs.csv", "--kind", "exclusion_list", "--list", " opt_out "),
     "already imported on"),
    (("withdraw_import", "small", "9", "--reason", "r"), "no import 9"),
    (("withdraw_import", "small", "9" * 30, "--reason", "r"), "no import 9"),
    (("withdraw_import", "small", "one", "--reason", "r"), "invalid int"),
    (("withdraw_import", "small", "1", "--reason", " "), "reason is blank"),
    (("export_rejected", "small", "9", "--out", "x.csv"), "no import 9"),
    (("export_rejected", "small", "1", "--out", "nowhere/x.csv"), "cannot be written"),
    (("export_rejected", "small", "1", "--out", "."), "is a folder"),
    (("decide", "small", "--file", "nowhere.jsonl"), "cannot be read"),
    (("decide", "small", "--file", "empty.jsonl"), "no decisions"),
    (("decide", "small", "--file", "broken.jsonl"), "Line 2 is not JSON"),
    (("decide", "small", "--file", "kind.jsonl"), "Line 1: kind"),
    (("decide", "small", "--file", "reason.jsonl"), "Line 1: reason"),
    (("determine", "nope"), 'no matter "nope"'),
    (("determine", "small", "--definition", "bad_definition.json"), "all_of[0]"),
    (("determine", "small", "--definition", "no_disclosure.json", "--theory", "violations.json"),
     "counts violations"),
    (("produce_exhibit", "small", "9", "--kind", "summary", "--edition", "public", "--out", "o"),
     "no published run 9"),
    (("export_run", "small", "1", "--table", "persons", "--out", "x.csv"), "no published run 1"),
    (("export_run", "small", "1", "--table", "people", "--out", "x.csv"), "invalid choice"),
    (("verify", "nope"), 'no matter "nope"'),
    (("set_membership", "small", "nobody", "--role", "owner"), 'no user "nobody"'),
    (("create_user", "x", "--email", "not an address"), "email"),
    (("create_user", "a b", "--email", "x@example.com"), "username"),
]  # fmt: skip


def in_folder(arguments: tuple[str, ...], folder: Path) -> list[str]:
    """Names of files of the folder as paths, and what looks like one as a path that is nowhere."""
    looks_like_path = (".csv", ".json", ".jsonl", ".gz", ".xlsx")
    return [
        str(folder / part) if part.endswith(looks_like_path) or part in (".", "o") else part
        for part in arguments
    ]


def test_every_refusal_is_one_sentence_and_writes_nothing(imported, bad_files, settings):
    before = everything(settings.EVIDENCE_ROOT)
    found = sorted(os.listdir(bad_files))
    wrong = []
    for arguments, words in REFUSED:
        answer = command(*in_folder(arguments, bad_files))
        lines = answer.error.strip().splitlines()
        if answer.status != 2 or len(lines) != 1 or words not in lines[0]:
            wrong.append((arguments, answer.status, answer.error))
        elif not lines[0].endswith("."):
            wrong.append((arguments, "no sentence", answer.error))
        elif everything(settings.EVIDENCE_ROOT) != before or sorted(os.listdir(bad_files)) != found:
            wrong.append((arguments, "wrote something", answer.error))
    assert wrong == []


@pytest.mark.parametrize(
    "row",
    ["1", "#10", "#99", "#9223372036854775808", "#0", "#Sheet1#1"],
)
def test_a_decision_about_a_row_not_in_evidence_is_refused(imported, files, roster_sha256, row):
    reference = roster_sha256 + row
    lines = [
        {"kind": "ignore_key", "key": "member_id", "value": "m7", "reason": "shared"},
        {"kind": "override", "row": reference, "outcome": "eligible", "reason": "checked"},
    ]
    (files / "d.jsonl").write_text("\n".join(map(json.dumps, lines)))
    answer = command("decide", "small", "--file", files / "d.jsonl")
    assert (answer.status, "Line 2" in answer.error) == (2, True), answer


def test_a_decision_about_a_withdrawn_roster_or_a_log_row_is_refused(
    imported, files, roster_sha256
):
    def decide(sha256: str) -> int:
        line = {"kind": "override", "row": f"{sha256}#1", "outcome": "eligible", "reason": "seen"}
        (files / "d.jsonl").write_text(json.dumps(line))
        return command("decide", "small", "--file", files / "d.jsonl").status

    assert decide(imported["log"]["sha256"]) == 2
    assert decide(roster_sha256) == 0
    command("withdraw_import", "small", 1, "--reason", "check")
    assert decide(roster_sha256) == 2


def test_a_matter_without_a_definition_cannot_be_determined(db, tmp_path):
    command("create_matter", "bare", "--title", "Bare")
    answer = command("determine", "bare")
    assert (answer.status, "no class definition" in answer.error) == (2, True)


def test_a_refused_first_command_does_not_even_make_the_system_user(db):
    assert command("create_matter", "a b", "--title", "T").status == 2
    assert not User.objects.exists()


def test_an_upload_over_the_limit_is_refused(imported, files, settings):
    settings.CASECALC_MAX_UPLOAD = 100
    answer = command("import_file", "small", files / "log.tsv", "--kind", "roster")
    assert (answer.status, "larger than the limit of 100 bytes" in answer.error) == (2, True)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_in_a_real_process(matter, files, settings):
    environment = {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "EVIDENCE_ROOT": str(settings.EVIDENCE_ROOT),
    }
    for arguments in (
        ("import_file", matter.slug, files / "nowhere.csv", "--kind", "roster", "--json"),
        ("import_file", matter.slug, "--json"),
        ("determine", b"\xff".decode("utf-8", "surrogateescape")),
    ):
        answer = manage(*arguments, environment=environment)
        assert (answer.status, answer.output, answer.error.count("\n")) == (2, "", 1), answer


def test_a_database_that_was_not_prepared_is_a_sentence(tmp_path):
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    answer = manage("determine", "small", environment=environment)
    assert (answer.status, answer.error.count("\n")) == (2, 1)
    assert "migrate" in answer.error
