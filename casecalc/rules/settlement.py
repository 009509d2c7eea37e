"""Settlement documents, read strictly: a fund, what is deducted from it, and the plan that divides
the rest among the eligible persons of a run."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .cells import read_money
from .damages import round_half_up
from .definition import Definition
from .documents import DocumentReader
from .refusals import SettlementRefused
from .sentences import money_in_words
from .theory import Combine, Theory

FORMAT = "casecalc/settlement/1"
SCALE = 10_000  # of weights and of per cents, which have up to four decimals
LARGEST_WEIGHT = 1_000_000
MAXIMUM_ENTRIES = 100
_DECIMAL = re.compile(r"([0-9]{1,8})(?:\.([0-9]{1,4}))?")


class PlanKind(StrEnum):
    EQUAL = "equal"
    PRO_RATA = "pro_rata"
    TIERS = "tiers"


class Remainder(StrEnum):
    """Where money goes that the caps of a plan leave over."""

    CY_PRES = "cy_pres"
    REVERSION = "reversion"


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The award that a plan looks at: of the claim of this id, or of the combination (None)."""

    claim: str | None
    is_high: bool = False


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a person of a tier has: all that is given. Bounds are inclusive."""

    violations_at_least: int | None = None
    violations_at_most: int | None = None
    plans: tuple[str, ...] | None = None
    award_at_least_cents: int | None = None
    award_at_most_cents: int | None = None

    @property
    def looks_at_award(self) -> bool:
        return self.award_at_least_cents is not None or self.award_at_most_cents is not None

    @property
    def counts_violations(self) -> bool:
        return self.violations_at_least is not None or self.violations_at_most is not None


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Either a `weight` in ten thousandths or a fixed `amount_cents`. A tier without condition
    takes everybody whom no earlier tier took."""

    title: str
    condition: Condition | None
    weight: int | None = None
    amount_cents: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`floor_cents` and `cap_cents` bound every payment but the fixed amounts of tiers. `basis` is
    None where nothing looks at awards, or where the document leaves it to the theory."""

    kind: PlanKind
    basis: Basis = Basis(claim=None)
    tiers: tuple[Tier, ...] = ()
    floor_cents: int = 0
    cap_cents: int | None = None

    @property
    def looks_at_award(self) -> bool:
        return self.kind is PlanKind.PRO_RATA or any(
            tier.condition is not None and tier.condition.looks_at_award for tier in self.tiers
        )

    @property
    def counts_violations(self) -> bool:
        return any(tier.condition and tier.condition.counts_violations for tier in self.tiers)


@dataclass(frozen=True, kw_only=True)
class Fees:
    """An amount, or a share of the gross fund in ten thousandths of a per cent."""

    amount_cents: int | None = None
    per_cent: int | None = None

    def of(self, gross_cents: int) -> int:
        """Cents; a share is rounded half up to the cent, here and nowhere else."""
        if self.amount_cents is not None:
            return self.amount_cents
        assert self.per_cent is not None
        return round_half_up(gross_cents * self.per_cent, 100 * SCALE)


@dataclass(frozen=True)
class Deduction:
    """`key` is `fees`, `costs`, `service_awards`, `administration` or `reserve`."""

    key: str
    label: str
    cents: int


@dataclass(frozen=True, kw_only=True)
class Settlement:
    gross_cents: int
    fees: Fees
    plan: Plan
    title: str = ""
    costs_cents: int = 0
    service_awards: tuple[tuple[str, int], ...] = ()
    administration_cents: int = 0
    reserve_cents: int = 0
    remainder: Remainder | None = None

    @property
    def fees_cents(self) -> int:
        return self.fees.of(self.gross_cents)

    @property
    def deductions(self) -> tuple[Deduction, ...]:
        """What comes off the fund, in the order in which it is set out; each service award is one.
        What is nothing is left out."""
        found = [
            Deduction("fees", "Attorneys’ fees", self.fees_cents),
            Deduction("costs", "Litigation costs", self.costs_cents),
            *(Deduction("service_awards", label, cents) for label, cents in self.service_awards),
            Deduction("administration", "Administration", self.administration_cents),
            Deduction("reserve", "Reserve", self.reserve_cents),
        ]
        return tuple(one for one in found if one.cents)

    @property
    def net_cents(self) -> int:
        return self.gross_cents - sum(one.cents for one in self.deductions)


def parse_settlement(document: Any) -> Settlement:
    """The settlement in a parsed JSON document; raises SettlementRefused with the path at fault."""
    read = DocumentReader(SettlementRefused)
    found = read.mapping(
        document,
        "",
        required=("format", "gross_fund", "fees", "plan"),
        optional=(
            "title", "costs", "service_awards", "administration", "reserve", "remainder",
            "participants",
        ),
    )  # fmt: skip
    read.choice(found["format"], "format", (FORMAT,))
    read.choice(found.get("participants", "all_eligible"), "participants", ("all_eligible",))

    def cents(key: str) -> int:
        return _cents(read, found[key], key) if key in found else 0

    remainder = found.get("remainder")
    settlement = Settlement(
        title=read.text(found.get("title", ""), "title"),
        gross_cents=cents("gross_fund"),
        fees=_parse_fees(read, found["fees"]),
        costs_cents=cents("costs"),
        service_awards=_parse_service_awards(read, found.get("service_awards", [])),
        administration_cents=cents("administration"),
        reserve_cents=cents("reserve"),
        plan=_parse_plan(read, found["plan"]),
        remainder=None
        if remainder is None
        else Remainder(read.choice(remainder, "remainder", tuple(Remainder))),
    )
    if settlement.net_cents <= 0:
        taken = settlement.gross_cents - settlement.net_cents
        read.refuse(
            "gross_fund",
            f"deductions of {money_in_words(taken)} leave nothing of a fund of "
            f"{money_in_words(settlement.gross_cents)}; correct the fund or what is deducted",
        )
    return settlement


def require_applicable(settlement: Settlement, theory: Theory, definition: Definition) -> None:
    """Refuse a plan that looks at an award or at violations which the run's documents lack."""
    plan = settlement.plan
    if plan.looks_at_award:
        settled_basis(plan, theory)
    if plan.counts_violations and definition.violation_criterion is None:
        raise SettlementRefused(
            "plan.tiers",
            "a tier counts violations, but the run's class definition has no disclosed criterion "
            "directly in all_of; take the condition out",
        )


