"""Which threads stand first, which are closed for writing, and what they are called."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from discussions.actions.notes import CLOSED, OPEN, note
from discussions.live import log
from discussions.models import ModerationAction, Thread
from discussions.models.care import Verb
from discussions.models.rooms import FactKind
from discussions.permissions import can_moderate
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.safe_html import plain_name

TITLE_LENGTH: int = Thread._meta.get_field("title").max_length or 0


@transaction.atomic
def pin_thread(thread: Thread, *, by: User, on: bool = True) -> Thread:
    """Let a thread stand first in its room, or no longer. Idempotent.

    Locks the thread, then the room; logs `pin`. Raises PermissionDenied.
    """
    require(can_moderate(by, thread.discussion))
    thread = locked(thread)
    if (thread.pinned_at is not None) == on:
        return thread
    thread.pinned_at = clock.now() if on else None
    thread.save(update_fields=["pinned_at"])
    log.append(
        thread.discussion_id,
        FactKind.PIN,
        thread=thread,
        actor=by,
        data={"pinned": on},
    )
    return thread


@transaction.atomic
def lock_thread(
    thread: Thread,
    *,
    by: User,
    reason: str,
    on: bool = True,
    undoes: ModerationAction | None = None,
) -> Thread:
    """Close one thread for writing, or open it again. Idempotent.

    Leaves a line in the log of moderation (domain B6: lock, reversible). Locks the thread,
    then the room; logs `lock`. Raises PermissionDenied.
    """
    require(can_moderate(by, thread.discussion))
    thread = locked(thread)
    if (thread.locked_at is not None) == on:
        return thread
    thread.locked_at = clock.now() if on else None
    thread.save(update_fields=["locked_at"])
    note(
        thread.discussion,
        by=by,
        verb=Verb.LOCK if on else Verb.UNLOCK,
        reason=reason,
        thread=thread,
        before=OPEN if on else CLOSED,
        after=CLOSED if on else OPEN,
        undoes=undoes,
    )
    log.append(
        thread.discussion_id,
        FactKind.LOCK,
        thread=thread,
        actor=by,
        data={"locked": on},
    )
    return thread


@transaction.atomic
def rename_thread(
    thread: Thread,
    *,
    by: User,
    title: str,
    reason: str,
    undoes: ModerationAction | None = None,
) -> Thread:
    """Give a thread another title, because the one it has should not be read. Idempotent.

    Leaves a line in the log of moderation with both titles; taking a line back puts the
    earlier title there as it was. Locks the thread, then the room; logs `thread`. Raises
    PermissionDenied, and ValidationError for a title that is empty, too long or cannot
    be stored.
    """
    require(can_moderate(by, thread.discussion))
    title = title if undoes else good_title(title)
    thread = locked(thread)
    if thread.title == title:
        return thread
    before, thread.title = thread.title, title
    thread.save(update_fields=["title"])
    note(
        thread.discussion,
        by=by,
        verb=Verb.RENAME,
        reason=reason,
        thread=thread,
        before=before,
        after=title,
        undoes=undoes,
    )
    log.append(thread.discussion_id, FactKind.THREAD, thread=thread, actor=by)
    return thread


def good_title(typed: str) -> str:
    """A title of one line that can be seen. Raises ValidationError."""
    title = plain_name(typed)
    if not title or len(title) > TITLE_LENGTH:
        raise ValidationError(
            _("A title has 1 to %(limit)s characters."), params={"limit": TITLE_LENGTH}
        )
    return title


def locked(thread: Thread) -> Thread:
    """The thread as it is now, its row locked until the commit."""
    found: Thread = (
        Thread.objects.select_for_update(of=("self",), no_key=True)
        .select_related("discussion__cohort")
        .get(pk=thread.pk)
    )
    return found
