from casecalc.rules.decisions import IdentityKey, IgnoreKey, SamePerson
from casecalc.rules.people import find_people, holders_of_keys
from casecalc.rules.rows import RosterRow
from casecalc.rules.sources import SourceReference

from .facts import ROSTER, roster_row


def groups(rows: list[RosterRow], *decisions: SamePerson | IgnoreKey) -> list[list[int]]:
    return [[row.source.record for row in p.rows] for p in find_people(rows, decisions)]


def reference(record: int) -> SourceReference:
    return SourceReference(ROSTER, record)


def test_rows_that_share_a_member_id_are_one_person() -> None:
    rows = [
        roster_row(1, member_id="m"),
        roster_row(2, member_id="x"),
        roster_row(3, member_id="m"),
    ]
    assert groups(rows) == [[1, 3], [2]]


def test_member_ids_differing_in_case_are_two_persons() -> None:
    assert groups([roster_row(1, member_id="m"), roster_row(2, member_id="M")]) == [[1], [2]]


def test_a_member_id_and_an_email_key_of_the_same_text_are_not_one_key() -> None:
    assert groups([roster_row(1, member_id="k"), roster_row(2, email_key="k")]) == [[1], [2]]


def test_chains_of_keys_are_followed_whatever_the_order() -> None:
    rows = [
        roster_row(1, member_id="a", email_key="1"),
        roster_row(2, member_id="c", email_key="2"),
        roster_row(3, member_id="b", email_key="3"),
        roster_row(4, member_id="b", email_key="2"),
        roster_row(5, member_id="a", email_key="3"),
    ]
    assert groups(rows) == [[1, 2, 3, 4, 5]]


def test_an_ignored_key_links_nothing_but_other_keys_still_do() -> None:
    rows = [
        roster_row(1, member_id="a", email_key="shared"),
        roster_row(2, member_id="b", email_key="shared"),
        roster_row(3, member_id="a"),
    ]
    ignored = IgnoreKey(IdentityKey("email", "shared"), "front desk mailbox")
    assert groups(rows, ignored) == [[1, 3], [2]]


def test_a_person_whose_only_key_is_ignored_stands_alone_and_nothing_finds_them() -> None:
    people = find_people(
        [roster_row(1, email_key="k"), roster_row(2, email_key="k")],
        [IgnoreKey(IdentityKey("email", "k"), "shared")],
    )
    assert [p.number for p in people] == [1, 2]
    assert holders_of_keys(people, {IdentityKey("email", "k")}) == {}


def test_a_recorded_join_makes_one_person() -> None:
    rows = [roster_row(n, member_id=str(n)) for n in (1, 2, 3)]
    assert groups(rows, SamePerson((reference(3), reference(1)), "same passport")) == [[1, 3], [2]]


def test_a_join_still_joins_its_other_rows_when_one_left_the_evidence() -> None:
    rows = [roster_row(n, member_id=str(n)) for n in (1, 3)]
    join = SamePerson((reference(1), reference(2), reference(3)), "same person")
    assert groups(rows, join) == [[1, 3]]


def test_persons_are_numbered_by_their_first_row() -> None:
    rows = [
        roster_row(1, member_id="b"),
        roster_row(2, member_id="a"),
        roster_row(3, member_id="b"),
    ]
    assert [(p.number, p.first.record) for p in find_people(rows, [])] == [(1, 1), (2, 2)]
