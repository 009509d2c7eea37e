"""The last section of every exhibit: the run, the rules and the programs that it was made with."""

from importlib.metadata import version

from .blocks import Block, Column, Paragraph, Row, Table
from .printing import instant
from .run_manifest import RunRecord

_TYPESETTING = ("weasyprint", "pydyf", "pikepdf", "fonttools")


def provenance(run: RunRecord) -> tuple[Block, ...]:
    libraries = ", ".join(f"{name} {number}" for name, number in run.libraries)
    typesetting = ", ".join(f"{name} {version(name)}" for name in _TYPESETTING)
    facts = (
        Row(("Run", f"Run {run.run_number}, started {instant(run.started_at, run.time_zone)}")),
        Row(("Run digest", "SHA-256"), mono=run.digest),
        Row(
            ("Class definition", f"Version {run.definition_version}, SHA-256"),
            mono=run.definition_sha256,
        ),
        Row(("Damages theory", f"Version {run.theory_version}, SHA-256"), mono=run.theory_sha256),
        *_audit(run),
        Row(("Program", run.program)),
        Row(("Libraries of the run", libraries or "–")),
        Row(("Typesetting", typesetting)),
    )
    return (
        Paragraph(
            "The same files, mappings, decisions, definition and theory give the same digest on "
            "every machine. The digest covers every person, log row, list row and figure of the "
            "run."
        ),
        Table("Provenance", (Column("What", width=30), Column("Value")), facts, css="named whole"),
    )


def _audit(run: RunRecord) -> tuple[Row, ...]:
    if run.audit is None:
        return ()
    words = f"Event {run.audit.number:,}, the last on record when the figures were published"
    return (Row(("Head of the audit chain", words), mono=run.audit.hash),)
