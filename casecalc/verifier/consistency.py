"""Without the originals: the tables of results read back, and everything that follows from them.

What follows from the tables alone: every outcome from the criteria's results and the overrides,
every award from units and actual damages, every count of a person's disclosures and violations,
every figure, and the digest. What does not: see `LEFT_OPEN`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from casecalc.rules.cells import read_money
from casecalc.rules.columns import Kind
from casecalc.rules.damages import Award, award, combined
from casecalc.rules.decisions import Outcome, Override
from casecalc.rules.digest import run_digest
from casecalc.rules.figures import add_up
from casecalc.rules.refusals import Refusal
from casecalc.rules.results import (
    ClaimTotals,
    EventResult,
    EventStatus,
    ListResult,
    ListStatus,
    PersonResult,
    ReviewItem,
    ReviewKind,
    RunFigures,
    RunResult,
)
from casecalc.rules.rows import ImportRows, ListRow, LogRow, RosterRow
from casecalc.rules.sources import SourceReference
from casecalc.rules.theory import Unit
from casecalc.rules.truth import Truth, all_true, not_true

from .bundle import RUN_MANIFEST, Bundle, BundledImport
from .differences import Differences
from .parts import BundleRefused
from .recomputing import Say, compare_figures, compare_tables
from .tables import EVENTS, LISTED, PERSONS, REVIEW, ROWS, read_back, rejected_file

LEFT_OPEN = (
    "that the rows of the source files were read as their mappings say, and rejected rightly",
    "which rows belong to one person, and which disclosures and list entries to whom",
    "that each criterion, subclass and counted disclosure is what the rows say",
    "whom the control of named plaintiffs finds",
    "what cells say: residence, plan, actual damages, the instant of a disclosure",
)
BOUND_LEFT_OPEN = "what undetermined persons would add under claims that count violations or days"
_OUTCOMES = {
    Truth.TRUE: Outcome.ELIGIBLE,
    Truth.FALSE: Outcome.INELIGIBLE,
    Truth.UNKNOWN: Outcome.UNDETERMINED,
}
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class _Evidence:
    """The rows that the tables name, in row order, without their cells."""

    imports: tuple[ImportRows, ...]
    rows_of_person: dict[int, tuple[SourceReference, ...]]


def check_consistency(bundle: Bundle, differences: Differences, say: Say) -> RunResult | None:
    """The run as its tables tell it, with everything computed that follows from them; None when
    they cannot be read together, which is then a difference."""
    say("Reading the tables of results")
    try:
        result, imports = _result(bundle)
    except Refusal as refusal:
        differences.add("results", "", "tables that belong together", refusal)
        return None
    try:
        _compare_records(bundle, imports, differences)
    except BundleRefused as refusal:
        differences.add("results", "", "rejected rows of every import", refusal)
    try:
        figures = _figures(bundle, result)
    except Refusal as refusal:
        differences.add(RUN_MANIFEST, "figures", "figures that reconcile", refusal)
    else:
        parts = result.persons, result.events, result.listed, figures
        digest = run_digest(imports, *parts, bundle.definition, bundle.theory)
        compare_figures(bundle, figures, digest, differences)
    compare_tables(bundle, result, imports, differences, say)
    return result


def _result(bundle: Bundle) -> tuple[RunResult, tuple[ImportRows, ...]]:
    """Persons, events and list entries; figures and digest as the manifest states them."""
    evidence = _evidence(bundle)
    events = tuple(_read(bundle, EVENTS, lambda cells: _event(bundle, cells)))
    return RunResult(
        persons=tuple(_persons(bundle, evidence, events)),
        events=events,
        listed=tuple(_read(bundle, LISTED, lambda cells: _listing(bundle, cells))),
        review=tuple(_read(bundle, REVIEW, _review)),
        figures=bundle.figures,
        digest=bundle.digest,
    ), evidence.imports


def _figures(bundle: Bundle, result: RunResult) -> RunFigures:
    """Everything added up; bounds that cannot be computed are as the manifest states them. Raises
    NotReconciled."""
    figures = add_up(
        result.persons,
        result.events,
        result.listed,
        definition=bundle.definition,
        theory=bundle.theory,
    )
    return replace(figures, **_bounds_as_said(bundle, figures))


def bounds_left_open(bundle: Bundle) -> bool:
    """Whether the bound needs what undetermined persons' disclosures would count."""
    return any(claim.unit is not Unit.PERSON for claim in bundle.theory.claims)


