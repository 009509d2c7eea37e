"""The exhibit of an accounting: every line with its source, and nobody's name."""

from pathlib import Path
from typing import Any

import pytest

from casecalc.exhibits.accounting import build_accounting
from casecalc.exhibits.document import Document
from casecalc.exhibits.produce import produce
from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.rules.accounting import Entry, figures_document, figures_of, file_document
from casecalc.rules.allocation import Claimant, divide
from casecalc.rules.payment_status import match_statuses, read_status_file
from casecalc.rules.settlement import parse_settlement
from casecalc.rules.settlement_figures import add_up, settlement_document

from .manifests import inputs
from .reading import cells, said, starting, tables

AT = "2026-11-23T09:00:00+00:00"
DOCUMENT: dict[str, Any] = {
    "format": "casecalc/settlement/1",
    "gross_fund": "10000000.00",
    "fees": {"per_cent": "25"},
    "costs": "50000.00",
    "service_awards": [
        {"label": "PRIVATE-NAME", "amount": "5000.00"},
        {"label": "PRIVATE-NAME 2", "amount": "5000.00"},
    ],
    "plan": {
        "kind": "tiers",
        "tiers": [
            {"title": "Odd", "when": {"violations_at_least": 1}, "weight": "2"},
            {"title": "Even", "amount": "1.00"},
        ],
        "cap": "10.00",
    },
    "remainder": "cy_pres",
}


def facts(*, status: str = "", **entries: int | str) -> dict[str, Any]:
    """A division among the eligible persons of the run of `manifests`, accounted for."""
    terms = parse_settlement(DOCUMENT)
    eligible = inputs().run.figures.eligible
    people = [
        Claimant(person=n, violations=n % 2, plan=None, award_cents=0)
        for n in range(1, eligible + 1)
    ]
    divided = divide(terms.net_cents, people, terms.plan)
    figures = add_up(divided, terms, {one.person: ("US", "CA") for one in people})
    file = None
    if status:
        found = match_statuses(
            read_status_file(f"payment,status,amount\n{status}".encode(), "s.csv"),
            settlement=1,
            payments={one.person: one.cents for one in divided.payments[:9]},
        )
        every = figures.all
        file = file_document(
            found,
            name="status.csv",
            sha256="cd" * 32,
            payments=every.persons,
            total_cents=every.total_cents,
        )
        del file["problems"]
    computed = {"fund": terms.gross_cents, "members": eligible, "fees": terms.fees_cents}
    made = {key: Entry(value, "", AT) for key, value in entries.items()}
    lines = figures_document(figures_of({**computed, "administration": 100}, file, made))
    return {
        "settlement": {
            "number": 1,
            "document": DOCUMENT,
            "figures": settlement_document(figures),
        },
        "accounting": {"version": 2, "created_at": AT, "figures": lines, "file": file},
    }


def build(given: dict[str, Any]) -> Document:
    return build_accounting(inputs(asked={"settlement": 1}, facts=given))


def test_the_fund_runs_from_gross_to_what_is_left() -> None:
    made = build(facts())
    rows = cells(tables(made, "From the gross fund to the payments")[0])
    assert starting(rows, "less Attorneys’ fees") == (
        "less Attorneys’ fees", "− $2,500,000.00", "25.0%",
    )  # fmt: skip
    assert starting(rows, "less Service awards (2)")[1] == "− $10,000.00"
    assert starting(rows, "Net fund")[1] == "$7,440,000.00"
    eligible = inputs().run.figures.eligible
    odd, even = (eligible + 1) // 2, eligible // 2
    paid = 1000 * odd + 100 * even
    assert starting(rows, "Undistributed remainder")[1] == f"${(744_000_000 - paid) / 100:,.2f}"


def test_each_figure_says_where_it_comes_from_and_not_who_entered_it() -> None:
    made = build(facts(claims=12, administration=250, methods_of_notice="First-class mail"))
    table = tables(made, "Accounting")[0]
    rows = cells(table)
    assert starting(rows, "Settlement fund")[1:] == ("$10,000,000.00", "computed")
    assert starting(rows, "Claim forms submitted")[1:] == ("12", "by hand, November 23, 2026")
    assert starting(rows, "Members who objected")[1:] == ("not stated", "–")
    notes = {row.cells[0]: row.note for row in table.rows}
    assert notes["Administrative costs"] == "In place of $1.00."
    assert notes["Methods of notice"] == "First-class mail"
    assert "PRIVATE-NAME" not in said(made)


def test_a_status_file_stands_with_its_hash_and_every_row() -> None:
    made = build(facts(status="P1,paid,10\nP2,uncashed,1\nP3,paid,9\nP99,paid,1\n"))
    file, became, states = tables(made, "Payment status file")
    assert file.rows[0].mono == "cd" * 32
    assert starting(cells(became), "Matched with a payment")[1] == "2"
    assert starting(cells(became), "Of another amount than the payment")[1] == "1"
    assert starting(cells(states), "Uncashed")[1:] == ("1", "$1.00")
    assert starting(cells(tables(made, "Accounting")[0]), "Payments made, value")[1:] == (
        "$10.00", "payment status file",
    )  # fmt: skip
    for identity in cells(tables(made, "Reconciliation")[0]):
        assert identity[1] == identity[2], identity


def test_figures_that_do_not_add_up_are_not_printed() -> None:
    given = facts()
    given["settlement"]["figures"]["all"]["total_cents"] += 1
    with pytest.raises(ExhibitRefused, match="Net fund = payments of all persons"):
        build(given)


def test_without_settlement_or_accounting_it_is_refused() -> None:
    with pytest.raises(ExhibitRefused, match="There is no settlement 1 of run 3"):
        build({})
    given = facts()
    del given["accounting"]
    with pytest.raises(ExhibitRefused, match="Settlement 1 has no accounting yet"):
        build(given)


def test_it_passes_every_check_of_the_finished_pdf_and_has_the_same_bytes_twice(
    tmp_path: Path, now: Any
) -> None:
    given = inputs(
        asked={"settlement": 1},
        facts=facts(status="P1,paid,10\n", claims=12, cy_pres_recipients="Zażółć gęślą 法律扶助"),
    )
    made = [produce(given, kind="accounting", now=now, out=tmp_path / name) for name in "ab"]
    assert made[0].sha256 == made[1].sha256
    assert made[0].files[0] == "Exhibit-1-Accounting-Run-3-public.pdf"
