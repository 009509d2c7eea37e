"""Damages theories: how eligibility and violations become money, claim by claim.

Amounts are whole cents; a multiplier is an exact fraction of ten thousandths.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .cells import read_money
from .definition import Definition
from .documents import DocumentReader
from .refusals import TheoryRefused

FORMAT = "casecalc/damages-theory/1"
MULTIPLIER_SCALE = 10_000
MAXIMUM_CLAIMS = 100
_REQUIRED = ("id", "unit", "amount", "measure")
_OPTIONAL = (
    "title",
    "authority",
    "amount_high",
    "minimum",
    "cap",
    "multiplier",
    "actual_damages_required",
)
_MULTIPLIER = re.compile(r"([0-9]{1,8})(?:\.([0-9]{1,4}))?")


class Unit(StrEnum):
    PERSON = "person"
    VIOLATION = "violation"
    DAY = "day"


class Measure(StrEnum):
    FIXED = "fixed"
    FLOOR = "floor"
    GREATER_OF = "greater_of"


class Combine(StrEnum):
    SEPARATE = "separate"
    HIGHEST = "highest"
    SUM = "sum"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """`multiplier` is in ten thousandths: 30000 is trebling; None: no multiplier."""

    id: str
    unit: Unit
    amount_cents: int
    measure: Measure
    amount_high_cents: int | None = None
    minimum_cents: int | None = None
    cap_cents: int | None = None
    multiplier: int | None = None
    actual_damages_required: bool = False
    title: str = ""
    authority: str = ""


@dataclass(frozen=True)
class Theory:
    claims: tuple[Claim, ...]
    combine: Combine = Combine.SEPARATE
    title: str = ""

    @property
    def counts_violations(self) -> bool:
        return any(claim.unit is not Unit.PERSON for claim in self.claims)

    @property
    def has_range(self) -> bool:
        return any(claim.amount_high_cents is not None for claim in self.claims)


DEFAULT_DOCUMENT: dict[str, Any] = {
    "format": FORMAT,
    "claims": [
        {
            "id": "sca",
            "title": "Stored Communications Act",
            "authority": "18 U.S.C. § 2707(c)",
            "unit": "person",
            "amount": "1000.00",
            "measure": "floor",
            "actual_damages_required": False,
        }
    ],
    "combine": "separate",
}


def parse_theory(document: Any) -> Theory:
    """The theory in a parsed JSON document; raises TheoryRefused with the path at fault."""
    read = DocumentReader(TheoryRefused)
    found = read.mapping(document, "", required=("format", "claims"), optional=("combine", "title"))
    read.choice(found["format"], "format", (FORMAT,))
    parts = read.items(found["claims"], "claims")
    if len(parts) > MAXIMUM_CLAIMS:
        read.refuse("claims", f"has {len(parts):,} claims; at most {MAXIMUM_CLAIMS} are allowed")
    claims = tuple(_parse_claim(read, part, f"claims[{i}]") for i, part in enumerate(parts))
    ids = [claim.id for claim in claims]
    for i, name in enumerate(ids):
        if name in ids[:i]:
            read.refuse(f"claims[{i}].id", f'"{name}" is used twice; every id names one claim')
    high_ends = {f"{claim.id}_high" for claim in claims if claim.amount_high_cents is not None}
    for i, name in enumerate(ids):
        if name in high_ends:
            other = name.removesuffix("_high")
            read.refuse(f"claims[{i}].id", f'"{name}" is the high end of "{other}"; rename it')
    combine = read.choice(found.get("combine", "separate"), "combine", tuple(Combine))
    return Theory(claims, Combine(combine), read.text(found.get("title", ""), "title"))


def require_countable(theory: Theory, definition: Definition) -> None:
    """Refuse a theory that counts violations or days under a definition that has none to count."""
    if theory.counts_violations and definition.violation_criterion is None:
        raise TheoryRefused(
            "claims",
            "a claim counts violations or days, but the class definition has no disclosed "
            "criterion directly in all_of; add one, or use the unit person",
        )


def _parse_claim(read: DocumentReader, value: Any, path: str) -> Claim:
    found = read.mapping(value, path, required=_REQUIRED, optional=_OPTIONAL)

    def cents(key: str) -> int | None:
        return _cents(read, found[key], f"{path}.{key}") if key in found else None

    claim = Claim(
        id=read.identifier(found["id"], f"{path}.id"),
        unit=Unit(read.choice(found["unit"], f"{path}.unit", tuple(Unit))),
        amount_cents=_cents(read, found["amount"], f"{path}.amount"),
        measure=Measure(read.choice(found["measure"], f"{path}.measure", tuple(Measure))),
        amount_high_cents=cents("amount_high"),
        minimum_cents=cents("minimum"),
        cap_cents=cents("cap"),
        multiplier=_multiplier(read, found["multiplier"], path) if "multiplier" in found else None,
        actual_damages_required=read.yes_no(
            found.get("actual_damages_required", False), f"{path}.actual_damages_required"
        ),
        title=read.text(found.get("title", ""), f"{path}.title"),
        authority=read.text(found.get("authority", ""), f"{path}.authority"),
    )
    if claim.amount_high_cents is not None and claim.amount_high_cents < claim.amount_cents:
        read.refuse(f"{path}.amount_high", "is below amount; exchange the two")
    if claim.cap_cents is not None and claim.minimum_cents is not None:
        if claim.cap_cents < claim.minimum_cents:
            read.refuse(f"{path}.cap", "is below minimum; exchange the two")
    return claim


def _cents(read: DocumentReader, value: Any, path: str) -> int:
    cents = read_money(read.text(value, path))
    if cents is None:
        read.refuse(path, 'must be dollars as text, such as "1000.00"')
    return cents


def _multiplier(read: DocumentReader, value: Any, path: str) -> int:
    path = f"{path}.multiplier"
    found = _MULTIPLIER.fullmatch(read.text(value, path))
    if found is None:
        read.refuse(path, 'must be decimal text with up to four decimals, such as "3" or "1.5"')
    whole, decimals = found.groups(default="")
    return int(whole) * MULTIPLIER_SCALE + int(decimals.ljust(4, "0"))
