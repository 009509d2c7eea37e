"""The payments of a settlement as a table of lazy rows."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from casecalc.models import Settlement
from casecalc.queries.members import MemberPages
from casecalc.templatetags.shown import literal

from .matter_view import SignedIn
from .tables import FIGURE, MemberData, MoneyColumn, show_page


class PaymentsTable(tables.Table):  # type: ignore[misc]
    person = tables.Column("Person")
    residence = tables.Column("Residence", accessor="country", empty_values=())
    tier = tables.Column("Tier")
    amount_cents = MoneyColumn("Payment", attrs=FIGURE)
    bound = tables.Column("Bound", accessor="at_floor", orderable=False, empty_values=())

    class Meta:
        template_name = "_components/table.html"
        default = "–"
        empty_text = "No payment is in this tier."

    label = "Payments"

    def __init__(self, settlement: Settlement, tiers: list[str], pages: MemberPages) -> None:
        self.settlement, self.tiers = settlement, tiers
        super().__init__(data=MemberData(pages, {}), exclude=() if tiers else ("tier",))

    def show(self, request: SignedIn) -> "PaymentsTable":
        show_page(self, request)
        return self

    def render_person(self, value: int) -> str:
        run = self.settlement.run
        address = reverse("member", args=[run.matter.slug, run.number, value])
        return format_html('<a href="{}">P{}</a>', address, value)

    def render_residence(self, record: dict[str, Any]) -> str:
        parts = [part for part in (record["country"], record["region"]) if part]
        return literal(" · ".join(parts), 60) if parts else "–"

    def render_tier(self, value: int) -> str:
        return literal(self.tiers[value - 1], 80)

    def render_bound(self, record: dict[str, Any]) -> str:
        if record["at_floor"]:
            return "floor"
        return "cap" if record["at_cap"] else "–"
