"""What the verifier says: of bundles as they were made, and of ones that were forged with care."""

import io
import json
import random
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from casecalc.verifier.container import ZipWriter
from casecalc.verifier.integrity import SUMS, sums_text

from .forging import Change, document, forged, replaced

PERSONS, EVENTS = "results/persons.csv", "results/events.csv"
MANIFEST = "run/manifest.json"


def test_every_trap_is_computed_again_and_agrees(bundles: Path, verify):
    said = verify(bundles / "with.zip")
    assert (said.status, said.error) == (0, "")
    assert "VERDICT: AGREES" in said.page
    assert "Demonstration: invented network, invented people" in said.page


def test_the_same_bundle_made_again_has_the_same_bytes(bundles: Path):
    assert (bundles / "with.zip").read_bytes() == (bundles / "again.zip").read_bytes()


def test_without_originals_it_says_what_it_did_not_compute(bundles: Path, verify):
    said = verify(bundles / "without.zip")
    assert (said.status, said.error) == (0, "")
    assert "VERDICT: CONSISTENT" in said.page
    assert "which rows belong to one person" in said.page
    assert "what undetermined persons would add" in said.page
    assert "AGREES" not in said.page


def test_without_originals_no_name_and_no_id_is_in_the_tables(bundles: Path):
    with zipfile.ZipFile(bundles / "without.zip") as found:
        tables = {name: found.read(name) for name in found.namelist() if name.endswith(".csv")}
        assert not any(name.startswith("originals/") for name in found.namelist())
    for hidden in (b"Ann Lee", b"00123", b"ann@example.com", b"Eve Kay", b"stranger", b"e7", b"h1"):
        assert [name for name, data in tables.items() if hidden in data] == [], hidden


def test_originals_of_ones_own_are_found_by_hash_under_any_name(
    bundles: Path, tmp_path: Path, verify
):
    for i, path in enumerate(sorted((bundles / "files").iterdir())):
        (tmp_path / "deep" / str(i % 3)).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, tmp_path / "deep" / str(i % 3) / f"{i}.bin")
    said = verify(bundles / "without.zip", "--originals", tmp_path)
    assert (said.status, said.error) == (0, "")
    assert "VERDICT: AGREES" in said.page


def test_an_original_that_is_not_there_is_named_by_its_hash(bundles: Path, tmp_path: Path, verify):
    shutil.copy(bundles / "files" / "roster.csv", tmp_path / "roster.csv")
    said = verify(bundles / "without.zip", "--originals", tmp_path)
    assert said.status == 2
    assert "originals are not in" in said.error
    assert said.error.count("\n") == 1


def test_originals_beside_a_bundle_that_has_them_are_refused(bundles: Path, tmp_path, verify):
    said = verify(bundles / "with.zip", "--originals", tmp_path)
    assert (said.status, "leave out --originals" in said.error) == (2, True)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path, verify):
    said = verify(tmp_path / "none.zip")
    assert said.status == 2
    assert said.error.endswith("Give a bundle.zip.\n")


