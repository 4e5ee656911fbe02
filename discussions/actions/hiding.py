"""Covering a post's words, uncovering them, letting a held post stand."""

from __future__ import annotations

from django.db import transaction

from discussions.actions.notes import note, scope_of
from discussions.actions.posts import lock
from discussions.actions.settling import settle_appeals
from discussions.actions.steps import finish_step
from discussions.errors import NoWordsLeft
from discussions.events import PostApproved, PostHidden, PostShown
from discussions.live import log
from discussions.models import ModerationAction, Post
from discussions.models.care import Verb
from discussions.models.rooms import FactKind
from discussions.models.talk import PostState
from discussions.permissions import can_hide_post
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def hide_post(post: Post, *, by: User | None, reason: str) -> Post:
    """Cover a post's words; the placeholder stays. `by` None: enough flags did it.

    Idempotent. Publishes PostHidden. Raises PermissionDenied, NoWordsLeft (deleted).
    """
    post = lock(post)
    require(by is None or can_hide_post(by, post))
    if post.state == PostState.DELETED:
        raise NoWordsLeft
    if post.state != PostState.HIDDEN:
        cover(post, by=by, reason=reason)
    return post


@transaction.atomic
def show_post(post: Post, *, by: User, reason: str) -> Post:
    """Uncover a hidden post. Idempotent. A step that waited for it is done by it.

    Publishes PostShown. Raises PermissionDenied.
    """
    post = lock(post)
    require(can_hide_post(by, post))
    if post.state == PostState.HIDDEN:
        uncover(post, by=by, reason=reason)
        settle_appeals(by=by, answer=reason, action__post=post)
    return post


@transaction.atomic
def let_stand(post: Post, *, by: User, reason: str = "") -> Post:
    """Let a held post be read by everybody; it is a post like any other from now on.

    Idempotent. A step that waited for it is done by it. Publishes PostApproved. Raises
    PermissionDenied.
    """
    post = lock(post)
    require(can_hide_post(by, post))
    if post.state == PostState.HELD:
        turn(post, PostState.VISIBLE, Verb.APPROVE, by=by, reason=reason)
        publish(
            PostApproved(
                post_id=post.pk,
                user_id=post.author_id,
                cohort_id=post.discussion.cohort_id,
            )
        )
        finish_step(post.thread, by=post.author)
    return post


def cover(
    post: Post, *, by: User | None, reason: str, undoes: ModerationAction | None = None
) -> None:
    """Cover a locked post's words, whoever may do so. Publishes PostHidden."""
    turn(post, PostState.HIDDEN, Verb.HIDE, by=by, reason=reason, undoes=undoes)
    publish(
        PostHidden(
            post_id=post.pk,
            user_id=post.author_id,
            cohort_id=post.discussion.cohort_id,
            actor_id=by.pk if by else None,
            scope=scope_of(post.discussion),
        )
    )


def uncover(
    post: Post,
    *,
    by: User,
    reason: str,
    to: str = PostState.VISIBLE,
    undoes: ModerationAction | None = None,
) -> None:
    """Uncover a locked post's words, whoever may do so. Publishes PostShown.

    Readable again, the post finishes a step that waited for it.
    """
    turn(post, to, Verb.SHOW, by=by, reason=reason, undoes=undoes)
    publish(
        PostShown(
            post_id=post.pk,
            user_id=post.author_id,
            cohort_id=post.discussion.cohort_id,
            actor_id=by.pk,
            scope=scope_of(post.discussion),
        )
    )
    if to == PostState.VISIBLE:
        finish_step(post.thread, by=post.author)


def turn(
    post: Post,
    state: str,
    verb: str,
    *,
    by: User | None,
    reason: str,
    undoes: ModerationAction | None = None,
) -> None:
    """Change what a locked post is, with its line in the log and its fact in the room."""
    before, post.state = post.state, state
    post.save(update_fields=["state"])
    note(
        post.discussion, by=by, verb=verb, post=post, member_id=post.author_id,
        reason=reason, before=before, after=state, undoes=undoes,
    )  # fmt: skip
    fact = FactKind.SHOW if state == PostState.VISIBLE else FactKind.HIDE
    log.append(post.discussion_id, fact, thread=post.thread, post=post, actor=by)
