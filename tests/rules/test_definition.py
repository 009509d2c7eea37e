from typing import Any

import pytest

from casecalc.rules.definition import Choice, Disclosed, Not, Number, Period
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.refusals import DefinitionRefused

from .facts import DISCLOSED, RESIDENT, day, definition

PERIOD = {"from": "2023-01-21", "until": "2024-09-18"}


def document(**changes: Any) -> dict[str, Any]:
    base = {"format": "casecalc/class-definition/1", "all_of": [{"id": "a", **RESIDENT}]}
    return {**base, **changes}


def nest(depth: int) -> dict[str, Any]:
    """A criterion whose innermost part is at `depth`."""
    criterion: dict[str, Any] = dict(RESIDENT)
    for _ in range(depth - 1):
        criterion = {"kind": "all_of", "criteria": [criterion]}
    return criterion


def test_class_period_is_put_in_where_it_is_named() -> None:
    where = {"during": "class_period", "purpose": {"not_in": ["x"]}}
    parsed = definition({**DISCLOSED, "where": where}, class_period=PERIOD)
    criterion = parsed.all_of[0]
    assert isinstance(criterion, Disclosed)
    assert criterion.where.during == Period(day("2023-01-21"), day("2024-09-18"))
    assert criterion.where.purpose == Choice(("x",), negated=True)
    assert parsed.violation_criterion is criterion


def test_actual_damages_bounds_are_cents() -> None:
    parsed = definition({"kind": "number", "field": "actual_damages", "at_least": "$1,000.5"})
    assert parsed.all_of[0] == Number("actual_damages", 100_050, None, "c1")


def test_a_period_may_be_open_at_either_end() -> None:
    parsed = definition({"kind": "subscribed", "during": {"until": "2024-01-01"}})
    assert parsed.all_of[0].during == Period(None, day("2024-01-01"))  # type: ignore[union-attr]


def test_limits_themselves_are_allowed() -> None:
    assert definition(nest(20))
    many = [{"id": f"c{n}", **RESIDENT} for n in range(500)]
    assert len(parse_definition(document(all_of=many)).all_of) == 500


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"format": "casecalc/class-definition/2"}, "format"),
        ({"surprise": 1}, "surprise"),
        ({"all_of": []}, "all_of"),
        ({"all_of": {}}, "all_of"),
        ({"all_of": [RESIDENT]}, "all_of[0].id"),
        ({"all_of": [{"id": "A", **RESIDENT}]}, "all_of[0].id"),
        ({"all_of": [{"id": "a", "kind": "guess"}]}, "all_of[0].kind"),
        ({"all_of": [{"id": "a", "kind": "attribute", "field": "age", "in": ["x"]}]}, "all_of[0].field"),
        ({"all_of": [{"id": "a", "kind": "attribute", "field": "plan", "in": []}]}, "all_of[0].in"),
        ({"all_of": [{"id": "a", "kind": "attribute", "field": "plan", "in": [1]}]}, "all_of[0].in[0]"),
        ({"all_of": [{"id": "a", "kind": "attribute", "field": "country", "in": ["us"]}]}, "all_of[0].in[0]"),
        ({"all_of": [{"id": "a", "kind": "attribute", "field": "country", "in": ["USA"]}]}, "all_of[0].in[0]"),
        ({"all_of": [{"id": "a", "kind": "attribute", "field": "plan"}]}, "all_of[0].in"),
        ({"all_of": [{"id": "a", **RESIDENT, "note": "x"}]}, "all_of[0].note"),
        ({"all_of": [{"id": "a", "kind": "number", "field": "messages_sent", "at_least": True}]}, "all_of[0].at_least"),
        ({"all_of": [{"id": "a", "kind": "number", "field": "messages_sent", "at_least": "1"}]}, "all_of[0].at_least"),
        ({"all_of": [{"id": "a", "kind": "number", "field": "actual_damages", "at_least": 1}]}, "all_of[0].at_least"),
        ({"all_of": [{"id": "a", "kind": "disclosed", "at_least": 0}]}, "all_of[0].at_least"),
        ({"all_of": [{"id": "a", "kind": "disclosed", "where": {"residing_in": ["UK"]}}]}, "all_of[0].where.residing_in[0]"),
        ({"all_of": [{"id": "a", "kind": "disclosed", "where": {"colour": ["x"]}}]}, "all_of[0].where.colour"),
        ({"all_of": [{"id": "a", "kind": "disclosed", "where": {"purpose": {"not_in": []}}}]}, "all_of[0].where.purpose.not_in"),
        ({"all_of": [{"id": "a", "kind": "disclosed", "where": {"during": "class_period"}}]}, "all_of[0].where.during"),
        ({"all_of": [{"id": "a", "kind": "subscribed", "during": {"from": "2024-01-01", "until": "2024-01-01"}}]}, "all_of[0].during"),
        ({"class_period": {"from": "2024-02-01", "until": "2024-01-01"}}, "class_period"),
        ({"class_period": {"from": "2024-2-1"}}, "class_period.from"),
        ({"class_period": {"from": "2023-02-29"}}, "class_period.from"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"none_of": [{"id": "a", "kind": "listed", "list": "x"}]}, "none_of[0].id"),
        ({"subclasses": [{"title": "x", "all_of": []}]}, "subclasses[0].all_of"),
        ({"subclasses": [{"title": "x", "all_of": [{"id": "a", **RESIDENT}]}]}, "subclasses[0].all_of[0].id"),
        ({"subclasses": [{"all_of": [RESIDENT]}]}, "subclasses[0].title"),
        ({"all_of": [{"id": "a", **nest(21)}]}, "all_of[0]" + ".criteria[0]" * 20),
        ({"all_of": [{"id": f"c{n}", **RESIDENT} for n in range(501)]}, "all_of[500]"),
    ],
)  # fmt: skip
def test_a_definition_is_refused_with_the_path_of_the_offending_part(
    changes: dict[str, Any], path: str
) -> None:
    with pytest.raises(DefinitionRefused) as refusal:
        parse_definition(document(**changes))
    assert refusal.value.path == path
    assert str(refusal.value).startswith(path)


def test_what_is_not_an_object_is_refused() -> None:
    with pytest.raises(DefinitionRefused, match="the document: must be an object, not a list"):
        parse_definition([])


def test_a_definition_that_needs_no_evidence_is_refused() -> None:
    negation = {"id": "a", "kind": "not", "criterion": {"kind": "listed", "list": "x"}}
    with pytest.raises(DefinitionRefused, match="nothing is known"):
        parse_definition(document(all_of=[negation]))
    assert isinstance(
        parse_definition(document(all_of=[negation, {"id": "b", **RESIDENT}])).all_of[0], Not
    )
