"""What run and settlement know of a post-distribution accounting, and its versions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casecalc.evidence.allocation import PAYMENTS_FILE
from casecalc.models import Accounting, Run, Settlement
from casecalc.rules.accounting import Figure, file_identities, parse_figures
from casecalc.rules.definition import Listed
from casecalc.rules.settlement import Remainder, parse_settlement
from casecalc.rules.settlement_figures import Identity, identities

from .settlements import figures_of

OPT_OUT_LIST = "opt_out"


@dataclass(frozen=True)
class AccountingFile:
    """One version as a page or exhibit shows it; `file` is what the payment status file said."""

    accounting: Accounting
    figures: tuple[Figure, ...]
    file: dict[str, Any] | None
    identities: tuple[Identity, ...]


def accounting_file(accounting: Accounting) -> AccountingFile:
    document, settlement = accounting.document, accounting.settlement
    figures, file = figures_of(settlement), document["file"]
    found = list(identities(figures, eligible=settlement.run.figures["eligible"]))
    if file is not None:
        found += file_identities(
            file, payments=figures.all.persons, total_cents=figures.all.total_cents
        )
    return AccountingFile(accounting, parse_figures(document["figures"]), file, tuple(found))


def facts_of_accounting(run: Run, number: int) -> dict[str, Any]:
    """What the exhibit of settlement `number` of `run` is made from, without who entered what and
    whose service awards there are: `settlement` where it was divided, and `accounting`, its latest
    version, where there is one."""
    found = run.settlements.filter(number=number, state=Settlement.State.PUBLISHED).first()
    if found is None:
        return {}
    settlement = {
        "number": number,
        "document": _without_names(found.document),
        "figures": found.figures,
    }
    latest = found.accountings.order_by("version").last()
    if latest is None:
        return {"settlement": settlement}
    file = latest.document["file"]
    accounting = {
        "version": latest.version,
        "created_at": latest.created_at.astimezone(UTC).isoformat(),
        "figures": [{**one, "by": ""} for one in latest.document["figures"]],
        "file": None if file is None else {k: v for k, v in file.items() if k != "problems"},
    }
    return {"settlement": settlement, "accounting": accounting}


def _without_names(document: dict[str, Any]) -> dict[str, Any]:
    """The terms without title and without whose the service awards are."""
    kept = {key: value for key, value in document.items() if key != "title"}
    if "service_awards" in kept:
        kept["service_awards"] = [
            {"label": f"Service award {i}", "amount": award["amount"]}
            for i, award in enumerate(kept["service_awards"], start=1)
        ]
    return kept


def computed_of(settlement: Settlement) -> dict[str, int | str | None]:
    """What run and settlement know, by the keys of `rules.accounting.LINES`; recovery is as
    divided, until a payment status file says what was paid."""
    terms, figures = parse_settlement(settlement.document), figures_of(settlement)
    every = figures.all
    awards = [cents for _label, cents in terms.service_awards]
    return {
        "fund": terms.gross_cents,
        "members": settlement.run.figures["eligible"],
        "opt_outs": _opt_outs(settlement.run),
        "average": every.average_cents,
        "median": every.median_cents,
        "largest": every.largest_cents,
        "smallest": every.smallest_cents,
        "cy_pres": figures.remainder_cents if terms.remainder is Remainder.CY_PRES else None,
        "administration": terms.administration_cents or None,
        "fees": terms.fees_cents,
        "costs": terms.costs_cents,
        "service_awards": sum(awards),
    }


def cents_of(settlement: Settlement, persons: Collection[int]) -> dict[int, int]:
    """The payments in cents of those of `persons` whom the settlement pays."""
    store = settlement.matter.store
    path = store.open("settlements", settlement.key).checked(PAYMENTS_FILE)
    table = pq.read_table(path, columns=["person", "amount_cents"])
    wanted = pa.array(sorted(persons), pa.int64())
    found = table.filter(pc.is_in(table["person"], value_set=wanted))
    return dict(zip(found["person"].to_pylist(), found["amount_cents"].to_pylist(), strict=True))


def _opt_outs(run: Run) -> int | None:
    """Persons on the opt-out list, where the class definition excludes it; None: not known."""
    for criterion in run.definition.parsed.none_of:
        if isinstance(criterion, Listed) and criterion.list_name == OPT_OUT_LIST:
            count: int = run.figures["criteria"][str(criterion.id)]["true"]
            return count
    return None
