"""What one run says: a result for every person, every log row and every list row, and the figures.

Both engines produce these; the evidence engine as Parquet tables with the same names and order.
Money is whole cents. Persons are numbered from 1 in the order of their first roster row.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .damages import Award
from .decisions import Outcome
from .sources import SourceReference
from .truth import Truth


class EventStatus(StrEnum):
    LINKED = "linked"
    DUPLICATE = "duplicate"
    CONFLICTING = "conflicting"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"


class ListStatus(StrEnum):
    LISTED = "listed"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, kw_only=True)
class EventResult:
    source: SourceReference
    event_id: str | None
    disclosed_at: datetime
    status: EventStatus
    person: int | None
    is_violation: bool


@dataclass(frozen=True, kw_only=True)
class ListResult:
    source: SourceReference
    list_name: str
    status: ListStatus
    person: int | None


@dataclass(frozen=True, kw_only=True)
class PersonResult:
    """`violations`, `violation_days` and `first_violation_on` are 0, 0 and None unless eligible.
    `awards` (by claim id) and `combined` are of eligible persons; of an undetermined person
    `awards_if_eligible` holds what the bound adds, and `awards` is empty."""

    number: int
    rows: tuple[SourceReference, ...]
    outcome: Outcome
    computed_outcome: Outcome
    is_overridden: bool
    truths: dict[str, Truth]
    subclasses: tuple[str, ...]
    disclosures: int
    violations: int
    violation_days: int
    first_violation_on: date | None
    member_ids: tuple[str, ...]
    full_name: str | None
    country: str | None
    region: str | None
    plan: str | None
    actual_damages_cents: int
    awards: dict[str, Award]
    combined: Award | None
    awards_if_eligible: dict[str, Award]
    combined_if_eligible: Award | None


class ReviewKind(StrEnum):
    NAMES_DIFFER = "names_differ"
    LOOK_ALIKE = "look_alike"


@dataclass(frozen=True)
class ReviewItem:
    """A component that may be wrong. `names_differ`: one person, rows joined only by an email key
    under different names. `look_alike`: two persons with the same name and date of birth."""

    kind: ReviewKind
    person: int
    other_person: int | None


@dataclass(frozen=True, kw_only=True)
class ClaimTotals:
    """Cents; the `if_undetermined_eligible` figures are the bound."""

    awards: int
    total: int
    total_if_undetermined_eligible: int
    total_high: int | None = None
    total_high_if_undetermined_eligible: int | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """One line of a breakdown: persons by outcome and, per claim id, cents awarded."""

    label: tuple[str | None, ...]
    persons: int
    eligible: int
    undetermined: int
    ineligible: int
    totals: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class RunFigures:
    """Every aggregate of a run. `by_region` is labelled (country, region), `by_plan` (plan,), both
    over all persons by their shown value; `by_month` (YYYY-MM,) over eligible persons by the local
    month of their first violation, None where no disclosure counted. Labels sorted, None last."""

    roster_rows: int
    persons: int
    eligible: int
    ineligible: int
    undetermined: int
    overridden: int
    events: dict[str, int]
    list_rows: dict[str, dict[str, int]]
    criteria: dict[str, dict[str, int]]
    subclasses: dict[str, int]
    claims: dict[str, ClaimTotals]
    combined: ClaimTotals | None
    by_region: tuple[Group, ...]
    by_plan: tuple[Group, ...]
    by_month: tuple[Group, ...]
    violations: int


@dataclass(frozen=True, kw_only=True)
class RunResult:
    persons: tuple[PersonResult, ...]
    events: tuple[EventResult, ...]
    listed: tuple[ListResult, ...]
    review: tuple[ReviewItem, ...]
    figures: RunFigures
    digest: str
