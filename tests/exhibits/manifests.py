"""Manifests of runs for tests: figures that add up, as large and as odd as asked for."""

import random
from typing import Any

from casecalc.exhibits.inputs import ExhibitInfo, Inputs, inputs_of
from casecalc.rules.definition_document import parse_definition
from casecalc.rules.figures import figures_document, label_order, named_lists
from casecalc.rules.places import US_REGION_NAMES
from casecalc.rules.results import ClaimTotals, Group, RunFigures
from casecalc.rules.theory import DEFAULT_DOCUMENT

DEFINITION: dict[str, Any] = {
    "format": "casecalc/class-definition/1",
    "title": "Premium messaging class",
    "statement": "All persons in the United States who held a Premium subscription, sent or "
    "received at least one private message, and whose private messages were disclosed to a third "
    "party for the training of generative models before September 18, 2024.",
    "citation": "Am. Compl. ¶ 41",
    "time_zone": "America/Los_Angeles",
    "class_period": {"from": "2023-01-21", "until": "2024-09-18"},
    "all_of": [
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US"]},
        {
            "id": "premium",
            "kind": "subscribed",
            "plans": ["Premium Career", "Premium Business"],
            "during": "class_period",
        },
        {
            "id": "messaged",
            "kind": "any_of",
            "criteria": [
                {"kind": "number", "field": "messages_sent", "at_least": 1},
                {"kind": "number", "field": "messages_received", "at_least": 1},
            ],
        },
        {
            "id": "disclosed",
            "kind": "disclosed",
            "where": {
                "purpose": ["gen_ai_training"],
                "data_category": ["private_messages"],
                "during": "class_period",
                "while_subscribed": ["Premium Career", "Premium Business"],
                "without_consent": True,
            },
        },
    ],
    "none_of": [
        {"id": "opted_out", "kind": "listed", "list": "opt_out"},
        {"id": "personnel", "kind": "listed", "list": "defendant_personnel"},
    ],
    "subclasses": [
        {
            "title": "California subclass",
            "all_of": [{"kind": "attribute", "field": "region", "in": ["CA"]}],
        }
    ],
}
PLANS = ("Premium Business", "Premium Career", "Premium Recruiter", "Basic", None)
CODES = {"UNREADABLE_CELL": 9, "NO_IDENTITY": 4, "WRONG_CELL_COUNT": 2, "PERIOD_REVERSED": 1}


def run_manifest(
    *,
    definition: dict[str, Any] = DEFINITION,
    theory: dict[str, Any] = DEFAULT_DOCUMENT,
    regions: tuple[tuple[str | None, str | None], ...] | None = None,
    plans: tuple[str | None, ...] = PLANS,
    months: int = 20,
    eligible_of_100: int = 60,
    award: int = 100_000,
    imports: list[dict[str, Any]] | None = None,
    decisions: list[dict[str, Any]] | None = None,
    **matter: Any,
) -> dict[str, Any]:
    """A manifest whose identities hold. `award` is what each eligible person has, in cents."""
    chance = random.Random(7)
    if regions is None:
        named = tuple(("US", code) for code in sorted(US_REGION_NAMES)[:54])
        regions = (*named, ("US", None), ("CA", "Ontario"), ("DE", None), (None, None))
    claims = [claim["id"] for claim in theory["claims"]]
    by_region = tuple(_group(label, chance, eligible_of_100, claims, award) for label in regions)
    ranged = {c["id"] for c in theory["claims"] if "amount_high" in c}
    figures = _figures(by_region, plans, months, chance, definition, claims, award, ranged, theory)
    files = imports if imports is not None else _imports(figures)
    return {
        "format": "casecalc/run-manifest/1",
        "program": {
            "name": "casecalc",
            "version": "0.1.0",
            "libraries": {"duckdb": "2.0.0", "ibis-framework": "12.0.0", "pyarrow": "24.0.0"},
        },
        "matter": {
            "slug": "okafor",
            "title": "Okafor v. Meridian Network, Inc.",
            "caption": "Ngozi Okafor, individually and on behalf of all others similarly "
            "situated v. Meridian Network, Inc.",
            "court": "United States District Court for the Northern District of Exampleland",
            "docket_number": "5:26-cv-00123-EX",
            "time_zone": "America/Los_Angeles",
            "is_demonstration": True,
            **matter,
        },
        "run": {"number": 3, "started_at": "2026-11-23T20:15:42.123456+00:00"},
        "imports": files,
        "decisions": decisions if decisions is not None else _decisions(),
        "definition": {"version": 2, "sha256": "d1" * 32, "document": definition},
        "theory": {"version": 1, "sha256": "7e" * 32, "document": theory},
        "figures": figures_document(figures),
        "digest": "0123456789abcdef" * 4,
        "files": {},
    }


