"""Class definitions: the wording of a class as frozen nodes.

Periods are half-open days: `start` is in, `end` is out; None is an open end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ATTRIBUTE_FIELDS = ("country", "region", "plan")
COUNT_FIELDS = ("messages_sent", "messages_received")
NUMBER_FIELDS = (*COUNT_FIELDS, "actual_damages")


@dataclass(frozen=True)
class Period:
    start: date | None
    end: date | None

    def contains(self, day: date) -> bool:
        return (self.start is None or day >= self.start) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Choice:
    """Values a cell must equal one of (`negated`: must equal none of)."""

    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Where:
    """Conditions on one disclosure; None or False: no such condition."""

    purpose: Choice | None = None
    recipient: Choice | None = None
    data_category: Choice | None = None
    during: Period | None = None
    while_subscribed: tuple[str, ...] | None = None
    residing_in: tuple[str, ...] | None = None
    without_consent: bool = False


@dataclass(frozen=True)
class Attribute:
    field: str
    values: tuple[str, ...]
    id: str | None = None


@dataclass(frozen=True)
class Number:
    """`at_least` and `at_most` are whole numbers; for `actual_damages` they are cents."""

    field: str
    at_least: int
    at_most: int | None = None
    id: str | None = None


@dataclass(frozen=True)
class Subscribed:
    """`plans` None: any plan; `during` None: all time."""

    plans: tuple[str, ...] | None = None
    during: Period | None = None
    id: str | None = None


@dataclass(frozen=True)
class Disclosed:
    at_least: int = 1
    where: Where = field(default_factory=Where)
    id: str | None = None


@dataclass(frozen=True)
class Listed:
    list_name: str
    id: str | None = None


@dataclass(frozen=True)
class AnyOf:
    criteria: tuple["Criterion", ...]
    id: str | None = None


@dataclass(frozen=True)
class AllOf:
    criteria: tuple["Criterion", ...]
    id: str | None = None


@dataclass(frozen=True)
class Not:
    criterion: "Criterion"
    id: str | None = None


Criterion: TypeAlias = Attribute | Number | Subscribed | Disclosed | Listed | AnyOf | AllOf | Not


@dataclass(frozen=True)
class Subclass:
    title: str
    all_of: tuple[Criterion, ...]


@dataclass(frozen=True)
class Definition:
    """`time_zone` None: the matter's."""

    all_of: tuple[Criterion, ...]
    none_of: tuple[Criterion, ...] = ()
    subclasses: tuple[Subclass, ...] = ()
    class_period: Period | None = None
    time_zone: str | None = None
    title: str = ""
    statement: str = ""
    citation: str = ""

    @property
    def top_level(self) -> tuple[Criterion, ...]:
        """`all_of` then `none_of`, the criteria that carry reasons."""
        return self.all_of + self.none_of

    @property
    def violation_criterion(self) -> Disclosed | None:
        """The first `disclosed` criterion that stands directly in `all_of`."""
        return next((c for c in self.all_of if isinstance(c, Disclosed)), None)

    def local_day(self, instant: datetime, matter_time_zone: str) -> date:
        """The calendar day of an instant in the definition's time zone (default: the matter's)."""
        return instant.astimezone(ZoneInfo(self.time_zone or matter_time_zone)).date()


def walk(criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
    """Every criterion, parents before children."""
    for criterion in criteria:
        yield criterion
        match criterion:
            case AnyOf(criteria=inner) | AllOf(criteria=inner):
                yield from walk(inner)
            case Not(criterion=one):
                yield from walk((one,))


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone this machine's rules know."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
