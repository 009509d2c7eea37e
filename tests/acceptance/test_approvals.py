"""Approval of overrides through the command line: runs before and after a second person's word."""

import json

import pytest

from casecalc.models import Approval, Matter, Run

from .commands import command


@pytest.fixture
def people(imported) -> None:
    for name in ("ann", "ben"):
        command("create_user", name, "--email", f"{name}@example.com")


@pytest.fixture
def decide(files, roster_sha256, people):
    """Record an override of the person of a roster row, by ann."""

    def record(row: int, outcome: str = "eligible") -> dict[str, int]:
        line = {"kind": "override", "row": f"{roster_sha256}#{row}", "outcome": outcome,
                "reason": "letter of 3 May"}  # fmt: skip
        (files / "d.jsonl").write_text(json.dumps(line))
        return command("decide", "small", "--file", files / "d.jsonl", "--by", "ann").json

    return record


def determined() -> dict[str, int]:
    answer = command("determine", "small").json
    return {key: answer[key] for key in ("eligible", "overridden", "overrides_pending")}


def approve(numbers: str, *options: str, by: str = "ben"):
    return command("approve_overrides", "small", "--decisions", numbers, *options, "--by", by)


def test_with_the_requirement_an_override_counts_once_it_is_approved(decide):
    switched = command("set_override_approval", "small", "on", "--reason", "firm policy").json
    assert switched == {"matter": "small", "override_approval": "on", "stale_runs": 0}
    before = determined()
    assert decide(4) == {"recorded": 1, "awaiting_approval": 1}
    assert decide(7) == {"recorded": 1, "awaiting_approval": 1}
    assert determined() == {**before, "overrides_pending": 2}
    digests = list(Run.objects.order_by("number").values_list("digest", flat=True))
    assert digests[0] == digests[1]
    assert approve("1,2").json == {"recorded": 2}
    assert determined() == {
        "eligible": before["eligible"] + 2,
        "overridden": 2,
        "overrides_pending": 0,
    }
    assert "approved after this run" in Run.objects.get(number=2).stale_reason
    assert command("verify", "small").json["problems"] == 0


def test_a_run_is_the_same_whether_an_override_waits_or_was_never_made(decide):
    command("set_override_approval", "small", "on", "--reason", "policy")
    decide(4)
    decide(4, "ineligible")
    assert approve("1").json == {"recorded": 1}
    with_waiting = command("determine", "small").json
    assert approve("2", "--decline", "--reason", "wrong row").json == {"recorded": 1}
    declined = command("determine", "small").json
    assert with_waiting["digest"] == declined["digest"]
    assert (with_waiting["overrides_pending"], declined["overrides_pending"]) == (1, 0)
    assert declined["overridden"] == 1


def test_without_the_requirement_an_override_counts_until_it_is_declined(decide):
    assert decide(4) == {"recorded": 1, "awaiting_approval": 0}
    assert determined()["overridden"] == 1
    assert approve("1", "--decline", "--reason", "wrong row").json == {"recorded": 1}
    assert determined()["overridden"] == 0


def test_a_matter_can_ask_for_approval_from_its_first_day(db):
    command("create_matter", "strict", "--title", "Doe v. Example", "--override-approval")
    assert Matter.objects.get(slug="strict").requires_override_approval
    answer = command("set_override_approval", "strict", "on", "--reason", "policy")
    assert (answer.status, "required already" in answer.error) == (2, True)


@pytest.mark.parametrize(
    ("numbers", "options", "by", "sentence"),
    [
        ("1", (), "ann", "recorded by ann too"),
        ("1", (), "system", "nobody"),
        ("1", (), "zoe", 'no user "zoe"'),
        ("1", ("--decline",), "ben", "The reason is blank"),
        ("1,7", (), "ben", "no decision 7"),
        ("1,", (), "ben", '"" is not the number'),
        ("1;2", (), "ben", '"1;2" is not the number'),
        ("-1", (), "ben", "--decisions"),
        ("9999999999", (), "ben", "is not the number"),
        ("\u0661", (), "ben", "is not the number"),
    ],
)
def test_what_cannot_be_approved_is_refused_with_nothing_written(
    decide, numbers, options, by, sentence
):
    decide(4)
    answer = approve(numbers, *options, by=by)
    assert (answer.status, sentence in answer.error) == (2, True), answer
    assert not Approval.objects.exists()
