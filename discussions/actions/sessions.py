"""Planning a facilitated session, giving it another time, cancelling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.errors import (
    AgendaTooLong,
    SessionBegan,
    SessionInThePast,
    SessionOver,
)
from discussions.events import SessionAnnounced, SessionChanged
from discussions.live import log
from discussions.models import AgendaItem, Discussion, FacilitatedSession, Thread
from discussions.models.rooms import FactKind
from discussions.permissions import can_moderate, check_may_post
from discussions.rules import agenda as rules
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.core.safe_html import from_markdown


class Item(NamedTuple):
    """One line of an agenda that is planned."""

    title: str
    minutes: int
    prompt: str = ""


class Plan(NamedTuple):
    """What a facilitator announces; `timezone` is the one in which it was planned.

    `public_id` comes from the form: sending it twice is one session.
    """

    title: str
    starts_at: dt.datetime
    timezone: str
    minutes: int = 60
    intro: str = ""
    items: Sequence[Item] = ()
    public_id: UUID | None = None


@transaction.atomic
def plan_session(room: Discussion, plan: Plan, *, by: User) -> FacilitatedSession:
    """Announce a session: its thread stands in the room, and its members are told.

    Sending the same plan again is the same session. Locks the room; logs `thread` and
    `session`; publishes SessionAnnounced.

    Raises:
        PermissionDenied: `by` does not look after the room.
        RoomClosed, Muted: nobody, or not `by`, may write there now.
        SessionInThePast, AgendaTooLong: the plan does not work out.
        ValidationError: characters that cannot be stored.
    """
    require(can_moderate(by, room))
    check_may_post(by, room)
    Discussion.objects.select_for_update(no_key=True).get(pk=room.pk)
    public_id = plan.public_id or uuid4()
    known = FacilitatedSession.objects.filter(public_id=public_id).first()
    if known is not None:
        require(known.discussion_id == room.pk)
        return known
    check_plan(plan)
    thread = Thread.objects.create(
        discussion=room, title=plan.title, author=by, **opening(plan, public_id)
    )
    session: FacilitatedSession = FacilitatedSession.objects.create(
        public_id=public_id,
        discussion=room,
        thread=thread,
        title=plan.title,
        intro=plan.intro,
        intro_html=from_markdown(plan.intro, "post"),
        timezone=plan.timezone,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        created_by=by,
        created_at=clock.now(),
    )
    put_agenda(session, plan.items)
    publish(
        SessionAnnounced(
            session_id=session.pk, cohort_id=room.cohort_id, actor_id=by.pk
        )
    )
    log.append(room.pk, FactKind.THREAD, thread=thread, actor=by)
    tell(session, by)
    return session


def check_plan(plan: Plan) -> None:
    """Refuse a plan whose time is over, or whose agenda does not fit into it."""
    if plan.starts_at <= clock.now():
        raise SessionInThePast
    together = rules.minutes_in(item.minutes for item in plan.items)
    if together > plan.minutes:
        raise AgendaTooLong(together, plan.minutes)


def opening(plan: Plan, public_id: UUID) -> dict[str, str]:
    """The words with which the thread opens: the introduction, and where the session is."""
    link = reverse("discussions:session", args=[public_id])
    words = _("[The page of this session](%(link)s): when it is, and its agenda.") % {
        "link": link
    }
    text = f"{plan.intro}\n\n{words}" if plan.intro else words
    return {"prompt": text, "prompt_html": from_markdown(text, "post")}


def put_agenda(session: FacilitatedSession, items: Sequence[Item]) -> None:
    """Store the lines of the agenda in their order."""
    AgendaItem.objects.bulk_create(
        AgendaItem(
            session=session,
            position=position,
            title=item.title,
            minutes=item.minutes,
            prompt=item.prompt,
            prompt_html=from_markdown(item.prompt, "post"),
        )
        for position, item in enumerate(items[: rules.ITEMS_AT_MOST], start=1)
    )


@transaction.atomic
def move_session(
    session: FacilitatedSession,
    *,
    by: User,
    starts_at: dt.datetime,
    timezone: str,
    reason: str,
) -> FacilitatedSession:
    """Give a session another time; calendars that hold it follow.

    The time that it has already changes nothing. Locks the session; logs `session`;
    publishes SessionChanged. Raises PermissionDenied, SessionOver, SessionBegan,
    SessionInThePast.
    """
    session = changeable(session, by)
    if starts_at == session.starts_at:
        return session
    if starts_at <= clock.now():
        raise SessionInThePast
    session.starts_at, session.timezone = starts_at, timezone
    session.reminded_at = None
    _changed(session, by, reason)
    return session


@transaction.atomic
def cancel_session(
    session: FacilitatedSession, *, by: User, reason: str
) -> FacilitatedSession:
    """Say that a session does not take place; its page and thread stay.

    Idempotent. Locks the session; logs `session`; publishes SessionChanged. Raises
    PermissionDenied, SessionOver, SessionBegan.
    """
    require(can_moderate(by, session.discussion))
    session = locked(session)
    if session.cancelled_at:
        return session
    session = changeable(session, by)
    session.cancelled_at = clock.now()
    _changed(session, by, reason)
    return session


def changeable(session: FacilitatedSession, by: User) -> FacilitatedSession:
    """The session as it is now, its row locked, if `by` may still change its time."""
    require(can_moderate(by, session.discussion))
    session = locked(session)
    if session.cancelled_at or session.ended_at:
        raise SessionOver
    if session.began_at:
        raise SessionBegan
    return session


def _changed(session: FacilitatedSession, by: User, reason: str) -> None:
    session.sequence += 1
    session.change_reason = reason[:300]
    session.save(
        update_fields=[
            "starts_at", "timezone", "reminded_at", "cancelled_at", "sequence",
            "change_reason",
        ]
    )  # fmt: skip
    publish(
        SessionChanged(
            session_id=session.pk,
            cohort_id=session.discussion.cohort_id,
            actor_id=by.pk,
            sequence=session.sequence,
            cancelled=session.cancelled_at is not None,
            reason=session.change_reason,
        )
    )
    tell(session, by)


def locked(session: FacilitatedSession) -> FacilitatedSession:
    """The session as it is now, its row locked until the commit."""
    found: FacilitatedSession = (
        FacilitatedSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("discussion__cohort", "thread", "created_by")
        .get(pk=session.pk)
    )
    return found


def tell(session: FacilitatedSession, by: User | None) -> None:
    """Log that a session moved on: open pages fetch theirs again."""
    log.append(
        session.discussion_id,
        FactKind.SESSION,
        thread=session.thread,
        actor=by,
        data={"session": str(session.public_id)},
    )
