"""Pure: what a session's agenda says about now, and when its clock has to act.

A session is anything with `starts_at`, `minutes`, `began_at`, `ended_at` and
`cancelled_at`; an item has `minutes` and `opened_at`. No query, no clock.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discussions.models import AgendaItem, FacilitatedSession

ITEMS_AT_MOST = 10
BEGIN_EARLY = dt.timedelta(minutes=15)
END_LATE = dt.timedelta(minutes=15)
# A clock that comes a little late does not make the session longer.
LAG = dt.timedelta(minutes=2)
_MARKS = re.compile(r"([\\`*_\[\]<>#!&@~|()+-])")


class State(StrEnum):
    """Where a session stands."""

    COMING = "coming"
    SOON = "soon"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Step(StrEnum):
    """What the clock has to do now, if nobody did."""

    NOTHING = ""
    BEGIN = "begin"
    OPEN = "open"
    END = "end"


def ends_at(session: FacilitatedSession) -> dt.datetime:
    """When it is planned to end."""
    return session.starts_at + dt.timedelta(minutes=session.minutes)


def closes_at(session: FacilitatedSession) -> dt.datetime:
    """When it ends by itself, if nobody has ended it."""
    return ends_at(session) + END_LATE


def state_of(session: FacilitatedSession, now: dt.datetime) -> State:
    """Where a session stands at a moment. One that nobody began in its time was missed."""
    if session.cancelled_at:
        return State.CANCELLED
    if session.ended_at:
        return State.ENDED
    if session.began_at:
        return State.RUNNING
    if now >= closes_at(session):
        return State.MISSED
    return State.SOON if now >= session.starts_at - BEGIN_EARLY else State.COMING


def current(items: Sequence[AgendaItem]) -> AgendaItem | None:
    """The item that is open: the last one that was opened."""
    return next((item for item in reversed(items) if item.opened_at), None)


def following(items: Sequence[AgendaItem]) -> AgendaItem | None:
    """The item that opens next; none after the last."""
    return next((item for item in items if not item.opened_at), None)


def runs_out_at(item: AgendaItem) -> dt.datetime | None:
    """When an open item's minutes are over."""
    if item.opened_at is None:
        return None
    return item.opened_at + dt.timedelta(minutes=item.minutes)


def due_at(
    session: FacilitatedSession, items: Sequence[AgendaItem]
) -> dt.datetime | None:
    """When the clock has to act next; None for what is over."""
    if session.cancelled_at or session.ended_at:
        return None
    if session.began_at is None:
        return session.starts_at
    here, after = current(items), following(items)
    if after is None:
        return closes_at(session)
    opens = runs_out_at(here) if here else session.began_at
    return min(opens or session.began_at, closes_at(session))


def step_due(
    session: FacilitatedSession, items: Sequence[AgendaItem], now: dt.datetime
) -> Step:
    """The one thing that the clock has to do at a moment.

    One item at a time: a clock that slept opens the next one, not all that it missed.
    """
    due = due_at(session, items)
    if due is None or now < due:
        return Step.NOTHING
    if session.began_at is None:
        return Step.BEGIN if now < closes_at(session) else Step.NOTHING
    return Step.END if now >= closes_at(session) else Step.OPEN


def minutes_in(items: Iterable[int]) -> int:
    """How long an agenda takes."""
    return sum(items)


def moment_of(due: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The moment that counts for a step which was due: its own, unless long ago."""
    return due if dt.timedelta(0) <= now - due < LAG else now


def prompt_id(session_id: uuid.UUID, position: int) -> uuid.UUID:
    """The `client_id` of the post that opens an item: the same however often it is sent."""
    return uuid.uuid5(session_id, f"agenda:{position}")


def recap_id(session_id: uuid.UUID) -> uuid.UUID:
    """The `client_id` of the post that links the recap."""
    return uuid.uuid5(session_id, "recap")


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", text)


def opening_words(item: AgendaItem, minutes: str) -> str:
    """What the post says that opens an item, in Markdown; `minutes` in words."""
    head = f"**{plain(item.title)}** · {minutes}"
    return f"{head}\n\n{item.prompt}" if item.prompt else head
