"""A session as a calendar file (RFC 5545), for whatever calendar its reader keeps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from discussions.models import FacilitatedSession
from discussions.rules import agenda as rules
from lms.core import clock


def host() -> str:
    """This site's name, which makes the identifier of a session unique in the world."""
    return settings.SITE_URL.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]


def calendar_file(session: FacilitatedSession) -> bytes:
    """One event, published: the same UID always, a higher SEQUENCE after each change.

    Times are in UTC, so that no calendar has to know our time zones. A cancelled session
    says so, and a calendar that holds it strikes it out.
    """
    calendar: Any = Calendar()
    calendar.add("prodid", "-//Tributary//Facilitated sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    page = settings.SITE_URL + reverse("discussions:session", args=[session.public_id])
    event: Any = Event()
    event.add("uid", f"{session.public_id}@{host()}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", clock.now())
    event.add("created", session.created_at)
    event.add("dtstart", session.starts_at.astimezone(dt.UTC))
    event.add("dtend", rules.ends_at(session).astimezone(dt.UTC))
    event.add("summary", session.title)
    event.add("description", description(session, page))
    event.add("url", page)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if session.cancelled_at else "OPAQUE")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def description(session: FacilitatedSession, page: str) -> str:
    """Why it changed, if it did; the introduction as it was typed; the address."""
    return "\n\n".join(
        part for part in (session.change_reason, session.intro, page) if part
    )
