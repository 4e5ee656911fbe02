"""Rooms that go quiet: offers to merge them, and recaps for whoever comes late."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from discussions.models.rooms import Discussion
from lms.core import clock
from lms.core.constraints import known
from lms.core.safe_html import stored

PERSON = settings.AUTH_USER_MODEL


class OfferState(models.TextChoices):
    """What became of an offer to merge."""

    OPEN = "open", _("Waiting")
    ACCEPTED = "accepted", _("Accepted: one new room")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed: one of them came alive again, or ended")


class MergeOffer(models.Model):
    """Two quiet rooms of one series could become one new room; facilitators decide.

    Each room's own facilitators answer for it, or the site's administrators: where both
    rooms have their own, `agreed_by` is who has said yes for theirs already.
    """

    State = OfferState

    first = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    offered_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    into = models.ForeignKey(
        Discussion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="merge_offer_of_two_in_order"
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(state="open"),
                name="merge_offer_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="merge_offer_decided_iff_not_open",
            ),
            known("state", OfferState, "merge_offer_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.state}"


class Recap(models.Model):
    """What a room talked about, in a facilitator's words, up to a number of its log."""

    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="recaps"
    )
    session = models.OneToOneField(
        "discussions.FacilitatedSession",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="recap",
    )
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    body = models.TextField()
    body_html = models.TextField()
    until_seq = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="recap_says_something")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> SafeString:
        """Its HTML, sanitized when it was written."""
        return stored(self.body_html)
