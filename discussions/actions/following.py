"""What follows from posts, read from the log: the room's log is the outbox of talk."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from discussions.actions.steps import finish_step
from discussions.live import log
from discussions.models import Discussion, LogCursor, Post
from discussions.models.rooms import FactKind

STEPS = "steps"


def finish_missed_steps() -> int:
    """Complete the steps that posts finished, where the request that posted died first.

    Every room is walked from its cursor; safe to repeat. How many steps it completed:
    usually none, because the request does it.
    """
    mine = LogCursor.objects.filter(discussion=OuterRef("pk"), follower=STEPS)
    read = Coalesce(Subquery(mine.values("seq")[:1]), 0)
    behind = Discussion.objects.annotate(read=read).filter(last_seq__gt=F("read"))
    done = 0
    for discussion_id, seq in behind.values_list("pk", "read"):
        done += follow(Discussion.objects.get(pk=discussion_id), seq)
    return done


def follow(room: Discussion, seq: int) -> int:
    """Walk one room from a number to the end of its log."""
    done = 0
    while True:
        try:
            events = log.after(room.pk, seq)
        except log.Pruned:
            room.refresh_from_db()
            seq = room.pruned_seq
            continue
        if not events:
            return done
        said = [e.post_id for e in events if e.kind == FactKind.POST]
        posts = Post.objects.filter(pk__in=said, thread__step__isnull=False)
        for post in posts.select_related("thread__discussion", "author"):
            done += finish_step(post.thread, by=post.author)
        seq = events[-1].seq
        remember(room, seq)


@transaction.atomic
def remember(room: Discussion, seq: int) -> None:
    """Move the cursor forward."""
    LogCursor.objects.update_or_create(
        discussion=room, follower=STEPS, defaults={"seq": seq}
    )


def prune_live_events() -> int:
    """Drop facts older than 30 days from every room's log; posts stay."""
    return log.prune()
