"""What exhibits say of overrides and of the second person's word on them."""

from typing import Any

from casecalc.exhibits.approvals import overrides, overrides_in_brief
from casecalc.exhibits.blocks import Table
from casecalc.exhibits.closing import decisions
from casecalc.exhibits.run_manifest import parse_run_manifest
from tests.exhibits.manifests import run_manifest

ROW = "0" * 64


def override(number: int, **more: Any) -> dict[str, Any]:
    document = {"kind": "override", "row": f"{ROW}#{number}", "outcome": "eligible", "reason": "r"}
    return {
        "number": number,
        "recorded_at": "2026-03-02T17:00:00.000000Z",
        "by": "ann",
        "document": document,
        **more,
    }


def manifest(**more: Any) -> dict[str, Any]:
    approval = {"by": "ben", "at": "2026-03-02T18:00:00.000000Z"}
    return {
        **run_manifest(),
        "requires_override_approval": True,
        "decisions": [override(1, approval=approval), override(2, approval=None)],
        "decisions_pending": [override(3), override(4), override(5)],
        "decisions_declined": [override(6, declined=approval, reason="no")],
        **more,
    }


def table(document: dict[str, Any]) -> dict[str, str]:
    blocks = overrides(parse_run_manifest(document))
    (found,) = (block for block in blocks if isinstance(block, Table))
    return {row.cells[0]: row.cells[1] for row in found.rows}


def test_overrides_in_force_approved_and_waiting_are_counted_apart() -> None:
    assert table(manifest()) == {
        "In force": "2",
        "Of these, approved by a second person": "1",
        "Awaiting approval by a second person; not in force": "3",
        "Declined by a second person; not in force": "1",
    }


def test_the_method_states_the_same_figures() -> None:
    brief = overrides_in_brief(parse_run_manifest(manifest()), 14)
    assert brief is not None
    assert (
        "Overrides in force: 2; of these approved by a second person: 1; "
        "awaiting approval and not in force: 3 (section 14)."
    ) in brief.text


def test_overrides_that_only_wait_are_stated_too() -> None:
    run = parse_run_manifest(manifest(decisions=[], decisions_declined=[]))
    texts = [text for block in decisions(run) for text in block.texts]
    assert "Awaiting approval by a second person; not in force" in texts
    assert "No decision of a person enters into these figures" not in " ".join(texts)


def test_whether_the_matter_asks_for_approval_is_stated() -> None:
    required = " ".join(overrides(parse_run_manifest(manifest()))[0].texts)
    assert "only once a person other than its author has approved it" in required
    free = " ".join(
        overrides(parse_run_manifest(manifest(requires_override_approval=False)))[0].texts
    )
    assert "in force when recorded" in free


def test_a_manifest_of_before_there_were_approvals_is_still_read() -> None:
    older = {**run_manifest(), "decisions": [override(1), override(2)]}
    assert table(older)["In force"] == "2"
    assert table(older)["Of these, approved by a second person"] == "0"
    assert overrides(parse_run_manifest(run_manifest(decisions=[]))) == ()
