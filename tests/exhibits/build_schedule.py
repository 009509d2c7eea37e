"""A sealed and a public schedule of a table: for a process of its own.

python -m tests.exhibits.build_schedule TABLE FOLDER
"""

import os
import sys
from pathlib import Path

import pyarrow.parquet as pq


def main(table: Path, out: Path) -> None:
    from casecalc.exhibits.schedule import write_schedule

    from .persons import inputs_for

    persons = pq.read_table(table).to_pylist()
    write_schedule(inputs_for(table, persons, edition="sealed"), out)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecalc.settings")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
