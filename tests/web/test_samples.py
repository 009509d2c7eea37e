"""Pages of the quality sample and of the named plaintiffs."""

import hashlib
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from casecalc.models import Matter, QualitySample, Role, Run, User
from tests.factories import MembershipFactory

from . import worlds
from .conftest import signed_in


@pytest.fixture
def sample(run: Run, user: User, now: datetime) -> QualitySample:
    return worlds.with_sample(run, user, now)


def address(sample: QualitySample, rest: str = "") -> str:
    return f"/matters/{sample.matter.slug}/samples/{sample.number}/{rest}"


def test_a_sample_is_drawn_by_the_digest_of_the_run_unless_a_seed_is_given(
    owner: Client, run: Run
) -> None:
    answer = owner.post(f"/matters/{run.matter.slug}/samples/", {"run": "1", "size": "3"})
    assert answer.status_code == 302
    sample = run.samples.get()
    in_order = sorted(
        range(1, run.figures["persons"] + 1),
        key=lambda n: hashlib.sha256(f"{run.digest}:P{n}".encode()).hexdigest(),
    )
    assert sample.persons == in_order[:3]
    assert "nobody chose it" in owner.get(answer["Location"]).content.decode()
    owner.post(f"/matters/{run.matter.slug}/samples/", {"run": "1", "size": "3", "seed": "spring"})
    assert "chosen by owner" in owner.get(address(run.samples.get(seed="spring"))).content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"size": "8"}, "give a size from 1 to 7"),
        ({"size": "0"}, "greater than or equal to 1"),
        ({"size": "4"}, "Sample 1 of run 1 was drawn in just this way"),
        ({"size": "2", "seed": "a\u202eb"}, "cannot be printed"),
        ({"size": "2", "run": "9"}, "Select a valid choice"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused_on_the_page(
    owner: Client, sample: QualitySample, asked: dict[str, str], said: str
) -> None:
    answer = owner.post(f"/matters/{sample.matter.slug}/samples/", {"run": "1", **asked})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert QualitySample.objects.count() == 1


def test_the_page_of_a_person_shows_reasons_rows_and_progress(
    owner: Client, sample: QualitySample
) -> None:
    text = owner.get(address(sample, f"P{sample.persons[2]}/")).content.decode()
    assert "Number 3 of 4 drawn, 2 reviewed." in text
    for part in ("Why ", "Roster rows", "Disclosures", "Record and go on", "As delivered"):
        assert part in text, part


def test_a_verdict_leads_to_the_next_person_and_the_last_one_to_the_result(
    owner: Client, sample: QualitySample
) -> None:
    third, fourth = sample.persons[2:]
    answer = owner.post(address(sample, f"P{third}/"), {"verdict": "right"})
    assert answer["Location"] == address(sample, f"P{fourth}/#content")
    answer = owner.post(address(sample, f"P{fourth}/"), {"verdict": "wrong", "reason": "no plan"})
    assert answer["Location"] == address(sample, "#content")
    assert sample.reviews.count() == 4
    text = owner.get(address(sample)).content.decode()
    assert "50.00%" in text and "6.75% to 93.25%" in text and "no plan" in text
    asked = owner.get(f"/matters/{sample.matter.slug}/exhibits/new/sample/?run=1&sample=1")
    assert f"{asked.request['PATH_INFO']}?run=1&amp;sample=1" in text
    form = asked.content.decode()
    assert '<option value="1" selected>Sample 1 (run 1)</option>' in form


def test_wrong_needs_a_reason(owner: Client, sample: QualitySample) -> None:
    answer = owner.post(
        address(sample, f"P{sample.persons[2]}/"), {"verdict": "wrong", "reason": " "}
    )
    assert answer.status_code == 422
    assert "is found wrong without a reason" in answer.content.decode()
    assert sample.reviews.count() == 2


def test_the_last_verdict_holds_and_all_are_shown(owner: Client, sample: QualitySample) -> None:
    first = address(sample, f"P{sample.persons[0]}/")
    owner.post(first, {"verdict": "right", "reason": "looked again"})
    text = owner.get(first).content.decode()
    assert text.index("badge-bad") < text.index("looked again")
    result = owner.get(address(sample)).content.decode()
    assert "the last of 2" in result and "looked again" in result


def test_only_a_reviewed_sample_is_finished_and_a_finished_one_takes_no_review(
    owner: Client, sample: QualitySample, user: User, now: datetime
) -> None:
    refused = owner.post(address(sample, "finish/"), follow=True).content.decode()
    assert "2 of 4 persons of sample 1 are not reviewed yet" in refused
    for person in sample.persons[2:]:
        owner.post(address(sample, f"P{person}/"), {"verdict": "right"})
    owner.post(address(sample, "finish/"))
    sample.refresh_from_db()
    assert sample.finished_by == user
    late = owner.post(address(sample, f"P{sample.persons[0]}/"), {"verdict": "right"})
    assert late.status_code == 422
    assert "is finished and its reviews stay as they are" in late.content.decode()
    assert (
        "Record another"
        not in owner.get(address(sample, f"P{sample.persons[0]}/")).content.decode()
    )


def test_a_paralegal_reviews_and_an_attorney_finishes(
    matter: Matter, sample: QualitySample
) -> None:
    paralegal = signed_in(MembershipFactory(matter=matter, role=Role.PARALEGAL).user)
    for person in sample.persons[2:]:
        assert (
            paralegal.post(address(sample, f"P{person}/"), {"verdict": "right"}).status_code == 302
        )
    assert paralegal.post(address(sample, "finish/")).status_code == 403
    attorney = signed_in(MembershipFactory(matter=matter, role=Role.ATTORNEY).user)
    attorney.post(address(sample, "finish/"))
    sample.refresh_from_db()
    assert sample.is_finished


def test_persons_who_were_not_drawn_and_samples_of_others_are_not_there(
    owner: Client, sample: QualitySample, user: User
) -> None:
    (missing, *_) = set(range(1, 8)) - set(sample.persons)
    assert owner.get(address(sample, f"P{missing}/")).status_code == 404
    other = MembershipFactory(user=user).matter
    assert owner.get(f"/matters/{other.slug}/samples/1/").status_code == 404
    assert owner.post(f"/matters/{other.slug}/samples/1/finish/").status_code == 404


# Named plaintiffs


def test_a_run_says_what_became_of_each_named_plaintiff(
    matter: Matter, page: Callable[..., str], user: User, now: datetime
) -> None:
    worlds.with_evidence(matter, user, now)
    worlds.with_plaintiffs(matter, user, now)
    worlds.with_run(matter, user, now)
    text = page("runs/1/")
    assert "The method finds 2 of 3 named plaintiffs and counts 1 as eligible." in text
    assert "<bdi>Ann Lee is found as person P1: eligible.</bdi>" in text
    assert "Jane Doe is not found: no accepted roster row carries the key on record." in text
    assert worlds.HOSTILE not in text and "&lt;script&gt;" in text
    notice = page("")
    assert "Named-plaintiff control:" in notice and "Jane Doe is not found" in notice
    assert "Ann Lee is found" not in notice


def test_the_overview_is_silent_when_everybody_is_found_and_eligible(
    matter: Matter, owner: Client, page: Callable[..., str], user: User, now: datetime
) -> None:
    worlds.with_evidence(matter, user, now)
    form = {"name": "Ann Lee", "key": "email", "value": " ANN@example.com"}
    assert owner.post(f"/matters/{matter.slug}/plaintiffs/new/", form).status_code == 302
    worlds.with_run(matter, user, timezone.now())
    assert "The method finds 1 of 1 named plaintiff and counts 1 as eligible." in page("runs/1/")
    assert "Named-plaintiff control:" not in page("")


def test_a_change_of_the_list_changes_no_run_and_is_said(
    matter: Matter, owner: Client, run: Run, page: Callable[..., str]
) -> None:
    assert "Nobody was on the list of named plaintiffs" in page("runs/1/")
    owner.post(
        f"/matters/{matter.slug}/plaintiffs/new/",
        {"name": "Ann Lee", "key": "member_id", "value": "00123"},
    )
    run.refresh_from_db()
    assert not run.is_stale
    assert "The list has changed since run 1 was started" in page("plaintiffs/")
    assert "not looked for yet" in page("plaintiffs/")
    owner.post(f"/matters/{matter.slug}/plaintiffs/1/withdraw/")
    assert "withdrawn" in page("plaintiffs/")
    again = owner.post(f"/matters/{matter.slug}/plaintiffs/1/withdraw/", follow=True)
    assert "Named plaintiff 1 was withdrawn already" in again.content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Ann", "key": "email", "value": "ann"}, "is not an email address"),
        ({"name": "Ann", "key": "member_id", "value": "00123"}, "is on the list with this key"),
        ({"name": " ", "key": "member_id", "value": "1"}, "This field is required"),
    ],
)
def test_a_plaintiff_who_cannot_be_named_is_refused_on_the_page(
    matter: Matter, owner: Client, user: User, now: datetime, form: dict[str, str], said: str
) -> None:
    worlds.with_plaintiffs(matter, user, now)
    answer = owner.post(f"/matters/{matter.slug}/plaintiffs/new/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert matter.named_plaintiffs.count() == 3


def test_a_run_from_before_the_control_says_so(
    matter: Matter, run: Run, page: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from casecalc.evidence.store import MatterStore

    stored = MatterStore.open

    def older(store: MatterStore, kind, key):
        published = stored(store, kind, key)
        published.manifest.pop("named_plaintiffs", None)
        return published

    monkeypatch.setattr(MatterStore, "open", older)
    assert "made before named plaintiffs were looked for" in page("runs/1/")
    assert "Named-plaintiff control:" not in page("")
