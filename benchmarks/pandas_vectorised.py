"""pandas tuned to these very files: the counts and totals of the benchmark's roster and log, by
whole-column operations that know only the forms, countries, regions and columns that occur there.

It has no readers for other forms, words no rejected row, keeps no cell as delivered, writes no
table and evaluates this one definition only, written out by hand. Prints the figures as JSON.

    python benchmarks/pandas_vectorised.py ROSTER.csv LOG.csv
"""

import hashlib
import json
import sys

import numpy as np
import pandas as pd

PLANS = ["Premium Career", "Premium Business"]
COUNTRIES = {"US": "US", "USA": "US", "DE": "DE", "GB": "GB"}
REGIONS = {"CA": "CA", "NY": "NY", "Texas": "TX", "WA": "WA"}
YES_NO = {"yes": True, "no": False}
FROM, UNTIL = pd.Timestamp("2023-01-21"), pd.Timestamp("2024-09-18")
ZONE = "America/Los_Angeles"


def read_csv(path):
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return table.apply(lambda column: column.str.strip())


def blank_to_missing(column):
    return column.where(column != "", None)


def reject_where(table, is_bad, code):
    table["code"] = table["code"].mask(is_bad & (table["code"] == ""), code)


def read_dates(table, name):
    dates = pd.to_datetime(table[name].where(table[name] != ""), format="%Y-%m-%d", errors="coerce")
    reject_where(table, dates.isna() & (table[name] != ""), "UNREADABLE_CELL")
    return dates


def read_counts(table, name):
    readable = table[name].str.fullmatch(r"[0-9]{1,12}")
    reject_where(table, ~readable & (table[name] != ""), "UNREADABLE_CELL")
    return pd.to_numeric(table[name].where(readable)).astype("Int64")


def read_cents(table, name):
    readable = table[name].str.fullmatch(r"\$?[0-9]{1,12}(\.[0-9]{1,2})?")
    reject_where(table, ~readable & (table[name] != ""), "UNREADABLE_CELL")

    def cents(text):
        whole, _, part = text.lstrip("$").partition(".")
        return int(whole) * 100 + int(part.ljust(2, "0"))

    return table[name].where(readable).map(cents, na_action="ignore").fillna(0).astype("int64")


def read_choice(table, name, choices):
    reject_where(table, ~table[name].isin([*choices, ""]), "UNREADABLE_CELL")
    return table[name].map(choices)


def email_hash(email):
    return hashlib.sha256(email.lower().encode()).hexdigest()


def read_roster(path):
    table = read_csv(path)
    table["code"] = ""
    reject_where(table, ~table["email"].str.fullmatch(r"[^@\s]+@[^@\s]+|"), "UNREADABLE_CELL")
    reject_where(table, (table["member_id"] == "") & (table["email"] == ""), "NO_IDENTITY")
    rows = pd.DataFrame(
        {
            "member_id": blank_to_missing(table["member_id"]),
            "email_key": blank_to_missing(table["email"]).map(email_hash, na_action="ignore"),
            "country": read_choice(table, "country", COUNTRIES),
            "region": table["region"]
            .map(REGIONS)
            .where(table["country"].isin(["US", "USA"]), blank_to_missing(table["region"])),
            "plan": blank_to_missing(table["plan"]),
            "start": read_dates(table, "subscribed_from"),
            "end": read_dates(table, "subscribed_until"),
            "sent": read_counts(table, "messages_sent"),
            "received": read_counts(table, "messages_received"),
            "actual": read_cents(table, "actual_damages"),
        }
    )
    reject_where(table, rows["end"] <= rows["start"], "PERIOD_REVERSED")
    return rows[table["code"] == ""].reset_index(drop=True), int((table["code"] != "").sum())


def read_log(path):
    table = read_csv(path)
    table["code"] = ""
    reject_where(table, (table["member_id"] == "") & (table["email_sha256"] == ""), "NO_IDENTITY")
    reject_where(
        table, ~table["email_sha256"].str.fullmatch(r"[0-9a-fA-F]{64}|"), "UNREADABLE_CELL"
    )
    instant = pd.to_datetime(
        table["disclosed_at"], format="%Y-%m-%d %H:%M:%S UTC", errors="coerce", utc=True
    )
    reject_where(table, instant.isna(), "UNREADABLE_CELL")
    rows = pd.DataFrame(
        {
            "event_id": blank_to_missing(table["event_id"]),
            "member_id": blank_to_missing(table["member_id"]),
            "email_key": blank_to_missing(table["email_sha256"].str.lower()),
            "disclosed_at": instant,
            "recipient": blank_to_missing(table["recipient"]),
            "purpose": blank_to_missing(table["purpose"]),
            "category": blank_to_missing(table["data_category"]),
            "sender": read_choice(table, "sender_consented", YES_NO),
            "addressee": read_choice(table, "recipient_consented", YES_NO),
        }
    )
    return rows[table["code"] == ""].reset_index(drop=True), int((table["code"] != "").sum())


