"""The demonstration matter: what was planted comes out, by both engines, to the person and cent."""

import csv
import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casecalc.rules.columns import Kind
from casecalc.rules.decisions import parse_decision
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.figures import determination_json
from casecalc.rules.mapping import parse_mapping
from casecalc.rules.reading import Reading, read_file
from casecalc.rules.rejections import RejectionCode
from casecalc.rules.results import RunResult
from casecalc.rules.rows import ImportRows
from casecalc.rules.run import determine
from casecalc.rules.sampling import draw
from casecalc.rules.theory import parse_theory
from tests.verifier.bare import bare

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / "fixtures" / "demo"
sys.path.append(str(ROOT / "fixtures"))
sys.path.append(str(ROOT / "bin"))

import demonstration  # noqa: E402
import examples  # noqa: E402
import make_demo  # noqa: E402
from planting import truth  # noqa: E402
from planting.lists import first_source  # noqa: E402

pytestmark = pytest.mark.xdist_group("demonstration")


def document(name: str) -> Any:
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def planted() -> make_demo.Demo:
    return make_demo.plant()


@pytest.fixture(scope="module")
def readings(planted: make_demo.Demo) -> dict[str, Reading]:
    """The files as the obvious engine reads them."""
    return {
        name: read_file(
            data=(DEMO / name).read_bytes(),
            name=name,
            sha256=next(source.sha256 for source in planted.sources if source.name == name),
            kind=Kind(kind),
            list_name=list_name or None,
            mapping=parse_mapping(document(mapping) if mapping else {}, Kind(kind)),
            time_zone="America/Los_Angeles",
        )
        for name, kind, list_name, mapping in demonstration.IMPORTS
    }


@pytest.fixture(scope="module")
def obvious_run(readings: dict[str, Reading], planted: make_demo.Demo) -> RunResult:
    imports = [
        ImportRows(
            kind=Kind(kind),
            sha256=next(source.sha256 for source in planted.sources if source.name == name),
            rows=readings[name].accepted,
            list_name=list_name or None,
        )
        for name, kind, list_name, _ in demonstration.IMPORTS
    ]
    return determine(
        imports=imports,
        decisions=[parse_decision(decision) for decision in planted.decisions],
        definition=parse_definition(document("definition.json")),
        theory=parse_theory(document("theory.json")),
        time_zone="America/Los_Angeles",
    )


@dataclass(frozen=True)
class Site:
    """What `bin/demonstration.py` made in an installation of its own."""

    folder: Path
    environment: dict[str, str]

    def command(self, *words: str) -> dict[str, Any]:
        done = self.run("manage.py", *words, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    def exported(self, table: str) -> list[dict[str, str]]:
        path = self.folder / f"{table}.csv"
        self.command("export_run", demonstration.MATTER, "1", "--table", table, "--out", str(path))
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("demonstration")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "EVIDENCE_ROOT": str(folder / "evidence"),
        "CASECALC_MEMORY_LIMIT": "1 GiB",
    }
    site = Site(folder, environment)
    for words in (("manage.py", "migrate", "-v", "0"), ("bin/demonstration.py", str(folder))):
        done = site.run(*words)
        assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="module")
def exported_persons(site: Site) -> list[dict[str, str]]:
    return site.exported("persons")


# The files


