"""allocate and account, end to end, with every figure worked out by hand."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from .commands import command

SETTLEMENT: dict[str, Any] = {
    "format": "casecalc/settlement/1",
    "gross_fund": "100.00",
    "fees": {"per_cent": "33.33"},
    "title": "PRIVATE TITLE",
    "costs": "6.65",
    "service_awards": [{"label": "PRIVATE NAME", "amount": "0.01"}],
    "plan": {"kind": "equal"},
}


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "settlement.json"
    path.write_text(json.dumps(SETTLEMENT))
    return path


def test_a_fund_is_divided_and_the_payment_file_adds_up(
    determined: dict[str, Any], asked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "pay.csv"
    answer = command("allocate", "small", 1, "--file", asked, "--payments", out).json
    persons = determined["eligible"]
    assert answer["net_fund"] == "60.01"
    assert (answer["persons"], answer["distributed"]) == (persons, "60.01")
    rows = list(csv.DictReader(out.open(newline="")))
    cents = [int(row["amount"].replace(".", "")) for row in rows]
    assert sum(cents) == 6_001
    each, left = divmod(6_001, persons)
    assert cents == [each + 1] * left + [each] * (persons - left)
    assert answer["payments"] == {
        "rows": persons,
        "sha256": hashlib.sha256(out.read_bytes()).hexdigest(),
    }
    assert answer["largest"] == f"{max(cents) / 100:.2f}"
    assert command("verify", "small").json["problems"] == 0


def test_an_accounting_is_saved_from_entries_and_a_status_file(
    determined: dict[str, Any], asked: Path, tmp_path: Path
) -> None:
    out, entries, status = (tmp_path / name for name in ("p.csv", "e.json", "s.csv"))
    command("allocate", "small", 1, "--file", asked, "--payments", out).json  # noqa: B018
    entries.write_text('{"claims": "2", "lodestar": "11.11"}')
    paid = list(csv.DictReader(out.open(newline="")))
    status.write_text(
        "payment,status,amount\n"
        + f"{paid[0]['payment']},paid,{paid[0]['amount']}\n"
        + "S1-P999,paid,1.00\n"
    )
    answer = command("account", "small", 1, "--entries", entries, "--status", status).json
    figures = answer["figures"]
    assert answer["version"] == 1
    assert figures["claims"] == {"value": 2, "source": "by_hand"}
    assert figures["fees"] == {"value": "33.33", "source": "computed"}
    assert figures["multiplier"] == {"value": "3.00", "source": "computed"}
    assert figures["paid_value"] == {"value": paid[0]["amount"], "source": "file"}
    assert answer["status_file"]["rows_read"] == 2
    assert (answer["status_file"]["matched"], answer["status_file"]["unknown"]) == (1, 1)
    assert_exhibit_states(tmp_path, {"fees": 3_333, "claims": 2})
    again = command("account", "small", 1, "--without-status").json
    assert (again["version"], again["status_file"]) == (2, None)
    assert again["figures"]["claims"] == {"value": 2, "source": "by_hand"}


def assert_exhibit_states(folder: Path, figures: dict[str, int]) -> None:
    """The exhibit of settlement 1 is made from these figures, and says of nobody who entered them."""
    inputs = folder / "inputs.json"
    inputs.write_text('{"settlement": 1}')
    asked = ("--kind", "accounting", "--edition", "public", "--inputs", inputs)
    made = command("produce_exhibit", "small", 1, *asked, "--out", folder / "exhibit").json
    manifest = json.loads(Path(made["files"][-1]).read_text())
    stated = {one["key"]: one for one in manifest["inputs"]["facts"]["accounting"]["figures"]}
    assert {key: stated[key]["value"] for key in figures} == figures
    assert {one["by"] for one in stated.values()} == {""}
    assert "PRIVATE" not in json.dumps(manifest)
    refused = command(
        "produce_exhibit", "small", 1, *asked[:3], "sealed", *asked[4:], "--out", folder
    )
    assert refused.status == 2


@pytest.mark.parametrize(
    ("changes", "options", "sentence"),
    [
        ({"gross_fund": "1"}, (), "gross_fund: deductions of $6.99 leave nothing"),
        ({"plan": {"kind": "equal", "floor": "99"}}, (), "Lower the floor to"),
        ({"plan": {"kind": "tiers", "tiers": []}}, (), "plan.tiers: is an empty list"),
        ({}, ("--payments", "pay.pdf"), "give --payments a name that ends in .csv or .xlsx"),
    ],
)
def test_what_cannot_be_divided_is_refused_with_one_sentence(
    determined: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    options: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "settlement.json"
    path.write_text(json.dumps({**SETTLEMENT, **changes}))
    answer = command("allocate", "small", 1, "--file", path, *options)
    assert answer.status == 2
    assert sentence in answer.error


def test_a_settlement_that_is_not_there_is_refused(determined: dict[str, Any]) -> None:
    answer = command("account", "small", 5)
    assert answer.status == 2
    assert "has no settlement 5 that was divided; it has no settlements yet" in answer.error
