"""A bundle as documents: what the run was made from, and what it is said to have given.

README.txt                     for whoever opens it
bundle.json                    what is where; `format` says which form this is
run/manifest.json              the run's manifest as published, sealed by its own hash
documents/definition.json, theory.json, decisions.jsonl, matter.json, mapping-N.json
originals/<sha256><ending>     the source files as received; absent in a bundle without them
results/*.csv                  see tables.py
exhibits/exhibit-N.json        the manifests of the run's exhibits as published
verify.pyz                     this program
SHA256SUMS                     the hash of every file above
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from casecalc.rules.cells import read_time_zone
from casecalc.rules.columns import Kind
from casecalc.rules.control import Named, parse_key
from casecalc.rules.decisions import Decision, parse_decision
from casecalc.rules.definition import Definition
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.figures import parse_figures
from casecalc.rules.mapping import Mapping, parse_mapping
from casecalc.rules.refusals import Refusal
from casecalc.rules.results import RunFigures
from casecalc.rules.theory import Theory, parse_theory

from .parts import BundleRefused, Parts
from .tables import Shape

FORMAT = "casecalc/bundle/1"
RUN_FORMAT = "casecalc/run-manifest/1"
README, CONTENT, VERIFIER = "README.txt", "bundle.json", "verify.pyz"
RUN_MANIFEST = "run/manifest.json"
DEFINITION, THEORY = "documents/definition.json", "documents/theory.json"
DECISIONS, MATTER = "documents/decisions.jsonl", "documents/matter.json"
SEAL = "manifest_sha256"


def mapping_file(number: int) -> str:
    return f"documents/mapping-{number}.json"


def exhibit_file(number: int) -> str:
    return f"exhibits/exhibit-{number}.json"


@dataclass(frozen=True, kw_only=True)
class BundledImport:
    """One import of the run. `original` is the file in the bundle, None without originals; `said`
    is what the run's manifest says of it."""

    number: int
    kind: Kind
    name: str
    sha256: str
    size: int
    sheet: str | None
    list_name: str | None
    mapping: Mapping
    original: str | None
    rows_read: int
    accepted: int
    rejected: int
    said: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """`manifest` is the run's, without its seal; `title` to `made_with_time_zones` are what the
    page shows of it."""

    parts: Parts
    content: dict[str, Any]
    manifest: dict[str, Any]
    seal: str
    imports: tuple[BundledImport, ...]
    decisions: tuple[Decision, ...]
    definition: Definition
    theory: Theory
    figures: RunFigures
    named_plaintiffs: tuple[Named, ...]
    has_originals: bool
    time_zone: str
    title: str
    run_number: int
    started_at: str
    is_demonstration: bool
    made_with_time_zones: str

    @property
    def shape(self) -> Shape:
        return Shape(self.definition, self.theory, self.has_originals)

    @property
    def digest(self) -> str:
        return str(self.manifest["digest"])


def open_bundle(parts: Parts) -> Bundle:
    """The documents of a bundle whose bytes were examined. Raises BundleRefused."""
    content = _of_format(parts, CONTENT, FORMAT)
    manifest = _of_format(parts, RUN_MANIFEST, RUN_FORMAT)
    with in_form():
        return _bundle(parts, content, manifest)


@contextmanager
def in_form() -> Iterator[None]:
    """What is not in the form that its format names is refused in one sentence."""
    try:
        yield
    except BundleRefused:
        raise
    except Refusal as refusal:
        raise BundleRefused(f"A document of the bundle is not valid: {refusal}") from None
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BundleRefused(
            "A document of the bundle is not in the form that its format names "
            f"({type(error).__name__}: {error})."
        ) from None


def _of_format(parts: Parts, name: str, form: str) -> dict[str, Any]:
    document = parts.document(name)
    if not isinstance(document, dict):
        raise BundleRefused(f"{name} is not an object.")
    if document.get("format") != form:
        raise BundleRefused(
            f'{name} has the format "{document.get("format")}"; this verifier reads "{form}". '
            "Use the verify.pyz that came with the bundle."
        )
    return document


def _bundle(parts: Parts, content: dict[str, Any], manifest: dict[str, Any]) -> Bundle:
    sealed = dict(manifest)
    seal = str(sealed.pop(SEAL))
    time_zone = manifest["matter"]["time_zone"]
    if not isinstance(time_zone, str) or read_time_zone(time_zone) is None:
        raise BundleRefused(f'"{time_zone}" is not an IANA time zone.')
    has_originals = content["has_originals"] is True
    return Bundle(
        parts=parts,
        content=content,
        manifest=sealed,
        seal=seal,
        imports=tuple(
            _import(parts, number, entry, content["imports"][number - 1], has_originals)
            for number, entry in enumerate(manifest["imports"], start=1)
        ),
        decisions=tuple(parse_decision(one) for one in parts.documents(DECISIONS)),
        definition=parse_definition(parts.document(DEFINITION)),
        theory=parse_theory(parts.document(THEORY)),
        figures=parse_figures(manifest["figures"]),
        named_plaintiffs=tuple(
            Named(int(one["number"]), parse_key(one["key"], one["value"]))
            for one in manifest.get("named_plaintiffs", {}).get("plaintiffs", [])
        ),
        has_originals=has_originals,
        time_zone=time_zone,
        title=_text(manifest["matter"]["title"]),
        run_number=int(manifest["run"]["number"]),
        started_at=_text(manifest["run"]["started_at"]),
        is_demonstration=bool(manifest["matter"].get("is_demonstration")),
        made_with_time_zones=str(manifest["program"]["libraries"].get("tzdata", "")),
    )


def _import(
    parts: Parts, number: int, said: dict[str, Any], place: dict[str, Any], has_originals: bool
) -> BundledImport:
    kind = Kind(said["kind"])
    return BundledImport(
        number=number,
        kind=kind,
        name=_text(said["name"]),
        sha256=_text(said["sha256"]),
        size=int(said["size"]),
        sheet=None if said["sheet"] is None else _text(said["sheet"]),
        list_name=None if said["list_name"] is None else _text(said["list_name"]),
        mapping=parse_mapping(parts.document(mapping_file(number)), kind),
        original=_text(place["original"]) if has_originals else None,
        rows_read=int(said["rows_read"]),
        accepted=int(said["accepted"]),
        rejected=int(said["rejected"]),
        said=said,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value
