"""Writes about what people were told."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from discussions.events import ThreadRead
from lms.accounts.models import User
from lms.core import clock, mail
from lms.notifications.counts import tell_counts
from lms.notifications.models import Notification


@transaction.atomic
def mark_read(user: User, told: int | None = None) -> int:
    """Everything in somebody's inbox, or one thing, is read now; how much was not."""
    unread = Notification.objects.unread().filter(recipient=user)
    if told is not None:
        unread = unread.filter(pk=told)
    done = int(unread.update(read_at=clock.now()))
    tell_counts([user.pk] if done else [])
    return done


def on_thread_read(event: ThreadRead) -> None:
    """What was read in the room is read in the inbox, in the same transaction."""
    unread = Notification.objects.unread().filter(
        recipient=event.user_id, thread=event.thread_id
    )
    about = Q(seq__lte=event.seq) | Q(seq=None, post__seq__lte=event.seq)
    if unread.filter(about).update(read_at=clock.now()):
        tell_counts([event.user_id])


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
