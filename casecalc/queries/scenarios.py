"""A comparison as an exhibit takes it: what was asked, resolved, and what came out."""

from typing import Any

from casecalc.models import Run, Scenarios


def facts_of_scenarios(run: Run, number: int) -> dict[str, Any]:
    """Empty where the run has no such comparison, or it has no figures."""
    found = run.scenarios.filter(number=number, state=Scenarios.State.PUBLISHED).first()
    if found is None:
        return {}
    return {
        "scenarios": {
            "number": found.number,
            "title": found.title,
            "document": found.document,
            "figures": found.figures,
        }
    }
