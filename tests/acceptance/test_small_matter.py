"""The command line end to end on a matter worked out by hand, every figure stated here."""

import gzip
import hashlib
import json

import pytest

from casecalc.models import AuditEvent, Import, Run

from . import small_matter
from .commands import command


def test_imports_count_every_row_and_every_rejection(imported, roster_sha256):
    roster = imported["roster"]
    assert {key: roster[key] for key in ("import", "sha256", "rows_read", "accepted")} == {
        "import": 1,
        "sha256": roster_sha256,
        "rows_read": 16,
        "accepted": 9,
    }
    assert (roster["rejected"], roster["blank_lines"]) == (7, 1)
    assert roster["rejected_by_code"] == small_matter.REJECTED_CODES
    log = imported["log"]
    assert (log["rows_read"], log["accepted"], log["rejected"]) == (13, 12, 1)
    assert log["rejected_by_code"] == {"MISSING_REQUIRED": 1}
    assert imported["opt_outs"]["accepted"] == 2


def test_a_run_gives_every_figure_as_worked_out(determined):
    assert len(determined.pop("digest")) == 64
    assert determined == {
        "run": 1,
        "persons": 7,
        "eligible": 2,
        "ineligible": 4,
        "undetermined": 1,
        "overridden": 0,
        "overrides_pending": 0,
        "events": {
            "accepted": 12,
            "linked": 7,
            "duplicate": 1,
            "conflicting": 2,
            "unmatched": 1,
            "ambiguous": 1,
        },
        "criteria": {
            "resident": {"true": 5, "false": 1, "unknown": 1},
            "disclosed": {"true": 5, "false": 2, "unknown": 0},
            "opted_out": {"true": 1, "false": 6, "unknown": 0},
        },
        "subclasses": {"California subclass": 1},
        "claims": {
            "sca": {
                "awards": 2,
                "total": "2500.50",
                "total_if_undetermined_eligible": "3500.50",
            }
        },
    }


def test_the_same_run_again_has_the_same_digest_and_a_number_of_its_own(determined):
    again = command("determine", "small").json
    assert again["run"] == 2
    assert {**again, "run": 1} == determined


def test_a_ranged_theory_that_sums_its_claims(imported, files):
    theory = {
        "format": "casecalc/damages-theory/1",
        "claims": [
            {"id": "a", "unit": "person", "amount": "100.00", "amount_high": "750.00",
             "measure": "fixed"},
            {"id": "b", "unit": "violation", "amount": "500", "measure": "fixed",
             "multiplier": "1.5"},
            {"id": "c", "unit": "day", "amount": "0.01", "measure": "fixed",
             "actual_damages_required": True},
        ],
        "combine": "sum",
    }  # fmt: skip
    (files / "theory.json").write_text(json.dumps(theory))
    answer = command("determine", "small", "--theory", files / "theory.json").json
    # P1: two violations on two days, no actual damages. P2: one violation, actual damages.
    assert answer["claims"] == {
        "a": {
            "awards": 2,
            "total": "200.00",
            "total_if_undetermined_eligible": "300.00",
            "total_high": "1500.00",
            "total_high_if_undetermined_eligible": "2250.00",
        },
        "b": {
            "awards": 2,
            "total": "2250.00",
            "total_if_undetermined_eligible": "3000.00",
        },
        "c": {"awards": 2, "total": "0.01", "total_if_undetermined_eligible": "0.01"},
    }
    assert answer["combined"] == {
        "rule": "sum",
        "total": "2450.01",
        "total_if_undetermined_eligible": "3300.01",
        "total_high": "3750.01",
        "total_high_if_undetermined_eligible": "5250.01",
    }


def test_decisions_join_split_and_override(imported, files, roster_sha256):
    decisions = [
        {"kind": "ignore_key", "key": "email", "value": "Shared@example.com", "reason": "mailbox"},
        {"kind": "same_person", "rows": [f"{roster_sha256}#1", f"{roster_sha256}#7"],
         "reason": "same birth date"},
        {"kind": "override", "row": f"{roster_sha256}#4", "outcome": "eligible",
         "reason": "moved in 2022"},
    ]  # fmt: skip
    (files / "decisions.jsonl").write_text("\n".join(json.dumps(one) for one in decisions))
    assert command("decide", "small", "--file", files / "decisions.jsonl").json == {
        "recorded": 3,
        "awaiting_approval": 0,
    }
    answer = command("determine", "small").json
    assert {key: answer[key] for key in ("persons", "eligible", "ineligible", "undetermined")} == {
        "persons": 7,
        "eligible": 3,
        "ineligible": 3,
        "undetermined": 1,
    }
    assert answer["overridden"] == 1
    assert answer["claims"]["sca"] == {
        "awards": 3,
        "total": "3500.50",
        "total_if_undetermined_eligible": "4500.50",
    }
    assert answer["criteria"]["resident"] == {"true": 5, "false": 1, "unknown": 1}


