"""What somebody was told."""

from __future__ import annotations

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


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, narrowed by state."""

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One thing that one person is told, once: `dedupe_key` makes an echo safe to repeat.

    `data` holds what the sentence needs (a title), never somebody else's words.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications"
    )
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    dedupe_key = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
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
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"
