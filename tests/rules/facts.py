"""Builders of evidence for tests: only the facts that matter, everything else blank."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from casecalc.rules.columns import Kind
from casecalc.rules.criteria import Facts
from casecalc.rules.decisions import Decision
from casecalc.rules.definition import Definition
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.results import RunResult
from casecalc.rules.rows import ImportRows, ListRow, LogRow, RosterRow
from casecalc.rules.run import determine
from casecalc.rules.sources import SourceReference
from casecalc.rules.theory import DEFAULT_DOCUMENT, Theory, parse_theory

PACIFIC = "America/Los_Angeles"
ROSTER, LOG, LIST = "a" * 64, "b" * 64, "c" * 64


def roster_row(record: int = 1, *, file: str = ROSTER, **values: Any) -> RosterRow:
    return RosterRow(source=SourceReference(file, record), **values)


def log_row(record: int = 1, *, file: str = LOG, **values: Any) -> LogRow:
    values.setdefault("disclosed_at", datetime(2024, 1, 15, 20, tzinfo=UTC))
    return LogRow(source=SourceReference(file, record), **values)


def list_row(record: int = 1, *, name: str = "opt_out", file: str = LIST, **values: Any) -> ListRow:
    return ListRow(source=SourceReference(file, record), list_name=name, **values)


def facts(
    *rows: RosterRow,
    disclosures: tuple[LogRow, ...] = (),
    listings: tuple[ListRow, ...] = (),
    zone: str = PACIFIC,
) -> Facts:
    return Facts(rows, disclosures, listings, ZoneInfo(zone))


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def definition(*all_of: dict[str, Any], **rest: Any) -> Definition:
    """A definition of the given top-level criteria; ids are filled in as c1, c2, …"""
    numbered = [{"id": f"c{n}", **criterion} for n, criterion in enumerate(all_of, start=1)]
    return parse_definition({"format": "casecalc/class-definition/1", "all_of": numbered, **rest})


def theory(*claims: dict[str, Any], **rest: Any) -> Theory:
    """A theory of the given claims over the defaults $1,000, person, fixed."""
    defaults = {"unit": "person", "amount": "1000.00", "measure": "fixed"}
    numbered = [{"id": f"k{n}", **defaults, **claim} for n, claim in enumerate(claims, start=1)]
    return parse_theory({"format": "casecalc/damages-theory/1", "claims": numbered, **rest})


RESIDENT = {"kind": "attribute", "field": "country", "in": ["US"]}
DISCLOSED = {"kind": "disclosed"}


def run(
    *rows: RosterRow | LogRow | ListRow,
    decisions: tuple[Decision, ...] = (),
    definition: Definition,
    theory: Theory | None = None,
    time_zone: str = PACIFIC,
) -> RunResult:
    """A run over rows of any kind, each file's rows as one import, rosters first."""
    files: dict[tuple[Kind, str, str | None], list[Any]] = {}
    for row in rows:
        match row:
            case RosterRow():
                key = (Kind.ROSTER, row.source.sha256, None)
            case LogRow():
                key = (Kind.DISCLOSURE_LOG, row.source.sha256, None)
            case ListRow():
                key = (Kind.EXCLUSION_LIST, row.source.sha256, row.list_name)
        files.setdefault(key, []).append(row)
    return determine(
        imports=[
            ImportRows(kind=kind, sha256=sha256, list_name=name, rows=tuple(found))
            for (kind, sha256, name), found in files.items()
        ],
        decisions=decisions,
        definition=definition,
        theory=theory or parse_theory(DEFAULT_DOCUMENT),
        time_zone=time_zone,
    )
