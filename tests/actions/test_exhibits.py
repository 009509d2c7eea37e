"""Every kind is made from a run and what was gathered for it; what is asked is kept and checked."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from casecalc.actions.exhibits import ExhibitNotStarted, perform_exhibit, start_exhibit
from casecalc.actions.settings import change_settings
from casecalc.evidence.store import file_sha256
from casecalc.exhibits.document import render_html
from casecalc.exhibits.furniture import mark_furniture
from casecalc.exhibits.inputs import ExhibitInfo, inputs_of
from casecalc.exhibits.kinds import KINDS
from casecalc.exhibits.pdf import render_pdf
from casecalc.exhibits.printed import text_of
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.models import Exhibit, Matter, Run, User
from tests.web import worlds


@pytest.fixture
def run(matter: Matter, user: User, now: datetime) -> Run:
    worlds.with_evidence(matter, user, now)
    worlds.with_decisions(matter, user, now)
    return worlds.with_run(matter, user, now)


def made(run: Run, now: datetime, kind: str, edition: str = "public", **asked: Any) -> Exhibit:
    by = run.started_by
    exhibit = start_exhibit(run=run, kind=kind, edition=edition, asked=asked, by=by, now=now)
    return perform_exhibit(exhibit=exhibit, by=by, clock=lambda: now)


def text(exhibit: Exhibit) -> str:
    published = exhibit.matter.store.open("exhibits", exhibit.key)
    with pikepdf.open(published.checked(exhibit.file_name)) as pdf:
        return text_of(pdf)


def test_claims_count_the_persons_whose_award_is_above_zero(run: Run, now: datetime) -> None:
    exhibit = made(run, now, "claims")
    facts = exhibit.matter.store.open("exhibits", exhibit.key).manifest["facts"]
    assert facts["awarded"] == {"sca": run.figures["eligible"]}
    assert "Stored Communications Act".replace(" ", "") in text(exhibit)


def test_decisions_say_whom_they_reach(run: Run, now: datetime) -> None:
    exhibit = made(run, now, "decisions")
    facts = exhibit.matter.store.open("exhibits", exhibit.key).manifest["facts"]
    assert facts["reached"] == {"1": [6], "2": [], "3": [3]}
    assert facts["persons"]["3"] == {"outcome": "eligible", "computed_outcome": "ineligible"}


def test_names_are_gathered_for_the_sealed_edition_only(run: Run, now: datetime) -> None:
    public, sealed = made(run, now, "decisions"), made(run, now, "decisions", "sealed")
    assert "full_name" not in json.dumps(
        public.matter.store.open("exhibits", public.key).manifest["facts"]
    )
    assert "FayOrr" not in text(public)
    assert "FayOrr" in text(sealed)
    assert "Thesametwice" in text(sealed)


@pytest.mark.parametrize("kind", ["summary", "claims", "states", "reconciliation", "decisions"])
def test_same_run_gives_the_same_bytes_whatever_happens_meanwhile(
    run: Run, now: datetime, kind: str
) -> None:
    first = made(run, now, kind)
    second = made(run, now.replace(year=2031), kind)
    assert first.sha256 == second.sha256


@pytest.mark.parametrize("kind", ["summary", "claims", "decisions"])
def test_bytes_can_be_made_again_from_the_manifest_alone(
    run: Run, now: datetime, tmp_path: Path, kind: str
) -> None:
    exhibit = made(run, now, kind)
    kept = exhibit.matter.store.open("exhibits", exhibit.key).manifest
    Exhibit.objects.all().delete()
    info = ExhibitInfo(label=kept["exhibit"]["label"], edition=kept["exhibit"]["edition"])
    given = inputs_of(kept["run_manifest"], info=info, asked=kept["asked"], facts=kept["facts"])
    again = KINDS[kind].build
    assert again is not None
    html = render_html(again(given))
    (tmp_path / "again.pdf").write_bytes(mark_furniture(render_pdf(html)))
    assert file_sha256(tmp_path / "again.pdf") == exhibit.sha256


def test_caption_is_that_of_the_day_it_was_asked_for(run: Run, user: User, now: datetime) -> None:
    settings = {"docket_number": "9:26-cv-77777-ZZ", "originals": "At the office of counsel."}
    change_settings(matter=run.matter, settings=settings, by=user, now=now)
    said = text(made(run, now, "states"))
    assert "9:26-cv-77777-ZZ" in said
    assert "Attheofficeofcounsel." in said


def test_label_is_kept_and_printed(run: Run, now: datetime) -> None:
    exhibit = made(run, now, "states", label="17")
    assert exhibit.inputs == {"label": "17"}
    assert exhibit.file_name == "Exhibit-17-States-Run-1-public.pdf"
    assert text(exhibit).startswith("Exhibit17")


@pytest.mark.parametrize(
    ("kind", "edition", "asked", "sentence"),
    [
        ("chart", "public", {}, "there is: summary"),
        ("summary", "sealed", {}, 'no "sealed" edition; there is: public'),
        ("summary", "public", {"colour": "red"}, 'does not ask for "colour"; it asks for: label'),
        ("summary", "public", {"label": "../1"}, "cannot be an exhibit’s label"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_queued(
    run: Run, now: datetime, kind: str, edition: str, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises((ExhibitNotStarted, ExhibitRefused), match=sentence):
        made(run, now, kind, edition, **asked)
    assert not run.matter.exhibits.exists()
