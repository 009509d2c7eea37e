"""The exhibit of a quality sample: what was drawn and found, and nothing that a public edition may
not show."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from casecalc.exhibits.document import Document, render_html
from casecalc.exhibits.printed import text_of, without_space
from casecalc.exhibits.produce import produce
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.sample import build_sample
from casecalc.rules.decisions import Outcome

from .manifests import inputs
from .reading import cells, said, tables

ROW = "01" * 32 + "#7"
AT = "2026-11-24T09:00:00+00:00"


def person(number: int, outcome: Outcome = Outcome.ELIGIBLE, verdict: str = "right") -> dict:
    return {"person": number, "outcome": str(outcome), "verdict": verdict}


def sealed(one: dict[str, Any]) -> dict[str, Any]:
    review = {"verdict": one["verdict"], "reason": "PRIVATE-REASON", "by": "reviewer", "at": AT}
    reviews = [review] if one["verdict"] else []
    return {**one, "full_name": f"Name of {one['person']}", "rows": [ROW], "reviews": reviews}


def facts(*persons: dict[str, Any], **fields: Any) -> dict[str, Any]:
    sample = {
        "number": 1,
        "seed": "spring",
        "has_seed_of_run": False,
        "size": len(persons),
        "per_outcome": False,
        "of_run": 2,
        "finished_at": AT,
        "reviewers": 2,
        "changed": 0,
        "persons": list(persons),
    }
    return {"sample": {**sample, **fields}}


TWENTY = (
    person(31, verdict="wrong"),
    *(person(number) for number in range(40, 58)),
    person(60, Outcome.INELIGIBLE),
)


def build(given: dict[str, Any], *, edition: str = "public", **asked: Any) -> Document:
    return build_sample(inputs(edition=edition, asked={"sample": 1, **asked}, facts=given))


def test_result_has_rate_and_interval_over_all_and_by_outcome() -> None:
    made = build(facts(*TWENTY))
    rows = cells(tables(made, "Result")[0])
    population = f"{inputs().run.figures.persons:,}"
    assert rows[-1] == ("All", population, "20", "20", "1", "5.00%", "0.12% to 24.88%")
    assert rows[0][2:] == ("19", "19", "1", "5.26%", "0.13% to 26.03%")
    assert rows[1][2:] == ("1", "1", "0", "0.00%", "0.00% to 97.50%")
    assert rows[2][2:] == ("0", "0", "0", "–", "–")
    assert "its exact 95% interval is 0.12% to 24.88%" in said(made)


def test_outcomes_sampled_apart_have_no_rate_over_all() -> None:
    made = build(facts(*TWENTY, per_outcome=True, size=19))
    assert [row[0] for row in cells(tables(made, "Result")[0])] == [
        "Eligible", "Ineligible", "Undetermined",
    ]  # fmt: skip
    text = said(made)
    assert "a rate over all outcomes is therefore not stated" in text
    assert "24.88%" not in text
    assert "Of each outcome take the first 19" in text


def test_the_draw_can_be_repeated_from_what_is_printed() -> None:
    made = build(facts(*TWENTY))
    example = [row.mono for row in tables(made, "How to repeat the draw")[0].rows]
    assert example[0] == "spring"
    assert hashlib.sha256(example[1].encode()).hexdigest() == example[2]
    assert example[1] == "spring:P31"
    for row in cells(tables(made, "The persons drawn")[0]):
        assert hashlib.sha256(f"spring:{row[1]}".encode()).hexdigest().startswith(row[4])
    assert "2 samples were drawn from run 3 in all." in said(made)
    assert "The seed was chosen by a person" in said(made)
    assert "which nobody can choose" in said(build(facts(*TWENTY, has_seed_of_run=True)))


def test_an_unfinished_sample_is_refused_unless_asked_for_and_then_says_so() -> None:
    given = facts(*TWENTY, person(61, verdict=""), finished_at=None)
    with pytest.raises(ExhibitRefused, match="1 of 21 persons of sample 1 are not reviewed"):
        build(given)
    made = build(given, unfinished=True)
    assert "The review is not finished: 1 person drawn is not reviewed" in said(made)
    assert cells(tables(made, "The persons drawn")[0])[-1][3] == "Not reviewed"
    assert cells(tables(made, "Result")[0])[-1][2:5] == ("21", "20", "1")


def test_a_reviewed_sample_that_is_not_closed_says_so() -> None:
    made = build(facts(*TWENTY, finished_at=None))
    assert "The review was still open to corrections." in said(made)


def test_a_sample_of_another_run_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match="There is no quality sample 1 of run 3"):
        build({})


def test_public_edition_has_no_name_row_reason_or_reviewer() -> None:
    html = render_html(build(facts(*TWENTY)))
    assert "P31" in html
    for secret in ("Name of", ROW, "PRIVATE-REASON", "reviewer,"):
        assert secret not in html, secret


def test_sealed_edition_has_all_of_them() -> None:
    text = said(build(facts(*map(sealed, TWENTY)), edition="sealed"))
    for shown in ("Name of 31", ROW, "Wrong (reviewer, 2026-11-24 09:00:00 UTC", "PRIVATE-REASON"):
        assert shown in text, shown


@pytest.mark.parametrize("edition", ["public", "sealed"])
def test_the_pdf_holds_every_person_and_is_the_same_twice(edition: str, tmp_path: Path) -> None:
    given = facts(*(map(sealed, TWENTY) if edition == "sealed" else TWENTY))
    asked = inputs(edition=edition, asked={"sample": 1}, facts=given)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    made = [
        produce(asked, kind="sample", now=now, out=tmp_path / folder) for folder in ("one", "two")
    ]
    assert made[0].sha256 == made[1].sha256
    data = (tmp_path / "one" / made[0].files[0]).read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        text = text_of(pdf)
    for one in TWENTY:
        assert f"P{one['person']}" in text
    assert without_space("0.12% to 24.88%") in text
    assert ("Nameof31" in text) == (edition == "sealed")
