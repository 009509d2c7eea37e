"""The payment file of a settlement, on an engine of its own so that pages do not wait for it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from casecalc.evidence.allocation import PAYMENTS_FILE
from casecalc.evidence.engine import Engine
from casecalc.evidence.export import Exported
from casecalc.evidence.payments import (
    payments_csv,
    payments_of_persons,
    write_payments_workbook,
)
from casecalc.evidence.tables import PERSONS_FILE
from casecalc.models import Settlement

from .published import separate_engine

PAYMENT_FORMS = (".csv", ".xlsx")


def payment_lines(settlement: Settlement) -> Iterator[bytes]:
    """The payment file as CSV, streamed; close the iterator to end it early."""
    files = _files(settlement)

    def lines() -> Iterator[bytes]:
        with separate_engine() as engine:
            rows = payments_of_persons(*(engine.read_parquet(file) for file in files))
            yield from payments_csv(engine, rows, settlement=settlement.number)

    return lines()


def write_payment_file(settlement: Settlement, out: Path, *, form: str) -> Exported:
    """The payment file of a published settlement, in one of PAYMENT_FORMS."""
    if form == ".csv":
        with out.open("wb") as stream:
            stream.writelines(payment_lines(settlement))
    else:
        with separate_engine() as engine:
            _write_workbook(engine, settlement, out)
    with out.open("rb") as finished:
        sha256 = hashlib.file_digest(finished, "sha256").hexdigest()
    return Exported(settlement.figures["all"]["persons"], sha256)


def _write_workbook(engine: Engine, settlement: Settlement, out: Path) -> None:
    rows = payments_of_persons(*(engine.read_parquet(file) for file in _files(settlement)))
    assert settlement.finished_at is not None  # it is published
    write_payments_workbook(
        engine, rows, out, settlement=settlement.number, created=settlement.finished_at
    )


def _files(settlement: Settlement) -> tuple[Path, Path]:
    """Payments and persons, checked."""
    store, run = settlement.matter.store, settlement.run
    return (
        store.open("settlements", settlement.key).checked(PAYMENTS_FILE),
        store.open("runs", run.key).checked(PERSONS_FILE),
    )
