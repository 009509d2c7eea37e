"""Where each printed figure comes from: numbers in the margin, and the index that they lead to."""

from collections.abc import Iterable
from dataclasses import dataclass

from casecalc.rules.provenance import FIGURES, FigureSource

from .blocks import Block, Paragraph, Section, SourceLine, Sources
from .closing import file_names
from .printing import listed
from .run_manifest import ExhibitRefused, RunRecord


@dataclass(frozen=True)
class Reference:
    """A number in the margin that leads to a line of the index."""

    number: int


def numbered_sources(blocks: Iterable[Block]) -> dict[str, int]:
    """The keys of the figures' sources, numbered in order of first use."""
    numbers: dict[str, int] = {}
    for block in blocks:
        for key in block.figures:
            if key not in FIGURES:
                raise ExhibitRefused(
                    f'No source of figures is named "{key}"; name it in rules/provenance.py.'
                )
            numbers.setdefault(key, len(numbers) + 1)
    return numbers


def index_of_figures(
    number: int, run: RunRecord, sources: dict[str, int], *, names_files: bool
) -> Section:
    """With `names_files` the files of the run follow, for exhibits that do not list them."""
    lines = tuple(
        SourceLine(
            number=n,
            title=FIGURES[key].title,
            query=FIGURES[key].query,
            origin=_origin(run, FIGURES[key]),
        )
        for key, n in sources.items()
    )
    return Section(
        number,
        "Index of figures",
        (
            Paragraph(
                "A number in the margin beside figures leads to the line here that says what was "
                "counted or added up, in which run, by which rule and from which files. Sections "
                "are those of the reference documentation that belongs to the program."
            ),
            Sources(lines),
            *((file_names(run),) if names_files and run.sources else ()),
        ),
    )


def _origin(run: RunRecord, source: FigureSource) -> str:
    """`Run 3 · Rule: section 6 … · From files 1 to 4, class definition version 2`."""
    versions = {
        "class definition": f"class definition version {run.definition_version}",
        "damages theory": f"damages theory version {run.theory_version}",
    }
    numbers = [entry.number for entry in run.sources if entry.kind in source.files]
    parts = [_files(numbers)] if numbers else []
    parts += [versions.get(name, name) for name in source.documents]
    origin = f"Run {run.run_number}. Rule: {source.rule}."
    return f"{origin} From {listed(parts)}." if parts else origin


def _files(numbers: list[int]) -> str:
    """`file 2`, `files 1 to 4 and 7`."""
    if len(numbers) == 1:
        return f"file {numbers[0]}"
    spans: list[list[int]] = []
    for n in numbers:
        if spans and n == spans[-1][-1] + 1:
            spans[-1].append(n)
        else:
            spans.append([n])
    words = []
    for span in spans:
        words += [f"{span[0]} to {span[-1]}"] if len(span) > 2 else [str(n) for n in span]
    return f"files {listed(words)}"
