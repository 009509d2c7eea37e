"""Exhibits of a matter: their files, and what a later run says of the same figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casecalc.models import Exhibit, Matter, Run
from casecalc.rules.results import ClaimTotals, RunFigures
from casecalc.rules.sentences import money_in_words

from .runs import claims_of, figures_of


@dataclass(frozen=True)
class Change:
    """One figure as printed and as it is now; either may be missing."""

    name: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class Comparison:
    """A stale exhibit's figures against the latest published run that is not stale."""

    run: Run
    changes: tuple[Change, ...]

    @property
    def differs(self) -> bool:
        return any(change.differs for change in self.changes)


@dataclass(frozen=True)
class Listed:
    exhibit: Exhibit
    comparison: Comparison | None


def exhibits_of(matter: Matter) -> list[Listed]:
    """The exhibits of a matter, the latest first."""
    found = matter.exhibits.select_related("run__theory", "created_by").order_by("-number")
    fresh = _latest_fresh_run(matter)
    return [Listed(exhibit, _compared(exhibit, fresh)) for exhibit in found]


def comparison_of(exhibit: Exhibit) -> Comparison | None:
    """None for an exhibit that is not stale, or where there is no run to compare it with."""
    return _compared(exhibit, _latest_fresh_run(exhibit.matter))


def files_of(exhibit: Exhibit) -> list[tuple[str, int, str]]:
    """Name, size and SHA-256 of a published exhibit's files, in the order of its manifest."""
    files: dict[str, dict[str, Any]] = exhibit.matter.store.open("exhibits", exhibit.key).manifest[
        "files"
    ]
    names = sorted(files, key=lambda name: (_rank(name, exhibit), name))
    return [(name, files[name]["size"], files[name]["sha256"]) for name in names]


def _rank(name: str, exhibit: Exhibit) -> int:
    """PDFs first, the exhibit's own manifest last."""
    if name == exhibit.file_name:
        return 0
    return 1 if name.endswith(".pdf") else 3 if name.endswith("-manifest.json") else 2


def _latest_fresh_run(matter: Matter) -> Run | None:
    fresh = matter.runs.published().filter(stale_since=None).select_related("theory")
    return fresh.order_by("-number").first()


def _compared(exhibit: Exhibit, fresh: Run | None) -> Comparison | None:
    if fresh is None or not exhibit.is_stale or exhibit.state != Exhibit.State.PUBLISHED:
        return None
    return Comparison(fresh, tuple(_changes(exhibit.run, fresh)))


def _changes(old: Run, new: Run) -> Iterable[Change]:
    before, after = figures_of(old), figures_of(new)
    yield Change("Persons", f"{before.persons:,}", f"{after.persons:,}")
    yield Change("Eligible persons", f"{before.eligible:,}", f"{after.eligible:,}")
    titles = {claim.id: claim.title or claim.id for run in (new, old) for claim in claims_of(run)}
    for name, title in titles.items():
        yield Change(f"Total, {title}", _total(before, name), _total(after, name))


def _total(figures: RunFigures, claim: str) -> str:
    totals: ClaimTotals | None = figures.claims.get(claim)
    if totals is None:
        return "no such claim"
    low = money_in_words(totals.total)
    return low if totals.total_high is None else f"{low} to {money_in_words(totals.total_high)}"
