"""The tables of results in a bundle: their columns, and the cells that a run's results must give.

| file | rows, in this order |
|---|---|
| results/persons.csv | persons by number |
| results/rows.csv | roster rows, as imported |
| results/events.csv | log rows, as imported |
| results/listed.csv | list rows, as imported |
| results/review.csv | doubtful persons, by kind and person |
| results/awards.csv | awards of eligible persons, by person and claim |
| results/rejected-N.csv | rejected rows of the import N, by record |

`import` is an import's place in the run, `record` the record number of its file. Where a bundle is
without originals, the columns that are copied from them to no other end than to be read
(`NAMING`) are left out.

A cell of text that begins with `=`, `+`, `-`, `@`, tab or carriage return and is no plain number,
or with an apostrophe, stands behind one more apostrophe, so that no spreadsheet computes it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from casecalc.rules.columns import Kind
from casecalc.rules.damages import Award
from casecalc.rules.definition import Definition
from casecalc.rules.figures import dollars
from casecalc.rules.inert import inert
from casecalc.rules.rejections import RejectedRow
from casecalc.rules.results import RunResult
from casecalc.rules.rows import ImportRows
from casecalc.rules.sources import SourceReference
from casecalc.rules.theory import Combine, Theory

from .differences import Key

PERSONS, ROWS, EVENTS = "results/persons.csv", "results/rows.csv", "results/events.csv"
LISTED, REVIEW, AWARDS = "results/listed.csv", "results/review.csv", "results/awards.csv"
NAMING = ("member_ids", "full_name", "event_id", "sentence")
_REVIEW_KINDS = ("look_alike", "names_differ")


def rejected_file(number: int) -> str:
    return f"results/rejected-{number}.csv"


@dataclass(frozen=True)
class Shape:
    """What decides which columns there are."""

    definition: Definition
    theory: Theory
    has_originals: bool

    @property
    def criteria(self) -> list[str]:
        return [str(criterion.id) for criterion in self.definition.top_level]

    @property
    def combines(self) -> bool:
        return self.theory.combine is not Combine.SEPARATE

    def header(self, file: str) -> list[str]:
        columns = {
            PERSONS: self._persons(),
            ROWS: ["import", "record", "person"],
            EVENTS: ["import", "record", "event_id", "disclosed_at", "status", "person",
                     "violation"],
            LISTED: ["import", "record", "list", "status", "person"],
            REVIEW: ["kind", "person", "other_person"],
            AWARDS: ["person", "claim", "units", "award", *self._high("award_high")],
        }  # fmt: skip
        return self._shown(columns[file])

    def rejected_header(self, header: Sequence[str]) -> list[str]:
        """Of the rejected rows of a file with this header, whose cells follow as delivered."""
        cells = [written(name) for name in header] if self.has_originals else []
        return self._shown(["record", "line", "code", "sentence"]) + cells

    def _persons(self) -> list[str]:
        return [
            *["person", "outcome", "computed_outcome", "overridden", "import", "record", "rows"],
            *["disclosures", "violations", "violation_days", "first_violation_on", "member_ids"],
            *["full_name", "country", "region", "plan", "actual_damages"],
            *(f"is_{name}" for name in self.criteria),
            *(f"subclass_{i}" for i, _ in enumerate(self.definition.subclasses, start=1)),
            *(["combined", *self._high("combined_high")] if self.combines else []),
        ]

    def _high(self, name: str) -> list[str]:
        return [name] if self.theory.has_range else []

    def _shown(self, names: list[str]) -> list[str]:
        return [name for name in names if self.has_originals or name not in NAMING]


def key_of(file: str, theory: Theory) -> Callable[[Sequence[str]], Key]:
    """The place of a row of a table among its rows; raises ValueError or IndexError for a row that
    has none."""
    claims = [claim.id for claim in theory.claims]
    if file == PERSONS:
        return lambda cells: (_number(cells[0]),)
    if file == AWARDS:
        return lambda cells: (_number(cells[0]), claims.index(cells[1]))
    if file == REVIEW:
        return lambda cells: (
            _REVIEW_KINDS.index(cells[0]),
            _number(cells[1]),
            _number(cells[2] or "P0"),
        )
    if file in (ROWS, EVENTS, LISTED):
        return lambda cells: (int(cells[0]), int(cells[1]))
    return lambda cells: (int(cells[0]),)


def rows_of(
    file: str, result: RunResult, imports: Sequence[ImportRows], shape: Shape
) -> Iterator[list[str]]:
    """The rows that a table must have: their cells under its header."""
    header = shape.header(file)
    for cells in _ROWS[file](result, imports, shape):
        yield [cells[name] for name in header]


def rejected_cells(row: RejectedRow, has_originals: bool) -> list[str]:
    cells = [str(row.record), str(row.line), row.code.value]
    if has_originals:
        cells += [written(text) for text in (row.sentence, *row.cells)]
    return cells


def written(text: str | None) -> str:
    """A cell of text; None is blank."""
    if text is None:
        return ""
    return f"'{text}" if text.startswith("'") else inert(text)


def read_back(cell: str) -> str | None:
    """The text that `written` wrote."""
    return (cell[1:] if cell.startswith("'") else cell) or None


Cells = dict[str, str]


def _persons(result: RunResult, imports: Sequence[ImportRows], shape: Shape) -> Iterator[Cells]:
    places = dict(_sources(imports, Kind.ROSTER))
    for person in result.persons:
        number, record = places[person.rows[0]]
        yield {
            "person": f"P{person.number}",
            "outcome": person.outcome.value,
            "computed_outcome": person.computed_outcome.value,
            "overridden": _yes_no(person.is_overridden),
            "import": str(number),
            "record": str(record),
            "rows": str(len(person.rows)),
            "disclosures": str(person.disclosures),
            "violations": str(person.violations),
            "violation_days": str(person.violation_days),
            "first_violation_on": str(person.first_violation_on or ""),
            "member_ids": written(";".join(person.member_ids) or None),
            "full_name": written(person.full_name),
            "country": written(person.country),
            "region": written(person.region),
            "plan": written(person.plan),
            "actual_damages": dollars(person.actual_damages_cents),
            **{f"is_{name}": person.truths[name].word for name in shape.criteria},
            **{
                f"subclass_{i}": _yes_no(subclass.title in person.subclasses)
                for i, subclass in enumerate(shape.definition.subclasses, start=1)
            },
            **_ends("combined", person.combined),
        }


def _rows(result: RunResult, imports: Sequence[ImportRows], shape: Shape) -> Iterator[Cells]:
    holder = {source: person.number for person in result.persons for source in person.rows}
    for source, place in _sources(imports, Kind.ROSTER):
        yield _place(place) | {"person": f"P{holder[source]}"}


def _events(result: RunResult, imports: Sequence[ImportRows], shape: Shape) -> Iterator[Cells]:
    places = _sources(imports, Kind.DISCLOSURE_LOG)
    for event, (_, place) in zip(result.events, places, strict=True):
        yield _place(place) | {
            "event_id": written(event.event_id),
            "disclosed_at": instant(event.disclosed_at),
            "status": event.status.value,
            "person": _person(event.person),
            "violation": _yes_no(event.is_violation),
        }


def _listed(result: RunResult, imports: Sequence[ImportRows], shape: Shape) -> Iterator[Cells]:
    places = _sources(imports, Kind.EXCLUSION_LIST)
    for entry, (_, place) in zip(result.listed, places, strict=True):
        yield _place(place) | {
            "list": written(entry.list_name),
            "status": entry.status.value,
            "person": _person(entry.person),
        }


def _review(result: RunResult, imports: Sequence[ImportRows], shape: Shape) -> Iterator[Cells]:
    for item in result.review:
        people = _person(item.person), _person(item.other_person)
        yield dict(zip(("kind", "person", "other_person"), (item.kind.value, *people), strict=True))


def _awards(result: RunResult, imports: Sequence[ImportRows], shape: Shape) -> Iterator[Cells]:
    for person in result.persons:
        for claim, award in person.awards.items():
            yield {
                "person": f"P{person.number}",
                "claim": claim,
                "units": str(award.units),
                **_ends("award", award),
            }


_ROWS: dict[str, Callable[[RunResult, Sequence[ImportRows], Shape], Iterator[Cells]]] = {
    PERSONS: _persons,
    ROWS: _rows,
    EVENTS: _events,
    LISTED: _listed,
    REVIEW: _review,
    AWARDS: _awards,
}
TABLES = tuple(_ROWS)


def _sources(
    imports: Sequence[ImportRows], kind: Kind
) -> Iterator[tuple[SourceReference, tuple[int, int]]]:
    """Every row of a kind, as imported, with the number of its import and its record."""
    for number, one in enumerate(imports, start=1):
        if one.kind is kind:
            for row in one.rows:
                yield row.source, (number, row.source.record)


def _place(place: tuple[int, int]) -> Cells:
    return {"import": str(place[0]), "record": str(place[1])}


def _ends(name: str, award: Award | None) -> Cells:
    """Both ends of an award in dollars, blank where there is none."""
    low, high = (award.cents, award.high_cents) if award else (None, None)
    return {
        name: "" if low is None else dollars(low),
        f"{name}_high": "" if high is None else dollars(high),
    }


def _person(number: int | None) -> str:
    return "" if number is None else f"P{number}"


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def instant(moment: datetime) -> str:
    """UTC, ISO 8601, with microseconds where there are any, ending in `Z`."""
    return moment.replace(tzinfo=None).isoformat() + "Z"


def _number(person: str) -> int:
    """Of `P12`."""
    return int(person.removeprefix("P"))
