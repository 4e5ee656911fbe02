"""Writes about what people were told."""

from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.core import clock, mail
from lms.notifications.models import Notification


@transaction.atomic
def mark_read(user: User) -> int:
    """Everything in somebody's inbox is read now; how many were not."""
    return int(
        Notification.objects.unread().filter(recipient=user).update(read_at=clock.now())
    )


@transaction.atomic
def mail_once(told: Notification, kind: str, context: dict[str, Any]) -> bool:
    """Mail a notification to its recipient, unless it was mailed before; whether it was.

    Whoever claims the row first mails; a task that runs twice does nothing.
    """
    claimed = Notification.objects.filter(pk=told.pk, emailed_at__isnull=True).update(
        emailed_at=clock.now()
    )
    if claimed:
        mail.send(kind, told.recipient.email, context)
    return bool(claimed)
