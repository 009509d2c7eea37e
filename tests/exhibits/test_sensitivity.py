"""The comparison as an exhibit: every figure of the page, marked as an illustration."""

from typing import Any

import pytest

from casecalc.exhibits.document import Document
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.sensitivity import build_sensitivity
from casecalc.exhibits.sensitivity_chart import chart_in_words, sensitivity_chart
from casecalc.rules.regimes import theory_from
from casecalc.rules.results import ClaimTotals
from casecalc.rules.scenarios import (
    ActualDamages,
    ColumnFigures,
    figures_document,
    sensitivity,
)
from casecalc.rules.theory import DEFAULT_DOCUMENT

from .manifests import inputs, run_manifest
from .reading import cells, said, tables

CLAIMS = "Scenarios, claim by claim"
GRID = "Dollars per head and share of the class"


def column(claims: dict[str, ClaimTotals], **more: Any) -> ColumnFigures:
    facts: dict[str, Any] = {
        "persons": 12,
        "eligible": 7,
        "ineligible": 3,
        "undetermined": 2,
        "violations": 15,
        "claims": claims,
        "combined": None,
        "actual_damages": ActualDamages(cents=100_000, persons=2),
        "digest": "0" * 64,
    }
    return ColumnFigures(**(facts | more))


def totals(low: int, bound: int, high: int | None = None) -> ClaimTotals:
    return ClaimTotals(
        awards=7,
        total=low,
        total_if_undetermined_eligible=bound,
        total_high=high,
        total_high_if_undetermined_eligible=None if high is None else high * 2,
    )


FACTS = {
    "scenarios": {
        "number": 4,
        "title": "Three views",
        "document": {
            "asked": {
                "format": "casecalc/scenarios/1",
                "columns": [
                    {"title": "As pleaded", "theory": {"from": "run"}},
                    {"title": "Rate", "theory": {"from": "run"}, "claims_rate": "12.5"},
                    {"title": "Range", "theory": {"regimes": ["fcra"]}},
                ],
            },
            "resolved": [
                {"theory": DEFAULT_DOCUMENT, "definition": None, "words": ["Theory: the run's."]},
                {"theory": DEFAULT_DOCUMENT, "definition": None, "words": ["Rate: 12.5%."]},
                {"theory": theory_from(["fcra"]), "definition": None, "words": ["Catalogue."]},
            ],
        },
        "figures": figures_document(
            [
                column({"sca": totals(700_000, 900_000)}),
                column({"sca": totals(500_001, 600_000)}, eligible=5),
                column({"fcra": totals(70_000, 90_000, 700_000)}),
            ]
        ),
    }
}


def made(facts: dict[str, Any] = FACTS) -> Document:
    return build_sensitivity(inputs(run_manifest(), facts=facts))


def test_it_says_that_it_is_an_illustration_and_no_evidence() -> None:
    document = made()
    assert document.standing == "Illustrative aid under Fed. R. Evid. 107; not evidence"
    assert "It is not evidence, and it is no summary under Rule 1006." in said(document)


def test_every_claim_has_a_table_of_every_scenario_that_has_it() -> None:
    found = {table.caption: cells(table) for table in tables(made(), CLAIMS)}
    assert found["Stored Communications Act"] == [
        ("As pleaded", "$7,000.00", "$9,000.00", "–"),
        ("Rate", "$5,000.01", "$6,000.00", "−$1,999.99"),
    ]
    assert found["Fair Credit Reporting Act, wilful noncompliance"] == [
        ("Range, low end", "$700.00", "$900.00", "–"),
        ("Range, high end", "$7,000.00", "$14,000.00", "–"),
    ]
    assert found["The class in each scenario"][1] == ("Rate", "5", "2", "15", "$1,000.00")


def test_a_claims_rate_is_a_table_of_its_own_rounded_half_up() -> None:
    found = {table.caption: cells(table) for table in tables(made(), CLAIMS)}
    assert found["Stored Communications Act: illustration at a claims rate"] == [
        ("Rate", "12.5%", "1", "$625.00")  # 0.625 persons, 62,500.125 cents
    ]
    assert "rounded half up to a whole cent or person once" in said(made())


def test_ratios_are_of_whole_numbers_to_two_decimals() -> None:
    found = {table.caption: cells(table) for table in tables(made(), CLAIMS)}
    caption = "Stored Communications Act: ratios"
    assert found[caption] == [
        ("As pleaded", "$7,000.00", "$1,000.00", "7.00 to 1", "$1,000.00"),
        ("Rate", "$5,000.01", "$1,000.00", "5.00 to 1", "$1,000.00"),
    ]
    rows = found["Fair Credit Reporting Act, wilful noncompliance: ratios"]
    assert [row[3] for row in rows] == ["0.70 to 1", "7.00 to 1"]


def test_the_grid_and_its_bound_are_of_the_first_scenarios_class() -> None:
    first, bound = tables(made(), GRID)
    assert cells(first)[0] == ("5%", "0", "$0.00", "$0.00", "$0.00", "$0.00")
    assert cells(first)[3] == ("50%", "4", "$400.00", "$1,000.00", "$2,000.00", "$4,000.00")
    assert cells(bound)[-1][:2] == ("100%", "9")


def test_every_figure_leads_to_the_index() -> None:
    document = made()
    own = [key for key in document.sources if key != "control"]
    assert own == ["scenarios", "claims_rate", "ratios", "sensitivity"]
    assert [section.title for section in document.sections][-1] == "Provenance"


def test_authorities_are_labelled_drafts() -> None:
    assert "18 U.S.C. § 2707(c) [" in said(made())


def test_scenarios_of_another_run_are_refused() -> None:
    with pytest.raises(ExhibitRefused, match="has no scenarios"):
        made({})


def test_the_chart_holds_every_line_and_says_it_in_words() -> None:
    heads, shares = (10_000, 100_000), (50_000, 1_000_000)
    rows = sensitivity(7, per_head_cents=heads, shares=shares)
    svg = sensitivity_chart(rows, heads, name="s", title="T", description="D")
    assert svg.count('class="chart-line"') == 2
    assert svg.count('class="chart-mark"') == 4
    assert ">$1,000<" in svg and ">100%<" in svg
    assert chart_in_words(rows, heads) == (
        "At 100% of the class, 7 persons: $100 a head comes to $700.00; $1,000 a head comes to "
        "$7,000.00."
    )


def test_nobody_in_the_class_is_drawn_too() -> None:
    rows = sensitivity(0, per_head_cents=(100,), shares=(50_000,))
    assert "<svg" in sensitivity_chart(rows, (100,), name="s", title="T", description="D")