def find_people(roster):
    """Union-find over rows that share an id or an email."""
    parent = list(range(len(roster)))

    def root(row):
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for name in ("member_id", "email_key"):
        first = {}
        for row, key in enumerate(roster[name]):
            if isinstance(key, str):
                other = first.setdefault(key, row)
                one, two = root(row), root(other)
                parent[max(one, two)] = min(one, two)
    return pd.factorize(np.array([root(row) for row in range(len(roster))]))[0]


def classify(log, roster):
    values = [name for name in log.columns if name != "event_id"]
    named = log[log["event_id"].notna()]
    shared = named[named["event_id"].duplicated(keep=False)]
    variants = shared.drop_duplicates(["event_id", *values]).groupby("event_id").size()
    conflicting = shared["event_id"].isin(variants[variants > 1].index)
    log["status"] = "linked"
    log.loc[named.index[named["event_id"].duplicated()], "status"] = "duplicate"
    log.loc[shared.index[conflicting], "status"] = "conflicting"
    found = []
    for name in ("member_id", "email_key"):
        holders = roster.dropna(subset=[name]).drop_duplicates(name).set_index(name)["person"]
        found.append(log[name].map(holders))
    one, two = found
    is_open = log["status"] == "linked"
    log.loc[is_open & one.isna() & two.isna(), "status"] = "unmatched"
    log.loc[is_open & one.notna() & two.notna() & (one != two), "status"] = "ambiguous"
    log["person"] = one.fillna(two).where(log["status"] == "linked")


def truth(holds, is_blank):
    """0 false, 1 unknown, 2 true."""
    return np.where(is_blank, 1, np.where(holds, 2, 0))


def judge(roster, log):
    is_premium = truth(roster["plan"].isin(PLANS), roster["plan"].isna())
    overlaps = (roster["start"] < UNTIL) & (roster["end"].isna() | (roster["end"] > FROM))
    rows = pd.DataFrame(
        {
            "person": roster["person"],
            "resident": truth(roster["country"] == "US", roster["country"].isna()),
            "premium": np.minimum(is_premium, truth(overlaps, roster["start"].isna())),
            "messaged": np.maximum(
                truth((roster["sent"] >= 1).fillna(False), roster["sent"].isna()),
                truth((roster["received"] >= 1).fillna(False), roster["received"].isna()),
            ),
            "actual": roster["actual"],
        }
    )
    persons = rows.groupby("person").max()
    linked = log[log["status"] == "linked"].copy()
    linked["person"] = linked["person"].astype("int64")
    linked["day"] = linked["disclosed_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    linked["event"] = np.arange(len(linked))
    spans = roster[["person", "start", "end"]].assign(is_premium=is_premium)
    pairs = linked[["event", "person", "day"]].merge(spans, on="person")
    within = (pairs["start"] <= pairs["day"]) & (
        pairs["end"].isna() | (pairs["day"] < pairs["end"])
    )
    pairs["truth"] = np.minimum(pairs["is_premium"], truth(within, pairs["start"].isna()))
    linked["truth"] = np.minimum.reduce(
        [
            truth(linked["purpose"] == "gen_ai_training", linked["purpose"].isna()),
            truth(linked["category"] == "private_messages", linked["category"].isna()),
            truth((linked["day"] >= FROM) & (linked["day"] < UNTIL), False),
            pairs.groupby("event")["truth"].max().to_numpy(),
            truth(linked["sender"].eq(False), linked["sender"].isna()),
            truth(linked["addressee"].eq(False), linked["addressee"].isna()),
        ]
    )
    persons["disclosed"] = linked.groupby("person")["truth"].max()
    persons["disclosed"] = persons["disclosed"].fillna(0).astype("int64")
    parts = ["resident", "premium", "messaged", "disclosed"]
    persons["outcome"] = persons[parts].min(axis=1)
    persons["award"] = np.maximum(persons["actual"], 100_000)
    return persons


def main(roster_path, log_path):
    roster, roster_rejected = read_roster(roster_path)
    log, log_rejected = read_log(log_path)
    roster["person"] = find_people(roster)
    classify(log, roster)
    persons = judge(roster, log)
    outcome = persons["outcome"]
    statuses = log["status"].value_counts()
    figures = {
        "roster_accepted": len(roster),
        "roster_rejected": roster_rejected,
        "log_accepted": len(log),
        "log_rejected": log_rejected,
        "persons": len(persons),
        "eligible": int((outcome == 2).sum()),
        "undetermined": int((outcome == 1).sum()),
        "ineligible": int((outcome == 0).sum()),
        "events": {
            name: int(statuses.get(name, 0))
            for name in ("linked", "duplicate", "conflicting", "unmatched", "ambiguous")
        },
        "total_cents": int(persons.loc[outcome == 2, "award"].sum()),
        "bound_cents": int(persons.loc[outcome >= 1, "award"].sum()),
    }
    print(json.dumps({"seconds": {}, "figures": figures}))


if __name__ == "__main__":
    main(*sys.argv[1:])
