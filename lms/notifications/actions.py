"""Writes about what people were told."""

from django.db import transaction

from lms.accounts.models import User
from lms.core import clock
from lms.notifications.models import Notification


@transaction.atomic
def mark_read(user: User) -> int:
    """Everything in somebody's inbox is read now; how many were not."""
    return int(
        Notification.objects.unread().filter(recipient=user).update(read_at=clock.now())
    )
