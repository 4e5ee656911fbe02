"""What two issuers award together: who has approved, and what is still missing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from credentials.models.achievements import Achievement
from credentials.models.awards import Award
from credentials.models.issuing import Issuer
from credentials.models.rules import ProgramRule
from lms.core import clock

PERSON = settings.AUTH_USER_MODEL


class Candidacy(models.Model):
    """Somebody met the rule of a joint certificate; both issuers have to approve.

    Settled when both have and the awards are granted. Nothing is ever refused by
    waiting: an issuer that does not approve leaves the candidacy open.
    """

    achievement = models.ForeignKey(
        Achievement, on_delete=models.CASCADE, related_name="candidacies"
    )
    person = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="candidacies"
    )
    rule = models.ForeignKey(ProgramRule, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    award = models.OneToOneField(
        Award, on_delete=models.PROTECT, null=True, blank=True, related_name="candidacy"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person"],
                condition=Q(settled_at__isnull=True),
                name="candidacy_one_open",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, award__isnull=True)
                | Q(settled_at__isnull=False, award__isnull=False),
                name="candidacy_settled_iff_awarded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.achievement_id}"


class Approval(models.Model):
    """One issuer's yes to a candidacy, by one of its signatories."""

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.CASCADE, related_name="approvals"
    )
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "issuer"], name="approval_once_an_issuer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} on {self.candidacy_id}"
