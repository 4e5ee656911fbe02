"""What was done about awards after they were granted: an append-only log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class Verb(models.TextChoices):
    """What was done about an award after it was granted."""

    REVOKED = "revoked", _("Revoked")
    RESTORED = "restored", _("Restored")
    RENEWED = "renewed", _("Renewed")
    REISSUED = "reissued", _("Signed anew")
    WITHDRAWN = "withdrawn", _("Withdrawn by its holder")


class AwardChange(models.Model):
    """One deed about an award, with who and why. Only ever added to."""

    Verb = Verb

    award = models.ForeignKey(
        "credentials.Award", on_delete=models.CASCADE, related_name="changes"
    )
    verb = models.CharField(max_length=12, choices=Verb.choices)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            known("verb", Verb, "award_change_verb_known"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="award_change_has_reason"
            ),
        ]
        indexes = [models.Index("award", "made_at", name="award_change_of_award")]

    def __str__(self) -> str:
        return f"{self.award_id}: {self.verb}"
