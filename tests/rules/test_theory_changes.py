from casecalc.rules.theory_changes import Change, changes

from .facts import theory


def test_nothing_changes_between_equal_theories() -> None:
    assert changes(theory({"id": "a"}), theory({"id": "a"})) == ()


def test_every_term_is_compared() -> None:
    before = theory({"id": "a", "title": "Act A", "amount": "1000", "measure": "floor"})
    after = theory(
        {
            "id": "a",
            "title": "Act A",
            "authority": "1 Ex. Code § 2",
            "unit": "violation",
            "measure": "fixed",
            "amount": "100",
            "amount_high": "750",
            "minimum": "5",
            "cap": "5000",
            "multiplier": "1.5",
            "actual_damages_required": True,
        }
    )
    found = [(change.what, change.before, change.after) for change in changes(before, after)]
    assert found == [
        ("Authority", "", "1 Ex. Code § 2"),
        ("Unit", "person", "violation"),
        ("Measure", "floor", "fixed"),
        ("Amount", "$1,000.00", "$100.00"),
        ("High end of the range", "", "$750.00"),
        ("Minimum per person", "", "$5.00"),
        ("Cap per person", "", "$5,000.00"),
        ("Multiplier", "", "1.5"),
        ("Actual damages required", "no", "yes"),
    ]


def test_claims_that_come_go_and_move_are_named() -> None:
    before = theory({"id": "a"}, {"id": "b"}, {"id": "c"})
    after = theory({"id": "b"}, {"id": "a"}, {"id": "d", "title": "Act D"}, combine="sum")
    found = changes(before, after)
    assert Change("Act D", "Claim", "", "added") in found
    assert Change("c", "Claim", "removed", "") in found
    assert Change("The theory", "Order", "a, b, c", "b, a, d") in found
    assert found[-1].what == "Combination"
