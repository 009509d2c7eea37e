"""Claim by claim: every term, every figure of the run, and how many persons have an award."""

from typing import Any

import pytest

from casecalc.exhibits.claims import build_claims
from casecalc.exhibits.document import Document
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.rules.refusals import NotReconciled

from .manifests import inputs, run_manifest
from .reading import cells, said, starting, tables, theory

RANGED = theory(
    {"id": "a", "title": "Act A", "authority": "1 Ex. Code § 2"},
    {
        "id": "b", "title": "Act B", "unit": "violation", "amount": "100.00", "amount_high": "750.00",
        "cap": "5000.00", "minimum": "50.00", "multiplier": "3", "measure": "greater_of",
        "actual_damages_required": True,
    },
    combine="highest",
)  # fmt: skip


def claims(manifest: dict[str, Any], **awarded: int) -> Document:
    return build_claims(inputs(manifest, facts={"awarded": awarded}))


def dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"


def test_every_claim_stands_in_the_table_with_total_and_bound() -> None:
    manifest = run_manifest(theory=RANGED)
    made = claims(manifest, a=4000, b=3999)
    rows = cells(tables(made, "Potential recovery of the class")[0])
    figures = manifest["figures"]["claims"]
    assert [row[0] for row in rows] == ["Act A", "Act B, low end", "Act B, high end"]
    eligible = f"{manifest['figures']['eligible']:,}"
    a, b = figures["a"], figures["b"]
    assert rows[0][1:] == (
        eligible, "4,000", dollars(a["total"]), dollars(a["total_if_undetermined_eligible"])
    )  # fmt: skip
    assert rows[2][1:] == (
        eligible, "3,999", dollars(b["total_high"]),
        dollars(b["total_high_if_undetermined_eligible"]),
    )  # fmt: skip


def test_combination_stands_apart_and_totals_are_not_added() -> None:
    manifest = run_manifest(theory=RANGED)
    made = claims(manifest, a=1, b=1)
    combined = tables(made, "Potential recovery of the class")[1]
    assert combined.caption == "Combination of the claims"
    assert cells(combined)[0][1] == dollars(manifest["figures"]["combined"]["total"])


def test_every_term_of_a_claim_is_stated_those_it_lacks_too() -> None:
    made = claims(run_manifest(theory=RANGED), a=1, b=1)
    terms = dict(cells(tables(made, "Claim 2: Act B")[0]))
    assert terms == {
        "Authority": "None stated",
        "Unit": "For each disclosure that satisfies the definition",
        "Amount for each unit": "$100.00 to $750.00",
        "Least for each person": "$50.00",
        "Most for each person": "$5,000.00",
        "Measure": "The larger of the statutory sum and actual damages",
        "Multiplier": "3",
        "Actual damages required": "Yes",
    }
    plain = dict(cells(tables(made, "Claim 1: Act A")[0]))
    assert (plain["Multiplier"], plain["Least for each person"]) == ("None", "None")
    assert plain["Authority"] == "1 Ex. Code § 2 [Draft wording, for counsel to edit.]"


def test_average_is_rounded_to_the_cent_half_up() -> None:
    manifest = run_manifest()
    total, persons = manifest["figures"]["claims"]["sca"]["total"], manifest["figures"]["eligible"]
    rows = cells(tables(claims(manifest, sca=1), "Claim 1: Stored Communications Act")[1])
    expected = dollars((2 * total + persons) // (2 * persons))
    found = starting(rows, "For each eligible person on average, to the nearest cent")
    assert found[1] == expected


def test_nobody_eligible_has_no_average() -> None:
    made = claims(run_manifest(eligible_of_100=0, months=0), sca=0)
    assert "on average" not in said(made)


def test_violations_counted_are_stated_for_claims_that_count_them() -> None:
    manifest = run_manifest(theory=RANGED)
    assert f"{manifest['figures']['violations']:,} disclosures" in said(claims(manifest, a=1, b=1))


def test_without_the_count_of_awards_it_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match='"sca" was not gathered'):
        claims(run_manifest())


def test_figures_that_do_not_add_up_stop_it() -> None:
    manifest = run_manifest()
    manifest["figures"]["claims"]["sca"]["total"] += 1
    with pytest.raises(NotReconciled):
        claims(manifest, sca=1)
