from typing import Any

import pytest

from casecalc.rules.cells import email_key
from casecalc.rules.decisions import IdentityKey, IgnoreKey, Outcome, Override, parse_decision
from casecalc.rules.refusals import DocumentRefused
from casecalc.rules.sources import SourceReference, parse_source_reference

from .facts import ROSTER


def test_an_email_is_ignored_by_its_key_however_it_is_written() -> None:
    key = IdentityKey("email", email_key("desk@example.com"))
    for kind, value in (("email", " Desk@Example.com "), ("email_sha256", key.value.upper())):
        decision = parse_decision(
            {"kind": "ignore_key", "key": kind, "value": value, "reason": "r"}
        )
        assert decision == IgnoreKey(key, "r")


def test_a_member_id_keeps_its_case() -> None:
    decision = parse_decision(
        {"kind": "ignore_key", "key": "member_id", "value": " A1 ", "reason": "r"}
    )
    assert decision == IgnoreKey(IdentityKey("member_id", "A1"), "r")


def test_an_override_names_its_row() -> None:
    document = {
        "kind": "override",
        "row": f"{ROSTER}#Sheet 1#3",
        "outcome": "eligible",
        "reason": "r",
    }
    assert parse_decision(document) == Override(
        SourceReference(ROSTER, 3, "Sheet 1"), Outcome.ELIGIBLE, "r"
    )


@pytest.mark.parametrize(
    "reference", [SourceReference(ROSTER, 7), SourceReference(ROSTER, 7, "a#b")]
)
def test_source_references_are_read_back(reference: SourceReference) -> None:
    assert parse_source_reference(str(reference)) == reference


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"kind": "guess"}, "kind"),
        ({"rows": []}, "kind"),
        ({"kind": "same_person", "rows": [f"{ROSTER}#1"], "reason": "r"}, "rows"),
        ({"kind": "same_person", "rows": ["x#1", f"{ROSTER}#1"], "reason": "r"}, "rows[0]"),
        ({"kind": "override", "row": f"{ROSTER}#0", "outcome": "eligible", "reason": "r"}, "row"),
        ({"kind": "override", "row": f"{ROSTER}#1", "outcome": "maybe", "reason": "r"}, "outcome"),
        (
            {"kind": "override", "row": f"{ROSTER}#1", "outcome": "eligible", "reason": " "},
            "reason",
        ),
        ({"kind": "override", "row": f"{ROSTER}#1", "outcome": "eligible"}, "reason"),
        ({"kind": "ignore_key", "key": "email", "value": "x", "reason": "r"}, "value"),
        ({"kind": "ignore_key", "key": "phone", "value": "x", "reason": "r"}, "key"),
    ],
)
def test_a_decision_is_refused_with_the_path_at_fault(document: dict[str, Any], path: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        parse_decision(document)
    assert refusal.value.path == path
