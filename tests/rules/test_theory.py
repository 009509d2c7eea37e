from typing import Any

import pytest

from casecalc.rules.documents import parse_json
from casecalc.rules.refusals import TheoryRefused
from casecalc.rules.theory import (
    DEFAULT_DOCUMENT,
    Combine,
    Measure,
    Unit,
    parse_theory,
    require_countable,
)

from .facts import DISCLOSED, RESIDENT, definition, theory

CLAIM = {"id": "k", "unit": "person", "amount": "1000.00", "measure": "fixed"}


def test_the_default_is_a_floor_of_1000_dollars_per_person() -> None:
    claim = parse_theory(DEFAULT_DOCUMENT).claims[0]
    assert (claim.id, claim.unit, claim.amount_cents) == ("sca", Unit.PERSON, 100_000)
    assert claim.measure is Measure.FLOOR
    assert parse_theory(DEFAULT_DOCUMENT).combine is Combine.SEPARATE


@pytest.mark.parametrize(
    ("text", "ten_thousandths"), [("3", 30_000), ("1.5", 15_000), ("0.0001", 1)]
)
def test_multipliers_are_exact(text: str, ten_thousandths: int) -> None:
    assert theory({"multiplier": text}).claims[0].multiplier == ten_thousandths


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"format": "x"}, "format"),
        ({"claims": []}, "claims"),
        ({"combine": "average"}, "combine"),
        ({"note": ""}, "note"),
        ({"claims": [{**CLAIM, "unit": "household"}]}, "claims[0].unit"),
        ({"claims": [{**CLAIM, "measure": "ceiling"}]}, "claims[0].measure"),
        ({"claims": [{**CLAIM, "amount": 1000}]}, "claims[0].amount"),
        ({"claims": [{**CLAIM, "amount": "1000.001"}]}, "claims[0].amount"),
        ({"claims": [{**CLAIM, "amount": "-1"}]}, "claims[0].amount"),
        ({"claims": [{**CLAIM, "multiplier": "1.00001"}]}, "claims[0].multiplier"),
        ({"claims": [{**CLAIM, "multiplier": 3}]}, "claims[0].multiplier"),
        ({"claims": [{**CLAIM, "amount_high": "999.99"}]}, "claims[0].amount_high"),
        ({"claims": [{**CLAIM, "minimum": "2", "cap": "1"}]}, "claims[0].cap"),
        ({"claims": [{**CLAIM, "surprise": 1}]}, "claims[0].surprise"),
        ({"claims": [CLAIM, CLAIM]}, "claims[1].id"),
        (
            {"claims": [{**CLAIM, "amount_high": "2000"}, {**CLAIM, "id": "k_high"}]},
            "claims[1].id",
        ),
    ],
)
def test_a_theory_is_refused_with_the_path_of_the_offending_part(
    changes: dict[str, Any], path: str
) -> None:
    document = {"format": "casecalc/damages-theory/1", "claims": [CLAIM], **changes}
    with pytest.raises(TheoryRefused) as refusal:
        parse_theory(document)
    assert refusal.value.path == path


def test_counting_violations_needs_a_disclosed_criterion_directly_in_all_of() -> None:
    per_violation = theory({"unit": "violation"})
    nested = definition({"kind": "any_of", "criteria": [DISCLOSED, RESIDENT]})
    with pytest.raises(TheoryRefused, match="counts violations or days"):
        require_countable(per_violation, nested)
    require_countable(per_violation, definition(RESIDENT, DISCLOSED))
    require_countable(theory({}), nested)


@pytest.mark.parametrize(
    ("text", "problem"), [('{"a":1,"a":2}', "twice"), ("{", "line 1"), ('{"a":NaN}', "NaN")]
)
def test_json_that_could_be_misread_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_json(text)


def test_an_id_that_ends_in_high_is_refused_only_beside_that_range() -> None:
    document = {**DEFAULT_DOCUMENT, "claims": [CLAIM, {**CLAIM, "id": "k_high"}]}
    assert [claim.id for claim in parse_theory(document).claims] == ["k", "k_high"]
