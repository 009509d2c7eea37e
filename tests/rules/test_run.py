import json
from dataclasses import replace
from datetime import date

import pytest

from casecalc.rules.decisions import IdentityKey, IgnoreKey, Outcome, Override, SamePerson
from casecalc.rules.figures import (
    determination_json,
    figures_document,
    parse_figures,
    require_reconciled,
)
from casecalc.rules.refusals import NotReconciled, TheoryRefused
from casecalc.rules.results import EventStatus, ReviewItem, ReviewKind
from casecalc.rules.sources import SourceReference

from .facts import (
    DISCLOSED,
    RESIDENT,
    ROSTER,
    definition,
    instant,
    list_row,
    log_row,
    roster_row,
    run,
    theory,
)

CLASS = definition(
    RESIDENT,
    {**DISCLOSED, "where": {"purpose": ["ai"]}},
    none_of=[{"id": "out", "kind": "listed", "list": "opt_out"}],
)
ANN = roster_row(1, member_id="ann", country="US", region="CA", plan="Pro")
BEN = roster_row(2, member_id="ben", country="US", actual_damages_cents=250_000)
EVE = roster_row(3, member_id="eve", region="CA")
TO_ANN = log_row(1, member_id="ann", purpose="ai")
TO_BEN = log_row(2, member_id="ben", purpose="ai")
TO_EVE = log_row(3, member_id="eve", purpose="ai")


def override(record: int, outcome: Outcome) -> Override:
    return Override(SourceReference(ROSTER, record), outcome, "reviewed")


def test_totals_and_their_bound() -> None:
    result = run(ANN, BEN, EVE, TO_ANN, TO_BEN, TO_EVE, definition=CLASS)
    figures = result.figures
    assert [person.outcome for person in result.persons] == [
        Outcome.ELIGIBLE, Outcome.ELIGIBLE, Outcome.UNDETERMINED,
    ]  # fmt: skip
    assert figures.claims["sca"].total == 350_000
    assert figures.claims["sca"].total_if_undetermined_eligible == 450_000
    assert figures.claims["sca"].awards == 2


def test_the_last_override_that_reaches_a_person_holds_and_changes_no_criterion() -> None:
    decisions = (
        override(1, Outcome.UNDETERMINED),
        override(3, Outcome.ELIGIBLE),
        override(1, Outcome.INELIGIBLE),
    )
    result = run(ANN, EVE, TO_ANN, definition=CLASS, decisions=decisions)
    ann, eve = result.persons
    assert (ann.outcome, ann.computed_outcome) == (Outcome.INELIGIBLE, Outcome.ELIGIBLE)
    assert ann.violations == 0 and ann.awards == {}
    assert (eve.outcome, eve.is_overridden) == (Outcome.ELIGIBLE, True)
    assert result.figures.criteria["c1"] == {"true": 1, "false": 0, "unknown": 1}
    assert result.figures.overridden == 2
    assert not any(event.is_violation for event in result.events)


def test_an_override_reaches_the_person_through_any_of_its_rows() -> None:
    second = roster_row(9, member_id="ann")
    result = run(
        ANN, second, TO_ANN, definition=CLASS, decisions=(override(9, Outcome.INELIGIBLE),)
    )
    assert result.figures.ineligible == 1


def test_decisions_about_rows_not_in_evidence_say_nothing() -> None:
    decisions = (override(77, Outcome.INELIGIBLE),)
    assert run(ANN, TO_ANN, definition=CLASS, decisions=decisions).figures.overridden == 0


def test_an_ignored_key_links_no_event_and_no_list_entry() -> None:
    decisions = (IgnoreKey(IdentityKey("member_id", "ann"), "shared"),)
    result = run(ANN, TO_ANN, list_row(member_id="ann"), definition=CLASS, decisions=decisions)
    assert result.events[0].status is EventStatus.UNMATCHED
    assert str(result.listed[0].status) == "unmatched"
    assert result.persons[0].member_ids == ("ann",)


def test_a_join_recovers_once() -> None:
    decisions = (SamePerson((ANN.source, BEN.source), "married name"),)
    result = run(ANN, BEN, TO_ANN, TO_BEN, definition=CLASS, decisions=decisions)
    assert result.figures.claims["sca"].total == 250_000
    assert result.persons[0].violations == 2


def test_violation_days_are_distinct_local_days() -> None:
    late = instant("2024-01-16T07:30:00+00:00")
    log = [TO_ANN, replace(TO_BEN, member_id="ann", disclosed_at=late)]
    other = replace(TO_EVE, member_id="ann", disclosed_at=instant("2024-01-16T08:00:00+00:00"))
    both = theory({"unit": "violation", "amount": "1"}, {"unit": "day", "amount": "1"})
    result = run(ANN, *log, other, definition=CLASS, theory=both)
    ann = result.persons[0]
    assert (ann.violations, ann.violation_days) == (3, 2)
    assert ann.first_violation_on == date(2024, 1, 15)
    assert (ann.awards["k1"].cents, ann.awards["k2"].cents) == (300, 200)


