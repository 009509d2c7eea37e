"""A run's table of persons, and a manifest whose figures are those of its eligible persons."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from casecalc.exhibits.inputs import ExhibitInfo, Inputs, inputs_of
from casecalc.rules.theory import DEFAULT_DOCUMENT

from .manifests import run_manifest

_FIRST = date(2023, 1, 21)
_SCHEMA = {
    "person": pa.int64(), "outcome": pa.string(), "violations": pa.int64(),
    "first_violation_on": pa.date32(), "member_ids": pa.string(), "emails": pa.string(),
    "full_name": pa.string(), "country": pa.string(), "region": pa.string(), "plan": pa.string(),
    "search": pa.string(), "combined": pa.int64(), "combined_high": pa.int64(),
}  # fmt: skip


def person(number: int, **stated: Any) -> dict[str, Any]:
    """An eligible person; what is stated stands instead of the usual."""
    usual = {
        "person": number,
        "outcome": "eligible",
        "violations": number % 4 + 1,
        "first_violation_on": _FIRST + timedelta(days=number % 500),
        "member_ids": f"M{number:07d}",
        "emails": f"person{number}@mail.example.com",
        "full_name": f"Zora{number} Quillfeather",
        "country": "US",
        "region": ("CA", "NY", "TX")[number % 3],
        "plan": ("Premium Career", "Premium Business")[number % 2],
        "award_sca": 100_000 + number,
    }
    found = {**usual, **stated}
    parts = (found["member_ids"], found["emails"], found["full_name"])
    found.setdefault("search", "\n".join(part.lower() for part in parts if part))
    return found


def write_persons(path: Path, persons: Sequence[dict[str, Any]], *, group: int = 100) -> Path:
    awards = sorted({name for one in persons for name in one if name.startswith("award_")})
    schema = pa.schema([*_SCHEMA.items(), *((name, pa.int64()) for name in awards)])
    pq.write_table(pa.Table.from_pylist(list(persons), schema=schema), path, row_group_size=group)
    return path


def inputs_for(
    table: Path, persons: Sequence[dict[str, Any]], *, edition: str = "public",
    theory: dict[str, Any] = DEFAULT_DOCUMENT, rosters: tuple[Path, ...] = (), **matter: Any,
) -> Inputs:  # fmt: skip
    """The inputs of an exhibit of a run with exactly these persons."""
    manifest = json.loads(json.dumps(run_manifest(theory=theory, **matter)))
    eligible = [one for one in persons if one["outcome"] == "eligible"]
    figures = manifest["figures"]
    figures["eligible"] = len(eligible)
    figures["violations"] = sum(one["violations"] for one in eligible)
    for claim, totals in figures["claims"].items():
        totals["awards"] = len(eligible)
        totals["total"] = sum(one[f"award_{claim}"] for one in eligible)
        if totals.get("total_high") is not None:
            totals["total_high"] = sum(one[f"award_{claim}_high"] for one in eligible)
    if figures.get("combined"):
        figures["combined"]["total"] = sum(one["combined"] for one in eligible)
        if figures["combined"].get("total_high") is not None:
            figures["combined"]["total_high"] = sum(one["combined_high"] for one in eligible)
    return inputs_of(
        manifest,
        info=ExhibitInfo(label="B", edition=edition),
        table=lambda name: table,
        rosters=lambda: rosters,
    )
