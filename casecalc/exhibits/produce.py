"""From inputs to a checked exhibit on disk, with its own manifest beside it."""

import hashlib
import os
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from .checks import problems
from .courts import file_stem
from .document import render_html
from .furniture import mark_furniture
from .inputs import ExhibitInfo, Inputs
from .kinds import Kind, kind_named
from .manifest import exhibit_manifest, manifest_json, rendered_details
from .pdf import render_pdf
from .redaction import require_redacted
from .run_manifest import ExhibitRefused
from .written import Written

_LABEL = re.compile(r"[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, kw_only=True)
class Produced:
    """`files` are the names written: the PDFs in order, what goes with them, the manifest last.
    `sha256` is the PDF's; of several, that of the lines `<sha256>  <name>` in order."""

    files: tuple[str, ...]
    pages: int
    sha256: str
    manifest: dict[str, Any]


def produce(inputs: Inputs, *, kind: str, now: datetime, out: Path) -> Produced:
    """Write the exhibit `kind` into the folder `out`.

    Raises ExhibitRefused for a kind, edition or label that there is not and for a PDF that fails a
    check or shows what a public edition must not, NotReconciled for figures that do not add up;
    nothing of a built kind is written then.
    """
    made = kind_named(kind)
    require_known(made, inputs.info)
    stem = stem_of(inputs, made)
    if made.build is not None:
        written = _rendered(made, inputs, stem, out)
    else:
        assert made.write is not None  # Kind sees to it
        out.mkdir(parents=True, exist_ok=True)
        written = made.write(inputs, out)
    if not inputs.info.is_sealed:
        _search(inputs, written, out)
    return _described(inputs, kind, stem, written, now=now, out=out)


def _search(inputs: Inputs, written: Written, out: Path) -> None:
    """What a public edition must not show is in no byte of it; else nothing of it stays."""
    known = replace(inputs, asked={**inputs.asked, "printed": list(written.printed)})
    try:
        require_redacted(
            known, [out / name for name in written.files if name not in written.searched]
        )
    except ExhibitRefused:
        for name in written.files:
            (out / name).unlink(missing_ok=True)
        raise


def stem_of(inputs: Inputs, kind: Kind) -> str:
    """`Exhibit-A-Summary-Run-3-public`, `Draft-Notice-Run-3-public`: what the names of its files
    begin with."""
    info, name = inputs.info, kind.name.capitalize()
    first: tuple[str, ...] = ("Exhibit", info.label, name)
    if not kind.has_slip_sheet:
        first = (name,) if kind.label == name else (kind.label, name)
    return file_stem(*first, "Run", inputs.run.run_number, info.edition)


def require_known(kind: Kind, info: ExhibitInfo) -> None:
    """Raises ExhibitRefused for an edition that the kind does not have, or a label out of form."""
    if info.edition not in kind.editions:
        raise ExhibitRefused(
            f'The {kind.name} has no "{info.edition}" edition; '
            f"there is: {', '.join(kind.editions)}."
        )
    if not _LABEL.fullmatch(info.label):
        raise ExhibitRefused(
            f'"{info.label}" cannot be an exhibit’s label. Use up to eight letters and digits.'
        )


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    unfinished.replace(path)


def _rendered(kind: Kind, inputs: Inputs, stem: str, out: Path) -> Written:
    assert kind.build is not None  # called for kinds that build
    made = kind.build(inputs)
    html = render_html(made)
    data = mark_furniture(render_pdf(html))
    found, pages = problems(data, texts=made.texts)
    if found:
        raise ExhibitRefused(
            f"The exhibit is not published, {len(found)} of its checks failed. {found[0]}"
        )
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / f"{stem}.pdf", data)
    details = {"title": made.title, "standing": made.standing, **rendered_details(html)}
    pdf = Written(files=(f"{stem}.pdf",), pages=pages, details=details)
    return pdf if kind.beside is None else _with(pdf, kind.beside(inputs, out, stem))


def _with(pdf: Written, beside: Written) -> Written:
    """The PDF and what goes with it."""
    return Written(
        files=(*pdf.files, *beside.files),
        pages=pdf.pages,
        details={**pdf.details, **beside.details},
    )


def _described(
    inputs: Inputs, kind: str, stem: str, written: Written, *, now: datetime, out: Path
) -> Produced:
    """The exhibit's manifest, written beside what was made."""
    files = [_entry(out / name) for name in written.files]
    pdfs = [entry for entry in files if entry["name"].endswith(".pdf")]
    described = {
        "kind": kind,
        "file_name": files[0]["name"],
        "files": files,
        "pages": written.pages,
        "sha256": _together(pdfs),
        "size": sum(entry["size"] for entry in pdfs),
    }
    record = exhibit_manifest(inputs, exhibit=described, details=written.details, now=now)
    write_whole(out / f"{stem}-manifest.json", manifest_json(record).encode())
    return Produced(
        files=(*written.files, f"{stem}-manifest.json"),
        pages=written.pages,
        sha256=described["sha256"],
        manifest=record,
    )


def _entry(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"name": path.name, "sha256": digest, "size": path.stat().st_size}


def _together(pdfs: list[dict[str, Any]]) -> str:
    """The hash of one PDF; of several volumes, that of their hashes and names as `sha256sum` lists
    them."""
    if len(pdfs) == 1:
        return str(pdfs[0]["sha256"])
    lines = "".join(f"{entry['sha256']}  {entry['name']}\n" for entry in pdfs)
    return hashlib.sha256(lines.encode()).hexdigest()