def settled_basis(plan: Plan, theory: Theory) -> Basis:
    """The award that `plan` looks at under `theory`: where it names no claim, the combination, or
    the only claim there is. Raises SettlementRefused."""
    basis, ids = plan.basis, [claim.id for claim in theory.claims]
    claim = basis.claim
    if claim is None and theory.combine is Combine.SEPARATE:
        if len(ids) > 1:
            raise SettlementRefused(
                "plan.claim",
                "is needed, because the run's theory keeps its claims separate; name one of: "
                + ", ".join(ids),
            )
        claim = ids[0]
    if claim is not None and claim not in ids:
        raise SettlementRefused(
            "plan.claim", f'"{claim}" is not a claim of the run; there is: {", ".join(ids)}'
        )
    highs = {one.id: one.amount_high_cents is not None for one in theory.claims}
    if basis.is_high and not (theory.has_range if claim is None else highs[claim]):
        raise SettlementRefused(
            "plan.end", "the award has no high end, because its claim has no range; use low"
        )
    return Basis(claim=claim, is_high=basis.is_high)


def _parse_fees(read: DocumentReader, value: Any) -> Fees:
    found = read.mapping(value, "fees", required=(), optional=("amount", "per_cent"))
    if len(found) != 1:
        read.refuse("fees", "needs either amount or per_cent, and not both")
    if "amount" in found:
        return Fees(amount_cents=_cents(read, found["amount"], "fees.amount"))
    per_cent = _decimal(read, found["per_cent"], "fees.per_cent")
    if per_cent > 100 * SCALE:
        read.refuse("fees.per_cent", "is more than 100 per cent of the fund")
    return Fees(per_cent=per_cent)


def _parse_service_awards(read: DocumentReader, value: Any) -> tuple[tuple[str, int], ...]:
    entries = read.items(value, "service_awards", may_be_empty=True)
    _require_few(read, entries, "service_awards")
    awards = []
    for i, entry in enumerate(entries):
        path = f"service_awards[{i}]"
        found = read.mapping(entry, path, required=("label", "amount"), optional=())
        label = read.text(found["label"], f"{path}.label").strip()
        if not label:
            read.refuse(f"{path}.label", "is blank; say whose award it is")
        awards.append((label, _cents(read, found["amount"], f"{path}.amount")))
    return tuple(awards)


