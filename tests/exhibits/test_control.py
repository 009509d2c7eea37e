"""The named-plaintiff control stands in every exhibit; the public edition opens nobody's line."""

from typing import Any

import pytest

from casecalc.exhibits.control import control
from casecalc.exhibits.document import render_html
from casecalc.exhibits.kinds import KINDS
from casecalc.exhibits.summary import build_summary

from .manifests import inputs, run_manifest

FOUND = {
    "status": "found",
    "person": 1234,
    "outcome": "eligible",
    "computed_outcome": "eligible",
    "is_overridden": False,
    "criteria": {"resident": "true"},
    "violations": 2,
    "awards": {"sca": {"units": 1, "cents": 100_000, "high_cents": None}},
    "combined": None,
}
MISSING = {
    **FOUND, "status": "not_found", "person": None, "outcome": None, "computed_outcome": None,
    "criteria": {}, "violations": 0, "awards": {},
}  # fmt: skip


def entry(number: int, found: dict[str, Any] = FOUND, **fields: Any) -> dict[str, Any]:
    named = {"name": f"Name of {number}", "key": "email", "value": f"{number}@example.com"}
    return {**found, **named, "number": number, **fields}


def with_plaintiffs(*entries: dict[str, Any]) -> dict[str, Any]:
    return {
        **run_manifest(),
        "named_plaintiffs": {"as_of": "2026-11-23T20:15:42.123456Z", "plaintiffs": list(entries)},
    }


def test_public_edition_says_what_became_of_each_by_number() -> None:
    manifest = with_plaintiffs(
        entry(1), entry(2, MISSING), entry(5, outcome="ineligible", person=99)
    )
    assert control(inputs(manifest)).text == (
        "The method finds 2 of 3 named plaintiffs and counts 1 as eligible. "
        "Named plaintiff 1 is found: eligible. "
        "Named plaintiff 2 is not found: no accepted roster row carries the key on record. "
        "Named plaintiff 5 is found: ineligible."
    )


def test_public_edition_has_no_name_key_or_person() -> None:
    manifest = with_plaintiffs(entry(1), entry(2, MISSING))
    html = render_html(build_summary(inputs(manifest)))
    assert "The method finds 1 of 2 named plaintiffs" in html
    for secret in ("Name of", "@example.com", "P1234"):
        assert secret not in html, secret


def test_sealed_edition_has_name_and_person_but_no_key() -> None:
    text = control(inputs(with_plaintiffs(entry(1), entry(2)), edition="sealed")).text
    assert (
        "Named plaintiff 1 (Name of 1) is found as person P1234: eligible; the same person as "
        "named plaintiff 2." in text
    )
    assert "@example.com" not in text


def test_an_outcome_by_hand_is_said() -> None:
    manifest = with_plaintiffs(entry(1, is_overridden=True, computed_outcome="undetermined"))
    assert (
        "eligible by a recorded decision (as computed: undetermined)."
        in control(inputs(manifest)).text
    )


def test_of_many_only_those_are_told_one_by_one_who_are_not_found_eligible() -> None:
    many = [entry(number, person=number) for number in range(1, 30)]
    text = control(inputs(with_plaintiffs(*many, entry(30, MISSING)))).text
    assert text.count("Named plaintiff ") == 1
    assert "29 of 30" in text and "Named plaintiff 30 is not found" in text


def test_without_a_list_or_a_control_the_exhibit_says_so() -> None:
    assert "Nobody was on the list" in control(inputs(with_plaintiffs())).text
    assert "before named plaintiffs were looked for" in control(inputs(run_manifest())).text


@pytest.mark.parametrize("kind", ["summary", "reconciliation", "states"])
def test_every_kind_of_exhibit_states_the_control_in_its_first_section(kind: str) -> None:
    build = KINDS[kind].build
    assert build is not None
    first = build(inputs(with_plaintiffs(entry(1), entry(2, MISSING)))).sections[0]
    assert "counts 1 as eligible" in " ".join(first.texts)
