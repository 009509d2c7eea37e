"""Where a row comes from: the import and record behind a row of a run's tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casecalc.models import Import, Run
from casecalc.rules.sources import SourceReference


@dataclass(frozen=True)
class SourceRow:
    """One record of one import of the matter."""

    batch: Import
    record: int

    @property
    def reference(self) -> SourceReference:
        return SourceReference(
            sha256=self.batch.source_file.sha256,
            record=self.record,
            sheet=self.batch.sheet or None,
        )

    @classmethod
    def at(cls, imports: Mapping[int, Import], row: Mapping[str, Any]) -> "SourceRow":
        """The source of a row that has `import_number` and `record`."""
        return cls(imports[row["import_number"]], row["record"])


def imports_by_number(run: Run) -> dict[int, Import]:
    """The imports of a run by their number in it: from 1, in the order committed."""
    found = run.imports.select_related("source_file").order_by("commit_order")
    return dict(enumerate(found, start=1))
