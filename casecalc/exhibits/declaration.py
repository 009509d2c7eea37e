"""A draft declaration under 28 U.S.C. § 1746 of the person who ran the analysis: facts of the run,
one numbered paragraph each. It is never signed or dated here."""

from .document import DRAFT_FOR_SIGNATURE, Document, document
from .draft_blocks import Blank, Signature, Statement, Statements, Unnumbered
from .draft_wording import (
    Sections,
    authority,
    exhibits_table,
    files_table,
    numbered_on,
    own_or_blank,
    rows_in_words,
    said,
)
from .inputs import Inputs
from .outcomes import totals_table
from .printing import count, instant, some
from .run_manifest import RunRecord

OATH = (
    "I declare under penalty of perjury under the laws of the United States of America that the "
    "foregoing is true and correct. 28 U.S.C. § 1746."
)


def build_declaration(inputs: Inputs) -> Document:
    run = inputs.run
    name = own_or_blank(inputs, "declarant", "name")
    person, files, method, limits, result, papers = numbered_on(
        _person(inputs),
        _files(run),
        _method(run),
        _limits(run),
        _result(run),
        _papers(),
    )
    sections: Sections = [
        ("", (Unnumbered(Statement(("I, ", name, ", declare as follows:"))),)),
        ("Declarant", (person,)),
        ("Files received", (files, files_table(run))),
        ("What was done", (_with(method, "persons", "events"),)),
        ("What was not done", (_with(limits, "files"),)),
        (
            "What the analysis found",
            (_with(result, "persons", "outcomes"), totals_table(run, "Totals, claim by claim")),
        ),
        (
            "Exhibits",
            (papers, exhibits_table(inputs.facts["exhibits"], "Exhibits made from the run")),
        ),
        (
            "Execution",
            (
                Signature(
                    (
                        authority(inputs, "oath", OATH),
                        Statement(("Executed on ", Blank("date"), " at ", Blank("place"), ".")),
                    ),
                    ("Signature", "Name"),
                ),
            ),
        ),
    ]
    title = "Declaration on the Determination of the Class and the Computation of Damages"
    return document(
        inputs, title=title, standing=DRAFT_FOR_SIGNATURE, sections=sections, form="draft"
    )


def _with(statements: Statements, *figures: str) -> Statements:
    return Statements(statements.first, statements.statements, figures=figures)


def _person(inputs: Inputs) -> list[Statement]:
    qualification = own_or_blank(inputs, "qualification", "occupation, employer, experience")
    return [
        Statement(("I am ", qualification, "." if not isinstance(qualification, str) else "")),
        Statement(
            (
                "I have personal knowledge of the facts stated in this declaration and, if called "
                "as a witness, could and would testify to them competently.",
            ),
            is_draft=True,
        ),
    ]


def _files(run: RunRecord) -> list[Statement]:
    return [
        said(
            f"The analysis was made of {rows_in_words(run)}. The bytes of each file were hashed on "
            "receipt with SHA-256 and are kept unaltered. The table below states each file’s hash."
        )
    ]


def _method(run: RunRecord) -> list[Statement]:
    figures, made = run.figures, run.decisions
    return [
        said(
            f"The analysis was made with the program {run.program}, as run {run.run_number}, "
            f"started {instant(run.started_at, run.time_zone)}. The same files, mappings, "
            "decisions, definition and theory give the same results, whose SHA-256 digest is:",
            mono=(run.digest,),
        ),
        said(
            f"The run applied version {run.definition_version} of the class definition and "
            f"version {run.theory_version} of the damages theory. The SHA-256 of the one and of "
            "the other:",
            mono=(run.definition_sha256, run.theory_sha256),
        ),
        said(
            "Every cell was read as text under a written column mapping. Roster rows that share a "
            "member identifier or an e-mail address are one person, who counts once. "
            f"{some(figures.roster_rows, 'accepted roster row')} describe "
            f"{some(figures.persons, 'person')}."
        ),
        said(
            f"Of {some(figures.events['accepted'], 'accepted log row')}, "
            f"{count(figures.events['linked'])} belong to one person each. Repeated rows count "
            f"once ({count(figures.events['duplicate'])} left out); rows in conflict "
            f"({count(figures.events['conflicting'])}), matching no person "
            f"({count(figures.events['unmatched'])}) or several "
            f"({count(figures.events['ambiguous'])}) were not counted."
        ),
        said(
            f"Persons recorded {some(made.total, 'decision')} that enter into the run: "
            f"{count(made.same_person)} that rows are of one person, {count(made.ignore_key)} that "
            f"an identifier names nobody, {count(made.override)} that fix an outcome. Each is on "
            "record with author, time and reason."
        ),
    ]


def _limits(run: RunRecord) -> list[Statement]:
    rejected = sum(source.rejected for source in run.sources)
    return [
        said(
            f"No cell was guessed, rounded or filled in. {some(rejected, 'row')} could not be "
            f"read and {'was' if rejected == 1 else 'were'} rejected, not corrected. A blank cell "
            "was treated as not known."
        ),
        said(
            "No persons were joined because names or other particulars look alike. No sample was "
            "extrapolated, and no figure is an estimate."
        ),
        said(
            "The program does not test whether the files are complete, or whether what they state "
            "is so. What was done to test that: ",
            Blank("to be stated"),
            ".",
        ),
        said(
            "No reduction, setoff, fee, cost or interest was applied, and the analysis takes no "
            "position on liability."
        ),
    ]


def _result(run: RunRecord) -> list[Statement]:
    figures = run.figures
    return [
        said(
            f"Of {some(figures.persons, 'person')}, {count(figures.eligible)} "
            f"{'meets' if figures.eligible == 1 else 'meet'} every criterion of the definition "
            f"according to the files, {count(figures.ineligible)} "
            f"{'does' if figures.ineligible == 1 else 'do'} not, and for "
            f"{count(figures.undetermined)} the files do not decide it. The outcome of "
            f"{some(figures.overridden, 'person')} is fixed by a recorded decision."
        ),
        said(
            "The totals of the claims are those below. The last column counts undetermined persons "
            "too; it is a limit, not an estimate."
        ),
    ]


def _papers() -> list[Statement]:
    return [
        said(
            "The exhibits listed below were made from the run by the program. The table states the "
            "SHA-256 of each as published."
        )
    ]