def test_withdrawing_takes_an_import_from_later_runs_and_marks_earlier_ones(determined):
    withdrawn = command("withdraw_import", "small", 3, "--reason", "wrong list")
    assert withdrawn.json == {"import": 3, "stale_runs": 1}
    run = Run.objects.get(number=1)
    assert run.stale_reason == "Import 3 was withdrawn."
    assert run.figures["eligible"] == 2
    again = command("determine", "small").json
    assert (again["eligible"], again["criteria"]["opted_out"]["true"]) == (3, 0)
    assert not Run.objects.get(number=2).is_stale


def test_the_same_bytes_are_refused_until_withdrawn(imported, files):
    arguments = ("import_file", "small", files / "opt_outs.csv", "--kind", "exclusion_list")
    refused = command(*arguments, "--list", "opt_out")
    assert refused.status == 2
    assert "already imported on" in refused.error
    assert "import 3" in refused.error
    assert command(*arguments, "--list", "judicial_officer").json["import"] == 4
    command("withdraw_import", "small", 3, "--reason", "wrong list")
    assert command(*arguments, "--list", "opt_out").json["import"] == 5


def test_a_run_after_importing_withdrawn_bytes_again_has_the_same_figures(determined, files):
    command("withdraw_import", "small", 1, "--reason", "check")
    command("import_file", "small", files / "roster.csv", "--kind", "roster", "--mapping",
            files / "mapping.json")  # fmt: skip
    again = command("determine", "small").json
    assert (again["persons"], again["claims"]) == (determined["persons"], determined["claims"])


def test_a_compressed_file_reads_like_its_content(imported, files):
    (files / "log.tsv.gz").write_bytes(gzip.compress(small_matter.LOG.encode()))
    answer = command("import_file", "small", files / "log.tsv.gz", "--kind", "disclosure_log").json
    assert answer["sha256"] == hashlib.sha256((files / "log.tsv.gz").read_bytes()).hexdigest()
    assert (answer["rows_read"], answer["accepted"]) == (13, 12)


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (["import_file", "small", "opt_outs.csv", "--kind", "exclusion_list", "--list", "other"],
         "Import 4 was committed after this run."),
        (["decide", "small", "--file", "ignore.jsonl"], "A decision was recorded after this run."),
        (["determine", "small", "--definition", "other.json"],
         "Class definition 2 was saved after this run."),
        (["determine", "small", "--theory", "theory.json"],
         "Damages theory 2 was saved after this run."),
    ],
    ids=["import", "decision", "definition", "theory"],
)  # fmt: skip
def test_whatever_changes_after_a_run_makes_it_stale_with_the_reason(
    determined, files, later, reason
):
    ignore = {"kind": "ignore_key", "key": "member_id", "value": "m7", "reason": "shared"}
    (files / "ignore.jsonl").write_text(json.dumps(ignore))
    (files / "other.json").write_text(json.dumps({**small_matter.DEFINITION, "title": "Other"}))
    theory = {
        "format": "casecalc/damages-theory/1",
        "claims": [{"id": "x", "unit": "person", "amount": "1", "measure": "fixed"}],
    }
    (files / "theory.json").write_text(json.dumps(theory))
    arguments = [str(files / part) if (files / part).exists() else part for part in later]
    assert command(*arguments).status == 0
    first = Run.objects.get(number=1)
    assert first.stale_reason == reason
    assert first.figures["persons"] == 7


def test_the_same_definition_given_again_is_no_new_version(determined, files):
    command("determine", "small", "--definition", files / "definition.json")
    assert Run.objects.get(number=2).definition.version == 1
    assert not Run.objects.get(number=1).is_stale


def test_every_action_is_an_audit_event_without_personal_data(determined):
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions == [
        "create_matter",
        "save_definition",
        "save_theory",
        *["commit_import"] * 3,
        "start_run",
        "publish_run",
    ]
    told = json.dumps(list(AuditEvent.objects.values_list("details", flat=True)))
    assert "example.com" not in told
    assert "Ann" not in told


def test_verify_finds_nothing_wrong_in_a_whole_store(determined):
    answer = command("verify", "small")
    assert answer.json["problems"] == 0
    assert answer.json["files"] > 10
    assert command("verify").json == answer.json
    last = AuditEvent.objects.order_by("number").last()
    assert (answer.json["audit_events"], answer.json["audit_head"]) == (last.number, last.hash)


def test_imports_stay_on_record_with_their_counts(determined):
    command("withdraw_import", "small", 2, "--reason", "produced in error")
    withdrawn = Import.objects.get(number=2)
    assert (withdrawn.state, withdrawn.withdrawn_reason) == ("withdrawn", "produced in error")
    assert (withdrawn.rows_read, withdrawn.commit_order) == (13, 2)
