"""Tables of the evidence store for pages: one shut-in engine per process, one question at a time.

DuckDB answers from the published Parquet files; nothing is ever loaded whole.
"""

import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
from django.conf import settings

from casecalc.evidence.engine import Engine, connect
from casecalc.models import Import, Matter, Run

_OPEN_TABLES = 200
_lock = threading.RLock()
_engines: dict[tuple[int, str], Engine] = {}
_tables: OrderedDict[Path, ir.Table] = OrderedDict()


def run_table(run: Run, name: str) -> ir.Table:
    """A table of a published run, such as `persons.parquet`; raises DamagedFile."""
    return _table(run.matter.store.open("runs", run.key).checked(name))


def import_table(matter: Matter, batch: Import, name: str) -> ir.Table:
    """A table of a committed import, such as `rejected.parquet`; raises DamagedFile."""
    return _table(matter.store.open("imports", batch.key).checked(name))


def publication_table(path: Path) -> ir.Table:
    """A table of any other publication, by the checked path of its file."""
    return _table(path)


def records(expression: ir.Table) -> list[dict[str, Any]]:
    """The rows of a question with few answers, as dictionaries."""
    with _lock:
        return _engine().records(expression)


def count(table: ir.Table) -> int:
    return int(records(table.aggregate(n=table.count()))[0]["n"])


def separate_engine() -> Engine:
    """An engine for one long answer (an export), so that pages do not wait for it; close it."""
    root = Path(settings.EVIDENCE_ROOT)
    return connect(
        memory_limit=settings.CASECALC_MEMORY_LIMIT,
        scratch=root / "scratch",
        allowed=root,
    )


def _engine() -> Engine:
    """This process's engine (a fork needs its own)."""
    key = (os.getpid(), str(settings.EVIDENCE_ROOT))
    if key not in _engines:
        _tables.clear()
        _engines[key] = separate_engine()
    return _engines[key]


def _table(path: Path) -> ir.Table:
    """The file as a table of the process's engine. What is published never changes its bytes, so a
    table once opened stays good; those longest unused are forgotten."""
    with _lock:
        engine = _engine()
        if path not in _tables:
            _tables[path] = engine.read_parquet(path)
            if len(_tables) > _OPEN_TABLES:
                _, oldest = _tables.popitem(last=False)
                engine.backend.drop_view(oldest.get_name(), force=True)
        _tables.move_to_end(path)
        return _tables[path]
