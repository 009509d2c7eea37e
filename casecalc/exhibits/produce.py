"""From a run's manifest to a checked exhibit on disk, with its own manifest beside it."""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .checks import problems
from .furniture import mark_furniture
from .manifest import exhibit_manifest, manifest_json
from .pdf import render_pdf
from .run_manifest import ExhibitRefused
from .summary import ExhibitInfo, build_summary, render_html

KINDS = ("summary",)
EDITIONS = ("public",)
_LABEL = re.compile(r"[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, kw_only=True)
class Produced:
    """`files` are the names written, the PDF first; `pages` and `sha256` are the PDF's."""

    files: tuple[str, ...]
    pages: int
    sha256: str
    manifest: dict[str, Any]


def produce(
    manifest: dict[str, Any],
    *,
    kind: str,
    edition: str,
    now: datetime,
    out: Path,
    label: str = "1",
) -> Produced:
    """Write the exhibit `kind` of the run whose manifest is given into the folder `out`.

    Raises ExhibitRefused for a kind or edition that there is not and for a PDF that fails a check,
    NotReconciled for figures that do not add up; nothing is written then.
    """
    _require_known(kind, edition, label)
    summary = build_summary(manifest, exhibit=ExhibitInfo(label=label, edition=edition))
    html = render_html(summary)
    data = mark_furniture(render_pdf(html))
    found, pages = problems(data, texts=summary.texts)
    if found:
        raise ExhibitRefused(
            f"The exhibit is not published, {len(found)} of its checks failed. {found[0]}"
        )
    name = f"Exhibit-{label}-{kind.capitalize()}-Run-{manifest['run']['number']}-{edition}"
    described = {
        "label": label,
        "kind": kind,
        "edition": edition,
        "file_name": f"{name}.pdf",
        "pages": pages,
    }
    record = exhibit_manifest(manifest, exhibit=described, html=html, data=data, now=now)
    out.mkdir(parents=True, exist_ok=True)
    _write(out / f"{name}.pdf", data)
    _write(out / f"{name}-manifest.json", manifest_json(record).encode())
    return Produced(
        files=(f"{name}.pdf", f"{name}-manifest.json"),
        pages=pages,
        sha256=record["sha256"],
        manifest=record,
    )


def _require_known(kind: str, edition: str, label: str) -> None:
    if kind not in KINDS:
        raise ExhibitRefused(f'"{kind}" is not a kind of exhibit. Kinds: {", ".join(KINDS)}.')
    if edition not in EDITIONS:
        raise ExhibitRefused(
            f'The {kind} has no "{edition}" edition, because it names no person. '
            f"Editions: {', '.join(EDITIONS)}."
        )
    if not _LABEL.fullmatch(label):
        raise ExhibitRefused(
            f'"{label}" cannot be an exhibit’s label. Use up to eight letters and digits.'
        )


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    unfinished.replace(path)
