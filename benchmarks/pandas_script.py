"""The straightforward pandas script: what a careful analyst would write who has the reference text
and does all of it, for any files, definition and theory. Writes the tables that casecalc writes and
prints the figures as JSON on its last line.

    python benchmarks/pandas_script.py ROSTER.csv LOG.csv OUT_FOLDER

Cells are read, rejected rows worded and persons assessed by the plain functions of casecalc.rules,
which are the reference text in Python. It takes no exclusion lists and no decisions (the benchmark
has none), and leaves to pandas what a delimited file is: cells are not counted, encodings and
delimiters not recognised.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.matter import DEFINITION, MAPPINGS, THEORY, ZONE
from benchmarks.pandas_reading import read_file, write
from casecalc.rules.columns import Kind
from casecalc.rules.criteria import Facts, assess, violations
from casecalc.rules.damages import award, combined
from casecalc.rules.decisions import Outcome
from casecalc.rules.definition import Definition
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.mapping import parse_mapping
from casecalc.rules.rows import LogRow, RosterRow
from casecalc.rules.sources import SourceReference
from casecalc.rules.theory import Theory, parse_theory


def find_people(roster: pd.DataFrame) -> pd.Series:
    """Union-find over rows that share a member id or an email key; the number of each row's person,
    from 1 in the order of first rows."""
    parent = list(range(len(roster)))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for name in ("member_id", "email_key"):
        first: dict[str, int] = {}
        for row, key in enumerate(roster.get(name, ())):
            if key is not None:
                one, other = root(row), root(first.setdefault(key, row))
                parent[max(one, other)] = min(one, other)
    numbers, _ = pd.factorize(pd.Series([root(row) for row in range(len(roster))]))
    return pd.Series(numbers + 1)


def classify_events(log: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """`log` with the status of every row and the person of the linked ones."""
    holders = {
        name: dict(zip(roster[name], roster["person"], strict=True))
        for name in ("member_id", "email_key")
        if name in roster and name in log
    }
    event_ids = log.get("event_id", pd.Series([None] * len(log), dtype=object))
    values = [log[name] for name in log if name not in ("record", "event_id", "email")]
    firsts: dict[str, tuple[Any, ...]] = {}
    conflicting = set()
    for event_id, *row in zip(event_ids, *values, strict=True):
        if event_id is not None and firsts.setdefault(event_id, tuple(row)) != tuple(row):
            conflicting.add(event_id)
    seen, statuses, persons = set(), [], []
    for event_id, *keys in zip(event_ids, *(log[name] for name in holders), strict=True):
        pairs = zip(keys, holders.values(), strict=True)
        found = {held[key] for key, held in pairs if key is not None and key in held}
        if event_id in conflicting:
            status = "conflicting"
        elif event_id is not None and event_id in seen:
            status = "duplicate"
        else:
            status = ("unmatched", "linked", "ambiguous")[len(found)]
        seen.add(event_id)
        statuses.append(status)
        persons.append(found.pop() if status == "linked" else None)
    return log.assign(status=statuses, person=pd.Series(persons, dtype="Int64"))


def by_person(
    table: pd.DataFrame, make: Callable[..., Any], sha256: str
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each person's number and rows, in order of both."""
    table = table.sort_values("person", kind="stable")
    names = [name for name in table if name not in ("record", "person", "status")]
    columns = [table[name] for name in names]
    rows = zip(table["person"], table["record"], *columns, strict=True)
    for person, group in itertools.groupby(rows, key=lambda row: row[0]):
        yield (
            person,
            tuple(
                make(
                    source=SourceReference(sha256, record), **dict(zip(names, values, strict=True))
                )
                for _, record, *values in group
            ),
        )


def determine(
    roster: pd.DataFrame, log: pd.DataFrame, definition: Definition, theory: Theory
) -> tuple[pd.DataFrame, set[int], dict[str, int]]:
    """One line per person, the records of the violations, and total and bound of every claim."""
    zone = ZoneInfo(definition.time_zone or ZONE)
    disclosures = by_person(log[log["status"] == "linked"], LogRow, "2")
    holder, held = next(disclosures, (None, ()))
    persons, violating = [], set()
    totals = {f"{end}_{claim.id}": 0 for claim in theory.claims for end in ("total", "bound")}
    for person, rows in by_person(roster, RosterRow, "1"):
        linked: tuple[LogRow, ...] = ()
        if holder == person:
            linked = held
            holder, held = next(disclosures, (None, ()))
        line, counted = judge(Facts(rows, linked, (), zone), definition, theory, totals)
        persons.append({"person": person, **line})
        violating.update(event.source.record for event in counted)
    return pd.DataFrame(persons, dtype=object), violating, totals


