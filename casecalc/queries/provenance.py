"""Where the figures of a run come from, in the words that exhibits print."""

from dataclasses import dataclass

from casecalc.models import Import, Run
from casecalc.rules.provenance import FIGURES, RUN_FIGURES, FigureSource


@dataclass(frozen=True)
class FigureOrigin:
    """A source of figures with the imports of the run that enter."""

    source: FigureSource
    imports: tuple[Import, ...]


def origins_of(run: Run) -> list[FigureOrigin]:
    imports = list(run.imports.order_by("commit_order"))
    return [
        FigureOrigin(source, tuple(one for one in imports if one.kind in source.files))
        for source in (FIGURES[key] for key in RUN_FIGURES)
    ]
