"""Class members of one run: found, filtered, counted, sorted and paged where they lie."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from casecalc.evidence.export import ImportSource, persons_csv, persons_workbook
from casecalc.evidence.sheets import LONGEST_CELL, require_room
from casecalc.evidence.tables import PERSONS_FILE, PersonColumns, person_columns
from casecalc.models import Run
from casecalc.rules.decisions import Outcome
from casecalc.rules.truth import Truth

from .published import count, records, run_table, separate_engine
from .sources import imports_by_number

_TRUTHS = {truth.word: truth for truth in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)}


@dataclass(frozen=True)
class Region:
    """A country and region as shown for a person; None where blank."""

    country: str | None
    region: str | None

    @property
    def value(self) -> str:
        return f"{self.country or ''}/{self.region or ''}"

    @property
    def label(self) -> str:
        return " · ".join(part for part in (self.country, self.region) if part) or "blank"

    @classmethod
    def read(cls, value: str) -> "Region":
        country, _slash, region = value.partition("/")
        return cls(country or None, region or None)


@dataclass(frozen=True)
class MemberFilter:
    """What is asked for. `plan` is None for any plan and "" for a blank one; `criteria` give the
    truth (`true`, `false`, `unknown`) wanted of a criterion."""

    search: str = ""
    outcome: str = ""
    region: Region | None = None
    plan: str | None = None
    criteria: Mapping[str, str] = field(default_factory=dict)

    def without(self, facet: str) -> "MemberFilter":
        """The other filters: under them the values of a facet are counted."""
        match facet:
            case "outcome":
                return replace(self, outcome="")
            case "region":
                return replace(self, region=None)
            case "plan":
                return replace(self, plan=None)
            case _:
                left = {key: truth for key, truth in self.criteria.items() if f"is_{key}" != facet}
                return replace(self, criteria=left)


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    persons: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter: its name in the address, its heading, its values with the persons that each would
    show under the other filters."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def is_chosen_late(self) -> bool:
        """Whether the chosen value stands behind the first ones, where a page would fold it."""
        return any(value.is_chosen for value in self.values[8:])


def read_filter(asked: Mapping[str, str], run: Run) -> MemberFilter:
    """The filter in an address; what is not a filter of this run is passed over."""
    outcome = asked.get("outcome", "")
    return MemberFilter(
        search=asked.get("q", "").strip()[:200],
        outcome=outcome if outcome in list(Outcome) else "",
        region=Region.read(asked["region"]) if "region" in asked else None,
        plan=asked.get("plan"),
        criteria={
            name: asked[f"is_{name}"]
            for name in run.figures["criteria"]
            if asked.get(f"is_{name}") in _TRUTHS
        },
    )


def columns_of(run: Run) -> PersonColumns:
    """The names that this run's documents give to columns of its persons."""
    return person_columns(run.definition.parsed, run.theory.parsed)


def members_of(run: Run, asked: MemberFilter) -> ir.Table:
    """The persons that `asked` describes, not yet computed."""
    return apply_filter(run_table(run, PERSONS_FILE), asked, columns_of(run))


def apply_filter(persons: ir.Table, asked: MemberFilter, columns: PersonColumns) -> ir.Table:
    conditions: list[ir.BooleanValue] = []
    if "\0" in asked.search:
        # No accepted cell holds NUL, so a search for one finds nobody.
        return persons.limit(0)
    if asked.search:
        conditions.append(persons.search.contains(asked.search.lower()))
    if asked.outcome:
        conditions.append(persons.outcome == asked.outcome)
    if asked.region is not None:
        conditions.append(_equals(persons.country, asked.region.country))
        conditions.append(_equals(persons.region, asked.region.region))
    if asked.plan is not None:
        conditions.append(_equals(persons.plan, asked.plan or None))
    for name, truth in asked.criteria.items():
        conditions.append(persons[columns.criteria[name]] == int(_TRUTHS[truth]))
    return persons.filter(*conditions) if conditions else persons


def facets_of(run: Run, asked: MemberFilter) -> tuple[Facet, ...]:
    return (
        _outcome_facet(run, asked),
        *_criterion_facets(run, asked),
        _plan_facet(run, asked),
        _region_facet(run, asked),
    )


def export_lines(run: Run, asked: MemberFilter) -> Iterator[bytes]:
    """The persons that `asked` describes as CSV, in the columns of `export_run --table persons`,
    streamed from an engine of its own; close the iterator to end it early."""
    return _exported(run, asked, persons_csv)


def export_workbook(run: Run, asked: MemberFilter) -> Iterator[bytes]:
    """The same as a workbook. Raises DoesNotFit before the first byte."""
    found = members_of(run, asked)
    texts = [found[name] for name in ("member_ids", "full_name", "country", "region")]
    is_long = ibis.or_(*(text.length() * 2 > LONGEST_CELL for text in texts))
    for row in records(found.filter(is_long).select(*texts)):
        for text in row.values():
            require_room(text)
    return _exported(run, asked, partial(persons_workbook, created=run.started_at))


