"""The payment file of a settlement: who is paid what, with names and identifiers, for the
administrator alone."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from casecalc.rules.payment_status import payment_prefix

from .engine import Engine
from .export import batch_of, csv_header, csv_lines, dollars, person_labels
from .spreadsheet import write_workbook

_SHOWN = ("full_name", "member_ids", "emails", "country", "region")


def payments_of_persons(payments: ir.Table, persons: ir.Table) -> ir.Table:
    """Every payment with who it goes to, in person order."""
    found = payments.inner_join(persons.select("person", *_SHOWN), "person")
    return found.select("person", *_SHOWN, "tier", "amount_cents").order_by("person")


def payments_csv(engine: Engine, rows: ir.Table, *, settlement: int) -> Iterator[bytes]:
    """The payment file as CSV, streamed; no cell is a live formula."""
    yield csv_header(payment_rows(_nothing(rows), settlement).schema)
    for batch in engine.batches(rows):
        yield b"".join(csv_lines(payment_rows(batch, settlement)))


def write_payments_workbook(
    engine: Engine, rows: ir.Table, out: Path, *, settlement: int, created: datetime
) -> int:
    """The payment file as a workbook; returns the number of payments."""
    batches = (payment_rows(batch, settlement) for batch in engine.batches(rows))
    schema = payment_rows(_nothing(rows), settlement).schema
    return write_workbook(out, schema, batches, sheet="Payments", created=created)


def payment_rows(batch: pa.RecordBatch, settlement: int) -> pa.RecordBatch:
    """`payment` names the payment in the administrator's answer: `S1-P12`."""
    person = person_labels(batch["person"])
    return batch_of(
        [
            ("payment", pc.binary_join_element_wise(payment_prefix(settlement), person, "")),
            ("person", person),
            *((name, batch[name]) for name in _SHOWN),
            ("tier", batch["tier"]),
            ("amount", dollars(batch["amount_cents"])),
        ]
    )


def _nothing(rows: ir.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=rows.schema().to_pyarrow())
