"""Recorded decisions: all of them, and what names people in the sealed edition only."""

from typing import Any

import pytest

from casecalc.exhibits.decisions import build_decisions
from casecalc.exhibits.document import Document, render_html
from casecalc.exhibits.run_manifest import ExhibitRefused

from .manifests import inputs, run_manifest
from .reading import cells, said, starting, tables

ROW = "01" * 32
PERSONS = {
    "12": {"outcome": "eligible", "computed_outcome": "eligible"},
    "44": {"outcome": "ineligible", "computed_outcome": "eligible"},
}
REACHED: dict[str, list[int]] = {"1": [12], "2": [], "3": [44], "4": []}


def decisions(
    manifest: dict[str, Any] | None = None,
    *,
    edition: str = "public",
    reached: dict[str, list[int]] = REACHED,
) -> Document:
    persons = {
        number: {**person, "full_name": f"Name of {number}"} if edition == "sealed" else person
        for number, person in PERSONS.items()
    }
    facts = {"reached": reached, "persons": persons}
    return build_decisions(inputs(manifest, edition=edition, facts=facts))


def test_override_says_whom_it_reaches_and_what_was_computed() -> None:
    rows = cells(tables(decisions(), "Overrides of outcomes")[0])
    assert starting(rows, "3") == ("3", "November 21, 2026", "P44", "Eligible", "Ineligible")
    assert starting(rows, "4")[2:] == ("Nobody in this run", "–", "Eligible")


def test_public_edition_has_no_reason_author_row_key_or_name() -> None:
    html = render_html(decisions())
    for secret in ("PRIVATE-REASON", "attorney", f"{ROW}#", "info@example.com", "Name of"):
        assert secret not in html, secret
    assert "E-mail address" in html


def test_sealed_edition_has_all_of_them() -> None:
    text = said(decisions(edition="sealed"))
    for shown in ("PRIVATE-REASON", "Recorded by attorney", f"{ROW}#9", "info@example.com"):
        assert shown in text, shown
    assert "Name of 44" in text


def test_of_two_overrides_of_one_person_the_earlier_is_marked() -> None:
    made = decisions(reached={**REACHED, "4": [44]})
    notes = {row.cells[0]: row.note for row in tables(made, "Overrides of outcomes")[0].rows}
    assert notes == {"3": "Superseded by decision 4.", "4": ""}


def test_approval_is_said_and_its_author_only_under_seal() -> None:
    manifest = run_manifest()
    manifest["decisions"][2]["approval"] = {"by": "second", "at": "2026-11-22T18:00:00Z"}
    assert "Approved by a second person." in said(decisions(manifest))
    assert "second," not in said(decisions(manifest))
    assert "Approved by second," in said(decisions(manifest, edition="sealed"))


def test_overrides_not_in_force_stand_apart() -> None:
    manifest = run_manifest()
    waiting = manifest["decisions"].pop(2)
    manifest["decisions_pending"] = [waiting]
    made = decisions(manifest)
    assert [row[0] for row in cells(tables(made, "Overrides of outcomes")[0])] == ["4"]
    (row,) = cells(tables(made, "Overrides that are not in force")[0])
    assert row == ("3", "November 21, 2026", "P44", "Ineligible", "Awaits a second person")


def test_many_decisions_are_all_listed() -> None:
    manifest = run_manifest()
    override = manifest["decisions"][2]
    manifest["decisions"] = [{**override, "number": n} for n in range(1, 902)]
    made = decisions(manifest, reached={})
    found = tables(made, "Overrides of outcomes")
    assert [row[0] for table in found for row in cells(table)] == [str(n) for n in range(1, 902)]
    assert found[0].caption == "Overrides, 1 to 200 of 901"


def test_no_decisions_say_so() -> None:
    text = said(decisions(run_manifest(decisions=[]), reached={}))
    assert "No override is in force" in text
    assert "No rows were joined" in text


def test_without_whom_they_reach_it_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match="not gathered"):
        build_decisions(inputs())