def _exported(
    run: Run, asked: MemberFilter, form: Callable[..., Iterator[bytes]]
) -> Iterator[bytes]:
    persons_file = run.matter.store.open("runs", run.key).checked(PERSONS_FILE)
    imports = [
        ImportSource(number, batch.source_file.sha256, batch.sheet or None)
        for number, batch in imports_by_number(run).items()
    ]
    definition, theory = run.definition.parsed, run.theory.parsed

    def pieces() -> Iterator[bytes]:
        with separate_engine() as engine:
            persons = engine.read_parquet(persons_file)
            found = apply_filter(persons, asked, person_columns(definition, theory))
            yield from form(
                engine.batches(found.order_by(ibis.asc("person"))),
                persons.schema().to_pyarrow(),
                imports=imports,
                definition=definition,
                theory=theory,
            )

    return pieces()


class MemberPages:
    """A lazy sequence of persons for a table: it knows its length, and computes the slice that is
    asked for in the order that is asked for (ties: the lower person number first)."""

    def __init__(self, persons: ir.Table, order: Sequence[tuple[str, bool]] = ()) -> None:
        self._persons = persons
        self._order = tuple(order)
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = count(self._persons)
        return self._length

    def in_order(self, order: Sequence[tuple[str, bool]]) -> "MemberPages":
        """Sorted by columns, each with whether it descends; blanks last."""
        return MemberPages(self._persons, order)

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        """First which persons stand there, from the sorted columns alone; then their whole rows."""
        start, stop, _step = wanted.indices(len(self))
        in_order = self._in_order().select("person").limit(max(stop - start, 0), offset=start)
        numbers = [row["person"] for row in records(in_order)]
        persons = self._persons.filter(self._persons.person.isin(numbers))
        rows = {row["person"]: row for row in records(persons)} if numbers else {}
        return [rows[number] for number in numbers]

    def _in_order(self) -> ir.Table:
        keys: dict[str, bool] = {}
        for name, descends in (*self._order, ("person", False)):
            keys.setdefault(name, descends)  # a column that is given twice sorts by its first
        return self._persons.order_by(
            *(
                (ibis.desc if descends else ibis.asc)(self._persons[name], nulls_first=False)
                for name, descends in keys.items()
            )
        )


def _equals(column: ir.StringValue, value: str | None) -> ir.BooleanValue:
    return column.isnull() if value is None else column == value


def _grouped(run: Run, asked: MemberFilter, *names: str) -> list[dict[str, Any]]:
    persons = members_of(run, asked)
    groups = persons.group_by(*names).aggregate(n=_.count())
    return records(groups.order_by(ibis.desc("n"), *(ibis.asc(name) for name in names)).limit(400))


def _outcome_facet(run: Run, asked: MemberFilter) -> Facet:
    found = {row["outcome"]: row["n"] for row in _grouped(run, asked.without("outcome"), "outcome")}
    values = tuple(
        FacetValue(str(outcome), str(outcome), found.get(outcome, 0), outcome == asked.outcome)
        for outcome in Outcome
    )
    return Facet("outcome", "Outcome", values)


def _plan_facet(run: Run, asked: MemberFilter) -> Facet:
    values = tuple(
        FacetValue(
            row["plan"] or "", row["plan"] or "blank", row["n"], asked.plan == (row["plan"] or "")
        )
        for row in _grouped(run, asked.without("plan"), "plan")
    )
    return Facet("plan", "Plan", values)


def _region_facet(run: Run, asked: MemberFilter) -> Facet:
    rows = _grouped(run, asked.without("region"), "country", "region")
    regions = [(Region(row["country"], row["region"]), row["n"]) for row in rows]
    values = tuple(FacetValue(r.value, r.label, n, r == asked.region) for r, n in regions)
    return Facet("region", "Residence", values)


def _criterion_facets(run: Run, asked: MemberFilter) -> list[Facet]:
    """Criteria without a filter of their own are counted in one question."""
    free = [name for name in run.figures["criteria"] if name not in asked.criteria]
    counts = _truth_counts(run, asked, free) if free else {}
    for name in asked.criteria:
        counts |= _truth_counts(run, asked.without(f"is_{name}"), [name])
    return [
        Facet(
            f"is_{name}",
            name,
            tuple(
                FacetValue(word, word, counts[name][word], asked.criteria.get(name) == word)
                for word in _TRUTHS
            ),
        )
        for name in run.figures["criteria"]
    ]


def _truth_counts(run: Run, asked: MemberFilter, names: Sequence[str]) -> dict[str, dict[str, int]]:
    persons, columns = members_of(run, asked), columns_of(run)
    (found,) = records(
        persons.aggregate(
            **{
                f"{word}_{name}": (persons[columns.criteria[name]] == int(truth)).sum()
                for name in names
                for word, truth in _TRUTHS.items()
            }
        )
    )
    return {name: {word: found[f"{word}_{name}"] or 0 for word in _TRUTHS} for name in names}
