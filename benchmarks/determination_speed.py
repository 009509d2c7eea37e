"""The whole job, from files to totals, in casecalc and in a straightforward pandas script: side by
side on the same files, each in a process of its own, with the same figures or an error.

    python benchmarks/determination_speed.py --roster 1000000 --log 3000000
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PREMIUM = ["Premium Career", "Premium Business"]
DEFINITION: dict[str, Any] = {
    "format": "casecalc/class-definition/1",
    "time_zone": "America/Los_Angeles",
    "class_period": {"from": "2023-01-21", "until": "2024-09-18"},
    "all_of": [
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US"]},
        {"id": "premium", "kind": "subscribed", "plans": PREMIUM, "during": "class_period"},
        {
            "id": "messaged",
            "kind": "any_of",
            "criteria": [
                {"kind": "number", "field": "messages_sent", "at_least": 1},
                {"kind": "number", "field": "messages_received", "at_least": 1},
            ],
        },
        {
            "id": "disclosed",
            "kind": "disclosed",
            "where": {
                "purpose": ["gen_ai_training"],
                "data_category": ["private_messages"],
                "during": "class_period",
                "while_subscribed": PREMIUM,
                "without_consent": True,
            },
        },
    ],
}
ZONE = "America/Los_Angeles"


def run_casecalc(roster: Path, log: Path, folder: Path) -> dict[str, Any]:
    """Import both files and determine, as the commands do; the figures pandas gives too."""
    from casecalc.evidence.engine import connect
    from casecalc.evidence.reading import read_file
    from casecalc.evidence.run import ImportTable, determine
    from casecalc.rules.columns import Kind
    from casecalc.rules.definition_document import parse_definition
    from casecalc.rules.mapping import parse_mapping
    from casecalc.rules.theory import DEFAULT_DOCUMENT, parse_theory

    seconds = {}
    imports, summaries = [], []
    started = time.perf_counter()
    for number, (path, kind, column) in enumerate(
        (
            (roster, Kind.ROSTER, "subscribed_from"),
            (log, Kind.DISCLOSURE_LOG, "disclosed_at"),
        ),
        start=1,
    ):
        out = folder / kind
        out.mkdir()
        mapping = {"format": "casecalc/mapping/1", "dates": {column: "YYYY-MM-DD"}}
        sha256 = f"{number:064x}"
        summaries.append(
            read_file(
                source=path, name=path.name, sha256=sha256, kind=kind, list_name=None,
                mapping=parse_mapping(mapping), time_zone=ZONE, out=out,
            )
        )  # fmt: skip
        imports.append(
            ImportTable(
                number=number, kind=kind, sha256=sha256, name=path.name,
                accepted=out / "accepted.parquet",
            )
        )  # fmt: skip
    seconds["import"] = time.perf_counter() - started
    started = time.perf_counter()
    with connect(memory_limit=None, scratch=folder / "spill", allowed=folder) as engine:
        summary = determine(
            imports=imports, decisions=(), definition=parse_definition(DEFINITION),
            theory=parse_theory(DEFAULT_DOCUMENT), time_zone=ZONE, engine=engine, out=folder,
        )  # fmt: skip
    seconds["determine"] = time.perf_counter() - started
    figures = summary.figures
    claim = figures.claims["sca"]
    events = dict(figures.events)
    del events["accepted"]
    return {
        "seconds": seconds,
        "figures": {
            "roster_accepted": summaries[0].accepted,
            "roster_rejected": summaries[0].rejected,
            "log_accepted": summaries[1].accepted,
            "log_rejected": summaries[1].rejected,
            "persons": figures.persons,
            "eligible": figures.eligible,
            "undetermined": figures.undetermined,
            "ineligible": figures.ineligible,
            "events": events,
            "total_cents": claim.total,
            "bound_cents": claim.total_if_undetermined_eligible,
        },
    }


def measured(command: list[str]) -> tuple[dict[str, Any], dict[str, float]]:
    """The JSON on a child's last line of output; its wall and processor seconds, peak memory."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} failed")
    return json.loads(output.splitlines()[-1]), {
        "wall_seconds": round(time.perf_counter() - started, 1),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_gigabytes": round(usage.ru_maxrss / 1e6, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=1_000_000)
    parser.add_argument("--log", type=int, default=3_000_000)
    parser.add_argument("--files", type=Path, help="folder with roster.csv and log.csv")
    parser.add_argument("--child", nargs=3, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        print(json.dumps(run_casecalc(*chosen.child)))
        return
    with tempfile.TemporaryDirectory(prefix="casecalc-speed-") as name:
        folder = Path(name)
        roster, log = folder / "roster.csv", folder / "log.csv"
        if chosen.files:
            roster, log = chosen.files / roster.name, chosen.files / log.name
        else:
            from benchmarks.synthetic import write_log, write_roster

            write_roster(roster, chosen.roster)
            write_log(log, chosen.log, chosen.roster)
        ours, our_cost = measured(
            [sys.executable, __file__, "--child", str(roster), str(log), str(folder)]
        )
        script = str(ROOT / "benchmarks" / "pandas_script.py")
        theirs, their_cost = measured([sys.executable, script, str(roster), str(log)])
    print("casecalc", our_cost, ours["seconds"])
    print("pandas  ", their_cost)
    for name in ("wall_seconds", "processor_seconds"):
        print("ratio of", name, round(their_cost[name] / our_cost[name], 1))
    if ours["figures"] != theirs:
        raise SystemExit(f"the figures differ:\n{ours['figures']}\n{theirs}")
    print("the same figures:", theirs)


if __name__ == "__main__":
    main()
