"""Runs of a matter: their figures, and the identities that must hold with their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecalc.models import Matter, Run
from casecalc.rules.columns import Kind
from casecalc.rules.figures import parse_figures
from casecalc.rules.results import Group, RunFigures
from casecalc.rules.sentences import money_in_words
from casecalc.rules.theory import Claim, parse_theory


@dataclass(frozen=True)
class Part:
    """One side's part of an identity: what is counted, and the figure as shown."""

    name: str
    figure: str


@dataclass(frozen=True)
class Identity:
    """`whole` must equal the sum of `parts`; `holds` is whether it does."""

    sentence: str
    whole: Part
    parts: tuple[Part, ...]
    holds: bool


def runs_of(matter: Matter) -> Sequence[Run]:
    found = matter.runs.select_related("definition", "theory", "started_by")
    return list(found.order_by("-number"))


def latest_run(matter: Matter) -> Run | None:
    """The latest published run."""
    found = matter.runs.published().select_related("definition", "theory", "started_by")
    return found.order_by("-number").first()


def figures_of(run: Run) -> RunFigures:
    return parse_figures(run.figures)


def claims_of(run: Run) -> tuple[Claim, ...]:
    return parse_theory(run.theory.document).claims


def reconciliation(run: Run) -> tuple[Identity, ...]:
    """Every identity of semantics section 8 for this run, with its numbers."""
    figures = figures_of(run)
    batches = list(run.imports.order_by("commit_order"))
    identities = [
        _identity(
            f"Import {batch.number}: rows read = accepted + rejected",
            ("rows read", batch.rows_read),
            [("accepted", batch.accepted), ("rejected", batch.rejected)],
        )
        for batch in batches
    ]
    rosters = [batch for batch in batches if batch.kind == Kind.ROSTER]
    logs = [batch for batch in batches if batch.kind == Kind.DISCLOSURE_LOG]
    lists = [batch for batch in batches if batch.kind == Kind.EXCLUSION_LIST]
    identities += [
        _identity(
            "Rows of all persons = accepted roster rows",
            ("rows of persons", figures.roster_rows),
            [(f"import {batch.number}", batch.accepted) for batch in rosters],
        ),
        _identity(
            "Persons = eligible + ineligible + undetermined",
            ("persons", figures.persons),
            [
                ("eligible", figures.eligible),
                ("ineligible", figures.ineligible),
                ("undetermined", figures.undetermined),
            ],
        ),
        _identity(
            "Accepted log rows, by import",
            ("accepted", figures.events["accepted"]),
            [(f"import {batch.number}", batch.accepted) for batch in logs],
        ),
        _identity(
            "Accepted log rows = linked + duplicate + conflicting + unmatched + ambiguous",
            ("accepted", figures.events["accepted"]),
            [(name, n) for name, n in figures.events.items() if name != "accepted"],
        ),
        _identity(
            "Accepted list rows = listed + unmatched + ambiguous",
            ("accepted", sum(batch.accepted for batch in lists)),
            [
                (name, sum(counts[name] for counts in figures.list_rows.values()))
                for name in ("listed", "unmatched", "ambiguous")
            ],
        ),
    ]
    return (*identities, *_sums_of_groups(run, figures))


def _sums_of_groups(run: Run, figures: RunFigures) -> list[Identity]:
    identities = []
    for claim in claims_of(run):
        total = figures.claims[claim.id].total
        summed = sum(group.totals[claim.id] for group in figures.by_region)
        identities.append(
            Identity(
                sentence=f"{claim.title or claim.id}: total = sum of the awards of all persons",
                whole=Part("total", money_in_words(total)),
                parts=(Part("sum over residence", money_in_words(summed)),),
                holds=total == summed,
            )
        )
    groups: list[tuple[str, tuple[Group, ...]]] = [
        ("residence", figures.by_region),
        ("plan", figures.by_plan),
        ("month", figures.by_month),
    ]
    for name, members in groups:
        summed = sum(group.eligible for group in members)
        identities.append(
            _identity(
                f"Eligible persons = sum over {name}",
                ("eligible", figures.eligible),
                [(f"sum over {name}", summed)],
            )
        )
    return identities


def _identity(sentence: str, whole: tuple[str, int], parts: list[tuple[str, int]]) -> Identity:
    return Identity(
        sentence=sentence,
        whole=Part(whole[0], f"{whole[1]:,}"),
        parts=tuple(Part(name, f"{number:,}") for name, number in parts),
        holds=whole[1] == sum(number for _name, number in parts),
    )
