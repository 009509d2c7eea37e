"""A matter with every trap, bundled: the small matter, a roster of hostile cells, decisions of all
kinds, and a theory with ranges, violations and days that are summed."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.acceptance import small_matter

ROOT = Path(__file__).resolve().parents[2]
HOSTILE_ROSTER = (
    "member_id,full_name,country,region,plan,subscribed_from,date_of_birth,actual_damages\r\n"
    'h1,"Two\nLines, ""quoted""",US,CA,=1+1,2023-01-01,1980-02-03,$7.77\r\n'
    "h2,'=apostrophe first,US,NY,'=Premium,2023-01-01,1980-02-03,\r\n"
    "h3,@at,CA,-QC,-77,2023-01-01,,0.01\r\n"
    'h4,"a\rcarriage return",GB,+44,"+1.5",2023-01-01,,\r\n'
    "h5,\u202eright to left \u05d0\u200b,FR,'Île,''two,2023-01-01,,\r\n"
    'H5,  spaced  ,FR,"tab\there",Premium,2023-01-01,,\r\n'
    "h7,two\nlines,US,CA,Premium,2023-13-01,,\r\n"
    'h8,"=cmd|x",US,CA,Premium,2023-99-01,,\r\n'
)
LATE_LOG = (
    "event_id,member_id,disclosed_at,purpose,sender_consented,recipient_consented\n"
    "n1,h1,2023-03-12 01:59:59,ads,no,no\n"
    "n2,h1,2023-03-12 02:30:00,ads,no,no\n"  # the clocks skipped it: rejected
    "n3,h1,2023-11-05 01:30:00,ads,no,no\n"  # occurred twice: the first
    "n4,h1,2023-11-05,ads,no,no\n"
    "n5,h2,2024-09-17 23:59:59.999999,ads,no,no\n"
    "n6,h2,2024-09-18,ads,no,no\n"
    "=n7,h3,2023-05-01,ads,no,\n"
)
THEORY = {
    "format": "casecalc/damages-theory/1",
    "claims": [
        {"id": "a", "unit": "person", "amount": "100.00", "amount_high": "750.00",
         "measure": "floor"},
        {"id": "b", "unit": "violation", "amount": "500", "measure": "fixed", "multiplier": "1.3333",
         "cap": "900"},
        {"id": "combined", "unit": "day", "amount": "0.01", "measure": "fixed",
         "actual_damages_required": True},
    ],
    "combine": "sum",
}  # fmt: skip
_SCRIPT = """
import sys, json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
for line in json.load(sys.stdin):
    call_command(*line, "--json")
"""


def reference(number: int, data: bytes = small_matter.ROSTER) -> str:
    return f"{hashlib.sha256(data).hexdigest()}#{number}"


def decisions() -> list[dict[str, object]]:
    return [
        {
            "kind": "ignore_key",
            "key": "email",
            "value": "Shared@example.com",
            "reason": "a mailbox",
        },
        {"kind": "same_person", "rows": [reference(4), reference(8)], "reason": "=married"},
        {"kind": "override", "row": reference(5), "outcome": "ineligible", "reason": "first"},
        {"kind": "override", "row": reference(5), "outcome": "eligible", "reason": "lease"},
        {"kind": "override", "row": reference(2), "outcome": "undetermined", "reason": "unclear"},
    ]


def commands(files: Path, folder: Path) -> list[list[object]]:
    def imported(name: str, kind: str, *options: object) -> list[object]:
        return ["import_file", "traps", files / name, "--kind", kind, *options]

    return [
        ["create_matter", "traps", "--title", "Doe v. Éxample", "--definition",
         files / "definition.json", "--theory", files / "theory.json", "--demonstration"],
        imported("roster.csv", "roster", "--mapping", files / "mapping.json"),
        imported("log.tsv", "disclosure_log"),
        imported("opt_outs.csv", "exclusion_list", "--list", "opt_out"),
        imported("opt_outs.csv", "exclusion_list", "--list", "'second list"),
        imported("hostile.csv", "roster", "--mapping", files / "hostile.json"),
        imported("late.csv", "disclosure_log", "--mapping", files / "late.json"),
        ["name_plaintiff", "traps", "--name", "Ann Lee", "--key", "member_id", "--value", "00123"],
        ["name_plaintiff", "traps", "--name", "B. Ray", "--key", "email", "--value",
         "BOB@example.com"],
        ["name_plaintiff", "traps", "--name", "X", "--key", "email", "--value",
         "shared@example.com"],
        ["decide", "traps", "--file", files / "decisions.jsonl"],
        ["determine", "traps"],
        ["produce_exhibit", "traps", 1, "--kind", "summary", "--edition", "public", "--out",
         folder / "exhibits"],
        ["make_bundle", "traps", 1, "--out", folder / "with.zip"],
        ["make_bundle", "traps", 1, "--out", folder / "without.zip", "--without-originals"],
        ["make_bundle", "traps", 1, "--out", folder / "again.zip"],
        ["verify", "traps"],
    ]  # fmt: skip


def make(folder: Path) -> None:
    """Write the matter's files into `folder`/files and its bundles into `folder`: with.zip,
    without.zip, and again.zip, which is the first made a second time."""
    files = folder / "files"
    files.mkdir()
    small_matter.write(files)
    (files / "hostile.csv").write_bytes(HOSTILE_ROSTER.encode())
    (files / "late.csv").write_text(LATE_LOG)
    (files / "theory.json").write_text(json.dumps(THEORY))
    for name, column in (("hostile", "subscribed_from"), ("late", "disclosed_at")):
        (files / f"{name}.json").write_text(json.dumps({"dates": {column: "YYYY-MM-DD"}}))
    lines = "".join(json.dumps(one) + "\n" for one in decisions())
    (files / "decisions.jsonl").write_text(lines)
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "casecalc.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'traps.sqlite3'}",
            "EVIDENCE_ROOT": str(folder / "evidence"),
            "CASECALC_MEMORY_LIMIT": "1 GiB",
        },
        input=json.dumps([[str(word) for word in line] for line in commands(files, folder)]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