def inputs(
    manifest: dict[str, Any] | None = None,
    *,
    edition: str = "public",
    label: str = "1",
    **given: Any,
) -> Inputs:
    """What an exhibit of this run is made from; `given` as of `inputs_of`."""
    info = ExhibitInfo(label=label, edition=edition)
    return inputs_of(manifest or run_manifest(), info=info, **given)


def source(number: int, kind: str, accepted: int, **fields: Any) -> dict[str, Any]:
    """One import of a manifest; by default 16 rows were rejected."""
    codes = fields.pop("rejected_by_code", CODES)
    rejected = sum(codes.values())
    return {
        "number": number,
        "import": number,
        "kind": kind,
        "list_name": None,
        "name": f"members_{number}.csv",
        "sha256": f"{number:02x}" * 32,
        "size": 412_734 * number,
        "sheet": None,
        "rows_read": accepted + rejected,
        "accepted": accepted,
        "rejected": rejected,
        "blank_lines": number,
        "rejected_by_code": dict(codes),
        "committed_at": "2026-11-20T18:00:00+00:00",
        "mapping": {},
        "encoding": "utf-8",
        "delimiter": ",",
        "forms": {},
        "header": [],
        "accepted_sha256": "ac" * 32,
        **fields,
    }


def _group(
    label: tuple[str | None, ...],
    chance: random.Random,
    eligible_of_100: int,
    claims: list[str],
    award: int,
) -> Group:
    persons = chance.randint(3, 320)
    eligible = persons * eligible_of_100 // 100 if label[0] == "US" else 0
    undetermined = (persons - eligible) // 5
    return Group(
        label=label,
        persons=persons,
        eligible=eligible,
        undetermined=undetermined,
        ineligible=persons - eligible - undetermined,
        totals=dict.fromkeys(claims, eligible * award),
    )


def _spread(
    labels: list[tuple[str | None, ...]],
    totals: dict[str, int],
    chance: random.Random,
    claims: list[str],
    award: int,
) -> tuple[Group, ...]:
    """The same persons under other labels, each count split at random over them."""
    if not labels:
        return ()
    counts: dict[str, list[int]] = {}
    for outcome, total in totals.items():
        cuts = sorted(chance.randint(0, total) for _ in labels[1:])
        counts[outcome] = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
    groups = [
        Group(
            label=label,
            persons=sum(counts[outcome][i] for outcome in totals),
            eligible=counts["eligible"][i],
            undetermined=counts["undetermined"][i],
            ineligible=counts["ineligible"][i],
            totals=dict.fromkeys(claims, counts["eligible"][i] * award),
        )
        for i, label in enumerate(labels)
    ]
    return tuple(sorted(groups, key=lambda group: label_order(group.label)))


