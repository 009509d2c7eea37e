"""Runs become exhibits: made from the run's manifest and gathered facts, published frozen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from casecalc.audit import chain
from casecalc.exhibits.inputs import ExhibitInfo, Inputs, inputs_of
from casecalc.exhibits.kinds import KINDS
from casecalc.exhibits.produce import Produced, produce, require_known
from casecalc.models import Exhibit, Matter, Run, User
from casecalc.queries.exhibit_facts import facts_of
from casecalc.queries.filing import roster_rows
from casecalc.rules.refusals import Refusal

from .filing import for_filing, require_possible
from .performing import Clock, performing
from .run_manifest import instant, program

Progress = Callable[[int, float], None]


class ExhibitNotStarted(Refusal):
    """An exhibit cannot be made as asked."""


def start_exhibit(
    *,
    run: Run,
    kind: str,
    edition: str,
    asked: Mapping[str, Any],
    by: User,
    now: datetime,
) -> Exhibit:
    """An exhibit of a published run, queued for `perform_exhibit`. `asked` is what the kind asks
    for beside these, and `label`; it is kept with the exhibit. Raises ExhibitNotStarted."""
    _require_known(kind, edition, asked)
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=run.matter_id)
        run.refresh_from_db()
        if run.state != Run.State.PUBLISHED:
            raise ExhibitNotStarted(
                f"Run {run.number} is {run.state}; exhibits are made from published runs."
            )
        last = run.matter.exhibits.order_by("number").last()
        exhibit = Exhibit.objects.create(
            matter=run.matter,
            number=last.number + 1 if last else 1,
            run=run,
            kind=kind,
            edition=edition,
            inputs=dict(asked),
            created_at=now,
            created_by=by,
        )
        require_possible(exhibit)
        details = {"exhibit": exhibit.number, "run": run.number, "kind": kind, "edition": edition}
        chain.record(action="start_exhibit", by=by, now=now, matter=run.matter, details=details)
    return exhibit


def perform_exhibit(
    *, exhibit: Exhibit, by: User, clock: Clock, progress: Progress | None = None
) -> Exhibit:
    """Render a queued exhibit and publish it. Raises Refusal: the exhibit is then on record as
    failed, with the sentence."""
    if not exhibit.is_open:
        return exhibit
    with performing(exhibit, by=by, clock=clock):
        produced = _publish(exhibit, by, clock, progress)
    now = clock()
    with transaction.atomic():
        exhibit.state, exhibit.finished_at, exhibit.failure = Exhibit.State.PUBLISHED, now, ""
        exhibit.file_name, exhibit.pages = produced.files[0], produced.pages
        exhibit.sha256 = produced.sha256
        exhibit.save()
        details = {"exhibit": exhibit.number, "sha256": exhibit.sha256, "pages": exhibit.pages}
        chain.record(
            action="publish_exhibit", by=by, now=now, matter=exhibit.matter, details=details
        )
    return exhibit


def _require_known(kind: str, edition: str, asked: Mapping[str, Any]) -> None:
    if kind not in KINDS:
        raise ExhibitNotStarted(
            f'"{kind}" is not a kind of exhibit that can be made; there is: {", ".join(KINDS)}.'
        )
    made = KINDS[kind]
    require_known(made, ExhibitInfo(label=str(asked.get("label", made.label)), edition=edition))
    known = {ask.name: ask for ask in made.asks}
    for name in asked:
        if name != "label" and name not in known:
            raise ExhibitNotStarted(
                f'The {kind} does not ask for "{name}"; it asks for: '
                f"{', '.join(['label', *known])}."
            )
    for name, ask in known.items():
        if ask.is_required and asked.get(name) in (None, "", []):
            raise ExhibitNotStarted(f'The {kind} needs "{name}" ({ask.label}); state it.')


def _publish(exhibit: Exhibit, by: User, clock: Clock, progress: Progress | None) -> Produced:
    store, run = exhibit.matter.store, exhibit.run
    store.sweep()
    inputs = for_filing(_inputs(exhibit, progress), exhibit=exhibit, by=by, clock=clock)
    with store.publishing("exhibits", exhibit.key) as staging:
        produced = produce(inputs, kind=exhibit.kind, now=exhibit.created_at, out=staging)
        if progress is not None:
            progress(0, 1.0)
        staging.manifest(
            {
                "format": "casecalc/exhibit-manifest/1",
                "program": program(),
                "exhibit": {
                    "number": exhibit.number,
                    "label": inputs.info.label,
                    "kind": exhibit.kind,
                    "edition": exhibit.edition,
                    "created_at": instant(exhibit.created_at),
                    "pages": produced.pages,
                    "sha256": produced.sha256,
                },
                "asked": inputs.asked,
                "facts": inputs.facts,
                "run": {"number": run.number, "digest": run.digest},
                "run_manifest": inputs.manifest,
            }
        )
    return produced


def _inputs(exhibit: Exhibit, progress: Progress | None) -> Inputs:
    matter = exhibit.matter
    published = matter.store.open("runs", exhibit.run.key)

    def exhibit_file(number: int, name: str) -> Path:
        other = matter.exhibits.get(number=number, state=Exhibit.State.PUBLISHED)
        return matter.store.open("exhibits", other.key).checked(name)

    label = str(exhibit.inputs.get("label", KINDS[exhibit.kind].label))
    return inputs_of(
        published.manifest,
        info=ExhibitInfo(label=label, edition=exhibit.edition),
        asked=exhibit.inputs,
        facts=facts_of(exhibit),
        table=published.checked,
        exhibit_file=exhibit_file,
        rosters=partial(roster_rows, exhibit.run),
        progress=progress or (lambda rows, share: None),
    )
