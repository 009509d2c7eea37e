"""Named plaintiffs and quality samples through the command line."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from casecalc.models import AuditEvent, Matter, QualitySample, SampleReview

from .commands import command

Json = dict[str, Any]
PLAINTIFF = ("--name", "Ann Lee", "--key", "member_id", "--value", "00123")


def manifest_of(run: int) -> Json:
    matter = Matter.objects.get(slug="small")
    return matter.store.open("runs", matter.runs.get(number=run).key).manifest


def review(folder: Path, *lines: Json, finish: bool = False) -> Any:
    path = folder / "reviews.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return command("review_sample", "small", 1, "--file", path, *(["--finish"] * finish))


@pytest.fixture
def drawn(determined: Json) -> list[str]:
    """The persons of a sample of three of the small matter."""
    found: list[str] = command("draw_sample", "small", 1, "--size", 3).json["persons"]
    return found


# Named plaintiffs


def test_a_run_looks_for_everybody_who_is_on_the_list(imported: Json) -> None:
    assert command("name_plaintiff", "small", *PLAINTIFF).json == {
        "plaintiff": 1,
        "withdrawn": False,
    }
    for name, key, value in (
        ("Bob Ray", "email", "BOB@example.com"),
        ("Jane Doe", "email_sha256", "0" * 64),
        ("Cat Fox", "member_id", "m3"),
    ):
        command("name_plaintiff", "small", "--name", name, "--key", key, "--value", value)
    assert command("name_plaintiff", "small", "--withdraw", 4).json["withdrawn"]
    command("determine", "small")
    found = manifest_of(1)["named_plaintiffs"]["plaintiffs"]
    assert [(one["number"], one["status"], one["person"], one["outcome"]) for one in found] == [
        (1, "found", 1, "eligible"),
        (2, "found", 2, "eligible"),
        (3, "not_found", None, None),
    ]
    assert found[1]["awards"] == {"sca": {"units": 1, "cents": 150_050, "high_cents": None}}
    assert found[0]["criteria"] == {"resident": "true", "disclosed": "true", "opted_out": "false"}


def test_the_control_changes_neither_figures_nor_digest(determined: Json) -> None:
    command("name_plaintiff", "small", *PLAINTIFF)
    assert not Matter.objects.get(slug="small").runs.get().is_stale
    again = command("determine", "small").json
    assert {**again, "run": 1} == determined
    assert manifest_of(1)["named_plaintiffs"]["plaintiffs"] == []
    assert len(manifest_of(2)["named_plaintiffs"]["plaintiffs"]) == 1


def test_a_shared_mailbox_that_identifies_nobody_finds_nobody(
    imported: Json, tmp_path: Path
) -> None:
    mailbox = ("--key", "email", "--value", "shared@example.com")
    command("name_plaintiff", "small", "--name", "Gil Moe", *mailbox)
    command("determine", "small")
    decision = {"kind": "ignore_key", "key": "email", "value": "shared@example.com", "reason": "s"}
    (tmp_path / "decisions.jsonl").write_text(json.dumps(decision))
    command("decide", "small", "--file", tmp_path / "decisions.jsonl")
    command("determine", "small")
    status = [manifest_of(run)["named_plaintiffs"]["plaintiffs"][0]["status"] for run in (1, 2)]
    assert status == ["found", "ambiguous"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--name", "Ann"), "--key and --value missing"),
        (("--withdraw", "1", "--name", "Ann"), "Give --withdraw alone"),
        (("--withdraw", "7"), "Named plaintiff 7 is not on the list"),
        (("--name", "A", "--key", "phone", "--value", "1"), '"phone" is not one of'),
        (("--name", "A", "--key", "email_sha256", "--value", "1"), "64 hexadecimal digits"),
        (("--name", "x" * 201, "--key", "member_id", "--value", "1"), "longer than 200"),
        (("--name", "A", "--key", "member_id", "--value", "x" * 321), "longer than 320"),
        (PLAINTIFF, "is on the list with this key"),
    ],
)
def test_what_cannot_be_put_on_the_list_is_refused(
    imported: Json, arguments: tuple[str, ...], said: str
) -> None:
    command("name_plaintiff", "small", *PLAINTIFF)
    answer = command("name_plaintiff", "small", *arguments)
    assert answer.status == 2 and said in answer.error
    assert Matter.objects.get(slug="small").named_plaintiffs.count() == 1


def test_audit_events_hold_no_name_and_no_key(imported: Json) -> None:
    command("name_plaintiff", "small", *PLAINTIFF)
    command("name_plaintiff", "small", "--withdraw", 1)
    events = AuditEvent.objects.filter(action__endswith="_plaintiff").order_by("number")
    assert [(event.action, event.details) for event in events] == [
        ("name_plaintiff", {"plaintiff": 1, "key": "member_id"}),
        ("withdraw_plaintiff", {"plaintiff": 1}),
    ]


# Samples


def test_the_draw_is_the_documented_one(determined: Json, drawn: list[str]) -> None:
    persons = [f"P{number}" for number in range(1, determined["persons"] + 1)]
    digest = determined["digest"]
    in_order = sorted(persons, key=lambda p: hashlib.sha256(f"{digest}:{p}".encode()).hexdigest())
    assert drawn == in_order[:3]


def test_per_outcome_every_outcome_is_drawn(determined: Json) -> None:
    answer = command("draw_sample", "small", 1, "--size", 1, "--per-outcome", "--seed", " s ").json
    assert (answer["seed"], len(answer["persons"])) == ("s", 3)


def test_reviews_give_the_error_rate_and_then_stay_as_they_are(
    drawn: list[str], tmp_path: Path
) -> None:
    first, second, third = drawn
    answer = review(
        tmp_path,
        {"person": first, "verdict": "right"},
        {"person": second, "verdict": "right", "reason": "as far as I see"},
    ).json
    assert (answer["reviewed"], answer["finished"]) == (2, False)
    answer = review(
        tmp_path,
        {"person": second, "verdict": "wrong", "reason": "the plan was a trial"},
        {"person": third, "verdict": "right"},
        finish=True,
    ).json
    assert (answer["recorded"], answer["wrong"], answer["finished"]) == (2, 1, True)
    assert answer["overall"]["error_rate"] == "33.33%"
    assert answer["overall"]["interval"] == "0.84% to 90.58%"
    assert SampleReview.objects.count() == 4
    late = review(tmp_path, {"person": first, "verdict": "right"})
    assert late.status == 2 and "is finished" in late.error


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"person": "P999", "verdict": "right"}, "Line 2: P999 is not in sample 1"),
        ({"person": "999", "verdict": "right"}, "Line 2: person: must be a person as printed"),
        ({"person": "{0}", "verdict": "wrong"}, "found wrong without a reason"),
        ({"person": "{0}", "verdict": "maybe"}, '"maybe" is not one of: right, wrong'),
        ({"person": "{0}"}, "Line 2: verdict: is required and missing"),
    ],
)
def test_of_a_file_with_a_fault_nothing_is_recorded(
    drawn: list[str], tmp_path: Path, line: Json, said: str
) -> None:
    faulty = {name: value.format(drawn[0]) for name, value in line.items()}
    answer = review(tmp_path, {"person": drawn[0], "verdict": "right"}, faulty)
    assert answer.status == 2 and said in answer.error
    assert not SampleReview.objects.exists()


def test_a_sample_that_cannot_be_finished_yet_keeps_no_review_of_that_file(
    drawn: list[str], tmp_path: Path
) -> None:
    answer = review(tmp_path, {"person": drawn[0], "verdict": "right"}, finish=True)
    assert answer.status == 2 and "2 of 3 persons of sample 1 are not reviewed" in answer.error
    assert not SampleReview.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((1, "--size", 100), "give a size from 1 to 7"),
        ((1, "--size", 3), "Sample 1 of run 1 was drawn in just this way"),
        ((1, "--size", 2, "--seed", "x" * 101), "longer than 100 characters"),
        ((5, "--size", 2), "has no published run 5"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    drawn: list[str], arguments: tuple[object, ...], said: str
) -> None:
    answer = command("draw_sample", "small", *arguments)
    assert answer.status == 2 and said in answer.error
    assert QualitySample.objects.count() == 1


def test_the_whole_chain_of_audit_events_holds(drawn: list[str], tmp_path: Path) -> None:
    lines = [{"person": person, "verdict": "right"} for person in drawn]
    review(tmp_path, *lines, finish=True)
    actions = list(AuditEvent.objects.order_by("-number").values_list("action", flat=True)[:3])
    assert actions == ["finish_sample", "review_sample", "draw_sample"]
    assert command("verify", "small").json["problems"] == 0