def _parse_plan(read: DocumentReader, value: Any) -> Plan:
    if not isinstance(value, dict) or "kind" not in value:
        read.mapping(value, "plan", required=("kind",), optional=())
    kind = PlanKind(read.choice(value["kind"], "plan.kind", tuple(PlanKind)))
    required = ("kind", "tiers") if kind is PlanKind.TIERS else ("kind",)
    basis = () if kind is PlanKind.EQUAL else ("claim", "end")
    found = read.mapping(value, "plan", required=required, optional=("floor", "cap", *basis))
    plan = Plan(
        kind=kind,
        basis=Basis(
            claim=read.text(found["claim"], "plan.claim") if "claim" in found else None,
            is_high=read.choice(found.get("end", "low"), "plan.end", ("low", "high")) == "high",
        ),
        tiers=_parse_tiers(read, found["tiers"]) if kind is PlanKind.TIERS else (),
        floor_cents=_cents(read, found["floor"], "plan.floor") if "floor" in found else 0,
        cap_cents=_cents(read, found["cap"], "plan.cap") if "cap" in found else None,
    )
    if plan.cap_cents is not None and plan.cap_cents <= plan.floor_cents:
        read.refuse("plan.cap", "is not above the floor; for one amount for all, use a tier")
    return plan


def _parse_tiers(read: DocumentReader, value: Any) -> tuple[Tier, ...]:
    entries = read.items(value, "plan.tiers")
    _require_few(read, entries, "plan.tiers")
    tiers = tuple(_parse_tier(read, one, f"plan.tiers[{i}]") for i, one in enumerate(entries))
    titles = [tier.title for tier in tiers]
    for i, tier in enumerate(tiers):
        if tier.title in titles[:i]:
            read.refuse(f"plan.tiers[{i}].title", "is used twice; every title names one tier")
        if tier.condition is None and i + 1 < len(tiers):
            read.refuse(
                f"plan.tiers[{i}]",
                "takes everybody, so that no later tier has a person; put it last",
            )
    return tiers


def _parse_tier(read: DocumentReader, value: Any, path: str) -> Tier:
    found = read.mapping(value, path, required=("title",), optional=("when", "weight", "amount"))
    title = read.text(found["title"], f"{path}.title").strip()
    if not title:
        read.refuse(f"{path}.title", "is blank; give the tier a name")
    if ("weight" in found) == ("amount" in found):
        read.refuse(path, "needs either weight or amount, and not both")
    condition = _parse_condition(read, found["when"], f"{path}.when") if "when" in found else None
    if "amount" in found:
        amount = _cents(read, found["amount"], f"{path}.amount")
        return Tier(title=title, condition=condition, amount_cents=amount)
    weight = _decimal(read, found["weight"], f"{path}.weight")
    if not 0 < weight <= LARGEST_WEIGHT * SCALE:
        read.refuse(f"{path}.weight", f"must be above 0 and at most {LARGEST_WEIGHT:,}")
    return Tier(title=title, condition=condition, weight=weight)


def _parse_condition(read: DocumentReader, value: Any, path: str) -> Condition:
    known = (
        "violations_at_least",
        "violations_at_most",
        "plans",
        "award_at_least",
        "award_at_most",
    )
    found = read.mapping(value, path, required=(), optional=known)
    if not found:
        read.refuse(path, "is empty; give a condition, or leave the key out")

    def whole(key: str) -> int | None:
        return read.whole_number(found[key], f"{path}.{key}") if key in found else None

    def cents(key: str) -> int | None:
        return _cents(read, found[key], f"{path}.{key}") if key in found else None

    condition = Condition(
        violations_at_least=whole("violations_at_least"),
        violations_at_most=whole("violations_at_most"),
        plans=read.texts(found["plans"], f"{path}.plans") if "plans" in found else None,
        award_at_least_cents=cents("award_at_least"),
        award_at_most_cents=cents("award_at_most"),
    )
    for low, high, key in (
        (condition.violations_at_least, condition.violations_at_most, "violations_at_most"),
        (condition.award_at_least_cents, condition.award_at_most_cents, "award_at_most"),
    ):
        if low is not None and high is not None and high < low:
            read.refuse(f"{path}.{key}", "is below at_least; exchange the two")
    return condition


def _require_few(read: DocumentReader, entries: list[Any], path: str) -> None:
    if len(entries) > MAXIMUM_ENTRIES:
        read.refuse(path, f"has {len(entries):,} entries; at most {MAXIMUM_ENTRIES} are allowed")


def _cents(read: DocumentReader, value: Any, path: str) -> int:
    cents = read_money(read.text(value, path))
    if cents is None:
        read.refuse(path, 'must be dollars as text, such as "1000.00"')
    return cents


def _decimal(read: DocumentReader, value: Any, path: str) -> int:
    """In ten thousandths."""
    found = _DECIMAL.fullmatch(read.text(value, path))
    if found is None:
        read.refuse(path, 'must be decimal text with up to four decimals, such as "25" or "33.3"')
    whole, decimals = found.groups(default="")
    return int(whole) * SCALE + int(decimals.ljust(4, "0"))
