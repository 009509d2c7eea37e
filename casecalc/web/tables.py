"""Tables over a run: django-tables2 columns on top of lazy rows that are never loaded whole."""

from collections.abc import Iterator, Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_tables2.data import TableData
from django_tables2.utils import OrderBy

from casecalc.models import Run
from casecalc.queries.members import MemberPages, columns_of
from casecalc.queries.runs import claims_of
from casecalc.rules.theory import Claim
from casecalc.templatetags.shown import count, literal, money

from .matter_view import SignedIn, per_page

_AWAITS = mark_safe('<span class="member-under">override awaits approval</span>')
FIGURE = {"th": {"class": "num"}, "td": {"class": "num"}}
# What a column of the page is sorted by; the rest are sorted by a column of their own name.
SORTED_BY = {"name": ["full_name"], "residence": ["country", "region"]}


class MemberData(TableData):  # type: ignore[misc]
    """Persons of a run for a table: length, slices and order, each a question to the engine."""

    data: MemberPages

    def __init__(self, data: MemberPages, awards: dict[str, str]) -> None:
        super().__init__(data)
        self._sorted_by = SORTED_BY | {name: [column] for name, column in awards.items()}

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, key: slice) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[Any]:
        raise TypeError("the persons of a run are read a page at a time")

    def order_by(self, aliases: Any) -> None:
        order = [
            (column, alias.is_descending)
            for alias in map(OrderBy, aliases)
            for column in self._sorted_by.get(alias.bare, [alias.bare])
        ]
        self.data = self.data.in_order(order)

    @property
    def verbose_name(self) -> str:
        return "person"

    @property
    def verbose_name_plural(self) -> str:
        return "persons"


class MoneyColumn(tables.Column):  # type: ignore[misc]
    def render(self, value: int) -> str:
        return money(value)


def show_page(table: tables.Table, request: SignedIn) -> None:
    """In the order and on the page that the address asks for; what makes no sense is passed
    over."""
    table.order_by = request.GET.getlist("sort")
    size = per_page(request)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    last = max(-(-len(table.data) // size), 1)
    table.paginate(page=min(max(number, 1), last), per_page=size)


class MembersTable(tables.Table):  # type: ignore[misc]
    person = tables.Column("Person")
    name = tables.Column("Name", accessor="full_name", empty_values=())
    residence = tables.Column("Residence", accessor="country", empty_values=())
    plan = tables.Column("Plan")
    outcome = tables.Column("Outcome")
    violations = tables.Column("Counted", attrs=FIGURE)

    class Meta:
        template_name = "_components/table.html"
        default = "–"
        empty_text = "Nobody is found. Take a filter away, or search for less."

    def __init__(
        self, run: Run, pages: MemberPages, awaiting: frozenset[int] = frozenset()
    ) -> None:
        """`awaiting` are the persons whom an override reaches that awaits approval."""
        self.run = run
        self.awaiting = awaiting
        columns = columns_of(run)
        awards = {f"award_{claim.id}": columns.claims[claim.id].award for claim in claims_of(run)}
        self.legend = _legend(claims_of(run))
        extra = [
            (
                f"award_{claim.id}",
                MoneyColumn(head, accessor=columns.claims[claim.id].award, attrs=FIGURE),
            )
            for claim, (head, _title) in zip(claims_of(run), self.legend, strict=True)
        ]
        if columns.combined is not None:
            awards["all_claims"] = columns.combined
            extra.append(
                ("all_claims", MoneyColumn("Combined", accessor=columns.combined, attrs=FIGURE))
            )
        super().__init__(data=MemberData(pages, awards), extra_columns=extra)

    def show(self, request: SignedIn) -> "MembersTable":
        show_page(self, request)
        return self

    def render_person(self, value: int) -> str:
        slug, number = self.run.matter.slug, self.run.number
        address = reverse("member", args=[slug, number, value])
        return format_html('<a href="{}">P{}</a>', address, value)

    def render_name(self, record: dict[str, Any]) -> str:
        ids = (record["member_ids"] or "").replace(";", "; ")
        under = literal(ids, 60) if ids else "no member id"
        name = literal(record["full_name"], 80)
        return format_html('{}<span class="member-under">{}</span>', name, under)

    def render_residence(self, record: dict[str, Any]) -> str:
        parts = [part for part in (record["country"], record["region"]) if part]
        return literal(" · ".join(parts), 60) if parts else "–"

    def render_plan(self, value: str) -> str:
        return literal(value, 60)

    def render_outcome(self, record: dict[str, Any]) -> str:
        by_hand = " by hand" if record["is_overridden"] else ""
        waits = record["person"] in self.awaiting
        return format_html(
            '<span class="outcome outcome-{0}">{0}</span>{1}{2}',
            record["outcome"],
            by_hand,
            _AWAITS if waits else "",
        )

    def render_violations(self, record: dict[str, Any]) -> str:
        return format_html(
            '{}<span class="member-under">of {}</span>',
            count(record["violations"]),
            count(record["disclosures"]),
        )


def _legend(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    """A short head for each claim's column, and the claim that it stands for."""
    if len(claims) == 1:
        return [("Award", claims[0].title or claims[0].id)]
    return [(f"Award {i}", claim.title or claim.id) for i, claim in enumerate(claims, start=1)]
