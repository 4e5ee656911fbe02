"""A facilitator's words about what a room talked about."""

from __future__ import annotations

from django.db import transaction

from discussions.errors_rolling import RoomIsOver
from discussions.models import Discussion, FacilitatedSession, Recap
from discussions.permissions import can_moderate
from discussions.rules import text
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.safe_html import plain_name

TITLE_LENGTH = 160


@transaction.atomic
def write_recap(
    room: Discussion,
    *,
    by: User,
    title: str,
    body: str,
    session: FacilitatedSession | None = None,
) -> Recap:
    """Write down what a room talked about so far, for whoever comes late.

    With `session` it is that session's, and a second one replaces its words. Locks
    nothing.

    Raises:
        PermissionDenied: does not look after the room.
        RoomIsOver: the room goes on elsewhere.
        ValidationError: nothing to read, too long, or impossible characters.
    """
    require(can_moderate(by, room))
    if room.cohort.archived_at is not None:
        raise RoomIsOver
    body, html = text.render(body)
    values = {
        "author": by,
        "title": plain_name(title)[:TITLE_LENGTH] or room.cohort.name,
        "body": body,
        "body_html": html,
        "until_seq": Discussion.objects.get(pk=room.pk).last_seq,
    }
    if session is None:
        return Recap.objects.create(discussion=room, **values)
    made, created = Recap.objects.get_or_create(
        session=session, defaults={"discussion": room, **values}
    )
    return made if created else edit_recap(made, by=by, title=title, body=body)


@transaction.atomic
def edit_recap(recap: Recap, *, by: User, title: str, body: str) -> Recap:
    """Mend a recap. Raises PermissionDenied, ValidationError."""
    recap = Recap.objects.select_for_update(of=("self",), no_key=True).get(pk=recap.pk)
    require(can_moderate(by, recap.discussion))
    recap.body, recap.body_html = text.render(body)
    recap.title = plain_name(title)[:TITLE_LENGTH] or recap.title
    recap.edited_at = clock.now()
    recap.save(update_fields=["body", "body_html", "title", "edited_at"])
    return recap


@transaction.atomic
def delete_recap(recap: Recap, *, by: User) -> None:
    """Take a recap away, as when it quotes what its author has taken back."""
    require(can_moderate(by, recap.discussion))
    Recap.objects.filter(pk=recap.pk).delete()
