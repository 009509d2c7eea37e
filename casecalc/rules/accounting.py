"""The post-distribution accounting of a settlement: every figure with where it comes from.

A figure is computed (from run and settlement), taken from the payment status file, or entered by
hand. An entry by hand stands before the others; what it replaces is then said beside it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from .cells import read_count, read_money
from .damages import round_half_up
from .figures import dollars
from .payment_status import MatchedStatuses, PaymentStatus
from .refusals import DocumentRefused
from .sentences import money_in_words
from .settlement_figures import Identity, Payments, summed

FORMAT = "casecalc/accounting/1"
PROBLEMS_KEPT = 200
LONGEST_TEXT = 2_000


class AccountingRefused(DocumentRefused):
    """An entry of an accounting cannot be read; `path` names it."""


class Source(StrEnum):
    COMPUTED = "computed"
    FILE = "file"
    BY_HAND = "by_hand"


class FigureKind(StrEnum):
    COUNT = "count"
    MONEY = "money"
    TEXT = "text"
    PER_CENT = "per_cent"
    MULTIPLIER = "multiplier"


@dataclass(frozen=True)
class Line:
    """One line of the table. `can_be_entered`: by hand."""

    key: str
    label: str
    kind: FigureKind
    can_be_entered: bool = False
    help: str = ""


LINES = (
    Line("fund", "Settlement fund", FigureKind.MONEY),
    Line("members", "Class members", FigureKind.COUNT),
    Line(
        "notices_not_returned",
        "Members to whom notice was sent and not returned as undeliverable",
        FigureKind.COUNT,
        True,
    ),
    Line("methods_of_notice", "Methods of notice", FigureKind.TEXT, True),
    Line("claims", "Claim forms submitted", FigureKind.COUNT, True),
    Line("claims_share", "Claim forms, per cent of members", FigureKind.PER_CENT),
    Line("opt_outs", "Members who opted out", FigureKind.COUNT, True),
    Line("opt_outs_share", "Opt-outs, per cent of members", FigureKind.PER_CENT),
    Line("objections", "Members who objected", FigureKind.COUNT, True),
    Line("objections_share", "Objections, per cent of members", FigureKind.PER_CENT),
    Line("average", "Average recovery", FigureKind.MONEY),
    Line("median", "Median recovery", FigureKind.MONEY),
    Line("largest", "Largest recovery", FigureKind.MONEY),
    Line("smallest", "Smallest recovery", FigureKind.MONEY),
    Line("methods_of_payment", "Methods of payment", FigureKind.TEXT, True),
    Line("paid", "Payments made", FigureKind.COUNT),
    Line("paid_value", "Payments made, value", FigureKind.MONEY),
    Line("uncashed", "Checks not cashed", FigureKind.COUNT, True),
    Line("uncashed_value", "Checks not cashed, value", FigureKind.MONEY, True),
    Line("returned", "Payments returned", FigureKind.COUNT),
    Line("returned_value", "Payments returned, value", FigureKind.MONEY),
    Line("cy_pres", "Distributed to cy pres", FigureKind.MONEY, True),
    Line("cy_pres_recipients", "Cy pres recipients", FigureKind.TEXT, True),
    Line("administration", "Administrative costs", FigureKind.MONEY, True),
    Line("fees", "Attorneys’ fees", FigureKind.MONEY),
    Line("fees_share", "Attorneys’ fees, per cent of the fund", FigureKind.PER_CENT),
    Line("costs", "Litigation costs", FigureKind.MONEY, True),
    Line("lodestar", "Lodestar", FigureKind.MONEY, True, "Hours at their rates."),
    Line("multiplier", "Multiplier: fees over lodestar", FigureKind.MULTIPLIER),
    Line("service_awards", "Service awards", FigureKind.MONEY),
)
BY_KEY = {line.key: line for line in LINES}
# What is a share of what.
_SHARES = {
    "claims_share": ("claims", "members"),
    "opt_outs_share": ("opt_outs", "members"),
    "objections_share": ("objections", "members"),
    "fees_share": ("fees", "fund"),
}


@dataclass(frozen=True)
class Entry:
    """Entered by hand: cents, a count or text; by whom (a user name), and when (ISO 8601)."""

    value: int | str
    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`value` is cents, a count, text, hundredths of a per cent or of a multiplier; None: not
    known. `replaced` is what an entry by hand stands before, as it is printed."""

    key: str
    value: int | str | None
    source: Source | None
    by: str = ""
    at: str = ""
    replaced: str = ""

    @property
    def line(self) -> Line:
        return BY_KEY[self.key]

    @property
    def shown(self) -> str:
        return "" if self.value is None else shown(self.line.kind, self.value)


