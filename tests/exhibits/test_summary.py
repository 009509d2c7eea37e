"""What the summary says: every figure from the manifest, and nothing that names a person."""

import copy
from typing import Any

import pytest

from casecalc.exhibits.breakdowns import PLANS_SHOWN
from casecalc.exhibits.document import DEMONSTRATION, Document, render_html
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.summary import build_summary
from casecalc.rules.refusals import NotReconciled

from .manifests import DEFINITION, inputs, run_manifest
from .reading import cells, tables, theory


def summary(manifest: dict[str, Any] | None = None) -> Document:
    return build_summary(inputs(manifest))


def test_totals_are_those_of_the_manifest_with_their_bound() -> None:
    manifest = run_manifest()
    claim = manifest["figures"]["claims"]["sca"]
    (row,) = cells(tables(summary(manifest), "The result in brief")[0])
    bound = claim["total_if_undetermined_eligible"]
    assert row == (
        "Stored Communications Act",
        f"{claim['awards']:,}",
        f"${claim['total'] // 100:,}.00",
        f"${bound // 100:,}.00",
    )


def test_separate_claims_are_never_added() -> None:
    made = summary(
        run_manifest(theory=theory({"id": "a", "title": "A"}, {"id": "b", "title": "B"}))
    )
    rows = cells(tables(made, "Totals, claim by claim")[1])
    assert [row[0] for row in rows] == ["A", "B"]
    assert any("are not added" in text for text in made.texts)


def test_range_and_combination_have_lines_of_their_own() -> None:
    claims = ({"id": "a", "title": "A", "amount_high": "3000.00"}, {"id": "b", "title": "B"})
    made = summary(run_manifest(theory=theory(*claims, combine="highest")))
    names = [row[0] for row in cells(tables(made, "Totals, claim by claim")[1])]
    assert names == [
        "A, low end",
        "A, high end",
        "B",
        "Combined: Largest claim of each person, low end",
        "Combined: Largest claim of each person, high end",
    ]


def test_states_are_united_states_by_name_then_countries_then_unknown() -> None:
    regions = (
        ("US", "NY"),
        ("US", "CA"),
        ("US", None),
        ("CA", "Ontario"),
        ("CA", "Québec"),
        (None, None),
    )
    rows = cells(tables(summary(run_manifest(regions=regions)), "Eligible persons by state")[0])
    assert [row[0] for row in rows] == [
        "California",
        "New York",
        "United States, state not stated",
        "Canada",
        "Country not stated",
        "All persons",
    ]  # fmt: skip


def test_list_of_which_nothing_is_imported_is_said_so() -> None:
    (table,) = tables(summary(), "Exclusion lists")
    notes = {row.cells[0]: row.note for row in table.rows}
    assert notes["opt_out"] == ""
    assert notes["defendant_personnel"].endswith("no list of this name was imported.")


def test_equation_that_does_not_hold_stops_the_exhibit() -> None:
    manifest = run_manifest()
    manifest["figures"]["ineligible"] += 1
    with pytest.raises(NotReconciled, match="Persons = eligible"):
        summary(manifest)


def test_rows_missing_from_an_import_stop_the_exhibit() -> None:
    manifest = run_manifest()
    manifest["imports"][0]["accepted"] -= 1
    with pytest.raises(NotReconciled, match="File 1: rows read"):
        summary(manifest)


def test_total_that_is_not_the_sum_over_states_stops_the_exhibit() -> None:
    manifest = run_manifest()
    manifest["figures"]["claims"]["sca"]["total"] += 1
    with pytest.raises(NotReconciled, match="total = sum of the awards"):
        summary(manifest)


def test_reasons_and_authors_of_decisions_stay_out_of_the_public_edition() -> None:
    html = render_html(summary())
    assert "PRIVATE-REASON" not in html
    assert "info@example.com" not in html
    assert "attorney" not in html


def test_every_source_has_its_hash_and_counts() -> None:
    manifest = run_manifest()
    rows = tables(summary(manifest), "Source files")[0].rows
    for entry, row in zip(manifest["imports"], rows, strict=False):
        assert row.mono == entry["sha256"]
        assert row.lead == entry["name"]
        assert row.cells[1:4] == tuple(
            f"{entry[key]:,}" for key in ("rows_read", "accepted", "rejected")
        )


def test_words_state_facts_and_do_not_argue() -> None:
    said = " ".join(summary().texts).lower()
    for word in ("unlawful", "victim", "illegal", "wrongful", "guilty"):
        assert word not in said


def test_legal_authority_is_labelled_as_a_draft() -> None:
    html = render_html(summary())
    for citation in ("Rule of Evidence 1006(a)", "Van Alstyne"):
        start = html.index(citation)
        assert "[Draft wording, for counsel to edit.]" in html[start : start + 700]


def test_demonstration_says_so_and_a_real_matter_does_not() -> None:
    assert DEMONSTRATION in render_html(summary())
    assert DEMONSTRATION not in render_html(summary(run_manifest(is_demonstration=False)))
    manifest = run_manifest()
    del manifest["matter"]["is_demonstration"]
    assert DEMONSTRATION not in render_html(summary(manifest))


def test_text_of_the_matter_is_escaped() -> None:
    html = render_html(summary(run_manifest(title="<script>1</script> v. & Co", caption="")))
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("caption", "parties"),
    [
        ("Jane Doe v. Acme, Inc.", ("Jane Doe,", "Acme, Inc.")),
        ("JANE DOE, Plaintiff, v. ACME, Defendant.", ("JANE DOE, Plaintiff,", "ACME, Defendant.")),
        ("In re Acme Data Disclosure", ("In re Acme Data Disclosure.",)),
    ],
)
def test_caption_is_parted_at_versus(caption: str, parties: tuple[str, ...]) -> None:
    assert summary(run_manifest(caption=caption)).parties == parties


def test_run_over_nothing_is_summarized_too() -> None:
    made = summary(run_manifest(regions=(), plans=(), months=0, decisions=[]))
    assert any("Of 0 persons in the rosters, 0 meet" in text for text in made.texts)
    assert render_html(made)


def test_plans_beyond_what_a_table_holds_are_given_together() -> None:
    plans = tuple(f"Plan {i:03d}" for i in range(75))
    (table,) = tables(summary(run_manifest(plans=plans)), "Eligible persons by plan")
    assert len(table.rows) == PLANS_SHOWN + 2
    assert table.rows[-2].cells[0] == "15 other plans together"


def test_manifest_of_another_format_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match="casecalc/run-manifest/1"):
        summary({**run_manifest(), "format": "other/2"})


def test_manifest_without_what_is_needed_is_refused_by_name() -> None:
    manifest = run_manifest()
    del manifest["digest"]
    with pytest.raises(ExhibitRefused, match="digest"):
        summary(manifest)


def test_day_after_the_class_period_is_said_to_be_outside() -> None:
    assert any("September 18, 2024 itself is outside it" in text for text in summary().texts)
    definition = copy.deepcopy(DEFINITION)
    definition["class_period"] = {"from": "2023-01-21"}
    said = " ".join(summary(run_manifest(definition=definition)).texts)
    assert "itself is outside" not in said
