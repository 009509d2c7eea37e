"""An exhibit's own manifest: everything that it was made from, by hash and version."""

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from .fonts import FACES, FONTS, needed_fallbacks
from .inputs import Inputs

FORMAT = "casecalc/exhibit-manifest/1"
_LIBRARIES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "Django")


def exhibit_manifest(
    inputs: Inputs, *, exhibit: dict[str, Any], details: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """`exhibit` holds kind, file_name, files, pages, sha256 and size; `details` what the way of
    making it has to say. `now` stands only here, not in the PDF, which is the same whenever it is
    made."""
    run_manifest = inputs.manifest
    return {
        "format": FORMAT,
        "label": inputs.info.label,
        "edition": inputs.info.edition,
        **exhibit,
        "created_at": now.astimezone(UTC).isoformat(),
        "inputs": {
            "run": run_manifest["run"]["number"],
            "run_digest": run_manifest["digest"],
            "run_manifest_sha256": run_manifest_sha256(run_manifest),
            "definition_sha256": run_manifest["definition"]["sha256"],
            "theory_sha256": run_manifest["theory"]["sha256"],
            "imports": [
                {"number": entry["number"], "sha256": entry["sha256"]}
                for entry in run_manifest["imports"]
            ],
            "asked": inputs.asked,
            "facts": inputs.facts,
        },
        **details,
        "versions": {
            "program": run_manifest["program"]["version"],
            "python": platform.python_version(),
            **{name.lower(): version(name) for name in _LIBRARIES},
        },
    }


def rendered_details(html: str) -> dict[str, Any]:
    """What the manifest of a rendered document says of the way it was made."""
    return {"html_sha256": hashlib.sha256(html.encode()).hexdigest(), "fonts": _fonts(html)}


def run_manifest_sha256(manifest: dict[str, Any]) -> str:
    """The hash of a run's manifest as the evidence store writes and seals it: the seal in the
    stored file is this figure."""
    return hashlib.sha256(manifest_json(manifest).encode()).hexdigest()


def manifest_json(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _fonts(html: str) -> dict[str, str]:
    used = [face for face in FACES if not face.is_fallback] + list(needed_fallbacks(html))
    return {
        face.file: hashlib.sha256((FONTS / face.file).read_bytes()).hexdigest() for face in used
    }
