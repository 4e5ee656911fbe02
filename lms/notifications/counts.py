"""The number beside "Inbox", and how it reaches the pages that are open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from discussions.live import bus, frames
from lms.accounts.models import User
from lms.notifications.models import Notification


def unread_of(user: User) -> int:
    """How many notifications somebody has not read: one query."""
    return Notification.objects.counts([user.pk])[user.pk]


def tell_counts(users: Iterable[int]) -> None:
    """After the commit, say to everybody's open pages how many are unread."""
    if ids := sorted(set(users)):
        transaction.on_commit(lambda: _whisper(ids), robust=True)


def frames_for(users: Collection[int]) -> dict[int, dict[str, Any]]:
    """The number for each of some people, as their sockets take it: one query."""
    found = Notification.objects.counts(users)
    return {user_id: frames.inbox(unread) for user_id, unread in found.items()}


def _whisper(ids: list[int]) -> None:
    for user_id, frame in frames_for(ids).items():
        bus.whisper_to(user_id, frame)
