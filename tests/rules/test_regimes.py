"""The catalogue by value: what each entry makes of one person's facts, and what it says of itself."""

import re
from pathlib import Path

import pytest

from casecalc.rules.damages import award, combined
from casecalc.rules.refusals import TheoryRefused
from casecalc.rules.regimes import CATALOGUE, find_regime, regime_of, theory_from, with_free_ids
from casecalc.rules.theory import parse_theory

EVERY = [name for regime in CATALOGUE for name in regime.names]
Cents = tuple[int, int]


def ends(name: str, *, violations: int, days: int, actual: int) -> Cents:
    """Low and high end of one person's figure under an entry: the combination where it has one."""
    theory = parse_theory(theory_from([name]))
    awards = [
        award(claim, violations=violations, days=days, actual_damages_cents=actual)
        for claim in theory.claims
    ]
    figure = combined(theory, awards) or awards[0]
    return figure.cents, figure.cents if figure.high_cents is None else figure.high_cents


@pytest.mark.parametrize(
    ("name", "violations", "days", "actual", "expected"),
    [
        # § 2707(c): actual damages, never less than $1,000 for who may recover.
        ("sca", 3, 2, 0, (100_000, 100_000)),
        ("sca", 3, 2, 123_456, (123_456, 123_456)),
        ("sca/actual_damages", 3, 2, 0, (0, 0)),
        ("sca/actual_damages", 3, 2, 1, (100_000, 100_000)),
        ("sca/violation", 3, 2, 0, (300_000, 300_000)),
        # § 2520(c)(2): greater of actual and of the greater of $100 a day and $10,000.
        ("wiretap", 5, 4, 0, (1_000_000, 1_000_000)),
        ("wiretap", 500, 100, 0, (1_000_000, 1_000_000)),
        ("wiretap", 500, 101, 0, (1_010_000, 1_010_000)),
        ("wiretap", 500, 101, 1_010_001, (1_010_001, 1_010_001)),
        ("vppa", 3, 2, 0, (250_000, 250_000)),
        ("vppa", 3, 2, 250_001, (250_001, 250_001)),
        ("vppa/violation", 3, 2, 0, (750_000, 750_000)),
        ("dppa", 3, 2, 0, (250_000, 250_000)),
        ("dppa/violation", 2, 2, 0, (500_000, 500_000)),
        ("tcpa", 3, 2, 0, (150_000, 450_000)),
        ("tcpa", 3, 2, 200_000, (200_000, 450_000)),
        ("tcpa_wilful", 3, 2, 0, (450_000, 450_000)),
        ("tcpa_wilful", 3, 2, 200_000, (600_000, 600_000)),
        # § 637.2(a): the greater of $5,000 per violation and three times actual damages.
        ("cipa", 3, 2, 0, (1_500_000, 1_500_000)),
        ("cipa", 3, 2, 500_000, (1_500_000, 1_500_000)),
        ("cipa", 3, 2, 500_001, (1_500_003, 1_500_003)),
        ("cipa", 1, 1, 166_667, (500_001, 500_001)),
        ("bipa_violation", 3, 2, 0, (300_000, 1_500_000)),
        ("bipa_person", 3, 2, 0, (100_000, 500_000)),
        ("bipa_person", 3, 2, 600_000, (600_000, 600_000)),
        ("ccpa", 3, 2, 0, (10_000, 75_000)),
        ("ccpa/violation", 3, 2, 0, (30_000, 225_000)),
        ("ccpa_2025", 3, 2, 0, (10_000, 79_900)),
        ("ccpa_2025/violation", 2, 2, 0, (20_000, 159_800)),
        ("fcra", 3, 2, 0, (10_000, 100_000)),
        ("fcra", 3, 2, 50_000, (50_000, 100_000)),
        ("facta", 3, 2, 0, (10_000, 100_000)),
        ("facta/violation", 3, 2, 0, (30_000, 300_000)),
    ],
)
def test_entry_computes_what_its_statute_says(
    name: str, violations: int, days: int, actual: int, expected: Cents
) -> None:
    assert ends(name, violations=violations, days=days, actual=actual) == expected


