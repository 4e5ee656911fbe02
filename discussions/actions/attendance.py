"""Who was in a session, and who wants to say something in it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max, Min

from discussions.actions.sessions import locked, tell
from discussions.errors import SessionNotRunning
from discussions.models import Attendance, FacilitatedSession, Post, RaisedHand
from discussions.permissions import can_moderate, can_read_room, check_may_post
from discussions.rules import agenda as rules
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require

Seen = tuple[int, dt.datetime, dt.datetime]


@transaction.atomic
def attend(session: FacilitatedSession, *, by: User) -> bool:
    """Remember that somebody is in a session now; False when it does not go on.

    A mute does not stop it. Raises PermissionDenied.
    """
    require(can_read_room(by, session.discussion))
    session.refresh_from_db(fields=["began_at", "ended_at"])
    if session.began_at is None or session.ended_at:
        return False
    now = max(clock.now(), session.began_at)
    _keep(session, [(by.pk, now, now)])
    return True


@transaction.atomic
def keep_posters(session: FacilitatedSession) -> None:
    """Whoever wrote in a session's thread while it went on was there. Safe to repeat.

    The posts that open the agenda's items are the clock's, whoever's name they bear.
    """
    if session.began_at is None:
        return
    prompts = [
        rules.prompt_id(session.public_id, position)
        for position in range(1, rules.ITEMS_AT_MOST + 1)
    ]
    said = Post.objects.filter(
        thread=session.thread_id,
        created_at__gte=session.began_at,
        created_at__lte=session.ended_at or clock.now(),
    ).exclude(client_id__in=prompts)
    seen = said.values("author").annotate(
        first=Min("created_at"), last=Max("created_at")
    )
    _keep(session, list(seen.order_by().values_list("author", "first", "last")))


def _keep(session: FacilitatedSession, seen: list[Seen]) -> None:
    """Widen what is known of each person by when they were seen: two statements."""
    known = {
        row.user_id: row
        for row in Attendance.objects.filter(
            session=session, user__in=[person for person, _, _ in seen]
        )
    }
    rows = []
    for person, first, last in seen:
        row = known.get(person)
        if row is not None and row.first_seen_at <= first and row.last_seen_at >= last:
            continue
        rows.append(
            Attendance(
                session=session,
                user_id=person,
                first_seen_at=min(first, row.first_seen_at) if row else first,
                last_seen_at=max(last, row.last_seen_at) if row else last,
            )
        )
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "user"],
        update_fields=["first_seen_at", "last_seen_at"],
    )


@transaction.atomic
def raise_hand(session: FacilitatedSession, *, by: User) -> RaisedHand:
    """Ask for the word; a hand that is up stays where it is in the order.

    Logs `session`. Raises PermissionDenied, SessionNotRunning, Muted, RoomClosed.
    """
    check_may_post(by, session.discussion)
    session = locked(session)
    if session.began_at is None or session.ended_at:
        raise SessionNotRunning
    hand, created = RaisedHand.objects.get_or_create(
        session=session,
        user=by,
        lowered_at=None,
        defaults={"raised_at": clock.now()},
    )
    if created:
        attend(session, by=by)
        tell(session, by)
    return hand


@transaction.atomic
def lower_hand(session: FacilitatedSession, *, of: User, by: User) -> None:
    """Take a hand down: one's own, or anybody's by who looks after the room.

    Idempotent. Logs `session`. Raises PermissionDenied.
    """
    room = session.discussion
    require(can_read_room(by, room) and (of.pk == by.pk or can_moderate(by, room)))
    session = locked(session)
    up = session.hands.filter(user=of, lowered_at__isnull=True)
    if up.update(lowered_at=clock.now()):
        tell(session, by)