def _bounds_as_said(bundle: Bundle, figures: RunFigures) -> dict[str, Any]:
    """The bounds as the manifest states them, for the claims of which they are left open."""

    def as_said(own: ClaimTotals, said: ClaimTotals) -> ClaimTotals:
        return replace(
            own,
            total_if_undetermined_eligible=said.total_if_undetermined_eligible,
            total_high_if_undetermined_eligible=said.total_high_if_undetermined_eligible,
        )

    said = bundle.figures
    claims = dict(figures.claims)
    for claim in bundle.theory.claims:
        if claim.unit is not Unit.PERSON and claim.id in said.claims:
            claims[claim.id] = as_said(claims[claim.id], said.claims[claim.id])
    joined = figures.combined
    if joined is not None and said.combined is not None:
        joined = as_said(joined, said.combined)
    return {"claims": claims, "combined": joined}


def _evidence(bundle: Bundle) -> _Evidence:
    found: dict[int, list[Any]] = {one.number: [] for one in bundle.imports}
    rows_of_person: dict[int, list[SourceReference]] = {}

    def roster(cells: dict[str, str]) -> None:
        one = _import(bundle, cells, Kind.ROSTER)
        source = _source(one, cells)
        found[one.number].append(RosterRow(source=source))
        rows_of_person.setdefault(_person(cells["person"]), []).append(source)

    def log(cells: dict[str, str]) -> None:
        one = _import(bundle, cells, Kind.DISCLOSURE_LOG)
        at = _instant(cells["disclosed_at"])
        found[one.number].append(LogRow(source=_source(one, cells), disclosed_at=at))

    def entry(cells: dict[str, str]) -> None:
        one = _import(bundle, cells, Kind.EXCLUSION_LIST)
        name = one.list_name or ""
        found[one.number].append(ListRow(source=_source(one, cells), list_name=name))

    for file, read in ((ROWS, roster), (EVENTS, log), (LISTED, entry)):
        for _ in _read(bundle, file, read):
            pass
    imports = tuple(
        ImportRows(
            kind=one.kind,
            sha256=one.sha256,
            rows=tuple(found[one.number]),
            sheet=one.sheet,
            list_name=one.list_name,
        )
        for one in bundle.imports
    )
    return _Evidence(imports, {n: tuple(rows) for n, rows in rows_of_person.items()})


def _persons(
    bundle: Bundle, evidence: _Evidence, events: Sequence[EventResult]
) -> Iterator[PersonResult]:
    holder = {row: n for n, rows in evidence.rows_of_person.items() for row in rows}
    overrides = {
        holder[decision.row]: decision.outcome
        for decision in bundle.decisions
        if isinstance(decision, Override) and decision.row in holder
    }
    zone = ZoneInfo(bundle.definition.time_zone or bundle.time_zone)
    disclosures = Counter(event.person for event in events if event.person is not None)
    days: defaultdict[int, list[date]] = defaultdict(list)
    for event in events:
        if event.is_violation and event.person is not None:
            days[event.person].append(event.disclosed_at.astimezone(zone).date())

    def person(cells: dict[str, str]) -> PersonResult:
        number = _person(cells["person"])
        rows = evidence.rows_of_person.pop(number)
        return _computed(
            bundle, cells, number, rows, overrides.get(number), disclosures[number], days[number]
        )

    yield from _read(bundle, PERSONS, person)
    for number in evidence.rows_of_person:
        raise BundleRefused(f"{ROWS} names P{number}, who is not in {PERSONS}.")


def _computed(
    bundle: Bundle,
    cells: dict[str, str],
    number: int,
    rows: tuple[SourceReference, ...],
    override: Outcome | None,
    disclosures: int,
    days: list[date],
) -> PersonResult:
    """One person: what only the source rows can tell is taken from `cells`, the rest computed."""
    truths = {name: Truth[cells[f"is_{name}"].upper()] for name in bundle.shape.criteria}
    computed = _outcome(bundle, truths)
    outcome = override or computed
    actual = _money(cells["actual_damages"])
    awards = {
        claim.id: award(
            claim, violations=len(days), days=len(set(days)), actual_damages_cents=actual
        )
        for claim in bundle.theory.claims
    }
    joined = combined(bundle.theory, list(awards.values()))
    is_eligible, is_open = outcome is Outcome.ELIGIBLE, outcome is Outcome.UNDETERMINED
    no_awards: dict[str, Award] = {}
    return PersonResult(
        number=number,
        rows=rows,
        outcome=outcome,
        computed_outcome=computed,
        is_overridden=override is not None,
        truths=truths,
        subclasses=tuple(
            subclass.title
            for i, subclass in enumerate(bundle.definition.subclasses, start=1)
            if _yes_no(cells[f"subclass_{i}"])
        ),
        disclosures=disclosures,
        violations=len(days) if is_eligible else 0,
        violation_days=len(set(days)) if is_eligible else 0,
        first_violation_on=min(days, default=None) if is_eligible else None,
        member_ids=(),
        full_name=None,
        country=read_back(cells["country"]),
        region=read_back(cells["region"]),
        plan=read_back(cells["plan"]),
        actual_damages_cents=actual,
        awards=awards if is_eligible else no_awards,
        combined=joined if is_eligible else None,
        awards_if_eligible=awards if is_open else no_awards,
        combined_if_eligible=joined if is_open else None,
    )