def _figures(
    by_region: tuple[Group, ...],
    plans: tuple[str | None, ...],
    months: int,
    chance: random.Random,
    definition: dict[str, Any],
    claims: list[str],
    award: int,
    ranged: set[str],
    theory: dict[str, Any],
) -> RunFigures:
    persons = sum(g.persons for g in by_region)
    totals = {
        name: sum(getattr(g, name) for g in by_region)
        for name in ("eligible", "undetermined", "ineligible")
    }
    eligible, undetermined = totals["eligible"], totals["undetermined"]
    labels = [(f"{2023 + m // 12}-{m % 12 + 1:02d}",) for m in range(months)]
    parsed = parse_definition(definition)
    low, bound = eligible * award, (eligible + undetermined) * award

    def claim_totals(has_range: bool) -> ClaimTotals:
        high = (3 * low, 3 * bound) if has_range else (None, None)
        return ClaimTotals(
            awards=eligible,
            total=low,
            total_if_undetermined_eligible=bound,
            total_high=high[0],
            total_high_if_undetermined_eligible=high[1],
        )

    months_of = _spread(
        list(labels), {"eligible": eligible, "undetermined": 0, "ineligible": 0}, chance, claims, award
    )  # fmt: skip
    return RunFigures(
        roster_rows=persons + 412,
        persons=persons,
        **totals,
        overridden=2,
        events={
            "accepted": 20_000,
            "linked": 18_211,
            "duplicate": 640,
            "conflicting": 38,
            "unmatched": 1_101,
            "ambiguous": 10,
        },
        list_rows={
            name: {"listed": 41, "unmatched": 6, "ambiguous": 1}
            if name == "opt_out"
            else {"listed": 0, "unmatched": 0, "ambiguous": 0}
            for name in sorted(named_lists(parsed))
        },
        criteria={
            str(c.id): {"true": persons - 40 - i, "false": 40, "unknown": i}
            for i, c in enumerate(parsed.top_level)
        },
        subclasses={s.title: eligible // 9 for s in parsed.subclasses},
        claims={claim: claim_totals(claim in ranged) for claim in claims},
        combined=claim_totals(bool(ranged)) if theory.get("combine", "separate") != "separate" else None,
        by_region=by_region,
        by_plan=_spread([(plan,) for plan in plans], totals, chance, claims, award),
        by_month=months_of,
        violations=eligible * 2,
    )  # fmt: skip


def _imports(figures: RunFigures) -> list[dict[str, Any]]:
    first = figures.roster_rows // 2
    mapping = {
        "columns": {"member_id": "Member Ref", "subscribed_from": "Start", "plan": "Product"},
        "values": {"plan": {"Prem.": "Premium Career"}},
    }
    forms = {"subscribed_from": "MM/DD/YYYY", "subscribed_until": "MM/DD/YYYY"}
    rosters = [
        source(1, "roster", first, name="meridian_members_2024.csv"),
        source(
            2, "roster", figures.roster_rows - first, name="billing_export.tsv", delimiter="\t",
            mapping=mapping, forms=forms,
        ),
    ]  # fmt: skip
    lists = [
        source(4, "exclusion_list", 48, name="opt_outs.csv", list_name=name, rejected_by_code={})
        for name, counts in figures.list_rows.items()
        if sum(counts.values())
    ]
    log = source(
        3, "disclosure_log", figures.events["accepted"], name="disclosures.csv.gz",
        forms={"disclosed_at": "YYYY-MM-DD"},
    )  # fmt: skip
    return [*rosters, log, *lists]


def _decisions() -> list[dict[str, Any]]:
    row = "01" * 32
    documents = [
        {"kind": "same_person", "rows": [f"{row}#1", f"{row}#7"], "reason": "PRIVATE-REASON"},
        {"kind": "ignore_key", "key": "email", "value": "info@example.com", "reason": "PRIVATE-REASON"},
        {"kind": "override", "row": f"{row}#9", "outcome": "ineligible", "reason": "PRIVATE-REASON"},
        {"kind": "override", "row": f"{row}#11", "outcome": "eligible", "reason": "PRIVATE-REASON"},
    ]  # fmt: skip
    return [
        {"number": i, "recorded_at": "2026-11-21T18:00:00+00:00", "by": "attorney", "document": d}
        for i, d in enumerate(documents, start=1)
    ]
