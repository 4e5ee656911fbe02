"""The demo's facilitated sessions: one that was held, and one to come."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from discussions.actions.attendance import attend, raise_hand
from discussions.actions.posts import publish_post
from discussions.actions.reactions import react
from discussions.actions.session_recaps import write_session_recap
from discussions.actions.session_running import begin_session, end_session, open_item
from discussions.actions.sessions import Item, Plan, plan_session
from discussions.models import Discussion, FacilitatedSession, Post
from lms.accounts.models import User
from lms.demo.reading import CONTENT, read_toml
from lms.demo.timeline import Timeline

EVENING = 17  # in UTC: eight in the evening in Nairobi, late morning in Chicago
DAY = dt.timedelta(days=1)


def add_sessions(timeline: Timeline, people: dict[str, User]) -> None:
    """Plan, hold and remember the session of last week; announce that of next week."""
    data = read_toml(CONTENT / "sessions.toml")
    held, coming = data["held"], data["coming"]
    starts_at = evening(timeline.today - held["days_ago"] * DAY)
    said: dict[str, Post] = {}

    def at(minutes: float, deed: Any) -> None:
        moment = starts_at + dt.timedelta(minutes=minutes)
        timeline.add((timeline.today - moment) / DAY, deed)

    at(-4 * 24 * 60, partial(announce, held, people, starts_at))
    at(0, partial(begin, held, people))
    minute = 0
    for position, item in enumerate(held["items"][:-1], start=2):
        minute += item["minutes"]
        at(minute, partial(step, held, people, position))
    for post in held["posts"]:
        at(post["minute"], partial(speak, held, post, people, said))
    at(minute + 14, partial(finish, held, people))
    later = evening(timeline.today + coming["days_ahead"] * DAY)
    timeline.add(coming["announced_days_ago"], partial(announce, coming, people, later))


def evening(moment: dt.datetime) -> dt.datetime:
    """The evening hour of a day."""
    return moment.replace(hour=EVENING, minute=0, second=0, microsecond=0)


def announce(
    data: dict[str, Any], people: dict[str, User], starts_at: dt.datetime
) -> None:
    """Plan a session in Cohort Maple's room."""
    miriam = people["miriam"]
    plan = Plan(
        title=data["title"],
        starts_at=starts_at,
        timezone=miriam.timezone,
        minutes=data["minutes"],
        intro=data["intro"],
        items=[Item(i["title"], i["minutes"], i["prompt"]) for i in data["items"]],
    )
    room = Discussion.objects.get(cohort__name="Maple")
    plan_session(room, plan, by=miriam)


def named(data: dict[str, Any]) -> FacilitatedSession:
    """The session as it is now."""
    return FacilitatedSession.objects.select_related("discussion", "thread").get(
        title=data["title"]
    )


def begin(data: dict[str, Any], people: dict[str, User]) -> None:
    """Miriam begins, and Wen only reads along."""
    session = begin_session(named(data), by=people["miriam"])
    for key in ("miriam", "wen"):
        attend(session, by=people[key])


def step(data: dict[str, Any], people: dict[str, User], position: int) -> None:
    """The next item of the agenda."""
    open_item(named(data).agenda.get(position=position), by=people["miriam"])


def speak(
    data: dict[str, Any],
    post: dict[str, Any],
    people: dict[str, User],
    said: dict[str, Post],
) -> None:
    """One raises a hand the first time, writes, and the others say that it helped."""
    session, author = named(data), people[post["by"]]
    if "reply_to" not in post:
        raise_hand(session, by=author)
    said[post["key"]] = publish_post(
        session.thread,
        by=author,
        body=post["body"],
        client_id=uuid.uuid5(uuid.NAMESPACE_URL, f"tributary:session:{post['key']}"),
        reply_to=said.get(post.get("reply_to", "")),
    ).post
    for key in post.get("helps", ()):
        react(said[post["key"]], by=people[key])


def finish(data: dict[str, Any], people: dict[str, User]) -> None:
    """Miriam ends it and writes what came out of it."""
    session = end_session(named(data), by=people["miriam"])
    write_session_recap(session, by=people["miriam"], body=data["recap"].strip())
