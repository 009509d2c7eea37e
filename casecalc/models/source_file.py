from django.db import models

from .matter import Matter


class SourceFile(models.Model):
    """The exact bytes received, known by their SHA-256; `name` is what they were first called."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="source_files")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["matter", "received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "sha256"], name="one_source_file_per_content"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256
