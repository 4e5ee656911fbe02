"""Facilitated sessions, in text: a time, an agenda, hands, and who was there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from discussions.models.rooms import Discussion
from discussions.models.talk import Thread
from lms.core import clock
from lms.core.safe_html import stored

PERSON = settings.AUTH_USER_MODEL


class FacilitatedSession(models.Model):
    """An hour in which a cohort talks at the same time, in a thread of its room.

    Announced before; `began_at` and `ended_at` are what happened. `timezone` is the one
    in which the facilitator planned it; everybody is shown their own. `sequence` counts
    changes, for the calendar file.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="sessions"
    )
    thread = models.OneToOneField(
        Thread, on_delete=models.CASCADE, related_name="facilitated_session"
    )
    title = models.CharField(max_length=160)
    intro = models.TextField(blank=True)
    intro_html = models.TextField(blank=True)
    timezone = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    sequence = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("Why its time changed last, or why it was cancelled."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=240),
                name="session_of_10_to_240_minutes",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False),
                name="session_ended_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(began_at__isnull=True),
                name="session_cancelled_before_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["discussion", "starts_at"], name="session_by_time")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def opening(self) -> SafeString:
        """The HTML of its introduction, sanitized when it was written."""
        return stored(self.intro_html)


class AgendaItem(models.Model):
    """One prompt of a session, with the minutes it is given."""

    session = models.ForeignKey(
        FacilitatedSession, on_delete=models.CASCADE, related_name="agenda"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    prompt = models.TextField(blank=True)
    prompt_html = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], name="agenda_position_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=120),
                name="agenda_item_of_1_to_120_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def opening(self) -> SafeString:
        """The HTML of its prompt, sanitized when it was written."""
        return stored(self.prompt_html)


class Attendance(models.Model):
    """Somebody was in a session, from when to when. Kept."""

    session = models.ForeignKey(
        FacilitatedSession, on_delete=models.CASCADE, related_name="attendance"
    )
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"], name="attendance_once_per_session"
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("first_seen_at")),
                name="attendance_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id}"


class RaisedHand(models.Model):
    """Somebody wants to say something in a session; open until lowered."""

    session = models.ForeignKey(
        FacilitatedSession, on_delete=models.CASCADE, related_name="hands"
    )
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=clock.now)
    lowered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=Q(lowered_at__isnull=True),
                name="hand_up_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id}"
