"""Ways in: a code that a school hands out."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.core import clock
from lms.core.constraints import known
from lms.schools.models.licenses import License
from lms.schools.models.schools import School, SchoolAudience, SchoolRole


class Invitation(models.Model):
    """A code that makes its holder a member, and gives a seat when it names a license.

    Only the code's hash is stored; the code is shown once, to whoever made it.
    """

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="invitations"
    )
    license = models.ForeignKey(
        License, on_delete=models.RESTRICT, null=True, related_name="invitations"
    )
    role = models.CharField(
        max_length=12, choices=SchoolRole.choices, default=SchoolRole.MEMBER
    )
    audience = models.CharField(
        max_length=12, choices=SchoolAudience.choices, default=SchoolAudience.PARENT
    )
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4, help_text="The code's first four characters.")
    max_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(max_uses__isnull=True) | Q(uses__lte=F("max_uses")),
                name="invitation_uses_within_max",
            ),
            known("role", SchoolRole, "invitation_role_known"),
            known("audience", SchoolAudience, "invitation_audience_known"),
        ]

    def __str__(self) -> str:
        return f"{self.hint}… for {self.school_id}"

    @property
    def is_open(self) -> bool:
        """Whether somebody could still use it."""
        return (
            self.revoked_at is None
            and self.expires_at > clock.now()
            and (self.max_uses is None or self.uses < self.max_uses)
        )