def test_every_entry_and_variant_is_computed_by_value_above() -> None:
    marks = test_entry_computes_what_its_statute_says.pytestmark  # type: ignore[attr-defined]
    computed = {case[0] for mark in marks for case in mark.args[1]}
    assert computed == set(EVERY)


@pytest.mark.parametrize("violations", [1, 2, 7])
@pytest.mark.parametrize("actual", [0, 1, 166_666, 166_667, 1_166_666, 1_166_667])
def test_two_claims_say_the_california_wiretap_statute_exactly(
    violations: int, actual: int
) -> None:
    figure = max(500_000 * violations, 3 * actual)
    assert ends("cipa", violations=violations, days=1, actual=actual) == (figure, figure)


def test_the_larger_of_both_is_only_taken_in_a_theory_of_that_entry_alone() -> None:
    assert theory_from(["cipa"])["combine"] == "highest"
    assert theory_from(["cipa", "sca"])["combine"] == "separate"


def test_ids_ranges_and_periods_are_in_order() -> None:
    ids = [regime.id for regime in CATALOGUE]
    assert len(set(EVERY)) == len(EVERY)
    assert [name.partition("/")[0] for name in EVERY if "/" not in name] == ids
    citations = [regime.citation for regime in CATALOGUE]
    assert len(set(citations)) == len(citations)
    for regime in CATALOGUE:
        if regime.effective_from and regime.until:
            assert regime.effective_from < regime.until
    by_id = {regime.id: regime for regime in CATALOGUE}
    assert by_id["bipa_violation"].until == by_id["bipa_person"].effective_from
    assert by_id["ccpa"].until == by_id["ccpa_2025"].effective_from


def test_what_was_not_read_is_not_called_verified() -> None:
    unread = {regime.id for regime in CATALOGUE if not regime.verified}
    assert unread == {"facta", "ccpa_2025"}
    read = {regime.id for regime in CATALOGUE if regime.limitation_verified}
    assert read == {"sca", "wiretap"}


def test_entries_state_facts_and_argue_nothing() -> None:
    argument = re.compile(r"unlawful|victim|egregious|clearly|obvious|guilty", re.IGNORECASE)
    for regime in CATALOGUE:
        words = " ".join((regime.title, *regime.notes, *regime.not_expressed))
        assert not argument.search(words), regime.id


def test_what_the_language_leaves_out_is_said() -> None:
    inexact = {regime.id for regime in CATALOGUE if not regime.is_exact}
    assert {"sca", "wiretap", "tcpa", "bipa_violation", "bipa_person", "ccpa"} <= inexact
    assert "cipa" not in inexact


def test_the_same_entry_twice_gets_ids_of_its_own() -> None:
    document = theory_from(["sca", "sca/actual_damages", "sca/violation"])
    assert [claim["id"] for claim in document["claims"]] == ["sca", "sca_2", "sca_3"]
    assert with_free_ids([{"id": "a"}], taken=[{"id": "a"}, {"id": "a_2"}]) == [{"id": "a_3"}]


@pytest.mark.parametrize("name", ["", "no_such", "sca/no_such", "vppa/actual_damages"])
def test_unknown_entry_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(TheoryRefused, match="sca/actual_damages"):
        find_regime(name)


def test_claim_leads_back_to_its_entry_until_the_authority_is_edited() -> None:
    document = theory_from(["vppa"])
    found = regime_of(parse_theory(document).claims[0])
    assert found is not None and found.id == "vppa"
    document["claims"][0]["authority"] = "18 U.S.C. § 2710, as amended"
    assert regime_of(parse_theory(document).claims[0]) is None


def test_documentation_has_a_line_for_every_entry_and_variant() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "damages.md").read_text("utf-8")
    for regime in CATALOGUE:
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{regime.id}`")]
        assert all(f"`/{variant.id}`" in line for variant in regime.variants), regime.id
        assert (" yes " in line) == regime.verified, regime.id
