"""The whole job, from files to totals, in casecalc and in pandas: side by side on the same files,
each in a process of its own, with the same figures and tables or an error.

    python benchmarks/determination_speed.py --roster 1000000 --log 3000000 --against both

`straightforward` is a script that does the same job; `vectorised` one tuned to these very files
that gives the totals alone.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.matter import DEFINITION, MAPPINGS, THEORY, ZONE
from casecalc.evidence.schemas import STORED_NAMES
from casecalc.rules.columns import Kind
from casecalc.rules.mapping import match_header, parse_mapping

SCRIPTS = {"straightforward": "pandas_script.py", "vectorised": "pandas_vectorised.py"}
# What the straightforward script writes too: every column of its tables must be the same.
TABLES = [
    *[f"{kind}/{name}.parquet" for kind in MAPPINGS for name in ("accepted", "rejected", "cells")],
    *[f"{name}.parquet" for name in ("persons", "rows", "events")],
]


def run_casecalc(roster: Path, log: Path, folder: Path) -> dict[str, Any]:
    """Import both files and determine, as the commands do; the figures pandas gives too."""
    from casecalc.evidence.engine import connect
    from casecalc.evidence.reading import read_file
    from casecalc.evidence.run import ImportTable, determine
    from casecalc.rules.definition_document import parse_definition
    from casecalc.rules.theory import parse_theory

    seconds = {}
    imports, summaries = [], []
    started = time.perf_counter()
    files = ((roster, Kind.ROSTER), (log, Kind.DISCLOSURE_LOG))
    for number, (path, kind) in enumerate(files, start=1):
        out = folder / kind
        out.mkdir(parents=True)
        sha256 = f"{number:064x}"
        summaries.append(
            read_file(
                source=path, name=path.name, sha256=sha256, kind=kind, list_name=None,
                mapping=parse_mapping(MAPPINGS[kind]), time_zone=ZONE, out=out,
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
            theory=parse_theory(THEORY), time_zone=ZONE, engine=engine, out=folder,
        )  # fmt: skip
    seconds["determine"] = time.perf_counter() - started
    return {"seconds": seconds, "figures": comparable(summaries, summary.figures)}


def comparable(summaries: list[Any], figures: Any) -> dict[str, Any]:
    """The figures that the script gives too: of both imports and of the run."""
    roster, log = summaries
    claim = figures.claims["sca"]
    return {
        "roster_accepted": roster.accepted,
        "roster_rejected": roster.rejected,
        "log_accepted": log.accepted,
        "log_rejected": log.rejected,
        "persons": figures.persons,
        "eligible": figures.eligible,
        "undetermined": figures.undetermined,
        "ineligible": figures.ineligible,
        "events": {name: n for name, n in figures.events.items() if name != "accepted"},
        "total_cents": claim.total,
        "bound_cents": claim.total_if_undetermined_eligible,
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


def accepted_columns(path: Path, kind: Kind) -> dict[str, str]:
    """Column of the table of cells -> column of the table of accepted rows."""
    with path.open(encoding="utf-8", newline="") as file:
        header = [name.strip() for name in next(csv.reader(file))]
    positions = match_header(header, kind, parse_mapping(MAPPINGS[kind]))
    return {f"c{place}": STORED_NAMES.get(name, name) for name, place in positions.items()}


def require_same_tables(ours: Path, theirs: Path, files: dict[Kind, Path]) -> None:
    """Every column that the script wrote, in every table, row by row. casecalc keeps a cell that it
    read as it stands in the table of accepted rows alone."""
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    for name in TABLES:
        one, other = parquet.ParquetFile(ours / name), parquet.ParquetFile(theirs / name)
        for column in other.schema_arrow.names:
            expected = one.read([column]).column(0)
            if name.endswith("cells.parquet") and expected.null_count:
                accepted = parquet.ParquetFile(ours / Path(name).with_name("accepted.parquet"))
                kind = Kind(Path(name).parent.name)
                read = accepted_columns(files[kind], kind)[column]
                expected = compute.coalesce(expected, accepted.read([read]).column(0))
            if not other.read([column]).column(0).cast(expected.type).equals(expected):
                raise SystemExit(f"{name}: the column {column} differs")
    print("the same in every column of", ", ".join(TABLES))


def compare(roster: Path, log: Path, folder: Path, scripts: list[str]) -> None:
    own = folder / "casecalc"
    print("load", *(f"{load:.1f}" for load in os.getloadavg()), flush=True)
    command = [sys.executable, __file__, "--child", str(roster), str(log), str(own)]
    ours, our_cost = measured(command)
    print("casecalc", our_cost, ours["seconds"], flush=True)
    for name in scripts:
        out = folder / name
        script = str(Path(__file__).with_name(SCRIPTS[name]))
        command = [sys.executable, script, str(roster), str(log)]
        theirs, their_cost = measured(
            [*command, str(out)] if name == "straightforward" else command
        )
        print("pandas", name, their_cost, theirs["seconds"])
        for cost in ("wall_seconds", "processor_seconds"):
            print("  ratio of", cost, round(their_cost[cost] / our_cost[cost], 1), flush=True)
        if ours["figures"] != theirs["figures"]:
            raise SystemExit(f"the figures differ:\n{ours['figures']}\n{theirs['figures']}")
        if out.exists():
            require_same_tables(own, out, {Kind.ROSTER: roster, Kind.DISCLOSURE_LOG: log})
    print("load", *(f"{load:.1f}" for load in os.getloadavg()))
    print("the same figures:", ours["figures"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=1_000_000)
    parser.add_argument("--log", type=int, default=3_000_000)
    parser.add_argument("--files", type=Path, help="folder with roster.csv and log.csv")
    parser.add_argument("--against", choices=[*SCRIPTS, "both"], default="both")
    parser.add_argument("--child", nargs=3, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        print(json.dumps(run_casecalc(*chosen.child)))
        return
    with tempfile.TemporaryDirectory(prefix="casecalc-speed-") as name:
        folder = Path(name)
        files = chosen.files or folder
        roster, log = files / "roster.csv", files / "log.csv"
        if not chosen.files:
            from benchmarks.synthetic import write_log, write_roster

            write_roster(roster, chosen.roster)
            write_log(log, chosen.log, chosen.roster)
        scripts = [*SCRIPTS] if chosen.against == "both" else [chosen.against]
        compare(roster, log, folder, scripts)


if __name__ == "__main__":
    main()
