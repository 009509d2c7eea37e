"""Accepted rows: evidence, as read. A field that was blank, or that the file lacks, is None.

Dates are calendar days; `disclosed_at` is an aware UTC datetime to the microsecond; money is whole
cents; `email_key` is the SHA-256 of the email as delivered or computed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from .columns import Kind
from .sources import SourceReference


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    source: SourceReference
    member_id: str | None = None
    email: str | None = None
    email_key: str | None = None
    full_name: str | None = None
    date_of_birth: date | None = None
    country: str | None = None
    region: str | None = None
    plan: str | None = None
    subscribed_from: date | None = None
    subscribed_until: date | None = None
    messages_sent: int | None = None
    messages_received: int | None = None
    actual_damages_cents: int | None = None


@dataclass(frozen=True, kw_only=True)
class LogRow:
    source: SourceReference
    disclosed_at: datetime
    event_id: str | None = None
    member_id: str | None = None
    email: str | None = None
    email_key: str | None = None
    recipient: str | None = None
    purpose: str | None = None
    data_category: str | None = None
    sender_consented: bool | None = None
    recipient_consented: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ListRow:
    source: SourceReference
    list_name: str
    member_id: str | None = None
    email: str | None = None
    email_key: str | None = None
    full_name: str | None = None
    received_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ImportRows:
    """The accepted rows of one committed import, in record order."""

    kind: Kind
    sha256: str
    rows: tuple[RosterRow, ...] | tuple[LogRow, ...] | tuple[ListRow, ...]
    sheet: str | None = None
    list_name: str | None = None
