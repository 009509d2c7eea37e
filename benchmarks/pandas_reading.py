"""The reading half of the straightforward pandas script: one file under one mapping, every cell by
the plain readers of casecalc.rules, every rejected row with code and sentence."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from casecalc.rules import cells as readers
from casecalc.rules.columns import COLUMNS, IDENTITY, CellType, Column, Kind
from casecalc.rules.forms import recognise_form
from casecalc.rules.mapping import Mapping, match_header
from casecalc.rules.rejections import RejectionCode, expectation, sentence_for

IDENTITY_NAMES = [column.name for column in IDENTITY]


class Fault(NamedTuple):
    """What `sentence_for` needs to say why a record is no row."""

    code: RejectionCode
    columns: list[str]
    value: str = ""
    expected: str = ""


def read_file(path: Path, kind: Kind, mapping: Mapping, zone: ZoneInfo, out: Path) -> pd.DataFrame:
    """The accepted rows, with `record`; writes them, their cells and the rejected rows to `out`."""
    cells = pd.read_csv(path, dtype=str, keep_default_na=False)
    trimmed = cells.apply(lambda column: column.str.strip(readers.WHITE_SPACE))
    is_row = (trimmed != "").any(axis=1)
    cells, trimmed = (table[is_row].reset_index(drop=True) for table in (cells, trimmed))
    header = [readers.trim(name) for name in cells.columns]
    positions = match_header(header, kind, mapping)
    headers = {name: header[position] for name, position in positions.items()}
    texts = {
        name: trimmed.iloc[:, position].replace(mapping.values.get(name, {}))
        for name, position in positions.items()
    }
    faults = find_nul_characters(cells, header)
    values = read_columns(texts, headers, kind, mapping, zone, faults)
    find_unsound_rows(values, texts, headers, kind, faults)
    rows = named_as_stored(values)
    rows.insert(0, "record", rows.index + 1)
    is_accepted = ~rows.index.isin(list(faults))
    rows = rows[is_accepted].reset_index(drop=True)
    write(rows, out / "accepted.parquet")
    write(rejected_rows(cells, faults), out / "rejected.parquet")
    cells.columns = [f"c{position}" for position in range(len(header))]
    cells.insert(0, "record", cells.index + 1)
    write(cells[is_accepted], out / "cells.parquet")
    return rows


def find_nul_characters(cells: pd.DataFrame, header: list[str]) -> dict[int, Fault]:
    faults: dict[int, Fault] = {}
    for position, name in enumerate(header):
        has_nul = cells.iloc[:, position].str.contains("\0", regex=False)
        for row in cells.index[has_nul]:
            faults.setdefault(row, Fault(RejectionCode.NUL_CHARACTER, [name]))
    return faults


def read_columns(
    texts: dict[str, pd.Series],
    headers: dict[str, str],
    kind: Kind,
    mapping: Mapping,
    zone: ZoneInfo,
    faults: dict[int, Fault],
) -> pd.DataFrame:
    """Every column as Python values, None for a blank; the first unreadable cell is a fault."""
    values = {}
    columns = {column.name: column for column in COLUMNS[kind]}
    for name, column in texts.items():
        cell_type, form = columns[name].type, mapping.dates.get(name)
        if form is None and cell_type in (CellType.DATE, CellType.INSTANT):
            form = recognise(columns[name], headers[name], column, zone)
        if cell_type is CellType.REGION:
            values[name] = read_regions(column, texts.get("country"))
        else:
            values[name] = read_column(column, reader_of(cell_type, form, zone))
        for row in column.index[(column != "") & values[name].isna()]:
            fault = Fault(
                RejectionCode.UNREADABLE_CELL,
                [headers[name]],
                column[row],
                expectation(cell_type, form, zone.key),
            )
            faults.setdefault(row, fault)
    if "subscribed_until" in values and mapping.subscribed_until_is_last_day:
        one_day = timedelta(days=1)
        values["subscribed_until"] = read_column(values["subscribed_until"], lambda d: d + one_day)
    return pd.DataFrame(values)


def recognise(column: Column, header: str, texts: pd.Series, zone: ZoneInfo) -> Any:
    """The date form; each text is tried once."""
    first = texts[texts != ""].drop_duplicates()
    return recognise_form(column, header, zip(first.index + 1, first, strict=True), zone)


def reader_of(cell_type: CellType, form: Any, zone: ZoneInfo) -> Callable[[str], Any]:
    match cell_type:
        case CellType.DATE:
            return lambda text: readers.read_date(text, form)
        case CellType.INSTANT:
            return lambda text: readers.read_instant(text, form, zone)
        case CellType.TEXT:
            return str
        case _:
            return getattr(readers, f"read_{cell_type}")


def read_column(column: pd.Series, reader: Callable[[Any], Any]) -> pd.Series:
    """Object columns: pandas would make floats of cents."""
    texts = column.to_numpy()  # to walk over the Arrow column itself takes ten times as long
    return pd.Series([reader(text) if text else None for text in texts], dtype=object)


def read_regions(regions: pd.Series, countries: pd.Series | None) -> pd.Series:
    if countries is None:
        return read_column(regions, str)
    codes = read_column(countries, readers.read_country)
    both = [
        readers.read_region(region, country) if region else None
        for region, country in zip(regions.to_numpy(), codes, strict=True)
    ]
    return pd.Series(both, dtype=object)


def find_unsound_rows(
    values: pd.DataFrame,
    texts: dict[str, pd.Series],
    headers: dict[str, str],
    kind: Kind,
    faults: dict[int, Fault],
) -> None:
    """Faults between cells, in the order of their codes."""
    if {"email", "email_sha256"} <= set(values):
        both = [headers["email"], headers["email_sha256"]]
        given = values[["email", "email_sha256"]].dropna()
        for row, email, delivered in given.itertuples():
            if readers.email_key(email) != delivered:
                faults.setdefault(row, Fault(RejectionCode.EMAIL_HASH_MISMATCH, both, email))
    identity = [name for name in headers if name in IDENTITY_NAMES]
    for row in values.index[values[identity].isna().all(axis=1)]:
        names = [headers[name] for name in identity]
        faults.setdefault(row, Fault(RejectionCode.NO_IDENTITY, names))
    if kind is Kind.DISCLOSURE_LOG:
        for row in values.index[values["disclosed_at"].isna()]:
            names = [headers["disclosed_at"]]
            faults.setdefault(row, Fault(RejectionCode.MISSING_REQUIRED, names))
    ends = ["subscribed_until", "subscribed_from"]
    if set(ends) <= set(values):
        for row, until, start in values[ends].dropna().itertuples():
            if until <= start:
                names, written = [headers[name] for name in ends], [texts[n][row] for n in ends]
                faults.setdefault(row, Fault(RejectionCode.PERIOD_REVERSED, names, *written))


def named_as_stored(values: pd.DataFrame) -> pd.DataFrame:
    """`email_key` is the delivered hash, else that of the email; money is named by its unit."""
    nothing = itertools.repeat(None, len(values))
    both = zip(values.get("email", nothing), values.get("email_sha256", nothing), strict=False)
    keys = [sha256 or (readers.email_key(email) if email else None) for email, sha256 in both]
    values["email_key"] = pd.Series(keys, dtype=object)
    values = values.drop(columns="email_sha256", errors="ignore")
    return values.rename(columns={"actual_damages": "actual_damages_cents"})


def rejected_rows(cells: pd.DataFrame, faults: dict[int, Fault]) -> pd.DataFrame:
    rows = [
        {
            "record": row + 1,
            "code": str(fault.code),
            "sentence": sentence_for(
                fault.code,
                record=row + 1,
                columns=fault.columns,
                value=fault.value,
                expected=fault.expected,
            ),
            "cells": list(cells.loc[row]),
        }
        for row, fault in sorted(faults.items())
    ]
    return pd.DataFrame(rows, columns=["record", "code", "sentence", "cells"])


def write(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False)
