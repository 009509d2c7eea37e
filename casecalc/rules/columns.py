"""The three kinds of source file and their columns."""

import re
from dataclasses import dataclass
from enum import StrEnum

_SEPARATORS = re.compile("[ _.-]+")


class Kind(StrEnum):
    ROSTER = "roster"
    DISCLOSURE_LOG = "disclosure_log"
    EXCLUSION_LIST = "exclusion_list"


class CellType(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    HASH = "hash"
    DATE = "date"
    INSTANT = "instant"
    COUNT = "count"
    MONEY = "money"
    YES_NO = "yes_no"
    COUNTRY = "country"
    REGION = "region"


@dataclass(frozen=True)
class Column:
    """A column that decides something: its name in the documents, how its cells are read, and the
    headers under which it is usually found (compared after `columns.header_key`)."""

    name: str
    type: CellType
    aliases: tuple[str, ...] = ()


IDENTITY = (
    Column(
        "member_id",
        CellType.TEXT,
        (
            "member id",
            "member number",
            "member ref",
            "member no",
            "account id",
            "user id",
            "customer id",
        ),
    ),
    Column(
        "email",
        CellType.EMAIL,
        ("e mail", "email address", "e mail address", "primary email", "member email"),
    ),
    Column(
        "email_sha256",
        CellType.HASH,
        ("email hash", "hashed email", "sha256 email", "email sha 256", "sha256 of email"),
    ),
)
FULL_NAME = Column("full_name", CellType.TEXT, ("full name", "name", "member name", "display name"))
COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.ROSTER: (
        *IDENTITY,
        FULL_NAME,
        Column("date_of_birth", CellType.DATE, ("date of birth", "dob", "birth date", "birthdate")),
        Column(
            "country",
            CellType.COUNTRY,
            ("country code", "country of residence", "residence country"),
        ),
        Column(
            "region",
            CellType.REGION,
            ("state", "state province", "province", "us state", "state of residence"),
        ),
        Column(
            "plan",
            CellType.TEXT,
            ("subscription", "subscription plan", "product", "plan name", "subscription product"),
        ),
        Column(
            "subscribed_from",
            CellType.DATE,
            ("subscription start", "start date", "sub start", "subscription start date", "start"),
        ),
        Column(
            "subscribed_until",
            CellType.DATE,
            ("subscription end", "end date", "sub end", "subscription end date", "end"),
        ),
        Column("messages_sent", CellType.COUNT, ("sent messages", "sent count", "msgs sent")),
        Column(
            "messages_received",
            CellType.COUNT,
            ("received messages", "received count", "msgs received"),
        ),
        Column("actual_damages", CellType.MONEY, ("provable loss", "damages", "actual loss")),
    ),
    Kind.DISCLOSURE_LOG: (
        Column("event_id", CellType.TEXT, ("event", "disclosure id", "log id")),
        *IDENTITY,
        Column(
            "disclosed_at",
            CellType.INSTANT,
            ("disclosure time", "timestamp", "event time", "disclosure date", "disclosed on"),
        ),
        Column("recipient", CellType.TEXT, ("disclosed to", "third party")),
        Column("purpose", CellType.TEXT, ("disclosure purpose",)),
        Column("data_category", CellType.TEXT, ("category", "data type", "category of data")),
        Column("sender_consented", CellType.YES_NO, ("sender consent",)),
        Column(
            "recipient_consented", CellType.YES_NO, ("recipient consent", "addressee consented")
        ),
    ),
    Kind.EXCLUSION_LIST: (
        *IDENTITY,
        FULL_NAME,
        Column(
            "received_on",
            CellType.DATE,
            ("received", "date received", "received date", "postmarked"),
        ),
    ),
}


def header_key(header: str) -> str:
    """How a header is compared with names and aliases: `Member_ID`, `member-id` and `MEMBER ID` are
    the same."""
    return _SEPARATORS.sub(" ", header.lower()).strip(" ")
