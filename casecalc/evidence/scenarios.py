"""One column of a comparison over columns of evidence: a run whose tables nobody keeps."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir

from casecalc.rules.decisions import Decision
from casecalc.rules.definition import Definition
from casecalc.rules.results import RunFigures
from casecalc.rules.scenarios import ActualDamages, ColumnFigures, column_figures
from casecalc.rules.theory import Theory

from .damages import WIDE
from .engine import Engine, Progress
from .run import ImportTable, determine
from .tables import PERSONS_FILE


def determine_column(
    *,
    imports: Sequence[ImportTable],
    decisions: Sequence[Decision],
    definition: Definition,
    theory: Theory,
    time_zone: str,
    engine: Engine,
    folder: Path,
    progress: Progress | None = None,
) -> ColumnFigures:
    """The figures of one definition and theory; its tables are written below `folder` and removed.
    Raises what `run.determine` raises."""
    out = Path(tempfile.mkdtemp(prefix="column-", dir=folder))
    try:
        summary = determine(
            imports=imports,
            decisions=decisions,
            definition=definition,
            theory=theory,
            time_zone=time_zone,
            engine=engine,
            out=out,
            progress=progress,
        )
        return figures_of_column(engine, out / PERSONS_FILE, summary.figures, summary.digest)
    finally:
        shutil.rmtree(out, ignore_errors=True)


def figures_of_column(
    engine: Engine, persons: Path, figures: RunFigures, digest: str
) -> ColumnFigures:
    """Figures of a run with the actual damages that its table of persons states."""
    return column_figures(figures, _actual_damages(engine, engine.read_parquet(persons)), digest)


def _actual_damages(engine: Engine, persons: ir.Table) -> ActualDamages:
    """Over the eligible persons; a blank is no actual damages."""
    eligible = persons.filter(persons.outcome == "eligible")
    cents = eligible.actual_damages_cents.fill_null(0).cast(WIDE)
    found = engine.one(eligible.aggregate(cents=cents.sum(), persons=(cents > 0).sum()))
    return ActualDamages(cents=int(found["cents"] or 0), persons=int(found["persons"] or 0))
