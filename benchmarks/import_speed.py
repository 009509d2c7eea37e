"""How fast files are imported, and in how much memory, beside DuckDB's own CSV to Parquet.

    python benchmarks/import_speed.py --roster 1000000 --log 3000000

Writes seeded synthetic files (people under example.com), then imports each in a process of its own,
and copies each by DuckDB with every column as text, which checks and types nothing.
"""

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FIRST_NAMES = ["Ann", "Bob", "Chloé", "Dmitri", "Eve", "Farah", "Gus", "Hana", "Ivo", "Jun"]
LAST_NAMES = ["Abel", "Baker", "O'Neil", "Du Pont", "Eriksson", "Null", "Gómez", "Hill", "Ito"]
PLANS = ["Premium Career", "Premium Business", "Basic", ""]
REGIONS = ["CA", "NY", "Texas", "WA", "Florida", "OH", ""]


def roster(rows: int) -> Iterator[str]:
    pick = random.Random(2)
    yield (
        "member_id,email,full_name,date_of_birth,country,region,plan,subscribed_from,"
        "subscribed_until,messages_sent,messages_received,actual_damages,note\n"
    )
    for number in range(rows):
        name = f"{pick.choice(FIRST_NAMES)} {pick.choice(LAST_NAMES)}"
        born = date(1940, 1, 1) + timedelta(days=pick.randrange(24000))
        since = date(2019, 1, 1) + timedelta(days=pick.randrange(1800))
        until = since + timedelta(days=pick.randrange(1, 900)) if pick.random() < 0.6 else ""
        sent, received = pick.randrange(5000), pick.randrange(5000)
        damages = f"${pick.randrange(500)}.{pick.randrange(100):02}" if pick.random() < 0.1 else ""
        yield (
            f"M{number:08},person{number}@example.com,{name},{born},US,{pick.choice(REGIONS)},"
            f'{pick.choice(PLANS)},{since},{until},{sent},{received},{damages},"row {number}, x"\n'
        )


def disclosure_log(rows: int, members: int) -> Iterator[str]:
    pick = random.Random(3)
    yield (
        "event_id,email_sha256,disclosed_at,recipient,purpose,data_category,sender_consented,"
        "recipient_consented,batch,note\n"
    )
    keys = [
        hashlib.sha256(f"person{number}@example.com".encode()).hexdigest()
        for number in range(members)
    ]
    start = datetime(2022, 1, 1)  # noqa: DTZ001
    for number in range(rows):
        at = start + timedelta(seconds=pick.randrange(90_000_000))
        yield (
            f"E{number:09},{pick.choice(keys)},{at}Z,Vendor {pick.randrange(9)},gen_ai_training,"
            f"private_messages,{pick.choice(['no', 'yes', ''])},no,{number // 1000},\n"
        )


def write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as target:
        target.writelines(lines)


def import_by_casecalc(path: Path, kind: str, out: Path) -> int:
    from casecalc.evidence.reading import read_file
    from casecalc.rules.columns import Kind
    from casecalc.rules.mapping import Mapping

    summary = read_file(
        source=path,
        name=path.name,
        sha256="0" * 64,
        kind=Kind(kind),
        list_name=None,
        mapping=Mapping(),
        time_zone="America/Los_Angeles",
        out=out,
    )
    return summary.accepted


def copy_by_duckdb(path: Path, _kind: str, out: Path) -> int:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'")
        rows = connection.read_csv(str(path), all_varchar=True, header=True)
        rows.write_parquet(str(out / "copy.parquet"))
        return int(rows.count("*").fetchall()[0][0])


WAYS: dict[str, Callable[[Path, str, Path], int]] = {
    "casecalc": import_by_casecalc,
    "duckdb copy": copy_by_duckdb,
}


def measure(way: str, path: Path, kind: str, out: Path) -> None:
    """In a child process: print seconds, rows and the peak of memory as JSON."""
    started = time.perf_counter()
    rows = WAYS[way](path, kind, out)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    written = sum(file.stat().st_size for file in out.iterdir()) / 1e6
    found = {"seconds": seconds, "cpu": processor, "rows": rows, "mb": peak, "written": written}
    print(json.dumps(found))


def compare(folder: Path, files: dict[str, Path]) -> None:
    print("| file | MB | way | s | CPU s | rows | MB/s | peak MB | written MB | times DuckDB |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    for kind, path in files.items():
        found = {}
        for way in reversed(WAYS):
            with tempfile.TemporaryDirectory(dir=folder) as out:
                command = [sys.executable, __file__, "--measure", way, str(path), kind, out]
                answer = subprocess.run(command, check=True, capture_output=True, text=True)
            found[way] = json.loads(answer.stdout.splitlines()[-1])
            size, own = path.stat().st_size / 1e6, found[way]
            print(
                f"| {kind} | {size:.0f} | {way} | {own['seconds']:.2f} "
                f"| {own['cpu']:.2f} | {own['rows']:,} "
                f"| {size / own['seconds']:.0f} | {own['mb']:.0f} | {own['written']:.0f} "
                f"| {own['seconds'] / found['duckdb copy']['seconds']:.2f} |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=1_000_000, help="rows of the roster")
    parser.add_argument("--log", type=int, default=3_000_000, help="rows of the disclosure log")
    parser.add_argument("--folder", type=Path, help="keep the files here and use them again")
    parser.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        way, path, kind, out = given.measure
        measure(way, Path(path), kind, Path(out))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        files = {
            "roster": folder / f"roster-{given.roster}.csv",
            "disclosure_log": folder / f"log-{given.log}.csv",
        }
        if not files["roster"].exists():
            write(files["roster"], roster(given.roster))
        if not files["disclosure_log"].exists():
            write(files["disclosure_log"], disclosure_log(given.log, given.roster))
        compare(folder, files)


if __name__ == "__main__":
    main()
