"""Charts of a settlement for its page: from fund to payments, and payments by residence."""

from casecalc.exhibits.charts import Bar, bar_chart
from casecalc.exhibits.settlement_charts import waterfall_bars, words_of
from casecalc.rules.sentences import money_in_words
from casecalc.rules.settlement import Settlement
from casecalc.rules.settlement_figures import SettlementFigures

from .charts import MOST_BARS, Chart, chart

_TITLE = "From the gross fund to the payments"


def waterfall(terms: Settlement, figures: SettlementFigures) -> Chart:
    bars = waterfall_bars(terms, figures)
    svg = bar_chart(bars, name="waterfall", title=_TITLE, description=words_of(bars))
    return chart(_TITLE, svg)


def region_chart(figures: SettlementFigures) -> Chart:
    """Payments in the largest residences; the table beside it has all of them."""
    largest = sorted(figures.by_region, key=lambda part: -part.total_cents)[:MOST_BARS]
    bars = [
        Bar(
            label=" · ".join(name for name in part.label if name) or "not stated",
            value=part.total_cents,
            text=money_in_words(part.total_cents),
        )
        for part in largest
    ]
    title = "Payments by residence"
    if len(figures.by_region) > MOST_BARS:
        title = f"{title}, the {MOST_BARS} largest"
    svg = bar_chart(bars, name="payment-regions", title=title, description=words_of(bars))
    return chart(title, svg)
