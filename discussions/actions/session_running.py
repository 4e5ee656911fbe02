"""A session while it goes on: it begins, its agenda opens item by item, it ends.

By a facilitator's button, or by the clock: the worker's, or whoever has the page open
asks for what is due. Every step is one transaction under the session's lock and is safe
to repeat: the post that opens an item has the same `client_id` however often it is sent.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import ngettext

from courses.models import CohortMembership
from courses.models.cohorts import CohortRole
from discussions.actions.attendance import keep_posters
from discussions.actions.posts import publish_post
from discussions.actions.sessions import locked, tell
from discussions.errors import NotNext, SessionNotRunning, SessionOver, TooEarly
from discussions.events import SessionEnded
from discussions.models import AgendaItem, FacilitatedSession
from discussions.permissions import can_moderate, standing_of
from discussions.rules import agenda as rules
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import DomainError, require
from lms.core.events import publish

logger = logging.getLogger("tributary.sessions")
STEPS_BEHIND = dt.timedelta(days=2)


@transaction.atomic
def begin_session(session: FacilitatedSession, *, by: User) -> FacilitatedSession:
    """Begin, at most 15 minutes before its time, and open the first item.

    Beginning twice changes nothing. Raises PermissionDenied, SessionOver, TooEarly, and
    what refuses a post: RoomClosed, Muted.
    """
    require(can_moderate(by, session.discussion))
    session = locked(session)
    if session.began_at and not session.ended_at:
        return session
    state = rules.state_of(session, clock.now())
    if state == rules.State.COMING:
        raise TooEarly(session.starts_at - rules.BEGIN_EARLY)
    if state != rules.State.SOON:
        raise SessionOver
    _begin(session, by, clock.now(), as_clock=False)
    return session


@transaction.atomic
def open_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Open the next item of the agenda: its prompt is posted in the thread, once.

    Two facilitators who press at once make one step. Raises PermissionDenied,
    SessionNotRunning, NotNext, and what refuses a post.
    """
    require(can_moderate(by, item.session.discussion))
    session = locked(item.session)
    items = list(session.agenda.all())
    found = next(one for one in items if one.pk == item.pk)
    if found.opened_at:
        return found
    if session.began_at is None or session.ended_at:
        raise SessionNotRunning
    if found != rules.following(items):
        raise NotNext
    _open(session, found, by, clock.now())
    tell(session, by)
    return found


@transaction.atomic
def end_session(session: FacilitatedSession, *, by: User) -> FacilitatedSession:
    """End a session: hands go down, who was there is kept, a recap is asked for.

    Ending twice changes nothing; the thread stays open. Publishes SessionEnded. Raises
    PermissionDenied, SessionNotRunning.
    """
    require(can_moderate(by, session.discussion))
    session = locked(session)
    if session.ended_at:
        return session
    if session.began_at is None:
        raise SessionNotRunning
    _end(session, by, clock.now())
    return session


@transaction.atomic
def run_session(session: FacilitatedSession) -> rules.Step:
    """Do the one thing that the clock has to do with a session now; what it was.

    Safe to call by anybody, at any time and twice: what is due is decided under the lock.
    Nothing opens while nobody who looks after the room may write in it.
    """
    session = locked(session)
    items, now = list(session.agenda.all()), clock.now()
    step = rules.step_due(session, items, now)
    due = rules.due_at(session, items)
    if step == rules.Step.NOTHING or due is None:
        return rules.Step.NOTHING
    moment = rules.moment_of(due, now)
    if step == rules.Step.END:
        _end(session, None, rules.closes_at(session))
        return step
    if (voice := voice_of(session)) is None:
        return rules.Step.NOTHING
    if step == rules.Step.BEGIN:
        _begin(session, voice, moment, as_clock=True)
    elif (item := rules.following(items)) is not None:
        _open(session, item, voice, moment)
        tell(session, None)
    return step


def run_sessions() -> int:
    """Take every session one step further whose time has come; how many moved.

    The worker's clock, every minute. Also keeps who wrote in those that go on.
    """
    now = clock.now()
    moved = 0
    for session in _under_way(now):
        try:
            moved += bool(run_session(session))
            keep_posters(session)
        except (DomainError, PermissionDenied) as refusal:
            logger.warning("session %s waits: %s", session.pk, refusal)
    return moved


def _under_way(now: dt.datetime) -> Iterable[FacilitatedSession]:
    return FacilitatedSession.objects.filter(
        starts_at__gt=now - STEPS_BEHIND,
        starts_at__lte=now + rules.BEGIN_EARLY,
        ended_at__isnull=True,
        cancelled_at__isnull=True,
    ).select_related("discussion", "thread")


def voice_of(session: FacilitatedSession) -> User | None:
    """In whose name the clock opens an item: who planned it, or another facilitator."""
    room = session.discussion
    others = CohortMembership.objects.filter(
        cohort=room.cohort_id, role=CohortRole.FACILITATOR, left_at__isnull=True
    ).select_related("user")
    people: Sequence[User] = [
        session.created_by,
        *(row.user for row in others.order_by("joined_at", "pk")),
    ]
    for person in people:
        standing = standing_of(person, room)
        if standing is None or standing.is_closed or standing.is_muted:
            continue
        if can_moderate(person, room):
            return person
    return None


def _begin(
    session: FacilitatedSession, by: User, moment: dt.datetime, *, as_clock: bool
) -> None:
    session.began_at = moment
    session.save(update_fields=["began_at"])
    first = rules.following(list(session.agenda.all()))
    if first is not None:
        _open(session, first, by, moment)
    tell(session, None if as_clock else by)


def _open(
    session: FacilitatedSession, item: AgendaItem, by: User, moment: dt.datetime
) -> None:
    item.opened_at = moment
    item.save(update_fields=["opened_at"])
    minutes = ngettext("%(n)s minute", "%(n)s minutes", item.minutes)
    publish_post(
        session.thread,
        by=by,
        body=rules.opening_words(item, minutes % {"n": item.minutes}),
        client_id=rules.prompt_id(session.public_id, item.position),
    )


def _end(session: FacilitatedSession, by: User | None, moment: dt.datetime) -> None:
    session.ended_at = moment
    session.save(update_fields=["ended_at"])
    session.hands.filter(lowered_at__isnull=True).update(lowered_at=moment)
    keep_posters(session)
    publish(SessionEnded(session_id=session.pk, cohort_id=session.discussion.cohort_id))
    tell(session, by)
