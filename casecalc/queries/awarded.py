"""How many persons of a run have an award above $0.00 under each claim."""

from casecalc.evidence.tables import PERSONS_FILE, person_columns
from casecalc.models import Run
from casecalc.rules.decisions import Outcome

from .published import records, run_table


def persons_with_awards(run: Run) -> dict[str, int]:
    """Per claim id; undetermined persons, who have awards only in the bound, are not counted."""
    columns = person_columns(run.definition.parsed, run.theory.parsed)
    persons = run_table(run, PERSONS_FILE)
    eligible = persons.filter(persons.outcome == str(Outcome.ELIGIBLE))
    counted = {
        f"n{i}": (eligible[claim.award] > 0).sum()
        for i, claim in enumerate(columns.claims.values())
    }
    (found,) = records(eligible.aggregate(**counted))
    return {name: int(found[f"n{i}"] or 0) for i, name in enumerate(columns.claims)}
