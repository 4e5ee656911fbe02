"""Facilitated sessions."""

import datetime as dt
from contextlib import contextmanager

from discussions.actions.sessions import Item, Plan, plan_session
from discussions.models import Discussion, FacilitatedSession
from lms.accounts.models import User
from lms.core import clock

AGENDA = (("What happened", 20), ("What we try", 25))


def planned(
    room: Discussion, *, by: User, items=AGENDA, hours: float = 26, **values
) -> FacilitatedSession:
    """A session that is to come, in whole minutes."""
    starts_at = (clock.now() + dt.timedelta(hours=hours)).replace(
        second=0, microsecond=0
    )
    agenda = [
        Item(title, minutes, f"Your words on “{title}”.") for title, minutes in items
    ]
    plan = Plan(
        **{
            "title": "Ten minutes before bed",
            "starts_at": starts_at,
            "timezone": "UTC",
            "items": agenda,
            **values,
        }
    )
    return plan_session(room, plan, by=by)


@contextmanager
def hour_for(session: FacilitatedSession, after: float = 0):
    """Live at so many minutes after the session's time."""
    with clock.at(session.starts_at + dt.timedelta(minutes=after)):
        yield
