"""Which persons of a run the decisions that it knew of reach, and what was computed for them."""

from typing import Any

from casecalc.evidence.tables import PERSONS_FILE, ROWS_FILE
from casecalc.models import Run
from casecalc.rules.decisions import parse_decision, rows_named
from casecalc.rules.sources import SourceReference

from .published import records, run_table

# The lists of a run's manifest that hold decisions.
DECISIONS = ("decisions", "decisions_pending", "decisions_declined")


def persons_of_decisions(run: Run, *, with_names: bool) -> dict[str, Any]:
    """`reached`: per number of a decision the numbers of the persons that hold a row it names;
    `persons`: per number of such a person the outcome, the one computed without overrides, and with
    `with_names` the name that its rows state. A row that was no evidence of the run holds nobody.
    """
    manifest = run.matter.store.open("runs", run.key).manifest
    named = {
        entry["number"]: rows_named(parse_decision(entry["document"]))
        for name in DECISIONS
        for entry in manifest.get(name, ())
    }
    holders = _holders(run, manifest, {row for rows in named.values() for row in rows})
    reached = {
        number: sorted({holders[row] for row in rows if row in holders})
        for number, rows in named.items()
    }
    persons = _persons(run, sorted(set(holders.values())), with_names=with_names)
    return {
        "reached": {str(number): people for number, people in sorted(reached.items())},
        "persons": persons,
    }


def _holders(
    run: Run, manifest: dict[str, Any], wanted: set[SourceReference]
) -> dict[SourceReference, int]:
    numbers = {
        (entry["sha256"], entry["sheet"]): entry["number"]
        for entry in manifest["imports"]
        if entry["kind"] == "roster"
    }
    places = {
        (number, row.record): row
        for row in wanted
        if (number := numbers.get((row.sha256, row.sheet))) is not None
    }
    if not places:
        return {}
    rows = run_table(run, ROWS_FILE)
    found = records(
        rows.filter(
            rows.import_number.isin(sorted({number for number, _ in places}))
            & rows.record.isin(sorted({record for _, record in places}))
        ).select("import_number", "record", "person")
    )
    return {
        places[place]: row["person"]
        for row in found
        if (place := (row["import_number"], row["record"])) in places
    }


def _persons(run: Run, numbers: list[int], *, with_names: bool) -> dict[str, dict[str, Any]]:
    if not numbers:
        return {}
    columns = ["person", "outcome", "computed_outcome", *(["full_name"] if with_names else [])]
    persons = run_table(run, PERSONS_FILE)
    found = records(persons.filter(persons.person.isin(numbers)).select(*columns))
    return {
        str(row.pop("person")): row for row in sorted(found, key=lambda row: int(row["person"]))
    }
