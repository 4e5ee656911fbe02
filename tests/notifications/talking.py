"""What tests about talk have in common: a room, and the worker that walks its log."""

import datetime as dt

from discussions.actions.levels import set_room_level
from discussions.actions.threads import mark_read
from discussions.models import Mention, Thread
from lms.core import clock
from lms.notifications.models import Notification
from lms.notifications.talk import follow_talk
from tests.factories.discussions import say


def told(user, kind=None):
    """What somebody was told of talk."""
    found = Notification.objects.filter(recipient=user).order_by("created_at", "pk")
    return found.filter(kind=kind) if kind else found


def mention(room, by, *users):
    """A post that names people, as the composer stores it."""
    post = say(room, by, "Look at this")
    for user in users:
        Mention.objects.get_or_create(post=post, user=user)
    return post


def hears(user, room, level):
    """Somebody says what they want to hear of a room."""
    set_room_level(room, by=user, level=level)


def read(user, post):
    """Somebody reads a thread up to a post, in the room."""
    thread = Thread.objects.select_related("discussion").get(pk=post.thread_id)
    mark_read(thread, by=user, seq=post.seq)


def later(**time):
    """Live a while later."""
    return clock.at(clock.now() + dt.timedelta(**time))


__all__ = ["follow_talk", "hears", "later", "mention", "read", "told"]
