"""What is asked of a comparison: columns of theories and assumptions, and a sensitivity table.

    {"format": "casecalc/scenarios/1", "title": "…",
     "columns": [{"title": "As pleaded", "theory": {"from": "run"}},
                 {"title": "Actual damages first", "theory": {"from": "run"},
                  "assume": {"actual_damages_required": true}, "claims_rate": "12.5"}],
     "sensitivity": {"per_head": ["100.00"], "shares": ["5", "100"]}}

Shares are whole numbers of ten thousandths of one per cent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .cells import read_money
from .definition_document import parse_definition
from .documents import DocumentReader
from .refusals import DefinitionRefused, DocumentRefused, TheoryRefused
from .regimes import theory_from
from .theory import Unit, parse_theory

FORMAT = "casecalc/scenarios/1"
WHOLE = 1_000_000
MAXIMUM_COLUMNS = 8
MAXIMUM_ENTRIES = 12
PER_HEAD = ("100.00", "250.00", "500.00", "1000.00")
SHARES = ("5", "10", "25", "50", "100")
_SHARE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?")
_SOURCES = ("from", "version", "regimes", "document")
_ASSUMED = ("claim", "unit", "amount", "amount_high", "actual_damages_required")


class ScenariosRefused(DocumentRefused):
    """What was asked of a comparison is not valid."""


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """What is assumed of every claim of a column's theory, or of the one named. An amount without
    a high end takes a range away. Money as text, as in theory documents."""

    claim: str | None = None
    unit: Unit | None = None
    amount: str | None = None
    amount_high: str | None = None
    actual_damages_required: bool | None = None

    @property
    def is_nothing(self) -> bool:
        chosen = (self.unit, self.amount, self.amount_high, self.actual_damages_required)
        return all(one is None for one in chosen)


@dataclass(frozen=True, kw_only=True)
class Column:
    """`source` is the run's theory ("run"), a version of the matter's, names of the catalogue or a
    document of its own; `class_period` takes the place of the definition's."""

    title: str
    source: str | int | tuple[str, ...] | dict[str, Any]
    assumption: Assumption
    class_period: dict[str, str] | None = None
    claims_rate: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    title: str
    columns: tuple[Column, ...]
    per_head_cents: tuple[int, ...]
    shares: tuple[int, ...]


def parse_scenarios(document: Any) -> Asked:
    """Raises ScenariosRefused with the path at fault; whether theories and periods hold is known
    once they are resolved."""
    read = DocumentReader(ScenariosRefused)
    found = read.mapping(
        document, "", required=("format", "columns"), optional=("title", "sensitivity")
    )
    read.choice(found["format"], "format", (FORMAT,))
    parts = read.items(found["columns"], "columns")
    if len(parts) > MAXIMUM_COLUMNS:
        read.refuse("columns", f"has {len(parts):,} columns; at most {MAXIMUM_COLUMNS} are allowed")
    columns = tuple(_column(read, part, f"columns[{i}]") for i, part in enumerate(parts))
    for i, column in enumerate(columns):
        if column.title in [other.title for other in columns[:i]]:
            read.refuse(f"columns[{i}].title", "is used twice; every title names one column")
    table = read.mapping(
        found.get("sensitivity", {}), "sensitivity", required=(), optional=("per_head", "shares")
    )
    return Asked(
        title=read.text(found.get("title", ""), "title"),
        columns=columns,
        per_head_cents=_entries(read, table, "per_head", PER_HEAD, _money),
        shares=_entries(read, table, "shares", SHARES, _share),
    )


def resolved_theory(
    column: Column, *, run: dict[str, Any], version: Callable[[int], dict[str, Any]]
) -> dict[str, Any]:
    """The theory document of a column, its assumption applied. `run` is the run's theory document,
    `version` finds one of the matter's. Raises TheoryRefused."""
    match column.source:
        case str():
            document = run
        case int(number):
            document = version(number)
        case tuple(names):
            document = theory_from(names)
        case dict(given):
            document = given
    parse_theory(document)
    assumed = _assumed(document, column.assumption)
    parse_theory(assumed)
    return assumed


def with_class_period(document: dict[str, Any], period: dict[str, str] | None) -> dict[str, Any]:
    """The same class definition with only its class period replaced; raises DefinitionRefused,
    also where no criterion uses the period, so that another one would change nothing."""
    if period is None:
        return document
    if "class_period" not in document or not _uses_period(document):
        raise DefinitionRefused(
            "class_period",
            "no criterion of the class definition uses a class period, so that another one "
            "changes nothing; leave it out, or state the definition with one",
        )
    changed = {**document, "class_period": period}
    parse_definition(changed)
    return changed


