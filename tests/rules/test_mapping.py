"""Mapping documents, and the match of headers to columns."""

from typing import Any

import pytest

from casecalc.rules.cells import DateForm
from casecalc.rules.columns import COLUMNS, Kind, header_key
from casecalc.rules.mapping import ENCODINGS, Mapping, match_header, parse_mapping
from casecalc.rules.refusals import FileRefused, MappingRefused

FULL = {
    "format": "casecalc/mapping/1",
    "columns": {"member_id": "Member Ref", "subscribed_from": "Start"},
    "dates": {"subscribed_from": "MM/DD/YYYY"},
    "time_zone": "America/New_York",
    "values": {"plan": {"Prem.": "Premium Career", "none": "", "": "Free"}},
    "subscribed_until_is_last_day": True,
    "encoding": "utf-8",
    "delimiter": ",",
    "header_record": 3,
}


def test_a_full_document_is_read_and_given_back() -> None:
    mapping = parse_mapping(FULL, Kind.ROSTER)
    assert mapping.dates == {"subscribed_from": DateForm.MDY_SLASH}
    assert mapping.values["plan"] == {"Prem.": "Premium Career", "none": "", "": "Free"}
    assert mapping.document() == FULL


def test_every_key_is_optional() -> None:
    assert parse_mapping({}) == Mapping()
    assert parse_mapping(Mapping().document()) == Mapping()


@pytest.mark.parametrize("name", ["UTF8", "utf-8-sig", "Windows-1252", "latin-1", "utf_16"])
def test_encodings_are_known_by_their_usual_names(name: str) -> None:
    assert parse_mapping({"encoding": name}).encoding in ENCODINGS


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], "the document"),
        ({"colums": {}}, "colums"),
        ({"format": "casecalc/mapping/2"}, "format"),
        ({"columns": None}, "columns"),
        ({"columns": {"disclosed_at": "When"}}, "columns.disclosed_at"),
        ({"columns": {"email": " "}}, "columns.email"),
        ({"columns": {"email": 1}}, "columns.email"),
        ({"columns": {"email": "\ud800"}}, "columns.email"),
        ({"columns": {"email": "A", "full_name": " A"}}, "columns.full_name"),
        ({"dates": {"email": "YYYYMMDD"}}, "dates.email"),
        ({"dates": {"date_of_birth": "MM/DD/YY"}}, "dates.date_of_birth"),
        ({"time_zone": "PST8"}, "time_zone"),
        ({"values": {"notes": {}}}, "values.notes"),
        ({"values": {"plan": {"a": None}}}, 'values.plan."a"'),
        ({"values": {"plan": {"a ": "b"}}}, 'values.plan."a "'),
        ({"values": {"plan": {"a": "\ud800"}}}, 'values.plan."a"'),
        ({"values": {"plan": {"a\0": "b"}}}, 'values.plan."a␀"'),
        ({"subscribed_until_is_last_day": "yes"}, "subscribed_until_is_last_day"),
        ({"encoding": "rot13"}, "encoding"),
        ({"encoding": "utf-7"}, "encoding"),
        ({"delimiter": ":"}, "delimiter"),
        ({"delimiter": ""}, "delimiter"),
        ({"header_record": 0}, "header_record"),
        ({"header_record": True}, "header_record"),
        ({"header_record": 1.0}, "header_record"),
    ],
)
def test_a_document_that_is_not_valid_is_refused_by_path(document: Any, path: str) -> None:
    with pytest.raises(MappingRefused) as refusal:
        parse_mapping(document, Kind.ROSTER)
    assert refusal.value.path == path or str(refusal.value).startswith(f"{path}:")


def match(*header: str, kind: Kind = Kind.ROSTER, columns: Any = None) -> dict[str, int]:
    return match_header(header, kind, Mapping(columns=columns))


def test_exact_names_win_over_aliases() -> None:
    assert match("E-mail", " email ", "plan") == {"email": 1, "plan": 2}


@pytest.mark.parametrize(
    "header", ["Member ID", "MEMBER_ID", "member-id", "Member.Id", "Member Ref"]
)
def test_usual_headers_are_matched(header: str) -> None:
    assert match("x", header) == {"member_id": 1}


def test_stated_columns_are_complete() -> None:
    found = match("email", "Ref", "plan", columns={"member_id": "Ref"})
    assert found == {"member_id": 1}


def test_positions_stand_in_file_order() -> None:
    assert list(match("plan", "email", "member_id")) == ["plan", "email", "member_id"]


def test_blank_headers_may_repeat() -> None:
    assert match("", "member_id", " ") == {"member_id": 1}


@pytest.mark.parametrize(
    ("header", "kind", "columns", "says"),
    [
        (("Email", "E-Mail"), Kind.ROSTER, None, '"Email" and "E-Mail"'),
        (("email", "x", "x"), Kind.ROSTER, None, '"x" stands more than once'),
        (("full_name", "plan"), Kind.ROSTER, None, '"full_name", "plan"'),
        (("email",), Kind.DISCLOSURE_LOG, None, "disclosed_at"),
        (("disclosed_at",), Kind.DISCLOSURE_LOG, None, "member_id"),
        (("Email",), Kind.ROSTER, {"email": "email"}, '"email" (for email)'),
        (("email",), Kind.EXCLUSION_LIST, {"plan": "email"}, '"plan"'),
        (("email", *map(str, range(500))), Kind.ROSTER, None, "501 columns"),
    ],
)  # fmt: skip
def test_a_header_without_a_certain_match_is_refused(
    header: tuple[str, ...], kind: Kind, columns: Any, says: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        match(*header, kind=kind, columns=columns)
    assert says in str(refusal.value)


def test_five_hundred_columns_are_read() -> None:
    assert match("email", *map(str, range(499))) == {"email": 0}


@pytest.mark.parametrize("kind", Kind)
def test_no_alias_names_two_columns_of_a_kind(kind: Kind) -> None:
    names = [n for c in COLUMNS[kind] for n in {header_key(c.name), *c.aliases}]
    assert len(names) == len(set(names))
    assert all(header_key(name) == name for name in names)


def test_long_and_hostile_headers_are_shown_short_and_visible() -> None:
    with pytest.raises(FileRefused) as refusal:
        match("x\n" * 999, *map(str, range(100)))
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert len(sentence) < 1000
