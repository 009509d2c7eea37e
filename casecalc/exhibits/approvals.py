"""What an exhibit says of overrides: how many are in force, how many of these a second person
approved, and how many are not in force."""

from .blocks import Block, Column, Paragraph, Row, Table, figure_columns
from .printing import count
from .run_manifest import RunRecord


def overrides(run: RunRecord) -> tuple[Block, ...]:
    """Nothing where no override was recorded."""
    made = run.decisions
    if not made.has_overrides:
        return ()
    rows = (
        Row(("In force", count(made.override))),
        Row(("Of these, approved by a second person", count(made.approved))),
        Row(("Awaiting approval by a second person; not in force", count(made.pending))),
        Row(("Declined by a second person; not in force", count(made.declined))),
    )
    return (
        Paragraph(f"{_rule(run)} An override that is not in force enters into no figure."),
        Table(
            "Overrides of outcomes and their approval",
            (Column("Override"), *figure_columns("Number", width=20)),
            rows,
            figures=("decisions",),
        ),
    )


def overrides_in_brief(run: RunRecord, section: int) -> Paragraph | None:
    """The same as a step of the method; `section` is where the decisions are counted."""
    made = run.decisions
    if not made.has_overrides:
        return None
    waiting = f"; awaiting approval and not in force: {count(made.pending)}" if made.pending else ""
    return Paragraph(
        "A recorded decision can set a person’s outcome. "
        f"Overrides in force: {count(made.override)}; of these approved by a second person: "
        f"{count(made.approved)}{waiting} (section {section}).",
        lead="Overrides.",
    )


def _rule(run: RunRecord) -> str:
    if run.decisions.requires_approval:
        return (
            "In this matter an override is in force only once a person other than its author has "
            "approved it."
        )
    return "In this matter an override is in force when recorded, unless a second person declines."
