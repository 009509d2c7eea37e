"""A matter small enough to work out by hand: every rejection code, every event status, every
outcome, a chain of keys, a shared mailbox and both ends of the class period."""

import json
from pathlib import Path

DEFINITION = {
    "format": "casecalc/class-definition/1",
    "title": "Members class",
    "class_period": {"from": "2023-01-21", "until": "2024-09-18"},
    "all_of": [
        {"id": "resident", "kind": "attribute", "field": "country", "in": ["US"]},
        {
            "id": "disclosed",
            "kind": "disclosed",
            "where": {"during": "class_period", "without_consent": True},
        },
    ],
    "none_of": [{"id": "opted_out", "kind": "listed", "list": "opt_out"}],
    "subclasses": [
        {
            "title": "California subclass",
            "all_of": [{"kind": "attribute", "field": "region", "in": ["CA"]}],
        }
    ],
}
ROSTER_MAPPING = {
    "format": "casecalc/mapping/1",
    "encoding": "utf-8",
    "dates": {"subscribed_from": "YYYY-MM-DD"},
}
_WRONG_HASH = "0" * 64
ROSTER = b"\n".join(
    [
        b"member_id,email,email_sha256,full_name,country,region,plan,subscribed_from,"
        b"subscribed_until,actual_damages,Remark",
        b"00123,ann@example.com,,Ann Lee,USA,California,Premium,2023-01-01,2024-06-01,,=1+1",  # 1
        b"m2,bob@example.com,,Bob Ray,US,NY,Premium,2023-01-01,,,",  # 2
        b'm2b,BOB@example.com,,"Ray, Bob",US,NY,Premium,2023-02-01,,"$1,500.50",',  # 3 same person
        b"m3,,,Cat Fox,DE,,Premium,2023-01-01,,,",  # 4 not resident
        b"m4,dan@example.com,,Dan Poe,,,Premium,2023-01-01,,,",  # 5 residence unknown
        b"m5,,,Eve Kay,US,CA,Premium,2023-01-01,,,",  # 6 opted out
        b"m6,,,Fay Orr,US,CA,Premium,2023-01-01,,,",  # 7 no disclosure
        b"m7,shared@example.com,,Gil Moe,US,TX,Premium,2023-01-01,,,",  # 8 shared mailbox
        b"m8,shared@example.com,,Hal Roe,US,TX,Premium,2023-01-01,,,",  # 9 shared mailbox
        b",,,,,,,,,,",  # a blank line
        b"m10,,,Too Few,US",  # 10
        b"m11,,,Caf\xe9,US,CA,Premium,2023-01-01,,,",  # 11
        b"m12,,,N\0l,US,CA,Premium,2023-01-01,,,",  # 12
        b"m13,,,Bad Day,US,CA,Premium,2023-13-01,,,-x",  # 13
        b"m14,ann@example.com," + _WRONG_HASH.encode() + b",Two Keys,US,,,,,,",  # 14
        b",,,Nobody,US,CA,Premium,2023-01-01,,,",  # 15
        b"m16,,,Back Wards,US,CA,Premium,2023-05-01,2023-05-01,,",  # 16
        b"",
    ]
)
LOG = """\
event_id\tmember_id\temail\tdisclosed_at\tpurpose\tsender_consented\trecipient_consented
e1\t00123\t\t2023-05-01 10:00:00\tads\tno\tno
e2\t\tbob@example.com\t2023-05-01T10:00:00Z\tads\tno\tno
e2\t\tBob@Example.com\t2023-05-01 03:00\tads\tn\t0
e3\tm3\t\t2023-05-01\tads\tno\tno
e4\tm4\t\t2023-05-01\tads\tno\tno
e5\tm5\t\t2023-05-01\tads\tno\tno
e6\tnobody\t\t2023-05-01\tads\tno\tno
e7\t00123\tbob@example.com\t2023-05-01\tads\tno\tno
e8\tm6\t\t2023-05-01\tads\tno\tno
e8\tm6\t\t2023-05-02\tads\tno\tno
e9\tm7\t\t2024-09-18T07:00:00Z\tads\tno\tno
\t00123\t\t2024-09-17T23:59:59.999999-07:00\tads\tno\tno
e10\t00123\t\t\tads\tno\tno
"""
OPT_OUTS = "member_id,full_name\nm5,Eve Kay\nstranger,Someone Else\n"

REJECTED_CODES = {
    "WRONG_CELL_COUNT": 1,
    "UNDECODABLE_TEXT": 1,
    "NUL_CHARACTER": 1,
    "UNREADABLE_CELL": 1,
    "EMAIL_HASH_MISMATCH": 1,
    "NO_IDENTITY": 1,
    "PERIOD_REVERSED": 1,
}


def write(folder: Path) -> None:
    """The matter's files, under the names that the tests use."""
    (folder / "definition.json").write_text(json.dumps(DEFINITION))
    (folder / "mapping.json").write_text(json.dumps(ROSTER_MAPPING))
    (folder / "roster.csv").write_bytes(ROSTER)
    (folder / "log.tsv").write_text(LOG)
    (folder / "opt_outs.csv").write_text(OPT_OUTS)
