"""Invented rosters and logs of any size from a fixed seed: what two systems of one company might
deliver, with the faults that real files have. Everything under example.com.

Written as text columns and joined by Arrow, so that ten million rows take seconds.
"""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

SEED = 20260301
PLANS = np.array(["Premium Career", "Premium Business", "Basic", ""])
COUNTRIES = np.array(["US", "US", "US", "USA", "DE", "GB", ""])
REGIONS = np.array(["CA", "NY", "Texas", "WA", ""])
PURPOSES = np.array(["gen_ai_training", "support", "analytics"])
CATEGORIES = np.array(["private_messages", "profile", "private_messages"])
YES_NO = np.array(["no", "no", "no", "yes", ""])
ROSTER_HEADER = [
    *["member_id", "email", "full_name", "country", "region", "plan", "subscribed_from"],
    *["subscribed_until", "messages_sent", "messages_received", "actual_damages"],
]
LOG_HEADER = [
    *["event_id", "member_id", "email_sha256", "disclosed_at", "recipient", "purpose"],
    *["data_category", "sender_consented", "recipient_consented"],
]


def write_roster(path: Path, rows: int) -> None:
    """About one row in ten is a second row of an earlier person (same id, or same email); one in
    a thousand cannot be read."""
    draw = np.random.default_rng(SEED)
    number = np.arange(rows)
    again = draw.random(rows) < 0.1
    same = np.where(again, draw.integers(0, np.maximum(number, 1)), number)
    member = np.where(again & (number % 2 == 0), number, same)
    mailbox = np.where(again & (number % 2 == 1), number, same)
    start = np.datetime64("2021-01-01") + draw.integers(0, 1200, rows)
    end = start + draw.integers(30, 900, rows)
    start_text = start.astype(str)
    start_text[draw.random(rows) < 0.001] = "13/45/2021"
    columns = [
        _numbered("M", member, 8),
        _numbered("person", mailbox, 0, "@mail.example.com"),
        _numbered("Person ", same, 0),
        draw.choice(COUNTRIES, rows),
        draw.choice(REGIONS, rows),
        draw.choice(PLANS, rows),
        start_text,
        np.where(draw.random(rows) < 0.5, "", end.astype(str)),
        draw.integers(0, 400, rows).astype(str),
        draw.integers(0, 400, rows).astype(str),
        np.where(draw.random(rows) < 0.95, "", _dollars(draw.integers(0, 500_000, rows))),
    ]
    _write(path, ROSTER_HEADER, columns)


def write_log(path: Path, rows: int, roster_rows: int) -> None:
    """Half by member id, half by email hash; some rows repeat an event, some contradict one, some
    are about strangers, some cannot be read."""
    draw = np.random.default_rng(SEED + 1)
    number = np.arange(rows)
    event = np.where(draw.random(rows) < 0.01, np.maximum(number - 1, 0), number)
    who = draw.integers(0, int(roster_rows * 1.02), rows)
    who = np.where(event == number, who, np.roll(who, 1))
    hashes = np.array([_sha(f"person{n}@mail.example.com") for n in range(int(roster_rows * 1.02))])
    by_id = who % 2 == 0
    instant = np.datetime64("2023-01-01T00:00:00") + draw.integers(0, 2 * 365 * 86_400, rows)
    same = event != number
    instant = np.where(same & (number % 4 != 0), np.roll(instant, 1), instant)
    text = np.char.add(np.char.replace(instant.astype(str), "T", " "), " UTC")
    text[draw.random(rows) < 0.0005] = "yesterday"

    def repeated(values: np.ndarray) -> np.ndarray:
        return np.where(same, np.roll(values, 1), values)

    columns = [
        _numbered("E", event, 9),
        np.where(by_id, _numbered("M", who, 8), ""),
        np.where(by_id, "", hashes[who]),
        text,
        np.full(rows, "Model Lab"),
        repeated(draw.choice(PURPOSES, rows)),
        repeated(draw.choice(CATEGORIES, rows)),
        repeated(draw.choice(YES_NO, rows)),
        repeated(draw.choice(YES_NO, rows)),
    ]
    _write(path, LOG_HEADER, columns)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _numbered(prefix: str, numbers: np.ndarray, width: int, suffix: str = "") -> np.ndarray:
    digits = numbers.astype(str)
    if width:
        digits = np.char.zfill(digits, width)
    return np.char.add(np.char.add(prefix, digits), suffix)


def _dollars(cents: np.ndarray) -> np.ndarray:
    whole = np.char.add((cents // 100).astype(str), ".")
    return np.char.add(whole, np.char.zfill((cents % 100).astype(str), 2))


def _write(path: Path, header: list[str], columns: list[np.ndarray]) -> None:
    table = pa.table(dict(zip(header, (pa.array(c) for c in columns), strict=True)))
    options = pa.csv.WriteOptions(quoting_style="none")
    pa.csv.write_csv(table, path, options)
