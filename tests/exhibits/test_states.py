"""Class members by State: every line, every sum, and what is outside the States shown as such."""

from casecalc.exhibits.printing import finer_share
from casecalc.exhibits.states import build_states

from .manifests import inputs, run_manifest
from .reading import cells, said, starting, tables, theory

REGIONS = (
    ("US", "NY"),
    ("US", "CA"),
    ("US", None),
    ("CA", "Ontario"),
    ("CA", "Québec"),
    ("DE", None),
    (None, None),
)


def test_states_then_countries_then_unknown_each_with_its_sum() -> None:
    manifest = run_manifest(regions=REGIONS)
    rows = cells(tables(build_states(inputs(manifest)), "Class members by State")[0])
    assert [row[0] for row in rows] == [
        "California",
        "New York",
        "All States and territories",
        "United States, State not stated",
        "Canada",
        "Germany",
        "All other countries",
        "Residence not stated",
        "All class members",
    ]
    eligible = {tuple(g["label"]): g["eligible"] for g in manifest["figures"]["by_region"]}
    canada = eligible["CA", "Ontario"] + eligible["CA", "Québec"]
    assert starting(rows, "Canada")[1] == f"{canada:,}"
    states = eligible["US", "CA"] + eligible["US", "NY"]
    assert starting(rows, "All States and territories")[1] == f"{states:,}"
    total = manifest["figures"]["eligible"]
    assert rows[-1][1:3] == (f"{total:,}", "100.00%")


def test_lines_add_up_to_the_class_and_to_each_claim() -> None:
    manifest = run_manifest(regions=REGIONS, theory=theory({"id": "a"}, {"id": "b"}, {"id": "c"}))
    made = build_states(inputs(manifest))
    rows = cells(tables(made, "Reconciliation")[0])
    assert len(rows) == 5
    assert rows[0][1] == f"{manifest['figures']['eligible']:,}"
    assert len(tables(made, "Share of the claims by State")) == 2


def test_residences_without_class_members_are_left_out_of_the_shares() -> None:
    manifest = run_manifest(regions=REGIONS, eligible_of_100=0, months=0)
    rows = cells(tables(build_states(inputs(manifest)), "Share of the claims by State")[0])
    assert rows == [("All class members", "$0.00", "–")]


def test_share_of_a_claim_is_its_money_not_its_heads() -> None:
    manifest = run_manifest(regions=(("US", "CA"), ("US", "NY")))
    figures = manifest["figures"]
    california = next(g for g in figures["by_region"] if g["label"] == ["US", "CA"])
    california["totals"]["sca"] += 5
    figures["by_plan"][0]["totals"]["sca"] += 5
    figures["claims"]["sca"]["total"] += 5
    rows = cells(tables(build_states(inputs(manifest)), "Share of the claims by State")[0])
    part, whole = california["totals"]["sca"], figures["claims"]["sca"]["total"]
    assert starting(rows, "California")[2] == finer_share(part, whole)


def test_states_without_class_members_are_named() -> None:
    made = build_states(inputs(run_manifest(regions=(("US", "CA"),))))
    assert "No class member resides in Alabama, Alaska," in said(made)


def test_finer_share_rounds_halves_up() -> None:
    assert finer_share(1, 20_000) == "0.01%"
    assert finer_share(1, 20_001) == "0.00%"
    assert finer_share(2, 3) == "66.67%"
    assert finer_share(0, 0) == "–"
