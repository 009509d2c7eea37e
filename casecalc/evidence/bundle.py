"""A run as one file with which anyone computes it again; its form: casecalc/verifier/bundle.py.

The same run, exhibits and program give the same bytes. Files pass through in blocks; only the
documents are ever in memory.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import casecalc
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.digest import canonical_json
from casecalc.rules.theory import parse_theory
from casecalc.verifier import bundle as names
from casecalc.verifier.container import ZipWriter
from casecalc.verifier.integrity import SUMS, sums_text
from casecalc.verifier.tables import AWARDS, Shape, rejected_file

from .bundle_readme import readme
from .bundle_tables import SOURCES, write_rejected, write_table
from .engine import Progress
from .export import write_awards
from .store import MANIFEST, Publication
from .verifier_program import OLDEST_PYTHON, time_zones_version, write_verifier

_ENDING = re.compile(r"\.(?:csv|tsv|tab|txt|xlsx|parquet)(?:\.(?:gz|zst))?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class BundledExhibit:
    """An exhibit of the run, for its manifest."""

    number: int
    kind: str
    edition: str
    manifest: Path


@dataclass(frozen=True, kw_only=True)
class BundleSources:
    """`run` is what was published of the run; `original` and `rejected` give checked paths of a
    source file (by its SHA-256) and of an import's rejected rows (by its place in the run)."""

    run: Publication
    original: Callable[[str], Path]
    rejected: Callable[[int], Path]
    exhibits: Sequence[BundledExhibit]
    has_originals: bool


@dataclass(frozen=True)
class BundleSummary:
    """How many files are in a bundle, its list of hashes counted."""

    files: int


def write_bundle(
    sources: BundleSources,
    target: BinaryIO,
    *,
    scratch: Path,
    progress: Progress | None = None,
) -> BundleSummary:
    """Write a bundle into an empty file; tables are made in the folder `scratch` first. `progress`
    hears the share done."""
    manifest = sources.run.manifest
    shape = Shape(
        parse_definition(manifest["definition"]["document"]),
        parse_theory(manifest["theory"]["document"]),
        sources.has_originals,
    )
    archive = ZipWriter(target)
    files = [
        *_documents(sources),
        *_tables(sources, shape, scratch),
        *_exhibits(sources),
        *_originals(sources),
    ]
    for done, (name, content) in enumerate(files):
        _add(archive, name, content, scratch)
        if progress is not None:
            progress(0, (done + 1) / (len(files) + 1))
    program = BytesIO()
    write_verifier(program)
    _add(archive, names.VERIFIER, program.getvalue)
    sums = sums_text((name, found.sha256) for name, found in archive.sums.items())
    _add(archive, SUMS, sums.encode)
    archive.close()
    if progress is not None:
        progress(0, 1.0)
    return BundleSummary(files=len(archive.entries))


_Content = Callable[[], bytes | Path]


def _add(archive: ZipWriter, name: str, content: _Content, scratch: Path | None = None) -> None:
    """Add a file; one that was made in `scratch` is then removed."""
    found = content()
    if isinstance(found, bytes):
        archive.add(name, BytesIO(found), len(found))
        return
    with found.open("rb") as stream:
        archive.add(name, stream, found.stat().st_size)
    if found.parent == scratch:
        found.unlink()


def _documents(sources: BundleSources) -> Iterator[tuple[str, _Content]]:
    manifest = sources.run.manifest
    decisions = "".join(canonical_json(one["document"]) + "\n" for one in manifest["decisions"])
    left_out = [one for one in sources.exhibits if not _is_included(sources, one)]
    text = readme(manifest, has_originals=sources.has_originals, left_out=len(left_out))
    documents = {
        names.CONTENT: _content(sources),
        names.DEFINITION: manifest["definition"]["document"],
        names.THEORY: manifest["theory"]["document"],
        names.MATTER: manifest["matter"],
        **{names.mapping_file(one["number"]): one["mapping"] for one in manifest["imports"]},
    }
    yield names.README, text.encode
    for name, document in documents.items():
        yield name, _json(document)
    yield names.DECISIONS, decisions.encode
    yield names.RUN_MANIFEST, (sources.run.path / MANIFEST).read_bytes


def _json(document: Any) -> Callable[[], bytes]:
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return text.encode


def _content(sources: BundleSources) -> dict[str, Any]:
    manifest = sources.run.manifest
    included = [one for one in sources.exhibits if _is_included(sources, one)]
    return {
        "format": names.FORMAT,
        "run": {"number": manifest["run"]["number"], "digest": manifest["digest"]},
        "has_originals": sources.has_originals,
        "imports": [
            {
                "number": one["number"],
                "original": original_file(one) if sources.has_originals else None,
                "mapping": names.mapping_file(one["number"]),
                "rejected": rejected_file(one["number"]),
            }
            for one in manifest["imports"]
        ],
        "exhibits": [
            {
                "exhibit": one.number,
                "kind": one.kind,
                "edition": one.edition,
                "manifest": names.exhibit_file(one.number),
            }
            for one in included
        ],
        "verifier": {
            "file": names.VERIFIER,
            "program": f"casecalc {casecalc.__version__}",
            "python": f"{OLDEST_PYTHON} or later",
            "time_zones": time_zones_version(),
        },
    }


def _is_included(sources: BundleSources, exhibit: BundledExhibit) -> bool:
    """A sealed exhibit's manifest may name persons: it goes where the originals go."""
    return sources.has_originals or exhibit.edition == "public"


def original_file(entry: dict[str, Any]) -> str:
    """The name in the bundle of an import's source file: its hash, and the ending by which programs
    know what it is."""
    ending = _ENDING.search(entry["name"])
    return f"originals/{entry['sha256']}{ending[0].lower() if ending else ''}"


def _tables(sources: BundleSources, shape: Shape, scratch: Path) -> Iterator[tuple[str, _Content]]:
    run = sources.run

    def table(file: str) -> Path:
        out = scratch / file.replace("/", "-")
        with out.open("wb") as stream:
            write_table(file, run.checked(SOURCES[file]), shape, stream)
        return out

    def awards() -> Path:
        run.checked(SOURCES["results/persons.csv"])
        out = scratch / "awards.csv"
        write_awards(run.path, out, definition=shape.definition, theory=shape.theory)
        return out

    def rejected(entry: dict[str, Any]) -> Path:
        out = scratch / f"rejected-{entry['number']}.csv"
        with out.open("wb") as stream:
            write_rejected(sources.rejected(entry["number"]), entry["header"], shape, stream)
        return out

    for file in SOURCES:
        yield file, partial(table, file)
    yield AWARDS, awards
    for entry in run.manifest["imports"]:
        yield rejected_file(entry["number"]), partial(rejected, entry)


def _exhibits(sources: BundleSources) -> Iterator[tuple[str, _Content]]:
    for one in sources.exhibits:
        if _is_included(sources, one):
            yield names.exhibit_file(one.number), one.manifest.read_bytes


def _originals(sources: BundleSources) -> Iterator[tuple[str, _Content]]:
    """Each source file once, though it may be imported twice."""
    if sources.has_originals:
        entries = {original_file(one): one["sha256"] for one in sources.run.manifest["imports"]}
        for name, sha256 in entries.items():
            yield name, partial(sources.original, sha256)
