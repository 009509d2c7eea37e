"""The payment file of a settlement: who is paid what, with names and identifiers, for the
administrator alone."""

from collections.abc import Iterator
from datetime import datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from casecalc.rules.payment_status import payment_prefix

from .engine import Engine
from .export import batch_of, csv_header, csv_lines, dollars, person_labels
from .sheets import LONGEST_CELL, require_room, workbook_pieces

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


def payments_workbook(
    engine: Engine, rows: ir.Table, *, settlement: int, created: datetime
) -> Iterator[bytes]:
    """The payment file as a workbook, streamed; `created` is what it says of itself."""
    batches = (payment_rows(batch, settlement) for batch in engine.batches(rows))
    schema = payment_rows(_nothing(rows), settlement).schema
    return workbook_pieces(schema, batches, name="Payments", created=created)


def require_sheet_room(engine: Engine, rows: ir.Table) -> None:
    """Raises DoesNotFit where a cell of a sheet has no room for a text, before any is written."""
    texts = [rows[name] for name in _SHOWN]
    is_long = ibis.or_(*(text.length() * 2 > LONGEST_CELL for text in texts))
    for row in engine.records(rows.filter(is_long).select(*texts)):
        for text in row.values():
            require_room(text)


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
