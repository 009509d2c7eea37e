from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casecalc.rules.columns import Kind

from .matter import Matter, new_key
from .source_file import SourceFile

KIND_CHOICES = [(kind.value, kind.value.replace("_", " ")) for kind in Kind]


class ImportQuerySet(models.QuerySet["Import"]):
    def committed(self) -> ImportQuerySet:
        """The evidence of a matter, in the order committed."""
        return self.filter(state=Import.State.COMMITTED).order_by("commit_order")


class Import(models.Model):
    """One reading of one source file under one column mapping.

    `number` is its public id in the matter; `commit_order` its place in the evidence, null until it
    is committed. `list_name` and `sheet` are empty where the kind or file has none.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        READING = "reading"
        COMMITTED = "committed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="imports")
    number = models.PositiveIntegerField()
    commit_order = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=32, unique=True, default=new_key)
    source_file = models.ForeignKey(SourceFile, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    list_name = models.CharField(max_length=100, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)
    mapping_digest = models.CharField(max_length=64)
    rows_read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    blank_lines = models.BigIntegerField(default=0)
    rejected_by_code: models.JSONField[Any, Any] = models.JSONField(default=dict)
    summary: models.JSONField[Any, Any] = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="import_number_once"),
            models.UniqueConstraint(fields=["matter", "commit_order"], name="commit_order_once"),
            models.UniqueConstraint(
                fields=["matter", "source_file", "kind", "list_name", "sheet"],
                condition=Q(state__in=["queued", "reading", "committed"]),
                name="same_bytes_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["committed", "withdrawn"], commit_order__isnull=False)
                | (~Q(state__in=["committed", "withdrawn"]) & Q(commit_order__isnull=True)),
                name="committed_has_order",
            ),
            models.CheckConstraint(
                condition=Q(rows_read=F("accepted") + F("rejected")), name="rows_read_reconciles"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in (self.State.QUEUED, self.State.READING)
