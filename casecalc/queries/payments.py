"""The payment file of a settlement, on an engine of its own so that pages do not wait for it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import ibis.expr.types as ir

from casecalc.evidence.allocation import PAYMENTS_FILE
from casecalc.evidence.engine import Engine
from casecalc.evidence.export import Exported
from casecalc.evidence.payments import (
    payments_csv,
    payments_of_persons,
    payments_workbook,
    require_sheet_room,
)
from casecalc.evidence.tables import PERSONS_FILE
from casecalc.models import Settlement

from .published import separate_engine

PAYMENT_FORMS = (".csv", ".xlsx")


def payment_file(settlement: Settlement, form: str) -> Iterator[bytes]:
    """The payment file of a published settlement in one of PAYMENT_FORMS, streamed; close the
    iterator to end it early. Raises DoesNotFit before the first piece is asked for."""
    files = _files(settlement)
    if form == ".xlsx":
        with separate_engine() as engine:
            require_sheet_room(engine, _rows(engine, files))

    def pieces() -> Iterator[bytes]:
        with separate_engine() as engine:
            rows, number = _rows(engine, files), settlement.number
            if form == ".csv":
                yield from payments_csv(engine, rows, settlement=number)
            else:
                created = settlement.finished_at
                assert created is not None  # it is published
                yield from payments_workbook(engine, rows, settlement=number, created=created)

    return pieces()


def write_payment_file(settlement: Settlement, out: Path, *, form: str) -> Exported:
    digest = hashlib.sha256()
    with out.open("wb") as stream:
        for piece in payment_file(settlement, form):
            digest.update(piece)
            stream.write(piece)
    return Exported(settlement.figures["all"]["persons"], digest.hexdigest())


def _rows(engine: Engine, files: tuple[Path, Path]) -> ir.Table:
    return payments_of_persons(*(engine.read_parquet(file) for file in files))


def _files(settlement: Settlement) -> tuple[Path, Path]:
    """Payments and persons, checked."""
    store, run = settlement.matter.store, settlement.run
    return (
        store.open("settlements", settlement.key).checked(PAYMENTS_FILE),
        store.open("runs", run.key).checked(PERSONS_FILE),
    )