def shown(kind: FigureKind, value: int | str) -> str:
    """A figure as it is printed."""
    if isinstance(value, str):
        return value
    match kind:
        case FigureKind.MONEY:
            return money_in_words(value)
        case FigureKind.PER_CENT:
            return f"{value // 100:,}.{value % 100:02d}%"
        case FigureKind.MULTIPLIER:
            return f"{value // 100:,}.{value % 100:02d}"
        case _:
            return f"{value:,}"


def parse_entries(texts: Mapping[str, str]) -> dict[str, int | str]:
    """What was entered by hand, as texts by key; blank is no entry. Raises AccountingRefused."""
    found: dict[str, int | str] = {}
    for key, text in texts.items():
        text = text.strip()
        line = BY_KEY.get(key)
        if line is None or not line.can_be_entered:
            known = ", ".join(line.key for line in LINES if line.can_be_entered)
            raise AccountingRefused(key, f"cannot be entered by hand; these can: {known}")
        if not text:
            continue
        value = _read(line.kind, text)
        if value is None:
            raise AccountingRefused(key, f'"{text[:80]}" is not {_EXPECTED[line.kind]}')
        found[key] = value
    return found


def entries_as_typed(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The entries of an accounting's document as a person would type them again."""
    return {
        key: dollars(entry["value"])
        if BY_KEY[key].kind is FigureKind.MONEY
        else str(entry["value"])
        for key, entry in entries.items()
    }


def accounting_json(figures: tuple[Figure, ...]) -> dict[str, Any]:
    """What `account --json` prints per figure; money and shares are decimal text."""
    return {
        figure.key: {
            "value": dollars(figure.value)
            if isinstance(figure.value, int) and figure.line.kind is not FigureKind.COUNT
            else figure.value,
            "source": None if figure.source is None else str(figure.source),
        }
        for figure in figures
    }


def file_document(
    matched: MatchedStatuses, *, name: str, sha256: str, payments: int, total_cents: int
) -> dict[str, Any]:
    """What a payment status file says, as JSON values; `payments` and `total_cents` are those of
    the settlement. Recovery is of the payments made."""
    by_status = {
        str(status): _count_and_cents([r.cents for r in matched.matched if r.status is status])
        for status in PaymentStatus
    }
    methods: dict[str, int] = {}
    for row in matched.matched:
        methods[row.method] = methods.get(row.method, 0) + 1
    cents = sum(row.cents for row in matched.matched)
    made = [row.cents for row in matched.matched if row.status is PaymentStatus.PAID]
    return {
        "name": name,
        "sha256": sha256,
        "rows_read": matched.rows_read,
        "counts": {str(status): n for status, n in matched.counts.items()},
        "by_status": by_status,
        "recovery": asdict(summed(made)),
        "methods": [[method, methods[method]] for method in sorted(methods)],
        "without_row": {"payments": payments - len(matched.matched), "cents": total_cents - cents},
        "problems": [
            {"record": p.record, "status": str(p.status), "sentence": p.sentence}
            for p in matched.problems[:PROBLEMS_KEPT]
        ],
    }


def figures_of(
    computed: Mapping[str, int | str | None],
    file: Mapping[str, Any] | None,
    entries: Mapping[str, Entry],
) -> tuple[Figure, ...]:
    """Every line of the table. `computed` is what run and settlement know."""
    known: dict[str, Figure] = {}
    from_file = _of_file(file) if file is not None else {}
    for line in LINES:
        known[line.key] = _settled(line, computed, from_file, entries)
    for key, (part, whole) in _SHARES.items():
        known[key] = _quotient(key, known[part], known[whole], 10_000)
    known["multiplier"] = _quotient("multiplier", known["fees"], known["lodestar"], 100)
    return tuple(known[line.key] for line in LINES)


def file_identities(file: Mapping[str, Any], *, payments: int, total_cents: int) -> list[Identity]:
    """What must hold between a payment status file and the settlement."""
    counts, left = dict(file["counts"]), file["without_row"]
    of_status = file["by_status"].values()
    return [
        Identity(
            "Rows of the status file = matched + unknown + conflicting + repeated + other amount "
            "+ rejected",
            f"{file['rows_read']:,}",
            f"{sum(counts.values()):,}",
        ),
        Identity(
            "Payments of the settlement = paid + not cashed + returned + void + without a row",
            f"{payments:,}",
            f"{sum(one['payments'] for one in of_status) + left['payments']:,}",
        ),
        Identity(
            "Value of all payments = the same, in dollars",
            money_in_words(total_cents),
            money_in_words(sum(one["cents"] for one in of_status) + left["cents"]),
        ),
    ]


def figures_document(figures: tuple[Figure, ...]) -> list[dict[str, Any]]:
    return [asdict(figure) for figure in figures]


def parse_figures(document: list[dict[str, Any]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(**{**one, "source": None if one["source"] is None else Source(one["source"])})
        for one in document
    )


def _settled(
    line: Line,
    computed: Mapping[str, int | str | None],
    from_file: Mapping[str, int | str | None],
    entries: Mapping[str, Entry],
) -> Figure:
    value, source = from_file.get(line.key), Source.FILE
    if value is None:
        value, source = computed.get(line.key), Source.COMPUTED
    entry = entries.get(line.key)
    if entry is None:
        return Figure(key=line.key, value=value, source=None if value is None else source)
    replaced = "" if value is None or value == entry.value else shown(line.kind, value)
    return Figure(
        key=line.key,
        value=entry.value,
        source=Source.BY_HAND,
        by=entry.by,
        at=entry.at,
        replaced=replaced,
    )


def _quotient(key: str, part: Figure, whole: Figure, scale: int) -> Figure:
    """Rounded half up to hundredths; nothing where either is not known, or the whole is 0."""
    if not isinstance(part.value, int) or not isinstance(whole.value, int) or whole.value == 0:
        return Figure(key=key, value=None, source=None)
    value = round_half_up(part.value * scale, whole.value)
    return Figure(key=key, value=value, source=Source.COMPUTED)


def _of_file(file: Mapping[str, Any]) -> dict[str, int | str | None]:
    recovery = Payments(**file["recovery"])
    by_status = file["by_status"]
    methods = "; ".join(f"{method} ({n:,})" for method, n in file["methods"] if method)
    found: dict[str, int | str | None] = {
        "average": recovery.average_cents,
        "median": recovery.median_cents,
        "largest": recovery.largest_cents,
        "smallest": recovery.smallest_cents,
        "methods_of_payment": methods or None,
    }
    for key in ("paid", "uncashed", "returned"):
        found[key] = by_status[key]["payments"]
        found[f"{key}_value"] = by_status[key]["cents"]
    return found


def _count_and_cents(cents: list[int]) -> dict[str, int]:
    return {"payments": len(cents), "cents": sum(cents)}


_EXPECTED = {
    FigureKind.COUNT: "a whole number from 0 to 999,999,999,999",
    FigureKind.MONEY: "an amount of dollars and cents",
    FigureKind.TEXT: f"a text of at most {LONGEST_TEXT:,} characters",
}


def _read(kind: FigureKind, text: str) -> int | str | None:
    match kind:
        case FigureKind.COUNT:
            return read_count(text)
        case FigureKind.MONEY:
            return read_money(text)
        case _:
            return text if len(text) <= LONGEST_TEXT and "\0" not in text else None
