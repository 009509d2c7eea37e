"""A set: exhibits under their letters, numbered through over all volumes, the same every time."""

import csv
import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits.checks import problems
from casecalc.exhibits.filing import bates_prefix
from casecalc.exhibits.inputs import Inputs
from casecalc.exhibits.printed import text_of
from casecalc.exhibits.produce import Produced, produce
from casecalc.exhibits.run_manifest import ExhibitRefused

from .manifests import inputs, run_manifest
from .test_bates import numbers_on

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
KINDS = ("states", "claims", "reconciliation")
FACTS: dict[str, Any] = {"claims": {"awarded": {"sca": 5000}}}
MANIFEST = run_manifest(regions=(("US", "CA"), ("US", "NY")), plans=("Basic",), months=2)
LABELS = {"states": "A", "claims": "7", "reconciliation": "C"}


@dataclass
class Record:
    """The published exhibits of a matter, 1, 2 and 3, as a set finds them."""

    folder: Path
    made: dict[int, Produced] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)
    remade: list[tuple[int, str]] = field(default_factory=list)

    def inputs_of(self, number: int, label: str) -> Inputs:
        kind = KINDS[number - 1]
        return inputs(MANIFEST, label=label, facts=FACTS.get(kind, {}))

    def publish(self, number: int) -> None:
        kind = KINDS[number - 1]
        made = produce(
            self.inputs_of(number, LABELS[kind]), kind=kind, now=NOW, out=self.folder / str(number)
        )
        self.made[number] = made

    def described(self, number: int) -> dict[str, Any]:
        manifest = self.made[number].manifest
        return {
            "number": number, "kind": manifest["kind"], "label": manifest["label"],
            "title": manifest["title"], "standing": manifest["standing"], "edition": "public",
            "run": 3, "run_digest": "0" * 64, "is_stale": False, "pages": manifest["pages"],
            "sha256": manifest["sha256"],
            "files": [e for e in manifest["files"] if e["name"].endswith(".pdf")],
        }  # fmt: skip

    def remake(self, number: int, label: str, folder: Path) -> tuple[str, ...]:
        self.remade.append((number, label))
        made = produce(self.inputs_of(number, label), kind=KINDS[number - 1], now=NOW, out=folder)
        return tuple(name for name in made.files if name.endswith(".pdf"))

    def take_numbers(self, pages: int) -> int:
        self.taken.append(pages)
        return 995

    def set_inputs(self, *, limit: int | None = None, **asked: Any) -> Inputs:
        facts = {
            "slug": "okafor",
            "matter": {
                "title": "Okafor v. Meridian Network, Inc.", "caption": "", "court": "",
                "docket_number": "5:26-cv-00123-EX", "originals": "", "court_preset": "cand",
                "bates_prefix": "OKA-",
            },
            "exhibits": [self.described(n) for n in asked["exhibits"] if n in self.made],
        }  # fmt: skip
        made = inputs(MANIFEST, label="Set", asked=asked, facts=facts)
        court = replace(made.court, volume_bytes=limit or made.court.volume_bytes)
        return replace(
            made,
            court=court,
            remake=self.remake,
            take_numbers=self.take_numbers,
            exhibit_file=lambda number, name: self.folder / str(number) / name,
        )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Record:
    record = Record(tmp_path_factory.mktemp("published"))
    for number in (1, 2, 3):
        record.publish(number)
    return record


@pytest.fixture
def record(published: Record) -> Record:
    return Record(published.folder, made=published.made)


@dataclass
class Made:
    folder: Path
    produced: Produced
    record: Record

    @property
    def volumes(self) -> list[Path]:
        return [self.folder / name for name in self.produced.files if name.endswith(".pdf")]

    @property
    def numbers(self) -> list[str]:
        return [number for volume in self.volumes for number in numbers_on(volume)]

    def table(self) -> list[dict[str, str]]:
        [name] = (name for name in self.produced.files if name.endswith(".csv"))
        with (self.folder / name).open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))


Maker = Callable[..., Made]


