from django.conf import settings
from django.db import models

from .matter import Matter


class Role(models.TextChoices):
    OWNER = "owner"
    ATTORNEY = "attorney"
    PARALEGAL = "paralegal"
    VIEWER = "viewer"


class Membership(models.Model):
    """Who works on a matter; what a role may do stands in `casecalc.access.capabilities`."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        ordering = ["matter", "user__username"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "user"], name="one_membership_per_user"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.matter_id}"
