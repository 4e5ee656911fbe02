"""What follows from posts, read from the log: the room's log is the outbox of talk."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from discussions.actions.steps import finish_step
from discussions.live import log
from discussions.models import Discussion, LiveEvent, LogCursor, Post
from discussions.models.rooms import FactKind

STEPS = "steps"
BATCH = 100
"""Facts in one transaction: what a killed worker repeats at most."""

Visit = Callable[[Discussion, list[LiveEvent]], int]
"""Does what follows from some facts of one room; how much that was."""

logger = logging.getLogger("tributary.following")


def walk(follower: str, visit: Visit) -> int:
    """Hand every room's new facts to `visit`, in order; the sum of what it did.

    A batch is one transaction with the move of the follower's cursor: what a killed
    worker did not commit is visited again, and nothing else. A second worker leaves a
    room alone that is being walked. A room in which a visit fails keeps its place, the
    others go on, and the first failure is raised at the end.
    """
    mine = LogCursor.objects.filter(discussion=OuterRef("pk"), follower=follower)
    read = Coalesce(Subquery(mine.values("seq")[:1]), 0)
    behind = Discussion.objects.annotate(read=read).filter(last_seq__gt=F("read"))
    done, failures = 0, []
    for discussion_id in list(behind.values_list("pk", flat=True)):
        try:
            while (made := step_on(follower, discussion_id, visit)) is not None:
                done += made
        except Exception as failure:
            logger.exception("%s could not follow room %s", follower, discussion_id)
            failures.append(failure)
    if failures:
        raise failures[0]
    return done


@transaction.atomic
def step_on(follower: str, discussion_id: int, visit: Visit) -> int | None:
    """Visit one batch of one room's facts and move the cursor, or neither.

    None at the end of the log, for a room that is gone, or when somebody else walks it.
    Where the log was pruned past the cursor, it goes on from there. Locks the cursor.
    """
    room = Discussion.objects.filter(pk=discussion_id).first()
    if room is None:
        return None
    LogCursor.objects.get_or_create(discussion=room, follower=follower)
    cursor = (
        LogCursor.objects.select_for_update(skip_locked=True)
        .filter(discussion=room, follower=follower)
        .first()
    )
    if cursor is None:
        return None
    try:
        events = log.after(room.pk, cursor.seq, limit=BATCH)
    except log.Pruned:
        room.refresh_from_db()
        cursor.seq = room.pruned_seq
        events = log.after(room.pk, cursor.seq, limit=BATCH)
    if not events:
        cursor.save(update_fields=["seq"])
        return None
    done = visit(room, events)
    cursor.seq = events[-1].seq
    cursor.save(update_fields=["seq"])
    return done


def finish_missed_steps() -> int:
    """Complete the steps that posts finished, where the request that posted died first.

    Safe to repeat. How many steps it completed: usually none, because the request does it.
    """
    return walk(STEPS, finish_steps)


def finish_steps(room: Discussion, events: list[LiveEvent]) -> int:
    """Complete the steps beside which something was said."""
    said = [e.post_id for e in events if e.kind == FactKind.POST]
    posts = Post.objects.filter(pk__in=said, thread__step__isnull=False)
    return sum(
        finish_step(post.thread, by=post.author)
        for post in posts.select_related("thread__discussion", "author")
    )


def prune_live_events() -> int:
    """Drop facts older than 30 days from every room's log; posts stay."""
    return log.prune()
