"""Recorded human decisions: joins, keys that identify nobody, overrides. In the order recorded."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from .cells import email_key, read_email, read_hash, trim
from .documents import DocumentReader
from .refusals import DocumentRefused
from .rejections import shown
from .sources import SourceReference, parse_source_reference


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class IdentityKey:
    """A member id (`kind` member_id, exact) or an email key (`kind` email, 64 hex digits)."""

    kind: str
    value: str


@dataclass(frozen=True)
class SamePerson:
    rows: tuple[SourceReference, ...]
    reason: str


@dataclass(frozen=True)
class IgnoreKey:
    key: IdentityKey
    reason: str


@dataclass(frozen=True)
class Override:
    row: SourceReference
    outcome: Outcome
    reason: str


Decision: TypeAlias = SamePerson | IgnoreKey | Override


def parse_decision(document: Any) -> Decision:
    """One decision from its parsed JSON object; raises DocumentRefused with the path at fault."""
    read = DocumentReader(DocumentRefused)
    if not isinstance(document, dict):
        read.refuse("", "must be an object with a kind")
    if "kind" not in document:
        read.refuse("kind", "is required and missing")
    match read.choice(document["kind"], "kind", ("same_person", "ignore_key", "override")):
        case "same_person":
            found = read.mapping(document, "", required=("kind", "rows", "reason"), optional=())
            rows = tuple(
                _reference(read, part, f"rows[{i}]")
                for i, part in enumerate(read.items(found["rows"], "rows"))
            )
            if len(set(rows)) < 2:
                read.refuse("rows", "must name at least two different rows")
            return SamePerson(rows, _reason(read, found))
        case "ignore_key":
            found = read.mapping(
                document, "", required=("kind", "key", "value", "reason"), optional=()
            )
            return IgnoreKey(read_identity_key(read, found), _reason(read, found))
        case _:
            found = read.mapping(
                document, "", required=("kind", "row", "outcome", "reason"), optional=()
            )
            outcome = Outcome(read.choice(found["outcome"], "outcome", tuple(Outcome)))
            return Override(_reference(read, found["row"], "row"), outcome, _reason(read, found))


def rows_named(decision: Decision) -> tuple[SourceReference, ...]:
    match decision:
        case SamePerson(rows=rows):
            return rows
        case Override(row=row):
            return (row,)
        case IgnoreKey():
            return ()


def read_identity_key(read: DocumentReader, found: dict[str, Any]) -> IdentityKey:
    """The key that `key` and `value` of a document name, read as a cell is."""
    kind = read.choice(found["key"], "key", ("member_id", "email", "email_sha256"))
    text = trim(read.text(found["value"], "value"))
    if not text:
        read.refuse("value", "is blank; give the member id, email or hash")
    if kind == "member_id":
        return IdentityKey("member_id", text)
    if kind == "email":
        email = read_email(text)
        if email is None:
            read.refuse("value", f'"{shown(text)}" is not an email address')
        return IdentityKey("email", email_key(email))
    digits = read_hash(text)
    if digits is None:
        read.refuse("value", f'"{shown(text)}" is not 64 hexadecimal digits')
    return IdentityKey("email", digits)


def _reference(read: DocumentReader, value: Any, path: str) -> SourceReference:
    reference = parse_source_reference(read.text(value, path))
    if reference is None:
        read.refuse(path, "must be a source reference, SHA256#record or SHA256#sheet#record")
    return reference


def _reason(read: DocumentReader, found: dict[str, Any]) -> str:
    reason = trim(read.text(found["reason"], "reason"))
    if not reason:
        read.refuse("reason", "is blank; say why, it is printed where the figure is")
    return reason
