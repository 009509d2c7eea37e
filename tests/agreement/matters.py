"""Invented matters: few values and many shared keys, so that everything meets everything."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from casecalc.rules.columns import Kind
from casecalc.rules.decisions import (
    Decision,
    IdentityKey,
    IgnoreKey,
    Outcome,
    Override,
    SamePerson,
)
from casecalc.rules.definition import (
    AllOf,
    AnyOf,
    Attribute,
    Choice,
    Criterion,
    Definition,
    Disclosed,
    Listed,
    Not,
    Number,
    Period,
    Subclass,
    Subscribed,
    Where,
)
from casecalc.rules.rows import ImportRows, ListRow, LogRow, RosterRow
from casecalc.rules.sources import SourceReference
from casecalc.rules.theory import Claim, Combine, Measure, Theory, Unit

ZONES = ("America/Los_Angeles", "UTC", "Asia/Kathmandu", "Pacific/Apia", "Europe/London")
MEMBER_IDS = (*tuple(f"M{n}" for n in range(6)), "O'Neil \\ %", "é")
EMAILS = tuple(f"p{n}@mail.example" for n in range(6))
KEYS = {email: f"{n:064x}" for n, email in enumerate(EMAILS, start=10)}
PLANS = ("Premium Career", "Premium 'x'", "Basic")
COUNTRIES = ("US", "DE", "GB")
LISTS = ("opt_out", "staff's")
PURPOSES = ("training", "ads \\n", "support")
DAYS = (*tuple(date(2024, 3, 8) + timedelta(days=n) for n in range(7)), date(1900, 1, 1))
NUMBERS = (0, 1, 2, 999_999_999_999)
CENTS = (0, 1, 33, 100_000, 150_001, 99_999_999_999_999)


@dataclass(frozen=True)
class Matter:
    imports: tuple[ImportRows, ...]
    decisions: tuple[Decision, ...]
    definition: Definition
    theory: Theory
    time_zone: str


def maybe(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


def some(values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2).map(tuple)


@st.composite
def identity(draw: st.DrawFn) -> dict[str, str | None]:
    member_id, email = draw(maybe(MEMBER_IDS)), draw(maybe(EMAILS))
    if member_id is None and email is None:
        member_id = draw(st.sampled_from(MEMBER_IDS))
    hashed_only = email is not None and draw(st.booleans())
    return {
        "member_id": member_id,
        "email": None if hashed_only else email,
        "email_key": None if email is None else KEYS[email],
    }


roster_cells = st.fixed_dictionaries(
    {
        "full_name": maybe(("Ann Lee", "ann  lee", "Null", "Bo")),
        "date_of_birth": maybe((date(1980, 1, 2), date(1990, 5, 6))),
        "country": maybe(COUNTRIES),
        "region": maybe(("CA", "NY")),
        "plan": maybe(PLANS),
        "subscribed_from": maybe(DAYS),
        "length": maybe((1, 2, 9)),
        "messages_sent": maybe(NUMBERS),
        "messages_received": maybe(NUMBERS),
        "actual_damages_cents": maybe(CENTS),
    }
)
instants = st.builds(
    lambda day, seconds, micro: (
        datetime(day.year, day.month, day.day, tzinfo=UTC)
        + timedelta(seconds=seconds, microseconds=micro)
    ),
    st.sampled_from(DAYS),
    st.sampled_from((0, 1, 8 * 3600 - 1, 7 * 3600, 10 * 3600, 86_399)),
    st.sampled_from((0, 999_999)),
)
log_cells = st.fixed_dictionaries(
    {
        "event_id": maybe(("e1", "e2", "e3", "e'4")),
        "disclosed_at": instants,
        "recipient": maybe(("Lab", "Broker")),
        "purpose": maybe(PURPOSES),
        "data_category": maybe(("messages", "profile")),
        "sender_consented": maybe((True, False)),
        "recipient_consented": maybe((True, False)),
    }
)


@st.composite
def roster_row(draw: st.DrawFn, source: SourceReference) -> RosterRow:
    cells = draw(roster_cells)
    length, start = cells.pop("length"), cells["subscribed_from"]
    end = None if length is None else (start or DAYS[2]) + timedelta(days=length)
    return RosterRow(source=source, subscribed_until=end, **cells, **draw(identity()))


@st.composite
def import_rows(draw: st.DrawFn, number: int) -> ImportRows:
    kind = draw(st.sampled_from(Kind))
    sha256 = f"{number:064x}"
    list_name = draw(st.sampled_from(LISTS)) if kind is Kind.EXCLUSION_LIST else None
    rows: list[Any] = []
    record = 0
    for _ in range(draw(st.integers(0, 7))):
        record += draw(st.integers(1, 2))
        source = SourceReference(sha256=sha256, record=record)
        if kind is Kind.ROSTER:
            rows.append(draw(roster_row(source)))
        elif kind is Kind.DISCLOSURE_LOG:
            if rows and draw(st.integers(0, 3)) == 0:
                again = {**vars(draw(st.sampled_from(rows))), "source": source}
                rows.append(LogRow(**again))
            else:
                rows.append(LogRow(source=source, **draw(log_cells), **draw(identity())))
        else:
            rows.append(ListRow(source=source, list_name=list_name or "", **draw(identity())))
    return ImportRows(kind=kind, sha256=sha256, rows=tuple(rows), list_name=list_name)


@st.composite
def decision(draw: st.DrawFn) -> Decision:
    row = st.builds(
        SourceReference, st.integers(1, 5).map(lambda n: f"{n:064x}"), st.integers(1, 9)
    )
    match draw(st.integers(0, 3)):
        case 0:
            return SamePerson(tuple(draw(st.lists(row, min_size=2, max_size=3))), "seen")
        case 1 if draw(st.booleans()):
            return IgnoreKey(IdentityKey("member_id", draw(st.sampled_from(MEMBER_IDS))), "shared")
        case 1:
            return IgnoreKey(IdentityKey("email", KEYS[draw(st.sampled_from(EMAILS))]), "shared")
        case _:
            return Override(draw(row), draw(st.sampled_from(Outcome)), "seen")


@st.composite
def period(draw: st.DrawFn) -> Period:
    start = draw(maybe(DAYS))
    length = draw(maybe((1, 3)))
    end = None if length is None else (start or DAYS[3]) + timedelta(days=length)
    return Period(start, end)


choice = st.builds(Choice, some(PURPOSES), st.booleans())
where = st.builds(
    Where,
    purpose=st.none() | choice,
    recipient=st.none() | st.builds(Choice, some(("Lab", "Broker")), st.booleans()),
    data_category=st.none() | st.builds(Choice, some(("messages", "profile")), st.booleans()),
    during=st.none() | period(),
    while_subscribed=st.none() | some(PLANS),
    residing_in=st.none() | some(COUNTRIES),
    without_consent=st.booleans(),
)
attribute = st.one_of(
    st.builds(Attribute, st.just("country"), some(COUNTRIES)),
    st.builds(Attribute, st.just("region"), some(("CA", "NY", "a\0b"))),
    st.builds(Attribute, st.just("plan"), some(PLANS)),
)
number = st.one_of(
    st.builds(
        Number,
        st.sampled_from(("messages_sent", "messages_received")),
        st.sampled_from((-5, 0, 1, 2, 10**30)),
        maybe((0, 1, 10**30)),
    ),
    st.builds(Number, st.just("actual_damages"), st.sampled_from(CENTS), maybe(CENTS)),
)
subscribed = st.builds(Subscribed, st.none() | some(PLANS), st.none() | period())
disclosed = st.builds(Disclosed, st.sampled_from((1, 1, 2, 3, 10**25)), where)
listed = st.builds(Listed, st.sampled_from((*LISTS, "nobody imported")))
criterion = st.recursive(
    st.one_of(attribute, number, subscribed, disclosed, listed),
    lambda inner: st.one_of(
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)


@st.composite
def definition(draw: st.DrawFn) -> Definition:
    all_of: list[Criterion] = draw(st.lists(criterion | disclosed, min_size=1, max_size=3))
    none_of: list[Criterion] = draw(st.lists(criterion | listed, max_size=2))
    names = ("overridden", "b", "c", "d", "e")
    named = [replace(c, id=n) for c, n in zip(all_of + none_of, names, strict=False)]
    subclasses = draw(st.lists(st.lists(criterion, min_size=1, max_size=2), max_size=2))
    return Definition(
        all_of=tuple(named[: len(all_of)]),
        none_of=tuple(named[len(all_of) :]),
        subclasses=tuple(Subclass(f"S {i}", tuple(c)) for i, c in enumerate(subclasses)),
        time_zone=draw(maybe(ZONES)),
    )


@st.composite
def claim(draw: st.DrawFn, id: str, may_count: bool) -> Claim:
    amount = draw(st.sampled_from(CENTS))
    minimum = draw(maybe(CENTS))
    cap = draw(maybe(CENTS))
    return Claim(
        id=id,
        unit=draw(st.sampled_from(Unit)) if may_count else Unit.PERSON,
        amount_cents=amount,
        measure=draw(st.sampled_from(Measure)),
        amount_high_cents=draw(st.none() | st.sampled_from([c for c in CENTS if c >= amount])),
        minimum_cents=minimum,
        cap_cents=None if cap is None else max(cap, minimum or 0),
        multiplier=draw(maybe((0, 1, 5_000, 30_000, 12_345, 999_999_999_999))),
        actual_damages_required=draw(st.booleans()),
    )


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    the_definition = draw(definition())
    may_count = the_definition.violation_criterion is not None
    ids = ("a", "a_high", "c")[: draw(st.integers(1, 3))]
    imports = tuple(draw(import_rows(number)) for number in range(1, draw(st.integers(0, 5)) + 1))
    zone = draw(st.sampled_from(ZONES))
    ZoneInfo(zone)
    return Matter(
        imports=imports,
        decisions=tuple(draw(st.lists(decision(), max_size=5))),
        definition=the_definition,
        theory=Theory(
            tuple(draw(claim(id, may_count)) for id in ids), draw(st.sampled_from(Combine))
        ),
        time_zone=zone,
    )