def test_the_committed_files_are_what_the_script_writes(
    planted: make_demo.Demo, tmp_path: Path
) -> None:
    make_demo.write(planted, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        fresh, committed = path.read_bytes(), (DEMO / path.name).read_bytes()
        if path.suffix == ".gz":  # compressors differ from one zlib to the next
            fresh, committed = gzip.decompress(fresh), gzip.decompress(committed)
        assert fresh == committed, path.name


def test_the_matter_is_as_large_as_the_demonstration_says(planted: make_demo.Demo) -> None:
    assert 4_900 < len(planted.people) < 5_100
    assert 20_000 < planted.expected["run"]["events"]["accepted"] < 21_000
    assert sum(path.stat().st_size for path in DEMO.iterdir()) < 5_000_000


def test_every_rejection_code_occurs(readings: dict[str, Reading]) -> None:
    found = {row.code for reading in readings.values() for row in reading.rejected}
    assert found == set(RejectionCode)


def test_every_address_belongs_to_nobody(planted: make_demo.Demo) -> None:
    hosts = {row.email.lower().partition("@")[2] for p in planted.people for row in p.rows}
    assert all(host.endswith((".example", "example.com")) for host in hosts - {""})


# The obvious engine


def test_the_obvious_engine_reads_the_rows_that_were_planted(
    readings: dict[str, Reading], planted: make_demo.Demo
) -> None:
    for name, reading in readings.items():
        codes = Counter(str(row.code) for row in reading.rejected)
        assert planted.expected["imports"][name] == {
            "rows_read": reading.rows_read,
            "accepted": len(reading.accepted),
            "rejected": len(reading.rejected),
            "blank_lines": reading.blank_lines,
            "rejected_by_code": dict(sorted(codes.items())),
        }, name


def test_the_obvious_engine_gives_the_totals_that_were_planted(obvious_run: RunResult) -> None:
    theory = parse_theory(document("theory.json"))
    figures = determination_json(obvious_run.figures, run=1, digest="", theory=theory)
    expected = document("expected.json")["run"]
    assert obvious_run.figures.violations == expected.pop("violations")
    assert {name: figures[name] for name in expected} == expected


def test_the_obvious_engine_judges_every_person_as_planted(
    obvious_run: RunResult, planted: make_demo.Demo
) -> None:
    found = {str(person.rows[0]): person for person in obvious_run.persons}
    assert len(found) == len(planted.people)
    for person in planted.people:
        result = found[first_source(person, planted.sha256_of)]
        assert len(result.rows) == len(person.rows), person
        assert result.outcome == truth.outcome(person), person
        assert result.disclosures == len(person.disclosures), person
        assert result.violations == truth.violations(person), person
        if result.outcome == "eligible":
            cents = {claim: award.cents for claim, award in result.awards.items()}
            assert cents == truth.awards(person), person


def test_couples_with_one_mailbox_are_listed_for_review(obvious_run: RunResult) -> None:
    kinds = Counter(str(item.kind) for item in obvious_run.review)
    assert kinds["names_differ"] == 3
    assert kinds["look_alike"] >= 1


# The command line


def test_the_command_line_gives_the_totals_that_were_planted(site: Site) -> None:
    figures = json.loads((site.folder / "determination.json").read_text())
    expected = document("expected.json")["run"]
    del expected["violations"]
    assert {name: figures[name] for name in expected} == expected


def test_the_command_line_reads_the_rows_that_were_planted(
    site: Site, readings: dict[str, Reading]
) -> None:
    for number, (name, *_) in enumerate(demonstration.IMPORTS, start=1):
        path = site.folder / f"rejected-{number}.csv"
        site.command("export_rejected", demonstration.MATTER, str(number), "--out", str(path))
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [(int(r["record"]), r["code"], r["sentence"]) for r in csv.DictReader(stream)]
        rejected = readings[name].rejected
        assert rows == [(row.record, row.code, row.sentence) for row in rejected], name


def test_both_engines_give_the_same_digest(site: Site, obvious_run: RunResult) -> None:
    figures = json.loads((site.folder / "determination.json").read_text())
    assert figures["digest"] == obvious_run.digest


def test_the_export_has_every_person_as_planted(
    exported_persons: list[dict[str, str]], planted: make_demo.Demo
) -> None:
    found = {person["source"]: person for person in exported_persons}
    assert len(found) == len(exported_persons) == len(planted.people)
    for person in planted.people:
        row = found[first_source(person, planted.sha256_of)]
        assert row["outcome"] == truth.outcome(person), person
        assert row["overridden"] == ("yes" if person.override else "no"), person
        assert row["violations"] == str(truth.violations(person)), person
        assert row["rows"] == str(len(person.rows)), person
        assert row["region"] == person.region, person
        for claim, cents in truth.awards(person).items():
            dollars = f"{cents // 100}.{cents % 100:02d}" if row["outcome"] == "eligible" else ""
            assert row[f"award_{claim}"] == dollars, person


def test_awards_of_the_export_add_up_to_the_totals(
    site: Site, exported_persons: list[dict[str, str]]
) -> None:
    awards = site.exported("awards")
    figures = json.loads((site.folder / "determination.json").read_text())
    for claim, totals in figures["claims"].items():
        cents = sum(int(a["award"].replace(".", "")) for a in awards if a["claim"] == claim)
        assert f"{cents // 100}.{cents % 100:02d}" == totals["total"]


def test_events_of_the_export_have_the_statuses_that_were_planted(site: Site) -> None:
    statuses = Counter(event["status"] for event in site.exported("events"))
    expected = document("expected.json")["run"]["events"]
    assert sum(statuses.values()) == expected.pop("accepted")
    assert statuses == expected


def test_making_the_demonstration_again_changes_nothing(site: Site) -> None:
    before = sorted((site.folder / "evidence").rglob("*"))
    done = site.run("bin/demonstration.py", str(site.folder))
    assert done.returncode == 0, done.stderr
    assert "$ python manage.py" not in done.stdout
    assert sorted((site.folder / "evidence").rglob("*")) == before


def test_the_exhibit_and_its_manifest_are_there_and_the_store_is_whole(site: Site) -> None:
    names = [path.name for path in site.folder.iterdir()]
    assert any(name.endswith(".pdf") for name in names)
    assert any("manifest" in name and name.endswith(".json") for name in names)
    assert (site.folder / "password").stat().st_mode & 0o777 == 0o600
    assert site.command("verify", demonstration.MATTER)["problems"] == 0


def test_the_other_side_computes_it_again_on_a_bare_python(site: Site, tmp_path: Path) -> None:
    bundle = site.folder / "bundle.zip"
    made = site.command("make_bundle", demonstration.MATTER, "1", "--out", str(bundle))
    assert made["size"] == bundle.stat().st_size
    with zipfile.ZipFile(bundle) as found:
        assert made["files"] == len(found.namelist())
        found.extract("verify.pyz", tmp_path)
    (tmp_path / "empty").mkdir()
    said = bare(tmp_path / "verify.pyz", bundle, folder=tmp_path / "empty")
    assert (said.returncode, said.stderr) == (0, "")
    assert f"SHA-256        {made['sha256']}" in said.stdout
    assert "VERDICT: AGREES" in said.stdout
    expected = document("expected.json")["run"]
    for name in ("persons", "eligible", "ineligible", "undetermined", "violations"):
        assert re.search(rf"^  {name} +{expected[name]:,}$", said.stdout, re.MULTILINE), name
    for claim in expected["claims"].values():
        assert f"${int(claim['total'][:-3]):,}{claim['total'][-3:]}" in said.stdout


# The examples


def test_the_run_finds_the_named_plaintiff(site: Site, planted: make_demo.Demo) -> None:
    (manifest,) = (site.folder / "evidence").glob("*/runs/*/manifest.json")
    (found,) = json.loads(manifest.read_text())["named_plaintiffs"]["plaintiffs"]
    assert (found["name"], found["status"], found["outcome"]) == (
        "Rowan Ellery", "found", "eligible",
    )  # fmt: skip
    (person,) = [
        p for p in planted.people if any(row.member_id == found["value"] for row in p.rows)
    ]
    cents = {claim: award["cents"] for claim, award in found["awards"].items()}
    assert cents == truth.awards(person)
    assert found["violations"] == truth.violations(person)


def test_the_sample_is_the_one_that_anyone_draws_from_the_digest(
    site: Site, obvious_run: RunResult
) -> None:
    numbers = [person.number for person in obvious_run.persons]
    drawn = draw(numbers, obvious_run.digest, examples.SAMPLE_SIZE)
    reviews = [json.loads(line) for line in (site.folder / "reviews.jsonl").open()]
    assert [review["person"] for review in reviews] == [
        f"P{number}" for number in drawn[: examples.REVIEWED]
    ]
    result = site.command("review_sample", demonstration.MATTER, "1")
    assert (result["drawn"], result["reviewed"]) == (examples.SAMPLE_SIZE, examples.REVIEWED)


def test_there_is_one_example_of_everything(site: Site) -> None:
    with closing(sqlite3.connect(site.folder / "site.sqlite3")) as database:
        made = dict(
            database.execute("SELECT action, count(*) FROM casecalc_auditevent GROUP BY action")
        )
    assert made["publish_exhibit"] == len(examples.EXHIBITS) + 1
    for action in ("draw_sample", "start_scenarios", "start_settlement", "start_bundle"):
        assert made[action] >= 1, action
    names = [path.name for path in site.folder.iterdir()]
    for kind in examples.EXHIBITS:
        assert any(f"-{kind.capitalize()}-" in name for name in names), kind
    assert any(name.startswith("Exhibits-") and name.endswith(".zip") for name in names)
    assert "bundle.zip" in names
