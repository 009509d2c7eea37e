"""Workflow in the relational store, one noun a file. Bulk rows are never ORM rows."""

from .approval import Approval
from .audit_event import AuditEvent, AuditHead
from .bundle import Bundle
from .class_definition import ClassDefinition
from .decision import Decision
from .exhibit import Exhibit
from .imports import Import
from .job import Job, Subject
from .matter import Matter
from .membership import Membership, Role
from .named_plaintiff import NamedPlaintiff
from .run import Run
from .sample import QualitySample, SampleReview
from .scenarios import Scenarios
from .settlement import Accounting, Settlement
from .source_file import SourceFile
from .theory import Theory
from .user import User

__all__ = [
    "Accounting",
    "Approval",
    "AuditEvent",
    "AuditHead",
    "Bundle",
    "ClassDefinition",
    "Decision",
    "Exhibit",
    "Import",
    "Job",
    "Matter",
    "Membership",
    "NamedPlaintiff",
    "QualitySample",
    "Role",
    "Run",
    "SampleReview",
    "Scenarios",
    "Settlement",
    "SourceFile",
    "Subject",
    "Theory",
    "User",
]
