"""The documents of a bundle against each other: they must tell of one run."""

import hashlib
import json
from typing import Any

from casecalc.rules.digest import canonical_json
from casecalc.rules.figures import figures_document

from .bundle import (
    CONTENT,
    DECISIONS,
    DEFINITION,
    MATTER,
    README,
    RUN_MANIFEST,
    SEAL,
    THEORY,
    VERIFIER,
    Bundle,
    exhibit_file,
    in_form,
    mapping_file,
)
from .differences import Differences
from .integrity import SUMS
from .parts import BundleRefused
from .tables import TABLES, rejected_file


def compare_documents(bundle: Bundle, differences: Differences) -> None:
    """The run's manifest against its seal, every document and every exhibit's manifest against the
    run's manifest. Raises BundleRefused."""
    with in_form():
        _compare_contents(bundle, differences)
        _compare_documents(bundle, differences)
        _compare_exhibits(bundle, differences)


def _compare_contents(bundle: Bundle, differences: Differences) -> None:
    """What bundle.json says is where, and that nothing else is there."""
    content = bundle.content
    run = {"number": bundle.run_number, "digest": bundle.digest}
    differences.compare(CONTENT, "run", run, content["run"])
    for one, place in zip(bundle.imports, content["imports"], strict=True):
        expected = {
            "number": one.number,
            "original": one.original,
            "mapping": mapping_file(one.number),
            "rejected": rejected_file(one.number),
        }
        differences.compare(CONTENT, f"imports[{one.number - 1}]", expected, place)
    known = {README, CONTENT, DEFINITION, THEORY, MATTER, DECISIONS, RUN_MANIFEST, VERIFIER, SUMS}
    known |= {*TABLES, *(mapping_file(one.number) for one in bundle.imports)}
    known |= {rejected_file(one.number) for one in bundle.imports}
    known |= {one.original for one in bundle.imports if one.original is not None}
    known |= {exhibit_file(int(entry["exhibit"])) for entry in content["exhibits"]}
    for name in bundle.parts.names():
        if name not in known:
            differences.add(name, "", "no such file", "a file")
    for name in sorted(known - {*bundle.parts.names()}):
        differences.add(name, "", "a file", "no such file")


def _compare_documents(bundle: Bundle, differences: Differences) -> None:
    manifest, parts = bundle.manifest, bundle.parts
    differences.compare(RUN_MANIFEST, SEAL, seal_of(manifest), bundle.seal)
    for name, file in (("definition", DEFINITION), ("theory", THEORY)):
        said = manifest[name]
        differences.compare(file, "", said["document"], parts.document(file))
        found = hashlib.sha256(canonical_json(said["document"]).encode()).hexdigest()
        differences.compare(RUN_MANIFEST, f"{name}.sha256", found, said["sha256"])
    differences.compare(MATTER, "", manifest["matter"], parts.document(MATTER))
    said_decisions = [entry["document"] for entry in manifest["decisions"]]
    differences.compare(DECISIONS, "", said_decisions, parts.documents(DECISIONS))
    for one in bundle.imports:
        file = mapping_file(one.number)
        differences.compare(file, "", one.said["mapping"], parts.document(file))
    written = figures_document(bundle.figures)
    differences.compare(RUN_MANIFEST, "figures", _json_value(written), manifest["figures"])


def _compare_exhibits(bundle: Bundle, differences: Differences) -> None:
    """The run that every exhibit says it was made from, with all its figures."""
    for entry in bundle.content["exhibits"]:
        file = exhibit_file(int(entry["exhibit"]))
        document = bundle.parts.document(file)
        if not isinstance(document, dict):
            raise BundleRefused(f"{file} is not an object.")
        sealed = dict(document)
        seal = sealed.pop(SEAL, None)
        stated = {"exhibit": sealed["exhibit"]["number"]}
        stated |= {name: sealed["exhibit"][name] for name in ("kind", "edition")}
        differences.compare(CONTENT, f"exhibits, {file}", stated | {"manifest": file}, entry)
        differences.compare(file, SEAL, seal_of(sealed), seal)
        differences.compare(file, "run.digest", bundle.digest, sealed["run"]["digest"])
        differences.compare(file, "run_manifest", bundle.manifest, sealed["run_manifest"])


def seal_of(document: dict[str, Any]) -> str:
    """The hash by which the evidence store seals a manifest, of the form in which it writes it."""
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _json_value(value: Any) -> Any:
    """A value as it comes back from JSON."""
    return json.loads(json.dumps(value))
