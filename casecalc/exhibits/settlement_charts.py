"""The bars of a settlement's waterfall, for its page and its exhibit alike."""

from collections.abc import Sequence

from casecalc.rules.sentences import money_in_words
from casecalc.rules.settlement import Settlement
from casecalc.rules.settlement_figures import SettlementFigures

from .charts import Bar, Fill

SUMMED = "service_awards"


def waterfall_bars(terms: Settlement, figures: SettlementFigures) -> tuple[Bar, ...]:
    """The gross fund, each deduction hanging from where the one before ended, the net fund, and
    what became of it. Service awards stand together."""
    bars = [_bar("Gross fund", terms.gross_cents)]
    left = terms.gross_cents
    for label, cents in deductions_in_brief(terms):
        left -= cents
        bars.append(_bar(label, cents, fill=Fill.HATCHED, start=left, sign="− "))
    bars.append(_bar("Net fund", figures.net_cents))
    bars.append(_bar("Payments", figures.all.total_cents))
    if figures.remainder_cents:
        bars.append(
            _bar(
                "Undistributed remainder", figures.remainder_cents, fill=Fill.OPEN,
                start=figures.all.total_cents,
            )
        )  # fmt: skip
    return tuple(bars)


def deductions_in_brief(terms: Settlement) -> list[tuple[str, int]]:
    """The deductions in order, all service awards in one."""
    awards = [one.cents for one in terms.deductions if one.key == SUMMED]
    found: list[tuple[str, int]] = []
    for one in terms.deductions:
        if one.key != SUMMED:
            found.append((one.label, one.cents))
        elif awards:
            found.append((f"Service awards ({len(awards)})", sum(awards)))
            awards = []
    return found


def words_of(bars: Sequence[Bar]) -> str:
    return "; ".join(f"{bar.label}: {bar.text}" for bar in bars) + "."


def _bar(label: str, cents: int, *, fill: Fill = Fill.SOLID, start: int = 0, sign: str = "") -> Bar:
    return Bar(
        label=label, value=cents, text=f"{sign}{money_in_words(cents)}", fill=fill, start=start
    )
