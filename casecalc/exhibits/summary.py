"""The summary of a run: the whole determination and computation on a few pages."""

from collections.abc import Callable

from . import breakdowns, closing, opening, outcomes, reconciliation
from .blocks import Block
from .document import SUMMARY_OF_WRITINGS, Document, document
from .inputs import Inputs
from .run_manifest import RunRecord

TITLE = "Summary of Class Determination and Computation of Damages"


def build_summary(inputs: Inputs) -> Document:
    """Raises NotReconciled for figures that do not add up."""
    return document(
        inputs,
        title=TITLE,
        standing=SUMMARY_OF_WRITINGS,
        sections=_sections(inputs.run),
        lists_files=True,
    )


def _sections(run: RunRecord) -> list[tuple[str, tuple[Block, ...]]]:
    plan: list[tuple[str, str, Callable[[dict[str, int]], tuple[Block, ...]]]] = [
        ("what", "What this exhibit is", lambda refs: opening.what_it_is(run, refs)),
        ("brief", "The result in brief", lambda refs: outcomes.in_brief(run, refs)),
        ("definition", "The class definition", lambda _: opening.class_definition(run)),
        ("method", "Method", lambda refs: opening.method(run, refs)),
        ("totals", "Totals, claim by claim", lambda _: outcomes.totals(run)),
        ("outcomes", "Persons by outcome", lambda _: outcomes.by_outcome(run)),
        ("criteria", "Persons by criterion", lambda _: outcomes.by_criterion(run)),
        ("lists", "Exclusion lists", lambda _: outcomes.exclusion_lists(run)),
        ("states", "Eligible persons by state", lambda _: breakdowns.by_state(run)),
        ("plans", "Eligible persons by plan", lambda _: breakdowns.by_plan(run)),
        ("months", "First disclosure by month", lambda _: breakdowns.by_month(run)),
        ("reconciliation", "Reconciliation", lambda _: reconciliation.reconciliation(run)),
        ("sources", "Source files", lambda _: closing.sources(run)),
        ("decisions", "Recorded decisions", lambda _: closing.decisions(run)),
        ("assumptions", "Assumptions", lambda _: closing.assumptions(run)),
    ]
    refs = {key: number for number, (key, _, _) in enumerate(plan, start=1)}
    refs["provenance"] = len(plan) + 2  # after the index of figures
    return [(title, blocks(refs)) for _, title, blocks in plan]