# One cell, figure or document changed, and every hash put right: what names the difference.
FORGERIES: dict[str, tuple[str, Change, list[str]]] = {
    "an outcome": (
        PERSONS,
        replaced("P1,eligible,eligible", "P1,ineligible,eligible"),
        [f"{PERSONS}, person P1, outcome", "expected  eligible", "found     ineligible"],
    ),
    "a row of a person taken out": (
        "results/rows.csv",
        replaced("1,3,P2\n", ""),
        ["results/rows.csv, import 1, record 3", "expected  a row", "found     no such row"],
    ),
    "a row put in": (
        EVENTS,
        replaced("2,2,", "2,1,e1,2023-05-01T17:00:00Z,linked,P1,yes\n2,2,"),
        [f"{EVENTS}, import 2, record 1", "expected  no such row"],
    ),
    "an instant": (EVENTS, replaced("T17:00:00Z", "T17:00:01Z"), ["disclosed_at"]),
    "a cent": ("results/awards.csv", replaced(".00", ".01"), ["results/awards.csv, person P1"]),
    "a list": ("results/listed.csv", replaced("'second", "''second"), ["list"]),
    "a header": ("results/review.csv", replaced("kind,", "Kind,"), ["header"]),
    "a sentence": (
        "results/rejected-1.csv",
        replaced("it has 5 cells", "it has 6 cells"),
        ["results/rejected-1.csv, record 10, sentence", "expected  Record 10: it has 5 cells"],
    ),
    "a cell as delivered": (
        "results/rejected-1.csv",
        replaced("Bad Day", "Good Day"),
        ["full_name", "expected  Bad Day", "found     Good Day"],
    ),
    "a key that identifies nobody": (
        "documents/decisions.jsonl",
        replaced("Shared@example.com", "shared2@example.com"),
        ["documents/decisions.jsonl, [0].value", f"{MANIFEST}, digest"],
    ),
    "the amount of a claim": (
        "documents/theory.json",
        replaced('"100.00"', '"100.01"'),
        ["documents/theory.json, claims[0].amount", "results/awards.csv"],
    ),
    "a time zone": (
        MANIFEST,
        document(lambda run: run["matter"].update(time_zone="Asia/Tokyo"), sealed=True),
        ["documents/matter.json, time_zone", EVENTS],
    ),
    "a figure": (
        MANIFEST,
        document(lambda run: run["figures"].update(eligible=9), sealed=True),
        [f"{MANIFEST}, figures.eligible", "found     9"],
    ),
    "a figure under a broken seal": (
        MANIFEST,
        document(lambda run: run["figures"].update(eligible=9)),
        [f"{MANIFEST}, manifest_sha256"],
    ),
    "a count of rejected rows": (
        MANIFEST,
        document(lambda run: run["imports"][0].update(rejected=8), sealed=True),
        [f"{MANIFEST}, imports[0].rejected", "expected  7", "found     8"],
    ),
    "the digest": (
        MANIFEST,
        document(lambda run: run.update(digest="0" * 64), sealed=True),
        [f"{MANIFEST}, digest", "bundle.json, run.digest", "exhibits/exhibit-1.json, run.digest"],
    ),
    "what was made of a named plaintiff": (
        MANIFEST,
        document(
            lambda run: run["named_plaintiffs"]["plaintiffs"][2].update(status="not_found"),
            sealed=True,
        ),
        ["named_plaintiffs.plaintiffs[2].status", "expected  ambiguous"],
    ),
    "the place of an original": (
        "bundle.json",
        document(lambda one: one["imports"][0].update(mapping="documents/mapping-2.json")),
        ["bundle.json, imports[0].mapping", "expected  documents/mapping-1.json"],
    ),
    "an exhibit's edition": (
        "bundle.json",
        document(lambda one: one["exhibits"][0].update(edition="sealed")),
        ["bundle.json, exhibits, exhibits/exhibit-1.json.edition", "found     sealed"],
    ),
    "a figure in an exhibit's manifest": (
        "exhibits/exhibit-1.json",
        document(
            lambda one: one["run_manifest"]["figures"].update(persons=1000), sealed=True
        ),
        ["exhibits/exhibit-1.json, run_manifest.figures.persons", "found     1000"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_consistent_forgery_is_a_difference_with_file_row_and_column(
    bundles: Path, tmp_path: Path, verify, name: str
):
    file, change, expected = FORGERIES[name]
    said = verify(forged(bundles / "with.zip", tmp_path / "forged.zip", {file: change}))
    assert (said.status, said.error) == (1, "")
    assert "VERDICT: DIFFERS" in said.page
    assert [part for part in expected if part not in said.page] == []


def test_an_original_exchanged_is_a_difference(bundles: Path, tmp_path: Path, verify):
    with zipfile.ZipFile(bundles / "with.zip") as found:
        roster = next(name for name in found.namelist() if name.startswith("originals/"))
    change = replaced("Ann Lee", "Ann Leigh")
    said = verify(forged(bundles / "with.zip", tmp_path / "forged.zip", {roster: change}))
    assert said.status == 1
    assert f"{roster}, SHA-256 of import 1" in said.page


# The same without originals: what follows from the tables alone.
INCONSISTENT: dict[str, tuple[str, Change, str]] = {
    "an outcome": (PERSONS, replaced("P1,eligible,eligible", "P1,ineligible,eligible"), "outcome"),
    "a criterion": (PERSONS, replaced("true,true,false", "true,false,false"), PERSONS),
    "a count": (PERSONS, replaced(",2023-05-01,", ",2023-05-02,"), "first_violation_on"),
    "an award": ("results/awards.csv", replaced(".00", ".01"), "results/awards.csv, person P1"),
    "a violation": (EVENTS, replaced("linked,P1,yes", "linked,P1,no"), "violations"),
    "a status": (EVENTS, replaced(",unmatched,", ",ambiguous,"), "figures.events"),
    "a residence": (PERSONS, replaced(",US,NY,", ",US,CA,"), "figures.by_region"),
    "a code": ("results/rejected-1.csv", replaced("NUL_CH", "NIL_CH"), "rejected_by_code"),
    "a record twice": ("results/rejected-1.csv", replaced("\r\n10,", "\r\n11,"), "record"),
    "a person nobody is": ("results/rows.csv", replaced("1,1,P1\n", "1,1,P99\n"), "results"),
    "an override": (
        "documents/decisions.jsonl",
        replaced('"outcome":"eligible"', '"outcome":"ineligible"'),
        "documents/decisions.jsonl",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INCONSISTENT)
def test_without_originals_what_does_not_follow_is_a_difference(
    bundles: Path, tmp_path: Path, verify, name: str
):
    file, change, expected = INCONSISTENT[name]
    said = verify(forged(bundles / "without.zip", tmp_path / "forged.zip", {file: change}))
    assert (said.status, said.error) == (1, "")
    assert expected in said.page


def test_a_file_that_no_bundle_has_is_a_difference(bundles: Path, tmp_path: Path, verify):
    with zipfile.ZipFile(bundles / "with.zip") as found, (tmp_path / "f.zip").open("xb") as out:
        files = {name: found.read(name) for name in found.namelist() if name != SUMS}
        archive = ZipWriter(out)
        for name, data in {**files, "results/more.csv": b"a,b\n"}.items():
            archive.add(name, io.BytesIO(data), len(data))
        text = sums_text((name, known.sha256) for name, known in archive.sums.items()).encode()
        archive.add(SUMS, io.BytesIO(text), len(text))
        archive.close()
    said = verify(tmp_path / "f.zip")
    assert (said.status, said.error) == (1, "")
    assert "results/more.csv\n    expected  no such file" in said.page


@pytest.mark.parametrize("source", ["with.zip", "without.zip"])
@pytest.mark.parametrize("left_out", [PERSONS, "results/awards.csv", "results/rejected-2.csv"])
def test_a_table_that_is_missing_is_a_difference(
    bundles: Path, tmp_path: Path, verify, source: str, left_out: str
):
    said = verify(forged(bundles / source, tmp_path / "forged.zip", {left_out: None}))
    assert (said.status, said.error) == (1, "")
    assert f"{left_out} is not in the bundle." in said.page


@pytest.mark.parametrize("left_out", [MANIFEST, "bundle.json", "documents/theory.json"])
def test_a_part_that_is_missing_is_refused_by_name(
    bundles: Path, tmp_path: Path, verify, left_out: str
):
    said = verify(forged(bundles / "with.zip", tmp_path / "forged.zip", {left_out: None}))
    assert said.status == 2
    assert said.error == f"{left_out} is not in the bundle.\n"


def test_a_bundle_of_a_later_form_is_refused_with_what_to_do(bundles, tmp_path: Path, verify):
    change = document(lambda one: one.update(format="casecalc/bundle/2"))
    said = verify(forged(bundles / "with.zip", tmp_path / "forged.zip", {"bundle.json": change}))
    assert said.status == 2
    assert "Use the verify.pyz that came with the bundle." in said.error


def test_documents_nested_beyond_reason_are_refused_in_a_sentence(bundles, tmp_path: Path, verify):
    nested = b"[" * 900 + b"]" * 900
    change = replaced('"court": ""', f'"court": {nested.decode()}')
    said = verify(
        forged(bundles / "with.zip", tmp_path / "forged.zip", {"documents/matter.json": change})
    )
    assert said.status in (1, 2)
    assert "a fault of its own" not in said.error


def test_differences_beyond_a_hundred_are_counted(bundles: Path, tmp_path: Path, verify):
    rows = "".join(f"9,{n},P1\n" for n in range(1, 500))
    change = replaced("import,record,person\n", f"import,record,person\n{rows}")
    said = verify(forged(bundles / "with.zip", tmp_path / "f.zip", {"results/rows.csv": change}))
    assert said.status == 1
    assert said.page.count("\n    found     ") == 100
    assert "more." in said.page


@pytest.mark.parametrize("source", ["with.zip", "without.zip"])
def test_documents_of_any_content_never_end_in_a_fault(
    bundles: Path, tmp_path: Path, verify, source: str
):
    """Values of the documents exchanged at random, hashes put right: a difference or a sentence."""
    draw = random.Random(99)
    files = [MANIFEST, "bundle.json", "documents/theory.json", "documents/mapping-1.json",
             "exhibits/exhibit-1.json", "documents/definition.json"]  # fmt: skip
    statuses = set()
    for i in range(60):
        file = draw.choice(files)
        change = document(lambda value: _disturb(value, draw), sealed=file == MANIFEST)
        said = verify(forged(bundles / source, tmp_path / f"{i}.zip", {file: change}))
        assert "Traceback" not in said.page + said.error
        assert "a fault of its own" not in said.error
        assert said.status in (0, 1, 2)
        assert said.status != 2 or said.error.count("\n") == 1, said.error
        statuses.add(said.status)
    assert statuses >= {1, 2}


@pytest.mark.parametrize("source", ["with.zip", "without.zip"])
def test_tables_of_any_content_never_end_in_a_fault(
    bundles: Path, tmp_path: Path, verify, source: str
):
    draw = random.Random(5)
    for i in range(40):
        file = draw.choice([PERSONS, EVENTS, "results/rows.csv", "results/awards.csv"])
        changes: dict[str, Change | None] = {file: lambda data: _scribbled(data, draw)}
        said = verify(forged(bundles / source, tmp_path / f"{i}.zip", changes))
        assert said.error == ""
        # The instant of a disclosure that does not count follows from the log alone.
        assert said.status == 1 or (source, file) == ("without.zip", EVENTS)


def _disturb(value: Any, draw: random.Random) -> None:
    """Another value somewhere in a document."""
    while isinstance(value, dict | list) and value:
        key = draw.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if not isinstance(value[key], dict | list) or draw.random() < 0.2:
            value[key] = draw.choice([None, -1, 10**30, "", "x\0y", [], {}, True, 1.5, ["a"]])
            return
        value = value[key]


def _scribbled(data: bytes, draw: random.Random) -> bytes:
    """A few bytes of a table exchanged, so that something is different."""
    found = bytearray(data)
    for _ in range(draw.randrange(1, 4)):
        position = draw.randrange(len(found))
        found[position] = draw.choice([c for c in b'",\n\r\0Pz9\xff=' if c != found[position]])
    return bytes(found)


def test_the_manifest_is_the_one_of_the_evidence_store(bundles: Path):
    stored = next((bundles / "evidence").glob("*/runs/*/manifest.json"))
    with zipfile.ZipFile(bundles / "with.zip") as found:
        assert found.read(MANIFEST) == stored.read_bytes()
        assert json.loads(found.read("bundle.json"))["format"] == "casecalc/bundle/1"
