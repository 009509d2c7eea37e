"""The named-plaintiff control, as every exhibit states it.

The public edition names the plaintiffs by their number on the list and gives no person's number:
their names are public, and the two together would open a line of the schedule.
"""

from casecalc.rules.control import PlaintiffResult, in_words, same_persons, summary_in_words

from .blocks import Paragraph
from .inputs import Inputs

_MOST_NAMED = 12


def control(inputs: Inputs) -> Paragraph:
    """Whether the run finds the class representatives, and what it makes of each."""
    results = inputs.run.plaintiffs
    if results is None:
        text = "The run was made before named plaintiffs were looked for; start a new run for it."
        return _paragraph(text)
    if not results:
        return _paragraph("Nobody was on the list of named plaintiffs when the run was started.")
    same = same_persons(results)
    names = _names(inputs)
    shown = results if len(results) <= _MOST_NAMED else tuple(r for r in results if not r.is_met)
    sentences = [
        in_words(
            result,
            names[result.number],
            same.get(result.number, ()),
            with_person=inputs.info.is_sealed,
        )
        for result in shown
    ]
    return _paragraph(" ".join([summary_in_words(results), *sentences]))


def _paragraph(text: str) -> Paragraph:
    return Paragraph(text, lead="Named-plaintiff control.", figures=("control",))


def _names(inputs: Inputs) -> dict[int, str]:
    results: tuple[PlaintiffResult, ...] = inputs.run.plaintiffs or ()
    names = {result.number: f"Named plaintiff {result.number}" for result in results}
    if inputs.info.is_sealed:
        for entry in inputs.manifest["named_plaintiffs"]["plaintiffs"]:
            names[entry["number"]] += f" ({entry['name']})"
    return names
