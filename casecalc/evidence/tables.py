"""The Parquet tables of a run: their files and the names of their columns.

An id of a criterion or claim is part of a column's name; where that name is taken already, an
underscore is added, so that no id of a valid document is out of reach.
"""

from dataclasses import dataclass

from casecalc.rules.definition import Definition
from casecalc.rules.theory import Combine, Theory

PERSONS_FILE = "persons.parquet"
ROWS_FILE = "rows.parquet"
EVENTS_FILE = "events.parquet"
LISTED_FILE = "listed.parquet"
REVIEW_FILE = "review.parquet"

PERSON_COLUMNS = (
    "person",
    "outcome",
    "computed_outcome",
    "is_overridden",
    "rows",
    "first_import",
    "first_record",
    "disclosures",
    "violations",
    "violation_days",
    "first_violation_on",
    "member_ids",
    "emails",
    "full_name",
    "country",
    "region",
    "plan",
    "subscribed_from",
    "actual_damages_cents",
    "search",
    "combined",
    "combined_high",
)


@dataclass(frozen=True)
class ClaimColumns:
    """`high` is None for a claim without a range."""

    units: str
    award: str
    high: str | None


@dataclass(frozen=True)
class PersonColumns:
    """The columns of persons.parquet that the documents name: by criterion id, by place of the
    subclass, by claim id; `combined` and `combined_high` where there are any."""

    criteria: dict[str, str]
    subclasses: tuple[str, ...]
    claims: dict[str, ClaimColumns]
    combined: str | None
    combined_high: str | None


def person_columns(definition: Definition, theory: Theory) -> PersonColumns:
    taken = set(PERSON_COLUMNS)

    def free(name: str) -> str:
        while name in taken:
            name += "_"
        taken.add(name)
        return name

    subclasses = tuple(free(f"subclass_{i}") for i in range(len(definition.subclasses)))
    criteria = {str(c.id): free(f"is_{c.id}") for c in definition.top_level}
    claims = {
        claim.id: ClaimColumns(
            units=free(f"units_{claim.id}"),
            award=free(f"award_{claim.id}"),
            high=None if claim.amount_high_cents is None else free(f"award_{claim.id}_high"),
        )
        for claim in theory.claims
    }
    combines = theory.combine is not Combine.SEPARATE
    return PersonColumns(
        criteria=criteria,
        subclasses=subclasses,
        claims=claims,
        combined="combined" if combines else None,
        combined_high="combined_high" if combines and theory.has_range else None,
    )
