"""Saying which answer helped a thread: one in each, and the mark may move."""

from __future__ import annotations

from django.db import transaction

from discussions.errors import NoWordsLeft
from discussions.live import log
from discussions.models import Post, Thread
from discussions.models.rooms import FactKind
from discussions.permissions import can_mark_helpful, can_read_room
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require


@transaction.atomic
def mark_helpful(post: Post, *, by: User, on: bool = True) -> Post:
    """Mark an answer as the helpful one of its thread, or take the mark back.

    Marking another moves the mark; doing it twice changes nothing. Locks the thread.
    One fact for each post whose mark changed.

    Raises:
        PermissionDenied: neither who opened the thread nor a moderator, or one's own.
        NoWordsLeft: the post is hidden, held or deleted.
    """
    require(can_read_room(by, post.discussion))
    Thread.objects.select_for_update(no_key=True).get(pk=post.thread_id)
    post = Post.objects.select_related("discussion__cohort", "thread").get(pk=post.pk)
    if not post.is_visible:
        raise NoWordsLeft
    require(can_mark_helpful(by, post))
    if (post.helpful_at is not None) == on:
        return post
    marked = Post.objects.filter(thread=post.thread_id, helpful_at__isnull=False)
    changed = list(marked)
    marked.update(helpful_at=None, helpful_by=None)
    if on:
        post.helpful_at, post.helpful_by = clock.now(), by
        post.save(update_fields=["helpful_at", "helpful_by"])
        changed.append(post)
    else:
        post.helpful_at, post.helpful_by = None, None
    for one in changed:
        log.append(
            post.discussion_id,
            FactKind.HELPFUL,
            thread=post.thread,
            post=one,
            actor=by,
        )
    return post
