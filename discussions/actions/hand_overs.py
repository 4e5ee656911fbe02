"""What one facilitator leaves to the next."""

from __future__ import annotations

from django.db import transaction

from discussions.errors import TakenAlready
from discussions.models import Discussion, HandOver
from discussions.permissions import can_moderate
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require


@transaction.atomic
def leave_note(discussion: Discussion, *, by: User, note: str) -> HandOver:
    """Leave a note for who looks after this room next; it stands on the desk until taken.

    Raises PermissionDenied.
    """
    require(can_moderate(by, discussion))
    made: HandOver = HandOver.objects.create(
        discussion=discussion, by=by, note=note, created_at=clock.now()
    )
    return made


@transaction.atomic
def take_over(left: HandOver, *, by: User) -> HandOver:
    """Say that one has read the note and looks after the room now. Locks the note.

    Whoever wrote it may take it back by the same deed. Taking twice changes nothing.
    Raises PermissionDenied, TakenAlready (by somebody else).
    """
    found = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("discussion__cohort")
        .get(pk=left.pk)
    )
    require(can_moderate(by, found.discussion))
    if found.taken_by_id not in (None, by.pk):
        raise TakenAlready
    if found.taken_by_id is None:
        found.taken_by, found.taken_at = by, clock.now()
        found.save(update_fields=["taken_by", "taken_at"])
    return found