def _outcome(bundle: Bundle, truths: dict[str, Truth]) -> Outcome:
    """Section 6 of the semantics: *and* over `all_of` and the negations of `none_of`."""
    required = [truths[str(criterion.id)] for criterion in bundle.definition.all_of]
    excluding = [not_true(truths[str(criterion.id)]) for criterion in bundle.definition.none_of]
    return _OUTCOMES[all_true(required + excluding)]


def _compare_records(
    bundle: Bundle, imports: Sequence[ImportRows], differences: Differences
) -> None:
    """Every record of every file was accepted or rejected, once, and the counts are as stated."""
    for one, accepted in zip(bundle.imports, imports, strict=True):
        records = [row.source.record for row in accepted.rows]
        codes: Counter[str] = Counter()
        with bundle.parts.table(rejected_file(one.number)) as rows:
            next(rows, None)
            for cells in rows:
                codes[cells[2] if len(cells) > 2 else ""] += 1
                records.append(int(cells[0]) if cells and cells[0].isdigit() else 0)
        path = f"imports[{one.number - 1}]"
        found = {
            "accepted": len(accepted.rows),
            "rejected": codes.total(),
            "rejected_by_code": dict(codes),
        }
        for name, value in found.items():
            differences.compare(RUN_MANIFEST, f"{path}.{name}", value, one.said.get(name))
        expected = list(range(1, len(records) + 1))
        if len(records) != one.rows_read or sorted(records) != expected:
            differences.add(
                rejected_file(one.number),
                "record",
                f"with the accepted rows, each of the records 1 to {one.rows_read} once",
                "other record numbers",
            )


def _read(bundle: Bundle, file: str, make: Callable[[dict[str, str]], _Made]) -> Iterable[_Made]:
    """What `make` makes of every row of a table. Raises BundleRefused for a row that it cannot
    read."""
    header = bundle.shape.header(file)
    with bundle.parts.table(file) as rows:
        if next(rows, []) != header:
            raise BundleRefused(f"{file} has not the header {','.join(header)}.")
        for number, cells in enumerate(rows, start=1):
            try:
                yield make(dict(zip(header, cells, strict=True)))
            except (ValueError, KeyError) as error:
                raise BundleRefused(f"{file}, row {number}, cannot be read ({error}).") from None


def _event(bundle: Bundle, cells: dict[str, str]) -> EventResult:
    one = _import(bundle, cells, Kind.DISCLOSURE_LOG)
    return EventResult(
        source=_source(one, cells),
        event_id=None,
        disclosed_at=_instant(cells["disclosed_at"]),
        status=EventStatus(cells["status"]),
        person=_person(cells["person"]) if cells["person"] else None,
        is_violation=_yes_no(cells["violation"]),
    )


def _listing(bundle: Bundle, cells: dict[str, str]) -> ListResult:
    one = _import(bundle, cells, Kind.EXCLUSION_LIST)
    return ListResult(
        source=_source(one, cells),
        list_name=one.list_name or "",
        status=ListStatus(cells["status"]),
        person=_person(cells["person"]) if cells["person"] else None,
    )


def _review(cells: dict[str, str]) -> ReviewItem:
    other = _person(cells["other_person"]) if cells["other_person"] else None
    return ReviewItem(ReviewKind(cells["kind"]), _person(cells["person"]), other)


def _import(bundle: Bundle, cells: dict[str, str], kind: Kind) -> BundledImport:
    number = _whole(cells["import"])
    if not 1 <= number <= len(bundle.imports) or bundle.imports[number - 1].kind is not kind:
        raise ValueError(f"import {number} is no {kind.value}")
    return bundle.imports[number - 1]


def _source(one: BundledImport, cells: dict[str, str]) -> SourceReference:
    return SourceReference(one.sha256, _whole(cells["record"]), one.sheet)


def _person(text: str) -> int:
    if not text.startswith("P"):
        raise ValueError(f'"{text}" is no person')
    return _whole(text[1:])


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f'"{text}" is no whole number')
    return int(text)


def _money(text: str) -> int:
    cents = read_money(text)
    if cents is None:
        raise ValueError(f'"{text}" is no amount')
    return cents


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    if not 1899 <= found.year <= 2102:
        raise ValueError(f'"{text}" is no instant of a log')
    return found
