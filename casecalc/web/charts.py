"""Charts of a run for its pages: drawn by the chart functions of the exhibits, without styles."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from casecalc.exhibits.charts import (
    Bar,
    Fill,
    Step,
    bar_chart,
    column_chart,
    consecutive_months,
    flow_chart,
)
from casecalc.models import Run
from casecalc.queries.runs import claims_of
from casecalc.rules.results import Group, RunFigures
from casecalc.rules.sentences import money_in_words

MOST_BARS = 15
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Chart:
    caption: str
    svg: SafeString


def path_chart(run: Run, figures: RunFigures) -> Chart:
    """From rows to dollars, with what left on the way."""
    claim = claims_of(run)[0]
    total = money_in_words(figures.claims[claim.id].total)
    title = "From rows to people to eligible to dollars"
    svg = flow_chart(
        [
            Step(text=f"{figures.roster_rows:,}", label="roster rows accepted"),
            Step(
                text=f"{figures.persons:,}",
                label="persons",
                notes=(f"{figures.roster_rows - figures.persons:,} rows joined to another",),
            ),
            Step(
                text=f"{figures.eligible:,}",
                label="eligible",
                notes=(
                    f"{figures.ineligible:,} ineligible",
                    f"{figures.undetermined:,} undetermined",
                ),
            ),
            Step(text=total, label=claim.title or claim.id, notes=("first claim",)),
        ],
        name="path",
        title=title,
        description=(
            f"{figures.roster_rows:,} accepted roster rows are {figures.persons:,} persons, of "
            "whom "
            f"{figures.eligible:,} are eligible; {total} under {claim.title or claim.id}."
        ),
    )
    return chart(title, svg)


def outcome_chart(figures: RunFigures) -> Chart:
    bars = [
        Bar(label="eligible", value=figures.eligible, text=f"{figures.eligible:,}"),
        Bar(
            label="undetermined",
            value=figures.undetermined,
            text=f"{figures.undetermined:,}",
            fill=Fill.HATCHED,
        ),
        Bar(
            label="ineligible",
            value=figures.ineligible,
            text=f"{figures.ineligible:,}",
            fill=Fill.OPEN,
        ),
    ]
    title = "Persons by outcome"
    words = ", ".join(f"{bar.text} {bar.label}" for bar in bars)
    return chart(title, bar_chart(bars, name="outcomes", title=title, description=f"{words}."))


def group_chart(groups: Sequence[Group], *, name: str, title: str) -> Chart | None:
    """Eligible persons of the largest groups; the table beside it has all of them."""
    largest = sorted(groups, key=lambda group: -group.eligible)[:MOST_BARS]
    bars = [
        Bar(label=label_of(group), value=group.eligible, text=f"{group.eligible:,}")
        for group in largest
        if group.eligible
    ]
    if not bars:
        return None
    left_out = sum(1 for group in groups if group.eligible) - len(bars)
    description = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    if left_out > 0:
        title = f"{title}, the {len(bars)} largest"
    return chart(title, bar_chart(bars, name=name, title=title, description=f"{description}."))


def month_chart(groups: Sequence[Group]) -> Chart | None:
    counts = {group.label[0]: group.eligible for group in groups if group.label[0] is not None}
    if not counts:
        return None
    months = [month for month in counts if month is not None]
    columns = [
        Bar(
            label=_MONTHS[int(month[5:7]) - 1],
            value=counts.get(month, 0),
            text=f"{counts.get(month, 0):,}",
            group=month[:4],
        )
        for month in consecutive_months(min(months), max(months))
    ]
    title = "Eligible persons by month of first counted disclosure"
    described = "; ".join(f"{column.label} {column.group}: {column.text}" for column in columns)
    svg = column_chart(columns, name="months", title=title, description=f"{described}.")
    return chart(title, svg)


def label_of(group: Group) -> str:
    return " · ".join(part for part in group.label if part) or "not stated"


def chart(caption: str, svg: str) -> Chart:
    """The drawing's own element builder has escaped every text in it."""
    return Chart(caption, mark_safe(svg))
