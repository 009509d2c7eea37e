"""The one page that is printed: what was checked, the figures, the verdict; or the differences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casecalc.rules.figures import dollars
from casecalc.rules.rejections import shown
from casecalc.rules.results import RunFigures

from .bundle import VERIFIER, Bundle
from .consistency import BOUND_LEFT_OPEN, LEFT_OPEN, bounds_left_open
from .differences import Differences
from .integrity import Examined

Lines = Iterable[str]
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Program:
    """The verifier that runs: its version, Python's, that of its time zone rules, and its own
    SHA-256 where it is one file."""

    version: str
    python: str
    time_zones: str
    sha256: str | None


def heading(program: Program, examined: Examined) -> Iterator[str]:
    yield f"casecalc verifier {program.version}"
    yield f"Python {program.python}, time zone rules {program.time_zones}"
    if program.sha256:
        yield f"This program   {program.sha256}"
    yield ""
    yield f"Bundle         {shown(str(examined.path))}"
    yield f"SHA-256        {examined.sha256}"
    yield f"               {examined.length:,} bytes, {len(examined.entries)} files"


def faulty(examined: Examined) -> Iterator[str]:
    """The page for a bundle that is not whole."""
    count = len(examined.faults)
    yield ""
    yield f"NOT WHOLE: {count} {'part' if count == 1 else 'parts'} of the bundle changed."
    yield ""
    for fault in examined.faults[:100]:
        yield f"  {shown(fault.file)}: {fault.sentence}"
    if count > 100:
        yield f"  … and {count - 100:,} more."
    yield ""
    yield "Nothing was computed from it. Ask for the bundle again."


def described(bundle: Bundle) -> Iterator[str]:
    yield ""
    yield f"Matter         {shown(bundle.title)}"
    yield f"Run            {bundle.run_number}, started {shown(bundle.started_at)}"
    yield f"Digest         {bundle.digest}"
    if bundle.is_demonstration:
        yield "               Demonstration: invented network, invented people"


def checked(
    bundle: Bundle, examined: Examined, program: Program, *, recomputed: bool, folder: Path | None
) -> Iterator[str]:
    """What was compared with what."""
    exhibits = len(bundle.content["exhibits"])
    yield ""
    yield "CHECKED"
    yield f"  Every byte of the zip, and the SHA-256 of {len(examined.entries) - 1} files."
    yield (
        f"  Definition, theory, {len(bundle.imports)} mappings, {len(bundle.decisions)} decisions: "
        "as in the run's manifest."
    )
    if exhibits:
        yield f"  Manifests of {exhibits} exhibits: they state this run, with its figures."
    for one in bundle.imports:
        if recomputed:
            where = "the bundle" if folder is None else shown(str(folder))
            what = f"read again from the original in {where}"
        else:
            what = "counts only"
        yield (
            f"  Import {one.number}, {one.kind.value.replace('_', ' ')} "
            f"({one.rows_read:,} rows = {one.accepted:,} accepted + {one.rejected:,} rejected):"
        )
        yield f"    {what}."
    if recomputed:
        yield "  Persons, rows, events, list entries, review list, awards, figures and digest:"
        yield "  computed again from these rows; every row of every table compared."
        if bundle.named_plaintiffs:
            yield f"  What was made of {len(bundle.named_plaintiffs)} named plaintiffs: the same."
    else:
        yield "  Outcomes from the criteria's results and the overrides; awards from units and"
        yield "  actual damages; all counts, figures and the digest from the tables."
    yield from _notes(bundle, examined, program)


def _notes(bundle: Bundle, examined: Examined, program: Program) -> Iterator[str]:
    bundled = examined.sums.get(VERIFIER)
    if program.sha256 and bundled and bundled.sha256 != program.sha256:
        yield f"  Note: this program is not the {VERIFIER} in the bundle, which is"
        yield f"  {bundled.sha256}."
    said = bundle.made_with_time_zones
    if said and said != program.time_zones:
        yield f"  Note: the run was made with time zone rules {shown(said)}."


def figures_page(bundle: Bundle, figures: RunFigures) -> Iterator[str]:
    yield ""
    yield "FIGURES"
    for name in ("persons", "eligible", "ineligible", "undetermined", "overridden", "violations"):
        yield f"  {name:<15}{getattr(figures, name):>26,}"
    yield "  disclosure rows"
    for name, count in figures.events.items():
        yield f"    {name:<13}{count:>26,}"
    for claim in bundle.theory.claims:
        totals = figures.claims[claim.id]
        yield f"  {shown(claim.title or claim.id)} ({claim.id}), {totals.awards:,} awards"
        yield from _totals(totals.total, totals.total_high)
        bound = totals.total_if_undetermined_eligible, totals.total_high_if_undetermined_eligible
        yield from _totals(*bound, "if the undetermined were eligible")
    if figures.combined is not None:
        yield f"  Claims combined: {bundle.theory.combine.value}"
        yield from _totals(figures.combined.total, figures.combined.total_high)


def _totals(low: int, high: int | None, note: str = "") -> Iterator[str]:
    ends = f"${_commas(low)}" + ("" if high is None else f" to ${_commas(high)}")
    yield f"  {ends:>41} {note}".rstrip()


def _commas(cents: int) -> str:
    whole, point, rest = dollars(cents).partition(".")
    return f"{int(whole):,}{point}{rest}"


def verdict(bundle: Bundle, *, recomputed: bool) -> Iterator[str]:
    yield ""
    if recomputed:
        yield "VERDICT: AGREES. Everything was computed again from the original bytes, and nothing"
        yield "differs."
    else:
        yield "VERDICT: CONSISTENT. Nothing differs in what follows from the tables alone."
        yield "Not computed, because the originals are not here (give --originals FOLDER):"
        left_open = [*LEFT_OPEN, *([BOUND_LEFT_OPEN] if bounds_left_open(bundle) else [])]
        yield from (f"  {one};" for one in left_open)
    yield "Compare the bundle's SHA-256 above with the one that you were given."


def differing(differences: Differences) -> Iterator[str]:
    total = differences.counts.total()
    yield ""
    yield f"DIFFERENCES: {total:,}"
    for file, count in differences.counts.items():
        yield f"  {shown(file)}: {count:,}"
    yield ""
    for one in differences.kept:
        where = ", ".join(shown(part) for part in (one.file, one.row, one.column) if part)
        yield f"  {where}"
        yield f"    expected  {_value(one.expected)}"
        yield f"    found     {_value(one.found)}"
    if total > len(differences.kept):
        yield f"  … and {total - len(differences.kept):,} more."
    yield ""
    yield "VERDICT: DIFFERS. The bundle does not say what its own sources and rules give."


def _value(text: str) -> str:
    """A value for a line, its end left out where it is long."""
    if not text:
        return "nothing"
    line = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return line if len(line) <= _LONGEST_VALUE else f"{line[:_LONGEST_VALUE]}…"


def lines(*pages: Lines) -> str:
    return "".join(f"{line}\n" for page in pages for line in page)
