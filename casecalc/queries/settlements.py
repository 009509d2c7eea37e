"""Settlements of a matter: their terms, figures and payments."""

from collections.abc import Sequence

import ibis.expr.types as ir

from casecalc.evidence.allocation import PAYMENTS_FILE
from casecalc.evidence.tables import PERSONS_FILE
from casecalc.models import Matter, Settlement
from casecalc.rules.settlement import parse_settlement
from casecalc.rules.settlement_figures import SettlementFigures, parse_settlement_figures

from .published import publication_table, run_table


def settlements_of(matter: Matter) -> Sequence[Settlement]:
    return list(matter.settlements.select_related("run", "created_by").order_by("-number"))


def figures_of(settlement: Settlement) -> SettlementFigures:
    return parse_settlement_figures(settlement.figures)


def payments_of(settlement: Settlement, tier: int | None = None) -> ir.Table:
    """The payments of a published settlement with each person's residence, not yet computed; of
    one tier (0: of no tier), if one is given."""
    path = settlement.matter.store.open("settlements", settlement.key).checked(PAYMENTS_FILE)
    payments = publication_table(path)
    if tier is not None:
        payments = payments.filter(payments.tier == tier if tier else payments.tier.isnull())
    persons = run_table(settlement.run, PERSONS_FILE)
    return payments.inner_join(persons.select("person", "country", "region"), "person")


def tiers_of(settlement: Settlement) -> list[str]:
    """The titles of the plan's tiers, in order."""
    return [tier.title for tier in parse_settlement(settlement.document).plan.tiers]