def judge(
    facts: Facts, definition: Definition, theory: Theory, totals: dict[str, int]
) -> tuple[dict[str, Any], tuple[LogRow, ...]]:
    """A person's line of the table and violations; adds its awards to `totals`."""
    assessment = assess(definition, facts)
    line = describe(facts.rows)
    line |= {"outcome": str(assessment.outcome), "disclosures": len(facts.disclosures)}
    line |= {"violations": 0, "violation_days": 0}
    line |= {f"is_{name}": int(found.truth) for name, found in assessment.findings.items()}
    is_eligible = assessment.outcome is Outcome.ELIGIBLE
    for number, subclass in enumerate(definition.subclasses):
        line[f"subclass_{number}"] = is_eligible and subclass.title in assessment.subclasses
    if assessment.outcome is Outcome.INELIGIBLE:
        return line, ()
    counted = violations(definition, facts)
    days = {facts.day_of(event.disclosed_at) for event in counted}
    actual = line["actual_damages_cents"]
    awards = {
        claim.id: award(claim, violations=len(counted), days=len(days), actual_damages_cents=actual)
        for claim in theory.claims
    }
    for name, given in awards.items():
        totals[f"bound_{name}"] += given.cents
        totals[f"total_{name}"] += given.cents if is_eligible else 0
    if not is_eligible:
        return line, ()
    line |= {"violations": len(counted), "violation_days": len(days)}
    line["first_violation_on"] = min(days, default=None)
    for name, given in awards.items():
        line |= {f"units_{name}": given.units, f"award_{name}": given.cents}
        if given.high_cents is not None:
            line[f"award_{name}_high"] = given.high_cents
    both = combined(theory, list(awards.values()))
    if both is not None:
        line["combined"] = both.cents
        line |= {"combined_high": both.high_cents} if theory.has_range else {}
    return line, counted


def describe(rows: tuple[RosterRow, ...]) -> dict[str, Any]:
    """What the person table says of a person whatever the definition."""
    shown = {
        name: next((value for row in rows if (value := getattr(row, name)) is not None), None)
        for name in ("full_name", "country", "region", "plan")
    }
    return {
        "rows": len(rows),
        "first_record": rows[0].source.record,
        "member_ids": ";".join(sorted({row.member_id for row in rows if row.member_id})),
        "emails": ";".join(sorted({row.email for row in rows if row.email})),
        **shown,
        "subscribed_from": min(filter(None, (row.subscribed_from for row in rows)), default=None),
        "actual_damages_cents": max(row.actual_damages_cents or 0 for row in rows),
    }


def main(roster_path: str, log_path: str, folder: str) -> None:
    out, tables, rejected = Path(folder), {}, {}
    clock = time.perf_counter()
    for kind, path in ((Kind.ROSTER, roster_path), (Kind.DISCLOSURE_LOG, log_path)):
        (out / kind).mkdir(parents=True)
        mapping = parse_mapping(MAPPINGS[kind], kind)
        tables[kind] = read_file(Path(path), kind, mapping, ZoneInfo(ZONE), out / kind)
        rejected[kind] = len(pd.read_parquet(out / kind / "rejected.parquet", columns=["record"]))
    seconds = {"import": time.perf_counter() - clock}
    clock = time.perf_counter()
    roster, log = tables[Kind.ROSTER], tables[Kind.DISCLOSURE_LOG]
    roster["person"] = find_people(roster)
    log = classify_events(log, roster)
    definition, theory = parse_definition(DEFINITION), parse_theory(THEORY)
    persons, counted, totals = determine(roster, log, definition, theory)
    log["is_violation"] = log["record"].isin(counted)
    write(persons, out / "persons.parquet")
    write(roster[["record", "person"]], out / "rows.parquet")
    events = ["record", "event_id", "disclosed_at", "status", "person", "is_violation"]
    write(log[[name for name in events if name in log]], out / "events.parquet")
    seconds["determine"] = time.perf_counter() - clock
    outcomes, statuses = persons["outcome"].value_counts(), log["status"].value_counts()
    figures = {
        "roster_accepted": len(roster),
        "roster_rejected": rejected[Kind.ROSTER],
        "log_accepted": len(log),
        "log_rejected": rejected[Kind.DISCLOSURE_LOG],
        "persons": len(persons),
        **{name: int(outcomes.get(name, 0)) for name in ("eligible", "undetermined", "ineligible")},
        "events": {
            name: int(statuses.get(name, 0))
            for name in ("linked", "duplicate", "conflicting", "unmatched", "ambiguous")
        },
        "total_cents": totals["total_sca"],
        "bound_cents": totals["bound_sca"],
    }
    print(json.dumps({"seconds": seconds, "figures": figures}))


if __name__ == "__main__":
    main(*sys.argv[1:])
