"""Every kind that is built from a run alone, one hash a line: for a process of its own.

python -m tests.exhibits.build_all FOLDER ISO-TIME
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from casecalc.exhibits.kinds import KINDS
from casecalc.exhibits.produce import produce

from .manifests import inputs, run_manifest
from .reading import theory

THEORY = theory(
    {"id": "a", "title": "Act A", "authority": "1 Ex. Code § 2", "measure": "floor"},
    {"id": "b", "title": "Act B", "unit": "violation", "amount_high": "3000.00"},
    combine="highest",
)
FACTS: dict[str, dict[str, Any]] = {
    "claims": {"awarded": {"a": 4000, "b": 3999}},
    "decisions": {
        "reached": {"1": [12], "3": [44]},
        "persons": {
            "12": {"outcome": "eligible", "computed_outcome": "eligible", "full_name": "Ann Lee"},
            "44": {"outcome": "ineligible", "computed_outcome": "eligible", "full_name": None},
        },
    },
}
KINDS_OF_A_RUN = ("summary", "claims", "states", "reconciliation", "decisions")


def main(folder: Path, now: datetime) -> None:
    for name in KINDS_OF_A_RUN:
        for edition in KINDS[name].editions:
            given = inputs(
                run_manifest(theory=THEORY), edition=edition, facts=FACTS.get(name, {}), label="Z"
            )
            made = produce(given, kind=name, now=now, out=folder)
            sys.stdout.write(f"{name} {edition} {made.pages} {made.sha256}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecalc.settings")
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
