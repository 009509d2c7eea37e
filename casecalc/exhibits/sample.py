"""A quality sample: whom it drew, how to repeat the draw, what reviewers found, and how sure the
error rate is. Names, source rows and reasons stand in the sealed edition only."""

from collections.abc import Iterator
from typing import Any

from casecalc.rules.decisions import Outcome
from casecalc.rules.intervals import Tally
from casecalc.rules.sampling import draw_hash

from .blocks import Block, Column, Paragraph, Row, Steps, Table, figure_columns
from .document import Document, document
from .inputs import Inputs
from .opening import edition_note, where_originals
from .printing import count, instant, some
from .run_manifest import ExhibitRefused

TITLE = "Quality Sample of the Class Determination"
STANDING = "Record of a review by people"
_PART = 200


def build_sample(inputs: Inputs) -> Document:
    """Needs `facts["sample"]` as `queries.samples` gathers it. Raises ExhibitRefused for a sample
    that is not fully reviewed, unless an exhibit of the unfinished one was asked for."""
    sample = inputs.facts.get("sample")
    number = inputs.asked.get("sample")
    if sample is None:
        raise ExhibitRefused(
            f"There is no quality sample {number} of run {inputs.run.run_number}; name one that "
            "was drawn from this run."
        )
    remaining = sum(not person["verdict"] for person in sample["persons"])
    if remaining and inputs.asked.get("unfinished") not in (True, "yes"):
        raise ExhibitRefused(
            f"{count(remaining)} of {some(len(sample['persons']), 'person')} of sample {number} "
            "are not reviewed. Review them first, or ask for the unfinished sample, which then "
            "says so."
        )
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("What this exhibit is", _what_it_is(inputs, sample, remaining)),
        ("Result", _result(inputs, sample)),
        ("What was compared", (_compared(inputs, sample),)),
        ("How to repeat the draw", _draw(inputs, sample)),
        ("The persons drawn", tuple(_persons(inputs, sample))),
    ]
    return document(inputs, title=TITLE, standing=STANDING, sections=sections)


def _what_it_is(inputs: Inputs, sample: dict[str, Any], remaining: int) -> tuple[Block, ...]:
    run = inputs.run
    drawn = len(sample["persons"])
    blocks = [
        Paragraph(
            f"{some(drawn, 'person')} of the {count(run.figures.persons)} of run {run.run_number} "
            "were drawn by a seed and compared, one after another, with the source rows. This "
            "exhibit states who was drawn, how anybody can draw the same persons again, and how "
            "many determinations were found wrong.",
            lead="Content.",
            figures=("sample", "persons"),
        ),
        Paragraph(
            "Offered as evidence that describes the process by which the determinations were made "
            "and shows how accurate its result is (Federal Rule of Evidence 901(b)(9)).",
            lead="Rule.",
            is_draft=True,
        ),
        where_originals(run, "The source files are listed in the index of figures"),
        Paragraph(_standing(inputs, sample, remaining), lead="State of the review."),
    ]
    return (*blocks, edition_note(run, inputs.info, 7))


def _standing(inputs: Inputs, sample: dict[str, Any], remaining: int) -> str:
    if remaining:
        return (
            f"The review is not finished: {some(remaining, 'person')} drawn "
            f"{'is' if remaining == 1 else 'are'} not reviewed and in no rate."
        )
    if sample["finished_at"] is None:
        return "Everybody drawn is reviewed. The review was still open to corrections."
    return (
        f"The review was finished on {instant(sample['finished_at'], inputs.run.time_zone)}; "
        "nothing of it has changed since."
    )


def _result(inputs: Inputs, sample: dict[str, Any]) -> tuple[Block, ...]:
    tallies = [(outcome, _tally(inputs, sample, outcome)) for outcome in Outcome]
    rows = [_row(outcome.capitalize(), tally) for outcome, tally in tallies]
    overall = _tally(inputs, sample, None)
    verb = "was" if overall.wrong == 1 else "were"
    found = f"{some(overall.wrong, 'person')} of {count(overall.reviewed)} reviewed {verb}"
    text = f"{found} found wrong."
    if sample["per_outcome"]:
        text += (
            " Persons were drawn of each outcome apart and had different chances of being drawn; "
            "a rate over all outcomes is therefore not stated."
        )
    else:
        rows.append(_row("All", overall, is_total=True))
        if overall.reviewed:
            text += (
                f" The error rate is {overall.rate_in_words}; its exact 95% interval is "
                f"{overall.interval_in_words}."
            )
    table = Table(
        "Persons reviewed and found wrong, by outcome",
        (
            Column("Outcome"),
            *figure_columns("In the run", width=14),
            *figure_columns("Drawn", "Reviewed", "Wrong", width=11),
            *figure_columns("Error rate", width=13),
            *figure_columns("95% interval", width=24),
        ),
        tuple(rows),
        figures=("sample", "outcomes"),
    )
    return (Paragraph(text, lead="Finding.", figures=("sample",)), table, _interval())


