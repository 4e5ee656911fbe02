"""A learner's whole record as one signed file."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credentials.models.issuing import SigningKey, StatusList
from lms.core import clock

PERSON = settings.AUTH_USER_MODEL


class Transcript(models.Model):
    """A CLR 2.0 transcript, made on its holder's request. Written once."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    holder = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="transcripts"
    )
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, related_name="transcripts"
    )
    status_index = models.PositiveIntegerField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "status_index"],
                name="transcript_status_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="transcript_revoked_iff_reason",
            ),
        ]
        indexes = [
            models.Index(
                F("holder"), F("created_at").desc(), name="transcript_of_holder"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)
