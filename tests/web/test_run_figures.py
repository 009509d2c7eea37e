"""Where figures come from: the same words on the page and in exhibits, one section for each."""

from collections.abc import Callable

from casecalc.models import Run
from casecalc.rules.provenance import FIGURES, RUN_FIGURES


def test_every_figure_of_a_run_has_a_section_in_the_words_of_exhibits(
    run: Run, page: Callable[..., str]
) -> None:
    text = page("runs/1/figures/")
    for key in RUN_FIGURES:
        assert f'id="{key}"' in text, key
        assert FIGURES[key].query in text, key


def test_every_table_of_the_run_page_leads_to_a_section_that_there_is(
    run: Run, page: Callable[..., str]
) -> None:
    text = page("runs/1/")
    for key in ("awards", "criteria", "files", "reconciliation", "states", "plans", "months"):
        assert f'/runs/1/figures/#{key}"' in text, key
        assert key in RUN_FIGURES


def test_overview_leads_there_too(run: Run, page: Callable[..., str]) -> None:
    assert '/runs/1/figures/#awards"' in page("")
