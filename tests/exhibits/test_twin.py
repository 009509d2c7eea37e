"""The workbook beside the summary: formulas that come out as the figures, and nothing that acts."""

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from casecalc.exhibits.inputs import ExhibitInfo, inputs_of
from casecalc.exhibits.twin import SHEETS, twin, write_twin
from casecalc.exhibits.workbook import TooLarge
from casecalc.rules.refusals import NotReconciled
from tests.exhibits.formulas import Calculator
from tests.exhibits.manifests import run_manifest

RANGE: dict[str, Any] = {
    "format": "casecalc/damages-theory/1",
    "claims": [
        {"id": "sca", "title": "SCA", "unit": "person", "amount": "1000.00", "measure": "floor"},
        {"id": "ucl", "unit": "person", "amount": "100.10", "amount_high": "750.00",
         "measure": "fixed", "cap": "500.00"},
        {"id": "wire", "unit": "day", "amount": "0.01", "measure": "greater_of"},
    ],
    "combine": "sum",
}  # fmt: skip
HOSTILE = ["=1+1", "@SUM(A1)", "<r><f>1</f></r>", "+1", "a\x01\uffff\u202eb", "'quoted", None]


def manifest_of(*, is_empty: bool = False, **asked: Any) -> dict[str, Any]:
    """A run's manifest in which a sum of claims is one; `is_empty`: of a matter without files."""
    manifest = run_manifest(**asked)
    if is_empty:
        manifest["imports"] = []
        manifest["figures"] = _zeroed(manifest["figures"])
    combined, claims = manifest["figures"]["combined"], manifest["figures"]["claims"]
    if combined is not None:
        combined["total"] = sum(claim["total"] for claim in claims.values())
    return manifest


def _zeroed(figures: Any) -> Any:
    match figures:
        case dict():
            return {name: _zeroed(value) for name, value in figures.items()}
        case list():
            return []
        case int():
            return 0
        case _:
            return figures


def made(**asked: Any) -> bytes:
    return twin(inputs_of(manifest_of(**asked), info=ExhibitInfo(label="A")))


def opened(data: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


WORLDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "several claims": {"theory": RANGE},
    "claims of one title": {
        "theory": {**RANGE, "claims": [{**claim, "title": "SCA"} for claim in RANGE["claims"]]}
    },
    "odd cents": {"award": 33_333_333, "eligible_of_100": 97},
    "in cents": {"award": 99_999_999_99},
    "nobody": {"eligible_of_100": 0, "months": 1},
    "hostile": {"plans": tuple(HOSTILE)},
    "no evidence": {"is_empty": True},
}


@pytest.mark.parametrize("world", WORLDS)
def test_every_formula_comes_out_as_the_value_stored_beside_it(world: str) -> None:
    data = made(**WORLDS[world])
    formulas, stored = opened(data), opened(data, values=True)
    calculator = Calculator(formulas)
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                found = calculator.value(sheet.title, cell.row, cell.column)
                beside = stored[sheet.title].cell(cell.row, cell.column).value
                assert found == pytest.approx(beside, rel=1e-15, abs=0), (sheet.title, cell)
                assert isinstance(found, bool) == isinstance(beside, bool)
                count += 1
    assert count > 40


@pytest.mark.parametrize("world", WORLDS)
def test_every_check_is_true(world: str) -> None:
    book = opened(made(**WORLDS[world]), values=True)
    truths = [
        cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "b"
    ]
    assert len(truths) > 20
    assert all(truths)


def test_a_wrong_figure_turns_its_check_false() -> None:
    book = opened(made())
    places = [("States", 3), ("Plans", 2), ("Months", 2), ("Outcomes", 2), ("Criteria", 3)]
    for name, column in places:
        sheet = book[name]
        first = next(
            cell.row
            for cell in sheet.iter_cols(column, column).__next__()
            if cell.data_type == "n" and cell.value
        )
        kept = sheet.cell(first, column).value
        sheet.cell(first, column).value = kept + 1
        assert not _all_hold(book), name
        sheet.cell(first, column).value = kept
        assert _all_hold(book)


