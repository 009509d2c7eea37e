"""A small matter with everything in it, made by the actions that pages use."""

import hashlib
import io
from datetime import datetime

from casecalc.actions.accounting import save_accounting
from casecalc.actions.bundles import perform_bundle, start_bundle
from casecalc.actions.decisions import DecisionLine, record_decisions
from casecalc.actions.exhibits import perform_exhibit, start_exhibit
from casecalc.actions.import_requests import import_request
from casecalc.actions.imports import import_file
from casecalc.actions.named_plaintiffs import name_plaintiff
from casecalc.actions.runs import perform_run, start_run
from casecalc.actions.samples import ReviewLine, draw_sample, review_sample
from casecalc.actions.scenarios import perform_scenarios, start_scenarios
from casecalc.actions.settlements import perform_settlement, start_settlement
from casecalc.models import (
    Bundle,
    Decision,
    Exhibit,
    Import,
    Matter,
    QualitySample,
    Run,
    Scenarios,
    Settlement,
    User,
)

HOSTILE = '<script>alert("x")</script>'
ROSTER = f"""\
member_id,email,full_name,country,region,plan,subscribed_from,date_of_birth,Remark
00123,ann@example.com,Ann Lee,US,CA,Premium,2023-01-01,1980-02-03,=1+1
m2,bob@example.com,Bob Ray,US,NY,Premium,2023-01-01,,
m2b,BOB@example.com,Robert Ray,US,NY,Basic,2023-02-01,,
m3,,=cmd|' /C calc'!A0,DE,,Premium,2023-01-01,,
m4,dan@example.com,Dan\u202ePoe,,,Premium,2023-01-01,,
m5,,{HOSTILE.replace('"', "'")},US,CA,,2023-01-01,,
m6,,Fay Orr,US,CA,Basic,2023-01-01,1990-05-06,
m7,,Fay Orr,US,CA,Basic,2023-01-01,1990-05-06,
m8,no-at-sign,Bad Mail,US,CA,Premium,2023-01-01,,
""".encode()
LOG = b"""\
event_id,member_id,disclosed_at,purpose,sender_consented,recipient_consented
e1,00123,2023-05-01 10:00:00,ads,no,no
e2,00123,2023-06-01 10:00:00,ads,no,no
e3,m2,2023-05-02 10:00:00,ads,no,
e4,nobody,2023-05-02 10:00:00,ads,no,no
e5,m4,2023-05-02 10:00:00,ads,no,no
e5,m4,2023-05-03 10:00:00,ads,no,no
e6,m4,2023-05-04 10:00:00,ads,no,no
e1,00123,2023-05-01 10:00:00,ads,no,no
"""
OPT_OUTS = b"member_id,received_on\nm6,2024-01-02\nstranger,2024-01-03\n"


def import_bytes(
    matter: Matter, data: bytes, kind: str, *, name: str, by: User, now: datetime, **asked: str
) -> Import:
    return import_file(
        matter=matter,
        stream=io.BytesIO(data),
        request=import_request(name=name, kind=kind, **asked),
        by=by,
        clock=lambda: now,
    )


def with_evidence(matter: Matter, by: User, now: datetime) -> None:
    import_bytes(matter, ROSTER, "roster", name="roster.csv", by=by, now=now)
    import_bytes(matter, LOG, "disclosure_log", name="log.csv", by=by, now=now)
    import_bytes(
        matter, OPT_OUTS, "exclusion_list", name="out.csv", list_name="opt_out", by=by, now=now
    )


def with_decisions(matter: Matter, by: User, now: datetime) -> None:
    """A join, a key that identifies nobody, and an override to eligible."""
    (roster,) = matter.imports.filter(kind="roster").select_related("source_file")
    sha256 = roster.source_file.sha256
    documents = [
        {"kind": "same_person", "rows": [f"{sha256}#7", f"{sha256}#8"], "reason": "The same twice"},
        {"kind": "ignore_key", "key": "member_id", "value": "shared", "reason": "A mailbox"},
        {"kind": "override", "row": f"{sha256}#4", "outcome": "eligible", "reason": "Moved back"},
    ]
    lines = [DecisionLine(f"Line {i}", document) for i, document in enumerate(documents, 1)]
    record_decisions(matter=matter, lines=lines, by=by, now=now)


def with_run(matter: Matter, by: User, now: datetime) -> Run:
    run = start_run(matter=matter, by=by, now=now)
    return perform_run(run=run, by=by, clock=lambda: now)


