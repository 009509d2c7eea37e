"""A volume with a fault anywhere on its stamped pages is not published."""

from pathlib import Path
from typing import Any

import pytest

from casecalc.exhibits.run_manifest import ExhibitRefused
from casecalc.exhibits.schedule import write_schedule
from casecalc.exhibits.stamped import structure, template
from casecalc.exhibits.stamped.page import PageWriter

from .persons import inputs_for, person, write_persons

PERSONS = [person(number) for number in range(1, 6)]
SLOTS, FOLIO, LEAF = PageWriter._slots, PageWriter._folio, structure._Builder.leaf


def another_figure(self: Any, j: int, text: str) -> Any:
    return SLOTS(self, j, "$1,000.40" if text == "$1,000.04" else text)


def a_text_beside_the_table(self: Any, number: str) -> str:
    return FOLIO(self, number) + "1 0 0 -1 90 90 Tm <0001>Tj\n"


def another_number(self: Any, number: str) -> str:
    return FOLIO(self, number.replace("of", "of 1"))


def out_of_the_table(self: Any, j: int, text: str) -> Any:
    found = SLOTS(self, j, text)
    return ("740.000", found[1]) if text == "$1,000.04" else found


def a_head_without_scope(self: Any, *given: Any) -> None:
    LEAF(self, *given[:5])


def a_cell_of_another_page(
    self: Any, number: int, role: str, parent: int, page: int, *more: Any
) -> None:
    LEAF(self, number, role, parent, page + 1 if role == "TD" else page, *more)


@pytest.mark.parametrize(
    ("where", "name", "fault", "said"),
    [
        (PageWriter, "_slots", another_figure, "does not say what its rows do"),
        (PageWriter, "_folio", a_text_beside_the_table, "something that stamped pages do not"),
        (PageWriter, "_folio", another_number, "does not say “Page"),
        (PageWriter, "_slots", out_of_the_table, "runs out of the table"),
        (structure._Builder, "leaf", a_head_without_scope, "not tagged as stamped pages are"),
        (structure._Builder, "leaf", a_cell_of_another_page, "not tagged as stamped pages are"),
    ],
)
def test_fault_on_a_stamped_page_stops_the_schedule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, fault: Any, said: str
) -> None:
    table = write_persons(tmp_path / "persons.parquet", PERSONS)
    monkeypatch.setattr(where, name, fault)
    with pytest.raises(ExhibitRefused, match=said):
        write_schedule(inputs_for(table, PERSONS), tmp_path)


def test_missing_identification_stops_the_schedule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = write_persons(tmp_path / "persons.parquet", PERSONS)
    made = template._base
    monkeypatch.setattr(
        template, "_base", lambda *given: made(*given).replace(b"/MarkInfo", b"/MarkXnfo")
    )
    with pytest.raises(ExhibitRefused, match="The catalogue lacks /MarkInfo"):
        write_schedule(inputs_for(table, PERSONS), tmp_path)