def _all_hold(book: Any) -> bool:
    about = book["About"]
    row = next(cell.row for cell in about["A"] if cell.value == "Every sheet")
    return bool(Calculator(book).value("About", row, 2))


def test_totals_are_formulas_over_the_tables_and_equal_the_runs_figures() -> None:
    manifest = manifest_of(theory=RANGE)
    data = twin(inputs_of(manifest, info=ExhibitInfo(label="A")))
    formulas, values = opened(data)["Totals"], opened(data, values=True)["Totals"]
    claims = manifest["figures"]["claims"]
    rows = {cell.value: cell.row for cell in formulas["A"]}
    first = rows["SCA"]
    for row, name in zip(range(first, first + 3), ("sca", "ucl", "wire"), strict=True):
        for column in "BCDE":
            assert formulas[f"{column}{row}"].value.startswith("="), column
        assert values[f"F{row}"].value == float(Decimal(claims[name]["total"]).scaleb(-2))
        assert values[f"C{row}"].value == values[f"F{row}"].value
        assert values[f"B{row}"].value == manifest["figures"]["eligible"]
    combined = formulas[f"C{rows['Combined']}"].value
    assert combined == f"=ROUND(SUM(C{first}:C{first + 2}),2)"


def test_a_sum_that_is_not_the_runs_figure_stops_the_workbook() -> None:
    manifest = manifest_of(theory=RANGE)
    manifest["figures"]["by_month"][0]["totals"]["sca"] += 1
    with pytest.raises(NotReconciled, match="Sheet Months"):
        twin(inputs_of(manifest, info=ExhibitInfo(label="A")))
    combined = run_manifest(theory=RANGE)
    with pytest.raises(NotReconciled, match="Combined"):
        twin(inputs_of(combined, info=ExhibitInfo(label="A")))


def test_sheets_stand_in_their_order_and_nothing_acts_or_leads_outside() -> None:
    data = made(plans=tuple(HOSTILE))
    assert tuple(opened(data).sheetnames) == SHEETS
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name in parts if re.search("external|vba|hyperlink|connection", name)]
    for name, part in parts.items():
        assert not re.search("externalLink|ddeLink|TargetMode|<hyperlink|DDE", part), name
        for formula in re.findall(r"<f>([^<]*)</f>", part):
            assert not re.search(r"[\"'|\[\]&]", formula), formula


def test_text_from_files_is_text_wherever_it_stands() -> None:
    book = opened(made(plans=tuple(HOSTILE)))
    cells = {cell.value: cell for cell in book["Plans"]["A"]}
    for text in HOSTILE:
        shown = "a[U+0001][U+FFFF][U+202E]b" if text and text[0] == "a" else text or "Not stated"
        assert cells[shown].data_type == "s", shown
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(r"=(SUM|ROUND|AND|[A-Z])", cell.value)


def test_a_demonstration_says_so_on_every_sheet() -> None:
    for is_demonstration in (True, False):
        book = opened(made(is_demonstration=is_demonstration))
        found = {sheet.title for sheet in book if "invented people" in str(sheet["A2"].value)}
        assert found == (set(SHEETS) if is_demonstration else set())


def test_the_same_run_gives_the_same_bytes_dated_by_the_run() -> None:
    first, second = made(), made()
    assert first == second
    manifest = run_manifest()
    created = opened(first).properties.created
    assert f"{created:%Y-%m-%dT%H:%M:%S}" == manifest["run"]["started_at"][:19]


def test_where_a_spreadsheet_keeps_no_cents_there_is_no_workbook(tmp_path) -> None:
    inputs = inputs_of(run_manifest(award=10**15), info=ExhibitInfo(label="A"))
    with pytest.raises(TooLarge):
        twin(inputs)
    written = write_twin(inputs, tmp_path, "Exhibit-A")
    assert (written.files, list(tmp_path.iterdir())) == ((), [])
    assert "more digits" in written.details["workbook"]