def test_shown_values_are_the_first_that_are_not_blank() -> None:
    blank = roster_row(8, member_id="ann", full_name="Ann A.")
    result = run(blank, replace(ANN, full_name="Ann B."), definition=CLASS)
    person = result.persons[0]
    assert (person.full_name, person.country, person.plan) == ("Ann A.", "US", "Pro")


def test_lists_of_which_nothing_is_imported_are_named() -> None:
    figures = run(ANN, list_row(name="staff", member_id="x"), definition=CLASS).figures
    assert figures.list_rows["opt_out"] == {"listed": 0, "unmatched": 0, "ambiguous": 0}
    assert figures.list_rows["staff"]["unmatched"] == 1


def test_breakdowns_add_up_and_put_the_unknown_last() -> None:
    figures = run(EVE, BEN, ANN, TO_ANN, TO_BEN, definition=CLASS).figures
    assert [(g.label, g.persons, g.eligible) for g in figures.by_region] == [
        (("US", "CA"), 1, 1), (("US", None), 1, 1), ((None, "CA"), 1, 0),
    ]  # fmt: skip
    assert [g.label for g in figures.by_month] == [("2024-01",)]
    assert sum(g.totals["sca"] for g in figures.by_plan) == figures.claims["sca"].total


def test_counting_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(TheoryRefused):
        run(ANN, definition=definition(RESIDENT), theory=theory({"unit": "day"}))


def test_figures_that_do_not_reconcile_are_refused_by_name() -> None:
    figures = run(ANN, TO_ANN, definition=CLASS).figures
    with pytest.raises(NotReconciled, match="persons = eligible"):
        require_reconciled(replace(figures, eligible=2), violating_events=1)
    with pytest.raises(NotReconciled, match="accepted log rows"):
        require_reconciled(
            replace(figures, events={**figures.events, "linked": 0}), violating_events=1
        )


def test_figures_come_back_from_json_unchanged() -> None:
    figures = run(ANN, BEN, TO_ANN, definition=CLASS).figures
    assert parse_figures(json.loads(json.dumps(figures_document(figures)))) == figures


def test_the_digest_sees_every_result() -> None:
    plain = run(ANN, BEN, TO_ANN, definition=CLASS).digest
    assert run(ANN, BEN, TO_ANN, definition=CLASS).digest == plain
    assert run(BEN, ANN, TO_ANN, definition=CLASS).digest != plain
    assert run(ANN, BEN, replace(TO_ANN, purpose="ads"), definition=CLASS).digest != plain


def test_combined_totals_and_ranges_in_json() -> None:
    claims = theory({"amount": "1", "amount_high": "2.50"}, {"amount": "2"}, combine="highest")
    result = run(ANN, EVE, TO_ANN, TO_EVE, definition=CLASS, theory=claims)
    document = determination_json(result.figures, run=4, digest=result.digest, theory=claims)
    assert document["claims"]["k1"] == {
        "awards": 1,
        "total": "1.00",
        "total_if_undetermined_eligible": "2.00",
        "total_high": "2.50",
        "total_high_if_undetermined_eligible": "5.00",
    }
    assert document["combined"] == {
        "rule": "highest",
        "total": "2.00",
        "total_if_undetermined_eligible": "4.00",
        "total_high": "2.50",
        "total_high_if_undetermined_eligible": "5.00",
    }


def test_doubtful_components_are_listed_for_review() -> None:
    born = date(1980, 1, 1)
    rows = [
        roster_row(1, member_id="a", email_key="k", full_name="Ann Lee", date_of_birth=born),
        roster_row(2, member_id="b", email_key="k", full_name="Bob Lee"),
        roster_row(3, member_id="c", full_name="ANN  LEE", date_of_birth=born),
        roster_row(4, member_id="d", email_key="j", full_name="Dan"),
        roster_row(5, member_id="d", email_key="j", full_name="Daniel"),
    ]
    assert run(*rows, definition=CLASS).review == (
        ReviewItem(ReviewKind.LOOK_ALIKE, 1, 2),
        ReviewItem(ReviewKind.NAMES_DIFFER, 1, None),
    )


def test_rows_of_an_ignored_member_id_that_share_a_mailbox_are_listed_for_review() -> None:
    rows = [
        roster_row(1, member_id="a", email_key="k", full_name="Ann Lee"),
        roster_row(2, member_id="a", email_key="k", full_name="Bob Lee"),
    ]
    assert run(*rows, definition=CLASS).review == ()
    ignored = (IgnoreKey(IdentityKey("member_id", "a"), "a test account"),)
    assert run(*rows, definition=CLASS, decisions=ignored).review == (
        ReviewItem(ReviewKind.NAMES_DIFFER, 1, None),
    )


def test_names_are_folded_character_by_character() -> None:
    born = date(1980, 1, 1)
    names = ["ΟΔΟΣ", "οδοσ", "İpek", "ipek"]
    rows = [
        roster_row(n, member_id=name, full_name=name, date_of_birth=born)
        for n, name in enumerate(names, start=1)
    ]
    found = run(*rows, definition=CLASS).review
    assert [(item.person, item.other_person) for item in found] == [(1, 2), (3, 4)]