def read_share(text: str) -> int | None:
    """Per cent as decimal text, 0 to 100 with up to four decimals; None when it is not."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        return None
    whole, decimals = found.groups(default="")
    share = int(whole) * 10_000 + int(decimals.ljust(4, "0"))
    return share if share <= WHOLE else None


def share_in_words(share: int) -> str:
    """Ten thousandths of a per cent as shortest decimal text: 125000 is 12.5%."""
    whole, decimals = divmod(share, 10_000)
    return f"{whole}.{decimals:04d}".rstrip("0").rstrip(".") + "%"


def _column(read: DocumentReader, value: Any, path: str) -> Column:
    found = read.mapping(
        value,
        path,
        required=("title", "theory"),
        optional=("assume", "class_period", "claims_rate"),
    )
    title = read.text(found["title"], f"{path}.title").strip()
    if not title or len(title) > 100:
        read.refuse(f"{path}.title", "must be text of 1 to 100 characters; name the column")
    rate = found.get("claims_rate")
    return Column(
        title=title,
        source=_source(read, found["theory"], f"{path}.theory"),
        assumption=_assumption(read, found.get("assume", {}), f"{path}.assume"),
        class_period=_period(read, found["class_period"], f"{path}.class_period")
        if "class_period" in found
        else None,
        claims_rate=None if rate is None else _share(read, rate, f"{path}.claims_rate"),
    )


def _source(
    read: DocumentReader, value: Any, path: str
) -> str | int | tuple[str, ...] | dict[str, Any]:
    found = read.mapping(value, path, required=(), optional=_SOURCES)
    if len(found) != 1:
        read.refuse(path, f"must have exactly one of: {', '.join(_SOURCES)}")
    ((key, given),) = found.items()
    match key:
        case "from":
            return read.choice(given, f"{path}.from", ("run",))
        case "version":
            return read.whole_number(given, f"{path}.version")
        case "regimes":
            return read.texts(given, f"{path}.regimes")
        case _:
            if not isinstance(given, dict):
                read.refuse(f"{path}.document", "must be a damages theory, an object")
            return given


def _assumption(read: DocumentReader, value: Any, path: str) -> Assumption:
    found = read.mapping(value, path, required=(), optional=_ASSUMED)

    def text(key: str) -> str | None:
        return read.text(found[key], f"{path}.{key}") if key in found else None

    def money(key: str) -> str | None:
        if key in found:
            _money(read, found[key], f"{path}.{key}")
        return text(key)

    unit = found.get("unit")
    required = found.get("actual_damages_required")
    assumption = Assumption(
        claim=text("claim"),
        unit=None if unit is None else Unit(read.choice(unit, f"{path}.unit", tuple(Unit))),
        amount=money("amount"),
        amount_high=money("amount_high"),
        actual_damages_required=None
        if required is None
        else read.yes_no(required, f"{path}.actual_damages_required"),
    )
    if assumption.claim is not None and assumption.is_nothing:
        read.refuse(path, "names a claim and assumes nothing of it; say what, or leave it out")
    return assumption


def _period(read: DocumentReader, value: Any, path: str) -> dict[str, str]:
    found = read.mapping(value, path, required=(), optional=("from", "until"))
    if not found:
        read.refuse(path, "must have from, until or both, as YYYY-MM-DD")
    days = {key: read.day(given, f"{path}.{key}") for key, given in found.items()}
    if len(days) == 2 and days["from"] >= days["until"]:
        read.refuse(path, "ends before it begins or on the same day; until is the first day out")
    return {key: day.isoformat() for key, day in days.items()}


def _assumed(document: dict[str, Any], assumption: Assumption) -> dict[str, Any]:
    ids = [claim["id"] for claim in document["claims"]]
    if assumption.claim is not None and assumption.claim not in ids:
        raise TheoryRefused(
            "assume.claim",
            f'"{assumption.claim}" is no claim of the theory; it has: {", ".join(ids)}',
        )
    claims = [
        _assumed_claim(claim, assumption) if assumption.claim in (None, claim["id"]) else claim
        for claim in document["claims"]
    ]
    return {**document, "claims": claims}


def _assumed_claim(claim: dict[str, Any], assumption: Assumption) -> dict[str, Any]:
    changed = dict(claim)
    if assumption.unit is not None:
        changed["unit"] = str(assumption.unit)
    if assumption.amount is not None:
        changed["amount"] = assumption.amount
        changed.pop("amount_high", None)
    if assumption.amount_high is not None:
        changed["amount_high"] = assumption.amount_high
    if assumption.actual_damages_required is not None:
        changed["actual_damages_required"] = assumption.actual_damages_required
    return changed


def _uses_period(part: Any) -> bool:
    if isinstance(part, dict):
        return part.get("during") == "class_period" or any(map(_uses_period, part.values()))
    return isinstance(part, list) and any(map(_uses_period, part))


def _entries(
    read: DocumentReader,
    table: dict[str, Any],
    key: str,
    default: tuple[str, ...],
    value_of: Callable[[DocumentReader, Any, str], int],
) -> tuple[int, ...]:
    """The chosen values, each once, from small to large."""
    path = f"sensitivity.{key}"
    given = read.items(table.get(key, list(default)), path)
    values = {value_of(read, one, f"{path}[{i}]") for i, one in enumerate(given)}
    if len(values) > MAXIMUM_ENTRIES:
        read.refuse(path, f"has {len(values):,} entries; at most {MAXIMUM_ENTRIES} are allowed")
    return tuple(sorted(values))


def _money(read: DocumentReader, value: Any, path: str) -> int:
    cents = read_money(read.text(value, path))
    if cents is None:
        read.refuse(path, 'must be dollars as text, such as "250.00"')
    return cents


def _share(read: DocumentReader, value: Any, path: str) -> int:
    share = read_share(read.text(value, path))
    if share is None:
        read.refuse(path, 'must be per cent as text from 0 to 100, such as "12.5"')
    return share
