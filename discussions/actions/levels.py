"""Saying what one wants to hear of a room or of a thread."""

from __future__ import annotations

from django.db import transaction

from discussions.models import Discussion, RoomReader, Thread, ThreadReader
from discussions.models.talk import ReadLevel
from discussions.permissions import can_read_room
from lms.accounts.models import User
from lms.core.errors import require


@transaction.atomic
def set_room_level(discussion: Discussion, *, by: User, level: ReadLevel) -> RoomReader:
    """What `by` wants to hear of a room, where a thread says nothing of its own.

    Idempotent. Whoever can no longer read the room may still turn it off. Raises
    PermissionDenied.
    """
    require(level == ReadLevel.OFF or can_read_room(by, discussion))
    reader, _ = RoomReader.objects.update_or_create(
        discussion=discussion, user=by, defaults={"level": level}
    )
    return reader


@transaction.atomic
def set_thread_level(
    thread: Thread, *, by: User, level: ReadLevel | None
) -> ThreadReader:
    """What `by` wants to hear of a thread; None: as of its room.

    Idempotent. Whoever can no longer read the room may still turn it off. Raises
    PermissionDenied.
    """
    require(level == ReadLevel.OFF or can_read_room(by, thread.discussion))
    reader, _ = ThreadReader.objects.update_or_create(
        thread=thread, user=by, defaults={"level": level}
    )
    return reader
