"""What somebody was told."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core import clock
from lms.core.constraints import known


class NotificationKind(models.TextChoices):
    """What a notification is about."""

    AWARD = "award", _("A badge or certificate")
    MODERATION = "moderation", _("A decision about a post")
    APPROVAL = "approval", _("Somebody waits for an approval")
    OPENING = "opening", _("A program that has opened")
    RENEWAL = "renewal", _("The end or the renewal of an award")
    PUBLISHING = "publishing", _("A page that was to be published")
    MENTION = "mention", _("Somebody mentions you")
    ANSWER = "answer", _("Somebody answers you")
    TALK = "talk", _("New in a thread")
    SESSION = "session", _("A facilitated session")
    NOTE = "note", _("A line from a facilitator")
    COHORT = "cohort", _("Your cohort")
    VOICE = "voice", _("A post that may speak to later cohorts")
    CARE = "care", _("Something waits for a facilitator")


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, narrowed by state."""

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One thing that one person is told, once: `dedupe_key` makes an echo safe to repeat.

    `data` holds what the sentence needs (a title), never somebody else's words. What
    comes of talk names its `thread` and the newest number in `seq`; while it is unread,
    more of the same only raises `count`. `mail_due_at` is when it is to be mailed, if it
    is not read before; a digest takes what is due.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications"
    )
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    dedupe_key = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
    thread = models.ForeignKey(
        "discussions.Thread",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    post = models.ForeignKey(
        "discussions.Post",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(default=1)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "dedupe_key"], name="notification_told_once"
            ),
            known("kind", NotificationKind, "notification_kind_known"),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"], name="notification_newest"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False, emailed_at__isnull=True),
                name="notification_to_be_mailed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class DigestEvery(models.TextChoices):
    """How often somebody gets a digest."""

    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    NEVER = "never", _("Never")


class DeliveryPreference(models.Model):
    """When somebody is mailed: digests, and the hours in which nothing is.

    Hours are those of the person's own time zone; `quiet_from` later than `quiet_until`
    runs over midnight; both or neither. `digest_on` is the weekday (0 is Monday).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delivery"
    )
    digest = models.CharField(
        max_length=8, choices=DigestEvery.choices, default=DigestEvery.DAY
    )
    digest_at = models.TimeField(default=dt.time(7))
    digest_on = models.PositiveSmallIntegerField(default=0)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known("digest", DigestEvery, "delivery_digest_known"),
            models.CheckConstraint(
                condition=Q(digest_on__lte=6), name="delivery_digest_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="delivery_quiet_from_and_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.digest}"
