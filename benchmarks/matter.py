"""The matter that the benchmarks determine: definition, theory, time zone, and how its two files
are read. The same for casecalc and for the script beside it."""

from typing import Any

from casecalc.rules.columns import Kind
from casecalc.rules.theory import DEFAULT_DOCUMENT

ZONE = "America/Los_Angeles"
PREMIUM = ["Premium Career", "Premium Business"]
DEFINITION: dict[str, Any] = {
    "format": "casecalc/class-definition/1",
    "time_zone": ZONE,
    "class_period": {"from": "2023-01-21", "until": "2024-09-18"},
    "all_of": [
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US"]},
        {"id": "premium", "kind": "subscribed", "plans": PREMIUM, "during": "class_period"},
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
                "while_subscribed": PREMIUM,
                "without_consent": True,
            },
        },
    ],
}
THEORY = DEFAULT_DOCUMENT
# The form of the columns in which some cells cannot be read; those of the others are recognised.
MAPPINGS: dict[Kind, dict[str, Any]] = {
    Kind.ROSTER: {"dates": {"subscribed_from": "YYYY-MM-DD"}},
    Kind.DISCLOSURE_LOG: {"dates": {"disclosed_at": "YYYY-MM-DD"}},
}
