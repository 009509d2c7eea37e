"""The rule that no exported cell is a live formula stands twice, by cell and by column."""

import csv
import io

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from casecalc.evidence.export import csv_cells
from casecalc.rules.inert import inert

CELLS = st.one_of(
    st.text(alphabet="=+-@\t\r\n '\",.0175aé", max_size=8),
    st.sampled_from(
        ["-77", "+1.5", "-77\n", "-1.", "+", "--1", "-1,5", "=1+1", "\r", "'=x", "-７"]
    ),
)


@settings(deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=20))
def test_both_make_the_same_cells_inert(cells: list[str]) -> None:
    written = csv_cells(pa.array(cells, pa.string())).to_pylist()
    for cell, text in zip(cells, written, strict=True):
        row = next(csv.reader(io.StringIO(text + ",\n", newline="")))
        assert row == [inert(cell), ""]