def _interval() -> Paragraph:
    return Paragraph(
        "The interval of Clopper and Pearson: its lower end is the largest error rate under which "
        "so many errors or more come up with a probability of at most 2.5%, its upper end the "
        "smallest under which so many or fewer do; both are rounded outwards to a hundredth of a "
        "per cent. It is computed as if persons were drawn with repetition, and takes no credit "
        "for being drawn without. Where everybody of an outcome was reviewed there is nothing to "
        "estimate.",
        lead="Interval.",
    )


def _tally(inputs: Inputs, sample: dict[str, Any], outcome: Outcome | None) -> Tally:
    figures = inputs.run.figures
    persons = [p for p in sample["persons"] if outcome in (None, p["outcome"])]
    return Tally(
        population=figures.persons if outcome is None else getattr(figures, outcome.value),
        drawn=len(persons),
        reviewed=sum(bool(person["verdict"]) for person in persons),
        wrong=sum(person["verdict"] == "wrong" for person in persons),
    )


def _row(name: str, tally: Tally, *, is_total: bool = False) -> Row:
    counts = (tally.population, tally.drawn, tally.reviewed, tally.wrong)
    cells = (*map(count, counts), tally.rate_in_words, tally.interval_in_words)
    return Row((name, *cells), is_total=is_total)


def _compared(inputs: Inputs, sample: dict[str, Any]) -> Paragraph:
    several = sample["changed"]
    text = (
        "For each person the reviewer had the source rows with their cells as delivered, every "
        "disclosure and list entry linked to the person, each criterion with its result and the "
        "rows that decided it, the outcome and the awards. Right means that the rows support all "
        "of it; wrong, that something of it does not follow from them. Verdicts were given by "
        f"{some(sample['reviewers'], 'reviewer')}. "
    )
    if several:
        text += (
            f"{some(several, 'person')} {'has' if several == 1 else 'have'} more than one verdict; "
            "the last holds, and all are kept."
        )
    else:
        text += "Nobody has more than one verdict."
    return Paragraph(text, figures=("sample",))


def _draw(inputs: Inputs, sample: dict[str, Any]) -> tuple[Block, ...]:
    run, seed, size = inputs.run, sample["seed"], sample["size"]
    taken = (
        f"Of each outcome take the first {count(size)}; all of an outcome that has fewer."
        if sample["per_outcome"]
        else f"Take the first {count(size)}."
    )
    origin = (
        "The seed is the digest of the run, which nobody can choose."
        if sample["has_seed_of_run"]
        else "The seed was chosen by a person before the draw."
    )
    first = sample["persons"][0]["person"]
    steps = (
        Paragraph("Write the seed, a colon and the person, such as the text below.", lead="Text."),
        Paragraph("Take the SHA-256 of that text (UTF-8), as hexadecimal text.", lead="Hash."),
        Paragraph("Sort all persons of the run by their hashes.", lead="Order."),
        Paragraph(taken, lead="Draw."),
    )
    example = Table(
        "Seed and example",
        (Column("What", width=30), Column("Value")),
        (
            Row(("Seed", ""), mono=seed),
            Row((f"Text of P{first}, the first drawn", ""), mono=f"{seed}:P{first}"),
            Row((f"Its SHA-256: P{first}", ""), mono=draw_hash(seed, first)),
        ),
        css="named",
    )
    verb = "was" if sample["of_run"] == 1 else "were"
    of_run = f"{some(sample['of_run'], 'sample')} {verb} drawn from run {run.run_number} in all."
    return (
        Steps(steps),
        example,
        Paragraph(f"{origin} {of_run}", lead="Choice.", figures=("sample",)),
    )


def _persons(inputs: Inputs, sample: dict[str, Any]) -> Iterator[Table]:
    """Everybody in the order drawn, in tables of a length that pages are set from quickly."""
    persons = list(enumerate(sample["persons"], start=1))
    columns = (
        Column("Place", width=12),
        Column("Person", width=18),
        Column("Outcome", width=22),
        Column("Verdict", width=22),
        Column("Hash begins with"),
    )
    for start in range(0, len(persons), _PART):
        rows = tuple(
            _person(inputs, sample["seed"], place, person)
            for place, person in persons[start : start + _PART]
        )
        caption = "Persons in the order drawn"
        if len(persons) > _PART:
            caption += f", {count(start + 1)} to {count(start + len(rows))}"
        yield Table(caption, columns, rows, css="named", figures=("sample",))


def _person(inputs: Inputs, seed: str, place: int, person: dict[str, Any]) -> Row:
    cells = (
        count(place),
        f"P{person['person']}",
        person["outcome"].capitalize(),
        person["verdict"].capitalize() or "Not reviewed",
        draw_hash(seed, person["person"])[:12],
    )
    if not inputs.info.is_sealed:
        return Row(cells)
    said = [
        f"{review['verdict'].capitalize()} ({review['by']}, "
        f"{instant(review['at'], inputs.run.time_zone)}){_reason(review)}."
        for review in person["reviews"]
    ]
    return Row(
        cells,
        lead=person["full_name"] or "",
        mono=", ".join(person["rows"]),
        note=" ".join(said),
    )


def _reason(review: dict[str, Any]) -> str:
    return f": {review['reason'].rstrip('.')}" if review["reason"] else ""
