"""The named-plaintiff control of a run, as its manifest keeps it, beside the list as it is now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from casecalc.models import Matter, NamedPlaintiff, Run
from casecalc.rules.control import (
    PlaintiffResult,
    in_words,
    parse_control,
    same_persons,
    summary_in_words,
)
from casecalc.rules.damages import Award
from casecalc.rules.theory import Claim
from casecalc.rules.truth import Truth


@dataclass(frozen=True)
class ControlledPlaintiff:
    """One named plaintiff and what the run made of it; `criteria` and `awards` in the order of the
    run's documents, empty where nobody is found."""

    name: str
    result: PlaintiffResult
    same: tuple[int, ...]
    criteria: tuple[tuple[str, Truth], ...]
    awards: tuple[tuple[Claim, Award], ...]

    @property
    def sentence(self) -> str:
        return in_words(self.result, self.name, self.same)


@dataclass(frozen=True)
class Control:
    """`as_of` is the time of the list that the run looked for; `added` and `withdrawn` count what
    changed in it since."""

    as_of: datetime
    plaintiffs: tuple[ControlledPlaintiff, ...]
    added: int
    withdrawn: int

    @property
    def summary(self) -> str:
        return summary_in_words([one.result for one in self.plaintiffs])

    @property
    def unmet(self) -> tuple[ControlledPlaintiff, ...]:
        """Those whom the run does not find, or does not itself count as eligible."""
        return tuple(one for one in self.plaintiffs if not one.result.is_met)

    @property
    def has_changed(self) -> bool:
        return bool(self.added or self.withdrawn)


def plaintiffs_of(matter: Matter) -> QuerySet[NamedPlaintiff]:
    """Everybody who is or was on the list, in the order recorded."""
    found = matter.named_plaintiffs.select_related("recorded_by", "withdrawn_by")
    return found.order_by("number")


def control_of(run: Run) -> Control | None:
    """None for a run that was made before there was a control. Raises DamagedFile."""
    manifest = run.matter.store.open("runs", run.key).manifest
    document: dict[str, Any] | None = manifest.get("named_plaintiffs")
    if document is None:
        return None
    results = [parse_control(entry) for entry in document["plaintiffs"]]
    same = same_persons(results)
    looked_for = {result.number for result in results}
    now = set(
        run.matter.named_plaintiffs.filter(withdrawn_at=None).values_list("number", flat=True)
    )
    return Control(
        as_of=datetime.fromisoformat(document["as_of"]),
        plaintiffs=tuple(
            _controlled(run, entry["name"], result, same.get(result.number, ()))
            for entry, result in zip(document["plaintiffs"], results, strict=True)
        ),
        added=len(now - looked_for),
        withdrawn=len(looked_for - now),
    )


def _controlled(
    run: Run, name: str, result: PlaintiffResult, same: tuple[int, ...]
) -> ControlledPlaintiff:
    ids = [str(criterion.id) for criterion in run.definition.parsed.top_level]
    claims = run.theory.parsed.claims
    return ControlledPlaintiff(
        name=name,
        result=result,
        same=same,
        criteria=tuple((id, result.truths[id]) for id in ids if id in result.truths),
        awards=tuple((c, result.awards[c.id]) for c in claims if c.id in result.awards),
    )
