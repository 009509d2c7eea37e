"""What a bundle calls its files, and how its tables write text."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casecalc.evidence.bundle import original_file
from casecalc.evidence.bundle_tables import write_table
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.theory import DEFAULT_DOCUMENT, parse_theory
from casecalc.verifier.tables import LISTED, Shape, read_back, written

SHA256 = "ab" * 32
TEXTS = [
    None, "plain", "'first", "''two", "=1+1", "'=1+1", "+1.5", "-77", "-77x", "@a", "\tb", "\rc",
    'with "quotes", commas', "two\nlines", "a\rb", "\u202e\u200b", "nul\0", " ",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("members.csv", ".csv"),
        ("Members of J. Doe.TSV", ".tsv"),
        ("log.csv.gz", ".csv.gz"),
        ("log.gz", ""),
        ("John Doe", ""),
        ("a.csv.doe", ""),
        ("x.csv\n", ""),
    ],
)
def test_an_original_is_named_by_its_hash_and_a_known_ending_alone(name: str, ending: str):
    assert original_file({"sha256": SHA256, "name": name}) == f"originals/{SHA256}{ending}"


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_written_is_read_back_and_never_a_formula(text: str | None):
    cell = written(text)
    assert read_back(cell) == text
    assert cell in ("+1.5", "-77") or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_both_ways_of_writing_a_text_agree(tmp_path):
    """Columns from Parquet, and the cells that the verifier expects."""
    count = len(TEXTS)
    table = pa.table(
        {
            "import_number": pa.array([1] * count, pa.int64()),
            "record": pa.array(range(1, count + 1), pa.int64()),
            "list_name": pa.array(TEXTS, pa.string()),
            "status": ["listed"] * count,
            "person": pa.array([1] * count, pa.int64()),
        }
    )
    pq.write_table(table, tmp_path / "listed.parquet")
    definition = {
        "format": "casecalc/class-definition/1",
        "all_of": [{"id": "us", "kind": "attribute", "field": "country", "in": ["US"]}],
    }
    shape = Shape(parse_definition(definition), parse_theory(DEFAULT_DOCUMENT), True)
    out = io.BytesIO()
    write_table(LISTED, tmp_path / "listed.parquet", shape, out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))
    assert rows[0] == shape.header(LISTED)
    assert [row[2] for row in rows[1:]] == [written(text) for text in TEXTS]