@pytest.fixture
def make(record: Record, tmp_path: Path) -> Maker:
    def made(name: str = "out", **asked: Any) -> Made:
        folder = tmp_path / name
        produced = produce(record.set_inputs(**asked), kind="set", now=NOW, out=folder)
        return Made(folder, produced, record)

    return made


@pytest.fixture(scope="module")
def in_one(published: Record, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """All three in one volume, in another order than they were made."""
    record = Record(published.folder, made=published.made)
    folder = tmp_path_factory.mktemp("one")
    asked = record.set_inputs(exhibits=[1, 3, 2])
    return Made(folder, produce(asked, kind="set", now=NOW, out=folder), record)


def test_one_volume_a_table_a_zip_and_the_manifest(in_one: Made) -> None:
    assert in_one.produced.files == (
        "Exhibits-A-to-C-public.pdf",
        "Bates-numbers-Exhibits-A-to-C-public.csv",
        "Exhibits-A-to-C-public.zip",
        "Set-Run-3-public-manifest.json",
    )
    assert sorted(p.name for p in in_one.folder.iterdir()) == sorted(in_one.produced.files)
    assert problems(in_one.volumes[0].read_bytes(), texts=["Index of Exhibits"])[0] == []


def test_numbers_are_taken_once_and_run_through_every_page(in_one: Made) -> None:
    pages = 1 + sum(made.pages for made in in_one.record.made.values())
    assert in_one.record.taken == [pages]
    assert in_one.numbers == [f"OKA-{995 + page:07d}" for page in range(pages)]
    assert in_one.produced.pages == pages
    assert in_one.produced.manifest["bates"] == {
        "prefix": "OKA-", "first": 995, "last": 995 + pages - 1,
    }  # fmt: skip


def test_table_says_which_page_of_which_exhibit_bears_each_number(in_one: Made) -> None:
    table = in_one.table()
    assert [line["bates_number"] for line in table] == in_one.numbers
    assert [int(line["page_of_file"]) for line in table] == list(range(1, len(table) + 1))
    letters = [line["exhibit"] for line in table]
    made = in_one.record.made
    assert letters == ["Index", *"A" * made[1].pages, *"B" * made[3].pages, *"C" * made[2].pages]
    assert [int(line["page_of_exhibit"]) for line in table if line["exhibit"] == "B"] == list(
        range(1, made[3].pages + 1)
    )


def test_only_the_letter_of_the_set_is_seen(in_one: Made) -> None:
    with pikepdf.open(in_one.volumes[0]) as pdf:
        said = text_of(pdf)
        titles = [str(part.T) for part in pdf.Root.StructTreeRoot.K.K]
    assert said.count("ExhibitA·Run3") == said.count("ExhibitB·Run3") == 1
    assert said.count("ExhibitC·Run3") == 1
    assert "Exhibit7" not in said
    assert [title.partition(":")[0] for title in titles] == [
        "Index of Exhibits", "Exhibit A", "Exhibit B", "Exhibit C",
    ]  # fmt: skip


def test_what_has_its_letter_already_is_taken_as_published(in_one: Made) -> None:
    assert in_one.record.remade == [(3, "C"), (3, "B"), (2, "7"), (2, "C")]


def test_index_states_ranges_runs_and_hashes(in_one: Made) -> None:
    with pikepdf.open(in_one.volumes[0]) as pdf:
        said = text_of(pdf)
    for number in (1, 2, 3):
        assert in_one.record.made[number].sha256 in said
    pages = {n: made.pages for n, made in in_one.record.made.items()}
    assert f"OKA-{996:07d}OKA-{995 + pages[1]:07d}{pages[1]}" in said
    assert "Allexhibitsaremadefromrun3" in said
    assert "SummaryunderFed.R.Evid.1006" in said


def test_zip_holds_the_volumes_as_they_are_with_fixed_times(in_one: Made) -> None:
    [name] = (name for name in in_one.produced.files if name.endswith(".zip"))
    with zipfile.ZipFile(in_one.folder / name) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == [v.name for v in in_one.volumes]
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        for entry, volume in zip(entries, in_one.volumes, strict=True):
            assert archive.read(entry) == volume.read_bytes()


def test_two_builds_give_the_same_bytes(in_one: Made, make: Maker) -> None:
    again = make(exhibits=[1, 3, 2])
    for name in in_one.produced.files:
        assert (again.folder / name).read_bytes() == (in_one.folder / name).read_bytes()


def test_volumes_stay_below_the_limit_and_numbers_run_on_through_them(make: Maker) -> None:
    limit = 280_000
    made = make(exhibits=[1, 2, 3], letters="A, 7, C", limit=limit)
    assert len(made.volumes) > 1
    assert all(volume.stat().st_size <= limit for volume in made.volumes)
    table = made.table()
    assert made.numbers == [line["bates_number"] for line in table]
    assert made.numbers == [f"OKA-{995 + page:07d}" for page in range(len(table))]
    assert made.record.taken == [len(table)]
    assert made.record.remade == []
    names = [volume.name for volume in made.volumes]
    assert names[0].startswith(f"Volume-1-of-{len(names)}-")
    assert [line["file"] for line in table] == [
        name for name, volume in zip(names, made.volumes, strict=True) for _ in numbers_on(volume)
    ]
    with pikepdf.open(made.volumes[1]) as pdf:
        assert f"IndexofExhibits,Volume2of{len(names)}" in text_of(pdf)


def test_a_large_exhibit_keeps_its_own_volumes_and_their_bytes(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casecalc.exhibits.volumes.MOST_JOINED_PAGES", 8)
    made = make(exhibits=[1, 3], letters="A, C")
    large = next(volume for volume in made.volumes if "Exhibit-C" in volume.name)
    source = made.record.folder / "3" / made.record.made[3].files[0]
    assert large.read_bytes().startswith(source.read_bytes())
    assert numbers_on(large) == [
        line["bates_number"] for line in made.table() if line["exhibit"] == "C"
    ]


def test_an_exhibit_that_comes_out_otherwise_is_not_lettered_anew(
    make: Maker, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the program has changed since."""
    changed = {"states": {}, "claims": {"awarded": {"sca": 4999}}}
    monkeypatch.setitem(FACTS, "claims", changed["claims"])
    with pytest.raises(ExhibitRefused, match="Exhibit 2 cannot be lettered A"):
        make(exhibits=[2])
    assert record.taken == []


def test_nothing_is_numbered_when_the_set_is_refused(make: Maker, record: Record) -> None:
    with pytest.raises(ExhibitRefused, match="Exhibit 9 is not published"):
        make(exhibits=[9])
    with pytest.raises(ExhibitRefused, match="more than the 0.05 MB that the court takes"):
        make("other", exhibits=[1], limit=50_000)
    assert record.taken == []


def test_stale_exhibits_are_marked_in_the_index(record: Record, tmp_path: Path) -> None:
    asked = record.set_inputs(exhibits=[1], allow_stale=True)
    entry = {**asked.facts["exhibits"][0], "is_stale": True, "run": 2}
    asked = replace(asked, facts={**asked.facts, "exhibits": [entry]})
    made = Made(tmp_path, produce(asked, kind="set", now=NOW, out=tmp_path), record)
    with pikepdf.open(made.volumes[0]) as pdf:
        said = text_of(pdf)
    assert "Stale:theevidencechangedafterrun2." in said
    assert "ExhibitsofrunTwo".replace("Two", "2") in said


def test_the_hash_of_several_volumes_is_that_of_their_list(make: Maker) -> None:
    made = make(exhibits=[1, 2, 3], letters="A, 7, C", limit=280_000)
    lines = "".join(
        f"{hashlib.sha256(v.read_bytes()).hexdigest()}  {v.name}\n" for v in made.volumes
    )
    assert made.produced.sha256 == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    ("own", "slug", "prefix"),
    [("DOE-", "okafor", "DOE-"), ("", "okafor-2", "OKAFOR-2-"), ("", "a" * 60, "A" * 19 + "-")],
)
def test_prefix_is_the_matters_own_or_made_of_its_short_name(
    own: str, slug: str, prefix: str
) -> None:
    assert bates_prefix({"matter": {"bates_prefix": own}, "slug": slug}) == prefix
