"""Everything once more from the original bytes, and where the bundle says something else."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from casecalc.rules.control import control, control_document
from casecalc.rules.figures import figures_document
from casecalc.rules.reading import Reading, read_file
from casecalc.rules.refusals import Refusal
from casecalc.rules.results import RunFigures, RunResult
from casecalc.rules.rows import ImportRows, RosterRow
from casecalc.rules.run import determine

from .bundle import RUN_MANIFEST, Bundle, BundledImport
from .differences import Differences
from .parts import BundleRefused
from .tables import TABLES, Shape, key_of, rejected_cells, rejected_file, rows_of

Say = Callable[[str], None]
BytesOf = Callable[[BundledImport], bytes]


def recompute(
    bundle: Bundle, bytes_of: BytesOf, differences: Differences, say: Say
) -> RunResult | None:
    """The run computed anew by the obvious engine; None when that cannot be done, which is then a
    difference. `bytes_of` gives an import's original bytes."""
    imports = []
    for one in bundle.imports:
        say(f"Reading import {one.number} of {len(bundle.imports)} ({one.size:,} bytes)")
        rows = _read(bundle, one, bytes_of, differences)
        if rows is None:
            return None
        imports.append(rows)
    say(f"Determining {sum(len(one.rows) for one in imports):,} rows")
    try:
        result = determine(
            imports=imports,
            decisions=bundle.decisions,
            definition=bundle.definition,
            theory=bundle.theory,
            time_zone=bundle.time_zone,
        )
    except Refusal as refusal:
        differences.add(RUN_MANIFEST, "", f"no run: {refusal}", "a run")
        return None
    compare_figures(bundle, result.figures, result.digest, differences)
    _compare_control(bundle, result, imports, differences)
    compare_tables(bundle, result, imports, differences, say)
    return result


def compare_tables(
    bundle: Bundle,
    result: RunResult,
    imports: Sequence[ImportRows],
    differences: Differences,
    say: Say,
) -> None:
    """Every table row by row."""
    shape = bundle.shape
    for file in TABLES:
        say(f"Comparing {file}")
        rows = rows_of(file, result, imports, shape)
        _compare_table(bundle, file, shape.header(file), rows, differences)


def _compare_table(
    bundle: Bundle,
    file: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    differences: Differences,
) -> None:
    try:
        with bundle.parts.table(file) as found:
            differences.compare_rows(file, header, rows, found, key_of(file, bundle.theory))
    except BundleRefused as refusal:
        differences.add(file, "", "a table", refusal)


def compare_figures(
    bundle: Bundle, figures: RunFigures, digest: str, differences: Differences
) -> None:
    said = figures_document(bundle.figures)
    differences.compare(RUN_MANIFEST, "digest", digest, bundle.digest)
    differences.compare(RUN_MANIFEST, "figures", figures_document(figures), said)


def _compare_control(
    bundle: Bundle, result: RunResult, imports: Sequence[ImportRows], differences: Differences
) -> None:
    """What the run made of each named plaintiff."""
    roster = [row for one in imports for row in one.rows if isinstance(row, RosterRow)]
    found = control(bundle.named_plaintiffs, result, roster, bundle.decisions)
    said = bundle.manifest.get("named_plaintiffs", {}).get("plaintiffs", [])
    for i, (one, entry) in enumerate(zip(found, said, strict=True)):
        expected = control_document(one)
        stated = {name: entry.get(name) for name in expected}
        differences.compare(RUN_MANIFEST, f"named_plaintiffs.plaintiffs[{i}]", expected, stated)


def _read(
    bundle: Bundle, one: BundledImport, bytes_of: BytesOf, differences: Differences
) -> ImportRows | None:
    """The accepted rows of an import, read again under its mapping; what the reading found is
    compared with the manifest, the rejected rows with their table."""
    try:
        reading = read_file(
            data=bytes_of(one),
            name=one.name,
            sha256=one.sha256,
            kind=one.kind,
            list_name=one.list_name,
            mapping=one.mapping,
            time_zone=bundle.time_zone,
        )
    except Refusal as refusal:
        differences.add(
            RUN_MANIFEST, f"imports[{one.number - 1}]", f"the file refused: {refusal}", "rows"
        )
        return None
    path = f"imports[{one.number - 1}]"
    for name, value in _found(reading).items():
        differences.compare(RUN_MANIFEST, f"{path}.{name}", value, one.said.get(name))
    _compare_rejected(bundle, one, reading, differences)
    return ImportRows(
        kind=one.kind,
        sha256=one.sha256,
        rows=cast(Any, reading.accepted),  # all of the import's kind
        sheet=one.sheet,
        list_name=one.list_name,
    )


def _found(reading: Reading) -> dict[str, Any]:
    """What the run's manifest states of a reading."""
    return {
        "rows_read": reading.rows_read,
        "accepted": len(reading.accepted),
        "rejected": len(reading.rejected),
        "blank_lines": reading.blank_lines,
        "rejected_by_code": dict(Counter(row.code.value for row in reading.rejected)),
        "encoding": reading.dialect.encoding,
        "delimiter": reading.dialect.delimiter,
        "forms": {name: form.value for name, form in reading.forms.items()},
        "header": list(reading.header),
    }


def _compare_rejected(
    bundle: Bundle, one: BundledImport, reading: Reading, differences: Differences
) -> None:
    shape: Shape = bundle.shape
    rows = (rejected_cells(row, shape.has_originals) for row in reading.rejected)
    header = shape.rejected_header(reading.header)
    _compare_table(bundle, rejected_file(one.number), header, rows, differences)
