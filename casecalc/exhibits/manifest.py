"""An exhibit's own manifest: everything that it was made from, by hash and version."""

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from .fonts import FACES, FONTS, needed_fallbacks

FORMAT = "casecalc/exhibit-manifest/1"
_LIBRARIES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "Django")


def exhibit_manifest(
    run_manifest: dict[str, Any], *, exhibit: dict[str, Any], html: str, data: bytes, now: datetime
) -> dict[str, Any]:
    """`exhibit` holds label, kind, edition, file_name and pages; `now` stands only here, not in
    the PDF, which is the same whenever it is made."""
    return {
        "format": FORMAT,
        **exhibit,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
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
        },
        "html_sha256": hashlib.sha256(html.encode()).hexdigest(),
        "fonts": _fonts(html),
        "versions": {
            "program": run_manifest["program"]["version"],
            "python": platform.python_version(),
            **{name.lower(): version(name) for name in _LIBRARIES},
        },
    }


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
