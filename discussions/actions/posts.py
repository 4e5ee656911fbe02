"""Saying something, mending it, taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from courses.models import StepPage
from discussions import mentions
from discussions.actions.holds import note_held, why_held
from discussions.actions.steps import finish_step
from discussions.actions.storing import as_stored, store, worded
from discussions.actions.threads import open_step_thread
from discussions.errors import (
    AlreadyUsed,
    Muted,
    NoWordsLeft,
    ReplyElsewhere,
    RoomClosed,
    TooFast,
)
from discussions.floor import Floor, floor_for
from discussions.live import log
from discussions.models import Discussion, Post, PostRevision, Thread
from discussions.models.rooms import FactKind
from discussions.models.talk import PostState
from discussions.pages.threads import step_thread
from discussions.permissions import (
    can_change_post,
    can_moderate,
    check_may_post,
    standing_of,
)
from discussions.rules import text
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.ratelimit import spend

POSTS_AT_ONCE = 20
POSTS_SECONDS = 5
AT_ONCE_SECONDS = 2


class Published(NamedTuple):
    """A post as it stands in the room; `created` is False for a resend.

    `finished`: this post completed the step beside which it stands.
    """

    post: Post
    seq: int
    created: bool
    finished: bool


def publish_post(
    thread: Thread,
    *,
    by: User,
    body: str,
    client_id: UUID,
    reply_to: Post | None = None,
    images: Sequence[UUID] = (),
    floor: Floor | None = None,
) -> Published:
    """Say something in a thread, then finish the step if that is what it waited for.

    Two transactions, both safe to repeat: the post with its number, then the step. The
    same `client_id` again is the same post. Locks thread, then room. `images`: keys of
    the writer's pictures. `floor`: what `floor_for` has just answered for the same person
    and thread, where it was asked.

    Raises:
        PermissionDenied: not a member, or banned.
        Muted, RoomClosed: may read, not write.
        TooFast: 20 posts in 5 seconds, or the room's slow mode.
        ValidationError: nothing to store, too long, or impossible characters.
        ReplyElsewhere: `reply_to` is not in this thread.
        AlreadyUsed: `client_id` came with another thread or other words.
    """
    floor = floor or floor_for(by, thread.pk)
    if floor is None or not floor.is_of(by, thread):
        raise PermissionDenied
    check_floor(floor, by)
    check_pace(by, floor, client_id)
    body, body_html, meant = worded(floor.thread, body)
    why = ""
    if floor.holds:
        why = why_held(floor.thread.discussion, by=by, body=body, html=body_html)
    words: dict[str, Any] = {
        "author": by,
        "client_id": client_id,
        "body": body,
        "body_html": body_html,
        "reply_to": root_of(reply_to, thread) if reply_to else None,
        "state": PostState.HELD if why else PostState.VISIBLE,
    }
    at = clock.now()
    spot = store(floor.thread, words, at, meant=meant, images=images)
    if spot is None:
        raise RoomClosed
    post = (
        as_stored(spot, floor.thread, at, words)
        if spot.created
        else Post.objects.select_related("thread").get(pk=spot.post_id)
    )
    if not spot.created and not is_same(post, thread, body):
        raise AlreadyUsed
    if why and post.state == PostState.HELD:
        note_held(post, why)
    finished = floor.waits and finish_step(floor.thread, by=by)
    return Published(post, spot.seq, spot.created, finished)


def post_to_step(
    discussion: Discussion,
    step: StepPage,
    *,
    by: User,
    body: str,
    client_id: UUID,
    reply_to: Post | None = None,
    images: Sequence[UUID] = (),
) -> Published:
    """Say something beside a step; the first post there makes its thread.

    Raises what `publish_post` raises, and PermissionDenied when the step is not open to
    `by` or not this cohort's.
    """
    thread = step_thread(discussion, step)
    if thread is None:
        check_may_post(by, discussion)
        text.tidy(body)
        thread = open_step_thread(discussion, step=step, by=by)
    return publish_post(
        thread,
        by=by,
        body=body,
        client_id=client_id,
        reply_to=reply_to,
        images=images,
    )


def check_floor(floor: Floor, user: User) -> None:
    """Refuse somebody who reads here and may not write now, with the reason."""
    if floor.is_closed:
        raise RoomClosed
    if floor.is_muted:
        standing = standing_of(user, floor.thread.discussion)
        raise Muted(standing.muted_until if standing else None)


def check_pace(user: User, floor: Floor, client_id: UUID) -> None:
    """Refuse more posts than a person writes, and posts within a room's slow mode."""
    wait = spend(f"post:{user.pk}", limit=POSTS_AT_ONCE, seconds=POSTS_SECONDS)
    if floor.slow_seconds and not wait:
        wait = slow_wait(user, floor, client_id)
    if wait:
        raise TooFast(wait)


