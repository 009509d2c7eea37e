"""The columns of a schedule of eligible persons: what an edition shows, and in which words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from casecalc.evidence.tables import person_columns
from casecalc.rules.definition import Definition
from casecalc.rules.sentences import money_in_words
from casecalc.rules.theory import Combine, Theory

from .breakdowns import country_name
from .stamped.scripts import printed


class Form(StrEnum):
    """How a field is written."""

    PERSON = "person"
    TEXT = "text"
    RESIDENCE = "residence"
    DAY = "day"
    COUNT = "count"
    MONEY = "money"


@dataclass(frozen=True, kw_only=True)
class Field:
    """`name` heads the column of an annex, `head` that of the page, `meaning` explains it;
    `columns` are those of persons.parquet that it is made from."""

    name: str
    head: str
    meaning: str
    form: Form
    columns: tuple[str, ...]

    @property
    def is_figure(self) -> bool:
        return self.form in (Form.COUNT, Form.MONEY)

    @property
    def is_whole(self) -> bool:
        """Never broken into lines."""
        return self.form not in (Form.TEXT, Form.RESIDENCE)

    @property
    def is_award(self) -> bool:
        return self.form is Form.MONEY


_PERSON = Field(
    name="person", head="No.", form=Form.PERSON, columns=("person",),
    meaning="the person’s number in this run; persons are numbered in the order of the rosters",
)  # fmt: skip
_IDENTITY = (
    Field(
        name="full_name", head="Name", form=Form.TEXT, columns=("full_name",),
        meaning="the first name that the rosters state for the person",
    ),
    Field(
        name="member_ids", head="Member identifiers", form=Form.TEXT, columns=("member_ids",),
        meaning="every member identifier of the person’s rows, with semicolons between",
    ),
    Field(
        name="emails", head="E-mail addresses", form=Form.TEXT, columns=("emails",),
        meaning="every e-mail address of the person’s rows, with semicolons between",
    ),
)  # fmt: skip
_RESIDENCE = Field(
    name="state", head="State", form=Form.RESIDENCE, columns=("country", "region"),
    meaning="the first residence that the rosters state: the postal code of the state for the "
    "United States, otherwise the country; US where the state is not known",
)  # fmt: skip
_PLAN = Field(
    name="plan", head="Plan", form=Form.TEXT, columns=("plan",),
    meaning="the first plan that the rosters state for the person",
)  # fmt: skip
_FIRST = Field(
    name="first_disclosure", head="First disclosure", form=Form.DAY,
    columns=("first_violation_on",),
    meaning="the local day of the first counted disclosure, as year, month and day",
)  # fmt: skip
_VIOLATIONS = Field(
    name="violations", head="Violations", form=Form.COUNT, columns=("violations",),
    meaning="the number of the person’s disclosures that satisfy the definition",
)  # fmt: skip


def fields_of(definition: Definition, theory: Theory, *, is_sealed: bool) -> tuple[Field, ...]:
    """The columns in order; those that identify a person only in the sealed edition."""
    identity = _IDENTITY if is_sealed else ()
    fixed = (_PERSON, *identity, _RESIDENCE, _PLAN, _FIRST, _VIOLATIONS)
    return (*fixed, *_awards(definition, theory))


def key_fields() -> tuple[Field, ...]:
    """The sealed key: which person a number is."""
    return (_PERSON, *_IDENTITY)


def _awards(definition: Definition, theory: Theory) -> list[Field]:
    columns = person_columns(definition, theory)
    fields = []
    for claim in theory.claims:
        title, own = claim.title or claim.id, columns.claims[claim.id]
        ends = [("", own.award)] if own.high is None else [("low", own.award), ("high", own.high)]
        for end, column in ends:
            fields.append(
                Field(
                    name=f"award_{claim.id}{'_high' if end == 'high' else ''}",
                    head=f"{title}, {end} end" if end else title,
                    meaning="the person’s award under this claim" + (f", {end} end" if end else ""),
                    form=Form.MONEY,
                    columns=(column,),
                )
            )
    if columns.combined is not None:
        how = "largest award" if theory.combine is Combine.HIGHEST else "sum of the awards"
        for end, joined in (("low", columns.combined), ("high", columns.combined_high)):
            if joined is not None:
                ranged = f", {end} end" if columns.combined_high else ""
                fields.append(
                    Field(
                        name="combined_high" if end == "high" else "combined",
                        head=f"Combined{ranged}",
                        meaning=f"the {how} of the person under these claims{ranged}",
                        form=Form.MONEY,
                        columns=(joined,),
                    )
                )
    return fields


def texts_of(field: Field, columns: Sequence[Sequence[Any]]) -> list[str]:
    """The cells of a field as printed, from the values of its columns."""
    return _WAYS[field.form](*columns)


def total_in_words(field: Field, total: int) -> str:
    return money_in_words(total) if field.form is Form.MONEY else f"{total:,}"


def _persons(numbers: Sequence[int]) -> list[str]:
    return [f"P{number}" for number in numbers]


def _texts(values: Sequence[str | None]) -> list[str]:
    return [printed(value) if value else "" for value in values]


def _days(days: Sequence[Any]) -> list[str]:
    return ["" if day is None else day.isoformat() for day in days]


def _counts(values: Sequence[int]) -> list[str]:
    return [f"{value:,}" for value in values]


def _money(values: Sequence[int]) -> list[str]:
    return [_dollars(value) for value in values]


@lru_cache(maxsize=50_000)
def _dollars(cents: int) -> str:
    return money_in_words(cents)


def _residences(countries: Sequence[str | None], regions: Sequence[str | None]) -> list[str]:
    return [residence(country, region) for country, region in zip(countries, regions, strict=True)]


@lru_cache(maxsize=10_000)
def residence(country: str | None, region: str | None) -> str:
    if country in (None, "US"):
        return printed(region or country or "")
    return country_name(str(country))


_WAYS: dict[Form, Callable[..., list[str]]] = {
    Form.PERSON: _persons,
    Form.TEXT: _texts,
    Form.RESIDENCE: _residences,
    Form.DAY: _days,
    Form.COUNT: _counts,
    Form.MONEY: _money,
}
