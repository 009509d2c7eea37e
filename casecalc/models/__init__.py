"""Workflow in the relational store, one noun a file. Bulk rows are never ORM rows."""

from .audit_event import AuditEvent, AuditHead
from .class_definition import ClassDefinition
from .decision import Decision
from .exhibit import Exhibit
from .imports import Import
from .job import Job
from .matter import Matter
from .membership import Membership, Role
from .run import Run
from .source_file import SourceFile
from .theory import Theory
from .user import User

__all__ = [
    "AuditEvent",
    "AuditHead",
    "ClassDefinition",
    "Decision",
    "Exhibit",
    "Import",
    "Job",
    "Matter",
    "Membership",
    "Role",
    "Run",
    "SourceFile",
    "Theory",
    "User",
]