def slow_wait(user: User, floor: Floor, client_id: UUID) -> int:
    """How long a room's slow mode still makes somebody wait; 0 for its moderators.

    A resend is the post that it was, and waits for nothing. Of two posts at the same
    instant, before either is stored, one waits.
    """
    room = floor.thread.discussion
    if can_moderate(user, room):
        return 0
    mine = Post.objects.filter(author=user, discussion=room).exclude(
        client_id=client_id
    )
    last = mine.order_by("-created_at").values_list("created_at", flat=True).first()
    if last:
        until = last + dt.timedelta(seconds=floor.slow_seconds)
        if (wait := -((clock.now() - until) // dt.timedelta(seconds=1))) > 0:
            return wait
    return spend(f"slow:{room.pk}:{user.pk}", limit=1, seconds=AT_ONCE_SECONDS)


def root_of(reply_to: Post, thread: Thread) -> Post:
    """The post under which a reply stands: talk is two levels deep."""
    if reply_to.thread_id != thread.pk:
        raise ReplyElsewhere
    return reply_to.reply_to or reply_to


def is_same(post: Post, thread: Thread, body: str) -> bool:
    """Whether a resend is what was sent the first time (an edited post is its own word)."""
    return post.thread_id == thread.pk and (
        post.body == body or post.edited_at is not None or not post.is_visible
    )


@transaction.atomic
def edit_post(post: Post, *, by: User, body: str) -> Post:
    """Change one's own words; what stood there is kept for oneself and the moderators.

    Whom the new words name is told as well.

    Words that the room looks at first wait for that, as if they were said anew.

    Raises PermissionDenied, Muted, RoomClosed, TooFast, NoWordsLeft, ValidationError.
    """
    post = lock(post)
    require(by.pk == post.author_id)
    if not can_change_post(by, post):
        raise NoWordsLeft
    check_may_post(by, post.discussion)
    if post.thread.locked_at is not None:
        raise RoomClosed
    body, body_html, meant = worded(post, body)
    if body == post.body:
        return post
    if wait := spend(f"edit:{by.pk}", limit=POSTS_AT_ONCE, seconds=POSTS_SECONDS):
        raise TooFast(wait)
    PostRevision.objects.create(
        post=post, body=post.body, replaced_by=by, replaced_at=clock.now()
    )
    post.body, post.body_html, post.edited_at = body, body_html, clock.now()
    if why := why_held(
        post.discussion, by=by, body=body, html=body_html, is_first=False
    ):
        post.state = PostState.HELD
        note_held(post, why, before=PostState.VISIBLE)
    post.save(update_fields=["body", "body_html", "edited_at", "state"])
    mentions.store(post, meant)
    log.append(
        post.discussion_id, FactKind.EDIT, thread=post.thread, post=post, actor=by
    )
    return post


@transaction.atomic
def delete_post(post: Post, *, by: User) -> Post:
    """Take one's own words back. A mark stays, so that replies keep their place.

    Earlier versions go too, unless somebody flagged the post: then moderators still see
    what it said. Raises PermissionDenied, NoWordsLeft.
    """
    post = lock(post)
    require(by.pk == post.author_id)
    if not can_change_post(by, post):
        raise NoWordsLeft
    if post.flags.exists():
        PostRevision.objects.create(
            post=post, body=post.body, replaced_by=by, replaced_at=clock.now()
        )
    else:
        post.revisions.all().delete()
    post.body, post.body_html, post.state = "", "", PostState.DELETED
    post.save(update_fields=["body", "body_html", "state"])
    log.append(
        post.discussion_id, FactKind.DELETE, thread=post.thread, post=post, actor=by
    )
    return post


def lock(post: Post) -> Post:
    """The post as it is now, its row locked until the commit."""
    locked: Post = (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("discussion__cohort", "thread", "author")
        .get(pk=post.pk)
    )
    return locked
