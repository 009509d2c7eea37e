"""Rows in to dollars out: nothing leaves the figures uncounted."""

from casecalc.exhibits.passage import build_reconciliation
from casecalc.exhibits.reconciliation import equations

from .manifests import inputs, run_manifest
from .reading import cells, starting, tables


def test_log_rows_that_leave_and_those_that_stay_add_up() -> None:
    manifest = run_manifest()
    rows = cells(tables(build_reconciliation(inputs(manifest)), "Log rows and disclosures")[0])
    figures = {row[0]: int(row[1].replace(",", "")) for row in rows}
    accepted = figures["Accepted log rows"]
    left = (
        sum(n for name, n in figures.items() if name.startswith("Less: "))
        - figures["Less: rejected"]
    )
    assert accepted - left == figures["Disclosures of exactly one person"]
    assert figures["Rows read from logs"] - figures["Less: rejected"] == accepted
    assert accepted == manifest["figures"]["events"]["accepted"]


def test_roster_rows_become_persons() -> None:
    manifest = run_manifest()
    figures = manifest["figures"]
    rows = cells(tables(build_reconciliation(inputs(manifest)), "Roster rows and persons")[0])
    further = figures["roster_rows"] - figures["persons"]
    found = starting(rows, "Less: further rows of persons already counted")
    assert found[1] == f"{further:,}"
    assert starting(rows, "Persons")[1] == f"{figures['persons']:,}"


def test_every_identity_is_there_with_its_numbers() -> None:
    given = inputs()
    rows = cells(tables(build_reconciliation(given), "Every identity with its numbers")[0])
    assert rows == [(e.words, e.left_side, e.right_side) for e in equations(given.run)]
