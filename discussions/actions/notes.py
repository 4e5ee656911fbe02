"""The log: every deed of a moderator, or of a rule, leaves one line."""

from __future__ import annotations

from discussions.models import (
    Discussion,
    ModerationAction,
    Post,
    Restriction,
    Thread,
)
from lms.accounts.models import User
from lms.core import clock

SITE = "site"
OPEN, CLOSED = "open", "closed"  # before and after of a lock


def scope_of(room: Discussion) -> str:
    """The scope of a deed that ends at one cohort."""
    return f"cohort:{room.cohort_id}"


def note(
    room: Discussion | None,
    *,
    by: User | None,
    verb: str,
    reason: str,
    scope: str = "",
    post: Post | None = None,
    thread: Thread | None = None,
    member_id: int | None = None,
    restriction: Restriction | None = None,
    undoes: ModerationAction | None = None,
    before: str = "",
    after: str = "",
) -> ModerationAction:
    """Write the one line that a deed leaves; without a room, `scope` says how far it goes."""
    made: ModerationAction = ModerationAction.objects.create(
        discussion=room,
        scope=scope or (scope_of(room) if room else SITE),
        moderator=by,
        verb=verb,
        post=post,
        thread=thread or (post.thread if post else None),
        member_id=member_id,
        restriction=restriction,
        undoes=undoes,
        reason=reason[:500],
        before=before,
        after=after,
        created_at=clock.now(),
    )
    return made
