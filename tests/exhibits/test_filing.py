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
from .papers import paper
from .test_bates import numbers_on

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
MANIFEST = run_manifest(regions=(("US", "CA"), ("US", "NY")), plans=("Basic",), months=2)
LABELS = {1: "A", 2: "7", 3: "C"}
LIMIT = 125_000
PAGES = {1: 4, 2: 3, 3: 6}


@dataclass
class Record:
    """The published exhibits of a matter, 1, 2 and 3, as a set finds them. With `has_changed` they
    come out otherwise when made again, as after a change of the program."""

    folder: Path
    has_changed: bool = False
    taken: list[int] = field(default_factory=list)
    remade: list[tuple[int, str]] = field(default_factory=list)

    def write(self, number: int, label: str, path: Path) -> Path:
        return paper(path, f"Exhibit {label}", pages=PAGES[number])

    def path(self, number: int) -> Path:
        return self.folder / f"{number}.pdf"

    def sha256(self, number: int) -> str:
        return hashlib.sha256(self.path(number).read_bytes()).hexdigest()

    def described(self, number: int) -> dict[str, Any]:
        sha256 = self.sha256(number)
        return {
            "number": number, "kind": "states", "label": LABELS[number],
            "title": f"Paper {number}", "standing": "Summary under Fed. R. Evid. 1006",
            "edition": "public", "run": 3, "run_digest": "0" * 64, "is_stale": False,
            "pages": PAGES[number], "sha256": sha256,
            "files": [{"name": f"{number}.pdf", "sha256": sha256, "size": 1}],
        }  # fmt: skip

    def remake(self, number: int, label: str, folder: Path) -> tuple[str, ...]:
        self.remade.append((number, label))
        folder.mkdir()
        changed = " changed" if self.has_changed else ""
        self.write(number, f"{label}{changed}", folder / "again.pdf")
        return ("again.pdf",)

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
            "exhibits": [self.described(n) for n in asked["exhibits"] if n in LABELS],
        }  # fmt: skip
        made = inputs(MANIFEST, label="Set", asked=asked, facts=facts)
        court = replace(made.court, volume_bytes=limit or made.court.volume_bytes)
        return replace(
            made,
            court=court,
            remake=self.remake,
            take_numbers=self.take_numbers,
            exhibit_file=lambda number, name: self.path(number),
        )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    record = Record(tmp_path_factory.mktemp("published"))
    for number, label in LABELS.items():
        record.write(number, label, record.path(number))
    return record.folder


@pytest.fixture
def record(published: Path) -> Record:
    return Record(published)


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
def in_one(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """All three in one volume, in another order than they were made."""
    record = Record(published)
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
    pages = 1 + 4 + 3 + 6
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
    assert letters == ["Index", *"AAAA", *"BBBBBB", *"CCC"]
    own = [int(line["page_of_exhibit"]) for line in table]
    assert own == [1, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 1, 2, 3]


def test_only_the_letter_of_the_set_is_seen(in_one: Made) -> None:
    with pikepdf.open(in_one.volumes[0]) as pdf:
        said = text_of(pdf)
        titles = [str(part.T) for part in pdf.Root.StructTreeRoot.K.K]
    assert "ExhibitApart1" in said
    assert "ExhibitBpart6" in said
    assert "ExhibitCpart3" in said
    assert "Exhibit7" not in said
    assert "ExhibitBpart7" not in said
    assert [title.partition(":")[0] for title in titles] == [
        "Index of Exhibits", "Exhibit A", "Exhibit B", "Exhibit C",
    ]  # fmt: skip


def test_what_has_its_letter_already_is_taken_as_published(in_one: Made) -> None:
    assert in_one.record.remade == [(3, "C"), (3, "B"), (2, "7"), (2, "C")]


def test_index_states_ranges_runs_and_hashes(in_one: Made) -> None:
    with pikepdf.open(in_one.volumes[0]) as pdf:
        said = text_of(pdf)
    for number in (1, 2, 3):
        assert in_one.record.sha256(number) in said
    assert "APaper1OKA-0000996OKA-00009994" in said
    assert "BPaper3OKA-0001000OKA-00010056" in said
    assert "CPaper2OKA-0001006OKA-00010083" in said
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
    limit = LIMIT
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
    monkeypatch.setattr("casecalc.exhibits.volumes.MOST_JOINED_PAGES", 6)
    made = make(exhibits=[1, 3], letters="A, C")
    large = next(volume for volume in made.volumes if "Exhibit-C" in volume.name)
    source = made.record.path(3)
    assert large.read_bytes().startswith(source.read_bytes())
    assert numbers_on(large) == [
        line["bates_number"] for line in made.table() if line["exhibit"] == "C"
    ]


def test_an_exhibit_that_comes_out_otherwise_is_not_lettered_anew(
    make: Maker, record: Record
) -> None:
    record.has_changed = True
    with pytest.raises(ExhibitRefused, match=r"Exhibit 2 cannot be lettered A.*own letter 7"):
        make(exhibits=[2])
    assert record.taken == []
    assert make("own", exhibits=[2], letters="7").record.remade == [(2, "7")]


def test_nothing_is_numbered_when_the_set_is_refused(make: Maker, record: Record) -> None:
    with pytest.raises(ExhibitRefused, match="Exhibit 9 is not published"):
        make(exhibits=[9])
    with pytest.raises(ExhibitRefused, match="more than the 0.02 MB that the court takes"):
        make("other", exhibits=[1], limit=20_000)
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
    made = make(exhibits=[1, 2, 3], letters="A, 7, C", limit=LIMIT)
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
