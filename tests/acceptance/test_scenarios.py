"""Scenarios on the matter worked out by hand: two eligible persons, one with actual damages of
$1,500.50, three violations, one undetermined person."""

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits.printed import text_of, without_space
from casecalc.models import AuditEvent, Run, Scenarios

from .commands import Answer, command

RUN = {"from": "run"}


def asked(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format": "casecalc/scenarios/1", "columns": list(columns), **more}


def compare(files: Path, document: dict[str, Any]) -> Answer:
    (files / "scenarios.json").write_text(json.dumps(document))
    return command("compare_scenarios", "small", 1, "--file", files / "scenarios.json")


def test_every_figure_of_a_comparison_as_worked_out(determined, files):
    answer = compare(
        files,
        asked(
            {"title": "As pleaded", "theory": RUN},
            {"title": "Actual damages first", "theory": RUN,
             "assume": {"actual_damages_required": True}, "claims_rate": "12.5"},
            {"title": "Per violation", "theory": RUN, "assume": {"unit": "violation"}},
            {"title": "Until May 2023", "theory": RUN, "class_period": {"until": "2023-05-01"}},
            {"title": "Wiretap", "theory": {"regimes": ["wiretap"]}},
            {"title": "California", "theory": {"regimes": ["cipa"]}},
            sensitivity={"per_head": ["250", "1000.00"], "shares": ["25", "100", "50"]},
        ),
    )  # fmt: skip
    found = answer.json
    columns = {column["title"]: column for column in found["columns"]}
    claims = {title: column["claims"] for title, column in columns.items()}

    pleaded = columns["As pleaded"]
    assert pleaded["digest"] == determined["digest"]
    assert (pleaded["eligible"], pleaded["undetermined"], pleaded["violations"]) == (2, 1, 3)
    assert (pleaded["actual_damages"], pleaded["persons_with_actual_damages"]) == ("1500.50", 1)
    assert claims["As pleaded"]["sca"] == {
        "awards": 2,
        "total": "2500.50",
        "total_if_undetermined_eligible": "3500.50",
        "per_eligible_person": "1250.25",
        "to_actual_damages": "1.67",
    }
    assert claims["Actual damages first"]["sca"] == {
        "awards": 2,
        "total": "1500.50",
        "total_if_undetermined_eligible": "1500.50",
        "difference": "-1000.00",
        "at_claims_rate": "187.56",  # 187.5625
        "per_eligible_person": "750.25",
        "to_actual_damages": "1.00",
    }
    assert columns["Actual damages first"]["persons_at_claims_rate"] == 0  # a quarter of a person
    assert claims["Per violation"]["sca"]["total"] == "3500.50"
    assert claims["Per violation"]["sca"]["difference"] == "1000.00"
    assert columns["Until May 2023"]["eligible"] == 0
    assert claims["Until May 2023"]["sca"]["total"] == "0.00"
    assert claims["Until May 2023"]["sca"]["to_actual_damages"] is None
    assert claims["Wiretap"]["wiretap"]["total"] == "20000.00"
    assert "difference" not in claims["Wiretap"]["wiretap"]
    assert claims["California"]["cipa"]["total"] == "15000.00"
    assert claims["California"]["cipa_three_times_actual"]["total"] == "4501.50"
    assert columns["California"]["combined"]["total"] == "15000.00"
    assert columns["California"]["combined"]["difference"] == "12499.50"

    assert found["sensitivity"] == {
        "persons": 2,
        "rows": [
            {"share": "25", "persons": 1, "amounts": {"250.00": "250.00", "1000.00": "1000.00"}},
            {"share": "50", "persons": 1, "amounts": {"250.00": "250.00", "1000.00": "1000.00"}},
            {"share": "100", "persons": 2, "amounts": {"250.00": "500.00", "1000.00": "2000.00"}},
        ],
        "persons_if_undetermined_eligible": 3,
        "rows_if_undetermined_eligible": [
            {"share": "25", "persons": 1, "amounts": {"250.00": "250.00", "1000.00": "1000.00"}},
            {"share": "50", "persons": 2, "amounts": {"250.00": "500.00", "1000.00": "2000.00"}},
            {"share": "100", "persons": 3, "amounts": {"250.00": "750.00", "1000.00": "3000.00"}},
        ],
    }


def test_a_column_equals_a_run_of_its_own(determined, files, settings):
    changed = {"unit": "violation", "amount": "33.33", "actual_damages_required": True}
    period = {"from": "2023-05-01", "until": "2023-05-02"}
    answer = compare(
        files, asked({"title": "A", "theory": RUN, "assume": changed, "class_period": period})
    )
    column = answer.json["columns"][0]
    scenarios = Scenarios.objects.get()
    (files / "theory.json").write_text(json.dumps(scenarios.document["resolved"][0]["theory"]))
    definition = scenarios.document["resolved"][0]["definition"]
    assert definition["class_period"] == period
    (files / "period.json").write_text(json.dumps(definition))
    run = command(
        "determine", "small", "--theory", files / "theory.json", "--definition",
        files / "period.json",
    ).json  # fmt: skip
    assert run["digest"] == column["digest"]
    assert run["claims"]["sca"]["total"] == column["claims"]["sca"]["total"]


def test_nothing_but_figures_is_left_behind(determined, files, settings):
    before = {path for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file()}
    compare(files, asked({"title": "A", "theory": RUN, "assume": {"unit": "day"}}))
    assert {path for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file()} == before
    assert Run.objects.count() == 1
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
    assert actions[-2:] == ["start_scenarios", "publish_scenarios"]


def test_a_later_version_changes_no_comparison(determined, files):
    compare(files, asked({"title": "A", "theory": {"version": 1}}))
    (files / "theory.json").write_text(
        json.dumps(
            {
                "format": "casecalc/damages-theory/1",
                "claims": [{"id": "x", "unit": "person", "amount": "1", "measure": "fixed"}],
            }
        )
    )
    command("determine", "small", "--theory", files / "theory.json")
    scenarios = Scenarios.objects.get()
    assert scenarios.document["resolved"][0]["theory"]["claims"][0]["id"] == "sca"
    assert scenarios.is_stale


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"format": "x", "columns": []}, "format"),
        (asked(), "columns: is an empty list"),
        (asked({"title": "A", "theory": {}}), "columns[0].theory: must have exactly one of"),
        (asked({"title": "A", "theory": {"version": 9}}), "no version 9"),
        (asked({"title": "A", "theory": {"regimes": ["sea"]}}), '"sea" is not in the catalogue'),
        (asked({"title": " ", "theory": RUN}), "columns[0].title"),
        (asked(*[{"title": "A", "theory": RUN}] * 2), "columns[1].title: is used twice"),
        (asked({"title": "A", "theory": RUN, "claims_rate": "101"}), "per cent as text"),
        (asked({"title": "A", "theory": RUN, "claims_rate": 5}), "must be text, not a number"),
        (asked({"title": "A", "theory": RUN, "assume": {"claim": "x"}}), "assumes nothing"),
        (
            asked({"title": "A", "theory": RUN, "assume": {"claim": "x", "unit": "day"}}),
            '"x" is no claim of the theory; it has: sca',
        ),
        (
            asked({"title": "A", "theory": RUN, "class_period": {"from": "2024-01-01",
                                                                 "until": "2024-01-01"}}),
            "columns[0].class_period: ends before it begins",
        ),
        (asked({"title": "A", "theory": {"document": {"format": "y"}}}), "columns[0].theory: claims: is required"),
        (asked({"title": "A", "theory": RUN}, sensitivity={"shares": ["0.00001"]}), "shares[0]"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_place(determined, files, document, sentence):
    answer = compare(files, document)
    assert answer.status == 2
    assert sentence in answer.error
    assert not Scenarios.objects.exists()


def test_another_period_is_refused_where_no_criterion_asks_for_one(imported, files):
    definition = json.loads((files / "definition.json").read_text())
    del definition["all_of"][1]["where"]["during"]
    (files / "definition.json").write_text(json.dumps(definition))
    command("determine", "small", "--definition", files / "definition.json")
    period = {"from": "2023-05-01"}
    answer = compare(files, asked({"title": "A", "theory": RUN, "class_period": period}))
    assert "no criterion of the class definition uses a class period" in answer.error


def test_the_exhibit_is_an_illustration_with_every_figure_twice_the_same(
    determined, files, tmp_path
):
    compare(
        files,
        asked(
            {"title": "As pleaded <b>", "theory": RUN},
            {"title": "California", "theory": {"regimes": ["cipa"]}, "claims_rate": "50"},
            title="Two views",
        ),
    )
    (files / "asked.json").write_text('{"scenarios": 1}')
    made = [
        command(
            "produce_exhibit", "small", 1, "--kind", "sensitivity", "--edition", "public",
            "--inputs", files / "asked.json", "--out", tmp_path / folder,
        ).json
        for folder in ("first", "second")
    ]  # fmt: skip
    assert made[0]["sha256"] == made[1]["sha256"]
    text = pdf_text(Path(made[0]["files"][0]))
    for words in (
        "Illustrative aid under Fed. R. Evid. 107; not evidence",
        "As pleaded <b>",
        "$2,500.50",
        "$15,000.00",
        "+$12,499.50",
        "$7,500.00",  # half of the persons claim
        "10.00 to 1",
    ):
        assert without_space(words) in text, words


def test_the_exhibit_has_no_sealed_edition_and_needs_scenarios_of_its_run(
    determined, files, tmp_path
):
    (files / "asked.json").write_text('{"scenarios": 7}')
    for edition, sentence in (("sealed", "public"), ("public", "has no scenarios 7")):
        answer = command(
            "produce_exhibit", "small", 1, "--kind", "sensitivity", "--edition", edition,
            "--inputs", files / "asked.json", "--out", tmp_path / edition,
        )  # fmt: skip
        assert answer.status == 2
        assert sentence in answer.error


def pdf_text(path: Path) -> str:
    with pikepdf.open(path) as pdf:
        return without_space(text_of(pdf))