def with_override(matter: Matter, by: User, now: datetime, *, row: int = 5) -> Decision:
    """An override to eligible of the person of a row of the roster."""
    reference = f"{hashlib.sha256(ROSTER).hexdigest()}#{row}"
    document = {"kind": "override", "row": reference, "outcome": "eligible", "reason": HOSTILE}
    line = DecisionLine("Line 1", document)
    (recorded,) = record_decisions(matter=matter, lines=[line], by=by, now=now)
    return recorded


def with_plaintiffs(matter: Matter, by: User, now: datetime) -> None:
    """Named plaintiffs: one who is eligible, one who is not, one whom no roster has."""
    for name, value in (("Ann Lee", "00123"), (HOSTILE, "m5"), ("Jane Doe", "nobody")):
        name_plaintiff(matter=matter, name=name, key="member_id", value=value, by=by, now=now)


def with_sample(run: Run, by: User, now: datetime, *, reviewed: int = 2) -> QualitySample:
    """A sample of four, of whom some are reviewed, the first as wrong."""
    sample = draw_sample(run=run, size=4, by=by, now=now)
    lines = [
        ReviewLine("Line", person, "wrong" if place == 0 else "right", HOSTILE)
        for place, person in enumerate(sample.persons[:reviewed])
    ]
    review_sample(sample=sample, lines=lines, by=by, now=now)
    return sample


def with_scenarios(run: Run, by: User, now: datetime) -> Scenarios:
    """The run's own theory beside one of every kind of assumption."""
    document = {
        "format": "casecalc/scenarios/1",
        "title": HOSTILE,
        "columns": [
            {"title": "As in the run", "theory": {"from": "run"}},
            {
                "title": "Actual damages required",
                "theory": {"from": "run"},
                "assume": {"actual_damages_required": True},
                "claims_rate": "12.5",
            },
            {
                "title": "Per violation, 2023 only",
                "theory": {"version": 1},
                "assume": {"claim": "sca", "unit": "violation", "amount": "500.00"},
                "class_period": {"from": "2023-01-21", "until": "2024-01-01"},
            },
            {"title": HOSTILE, "theory": {"regimes": ["cipa"]}},
        ],
    }
    scenarios = start_scenarios(run=run, document=document, by=by, now=now)
    return perform_scenarios(scenarios=scenarios, by=by, clock=lambda: now)


def with_settlement(run: Run, by: User, now: datetime) -> Settlement:
    """A fund with everything that comes off one, divided in tiers, accounted for twice: by hand,
    then from a payment status file."""
    document = {
        "format": "casecalc/settlement/1",
        "title": HOSTILE,
        "gross_fund": "10000.00",
        "fees": {"per_cent": "25"},
        "costs": "123.45",
        "service_awards": [{"label": HOSTILE, "amount": "500.00"}],
        "administration": "1000.00",
        "reserve": "10.00",
        "plan": {
            "kind": "tiers",
            "cap": "50.00",
            "tiers": [
                {"title": HOSTILE, "when": {"plans": ["Premium"]}, "weight": "1.5"},
                {"title": "Others", "amount": "5.00"},
            ],
        },
        "remainder": "cy_pres",
    }
    settlement = start_settlement(run=run, document=document, by=by, now=now)
    perform_settlement(settlement=settlement, by=by, clock=lambda: now)
    entries = {"claims": "3", "methods_of_notice": HOSTILE, "lodestar": "1000"}
    save_accounting(settlement=settlement, entries=entries, by=by, now=now)
    status = f"payment,status,amount,method\nS1-P1,paid,50.00,check\nP9,paid,1.00,{HOSTILE}\n"
    file = (f"{HOSTILE}.csv", io.BytesIO(status.encode()))
    save_accounting(settlement=settlement, entries=entries, status_file=file, by=by, now=now)
    return settlement


def with_exhibit(run: Run, by: User, now: datetime) -> Exhibit:
    exhibit = start_exhibit(run=run, kind="summary", edition="public", asked={}, by=by, now=now)
    return perform_exhibit(exhibit=exhibit, by=by, clock=lambda: now)


def with_bundle(run: Run, by: User, now: datetime, *, has_originals: bool = True) -> Bundle:
    bundle = start_bundle(run=run, has_originals=has_originals, by=by, now=now)
    return perform_bundle(bundle=bundle, by=by, clock=lambda: now)
