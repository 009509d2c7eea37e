"""A run's manifest, parsed: what every exhibit of the run is made from, and nothing else is."""

from dataclasses import dataclass
from typing import Any

from casecalc.rules.columns import Kind
from casecalc.rules.control import PlaintiffResult, parse_control
from casecalc.rules.decisions import Outcome
from casecalc.rules.definition import Definition
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.figures import parse_figures
from casecalc.rules.refusals import Refusal
from casecalc.rules.results import RunFigures
from casecalc.rules.theory import Claim, Theory, parse_theory

FORMAT = "casecalc/run-manifest/1"


class ExhibitRefused(Refusal):
    """An exhibit cannot be made, or what was made may not be published."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One import of the run. `number` is its place in the run, `import_number` in the matter."""

    number: int
    import_number: int
    kind: Kind
    list_name: str | None
    name: str
    sha256: str
    size: int | None
    sheet: str | None
    rows_read: int
    accepted: int
    rejected: int
    blank_lines: int
    rejected_by_code: dict[str, int]
    committed_at: str | None
    mapping: dict[str, Any]
    encoding: str | None
    delimiter: str | None
    forms: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DecisionCounts:
    """Of the decisions in force; `approved` are the overrides among them that a second person
    approved. Overrides that await approval (`pending`) or were declined are in no figure."""

    same_person: int
    ignore_key: int
    override: int
    overrides_to: dict[Outcome, int]
    approved: int = 0
    pending: int = 0
    declined: int = 0
    requires_approval: bool = False

    @property
    def total(self) -> int:
        return self.same_person + self.ignore_key + self.override

    @property
    def has_overrides(self) -> bool:
        """Whether an override was recorded, in force or not."""
        return bool(self.override or self.pending or self.declined)


@dataclass(frozen=True, kw_only=True)
class AuditHead:
    """The last event of the audit chain when the run was published."""

    number: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    caption: str
    title: str
    court: str
    docket_number: str
    time_zone: str
    is_demonstration: bool
    originals: str
    run_number: int
    started_at: str
    digest: str
    program: str
    libraries: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    decisions: DecisionCounts
    definition: Definition
    definition_version: str
    definition_sha256: str
    theory: Theory
    theory_version: str
    theory_sha256: str
    figures: RunFigures
    plaintiffs: tuple[PlaintiffResult, ...] | None = None
    audit: AuditHead | None = None

    def of_kind(self, kind: Kind) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.kind is kind)

    def claim_title(self, claim: Claim) -> str:
        return claim.title or claim.id


def parse_run_manifest(manifest: dict[str, Any]) -> RunRecord:
    """Raises ExhibitRefused when a key that exhibits need is missing or malformed."""
    if manifest.get("format") != FORMAT:
        raise ExhibitRefused(
            f'The manifest of the run has the format "{manifest.get("format")}", not "{FORMAT}". '
            "Make the run again with this version of the program."
        )
    try:
        return _record(manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise ExhibitRefused(
            f"The manifest of the run cannot be read ({type(error).__name__}: {error}). "
            "Make the run again, then the exhibit."
        ) from error


def _record(manifest: dict[str, Any]) -> RunRecord:
    matter, run, program = manifest["matter"], manifest["run"], manifest["program"]
    definition, theory = manifest["definition"], manifest["theory"]
    return RunRecord(
        caption=matter.get("caption") or matter["title"],
        title=matter["title"],
        court=matter.get("court") or "",
        docket_number=matter.get("docket_number") or "",
        time_zone=matter["time_zone"],
        is_demonstration=bool(matter.get("is_demonstration", False)),
        originals=matter.get("originals") or "",
        run_number=run["number"],
        started_at=run["started_at"],
        digest=manifest["digest"],
        program=f"{program['name']} {program['version']}",
        libraries=tuple(sorted((k, str(v)) for k, v in program.get("libraries", {}).items())),
        sources=tuple(_source(entry) for entry in manifest["imports"]),
        decisions=_decisions(manifest),
        definition=parse_definition(definition["document"]),
        definition_version=str(definition["version"]),
        definition_sha256=definition["sha256"],
        theory=parse_theory(theory["document"]),
        theory_version=str(theory["version"]),
        theory_sha256=theory["sha256"],
        figures=parse_figures(manifest["figures"]),
        plaintiffs=_plaintiffs(manifest),
        audit=AuditHead(**manifest["audit"]) if manifest.get("audit") else None,
    )


def _plaintiffs(manifest: dict[str, Any]) -> tuple[PlaintiffResult, ...] | None:
    """Without names and keys; None for a run from before the control."""
    if "named_plaintiffs" not in manifest:
        return None
    return tuple(parse_control(entry) for entry in manifest["named_plaintiffs"]["plaintiffs"])


def _source(entry: dict[str, Any]) -> Source:
    return Source(
        number=entry["number"],
        import_number=entry.get("import", entry["number"]),
        kind=Kind(entry["kind"]),
        list_name=entry.get("list_name"),
        name=entry["name"],
        sha256=entry["sha256"],
        size=entry.get("size"),
        sheet=entry.get("sheet"),
        rows_read=entry["rows_read"],
        accepted=entry["accepted"],
        rejected=entry["rejected"],
        blank_lines=entry["blank_lines"],
        rejected_by_code=dict(entry.get("rejected_by_code") or {}),
        committed_at=entry.get("committed_at"),
        mapping=dict(entry.get("mapping") or {}),
        encoding=entry.get("encoding"),
        delimiter=entry.get("delimiter"),
        forms={name: str(form) for name, form in (entry.get("forms") or {}).items()},
    )


def _decisions(manifest: dict[str, Any]) -> DecisionCounts:
    """Manifests of before there were approvals say nothing of them: nobody was asked."""
    entries = manifest["decisions"]
    documents = [entry["document"] for entry in entries]
    kinds = [document["kind"] for document in documents]
    outcomes = [Outcome(d["outcome"]) for d in documents if d["kind"] == "override"]
    return DecisionCounts(
        same_person=kinds.count("same_person"),
        ignore_key=kinds.count("ignore_key"),
        override=kinds.count("override"),
        overrides_to={outcome: outcomes.count(outcome) for outcome in Outcome},
        approved=sum(entry.get("approval") is not None for entry in entries),
        pending=len(manifest.get("decisions_pending", ())),
        declined=len(manifest.get("decisions_declined", ())),
        requires_approval=bool(manifest.get("requires_override_approval", False)),
    )
