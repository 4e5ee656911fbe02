"""Saying with one sign that a post helped."""

from __future__ import annotations

from django.db import transaction

from discussions.actions.posts import lock
from discussions.errors import NoWordsLeft, TooFast
from discussions.live import log
from discussions.models import Post, Reaction
from discussions.models.rooms import FactKind
from discussions.models.signs import Emoji
from discussions.permissions import can_read_room
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.ratelimit import spend


@transaction.atomic
def react(post: Post, *, by: User, emoji: str = Emoji.HELPED, on: bool = True) -> Post:
    """Set or take back a reaction; doing it twice changes nothing.

    A mute does not stop it: it says nothing. Raises PermissionDenied, NoWordsLeft, and
    TooFast above 20 in 5 seconds.
    """
    require(can_read_room(by, post.discussion) and by.pk != post.author_id)
    if wait := spend(f"react:{by.pk}", limit=20, seconds=5):
        raise TooFast(wait)
    post = lock(post)
    if not post.is_visible:
        raise NoWordsLeft
    if on:
        _, changed = Reaction.objects.get_or_create(post=post, user=by, emoji=emoji)
    else:
        gone, _ = Reaction.objects.filter(post=post, user=by, emoji=emoji).delete()
        changed = bool(gone)
    if changed:
        log.append(
            post.discussion_id,
            FactKind.REACTION,
            thread=post.thread,
            post=post,
            actor=by,
        )
    return post
