"""Reads of facilitated sessions: where they are shown, and what was said in them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CohortMembership
from discussions.models import (
    AgendaItem,
    Attendance,
    Discussion,
    FacilitatedSession,
    Post,
    RaisedHand,
)
from discussions.models.talk import PostState
from discussions.permissions import can_moderate
from discussions.rules import agenda as rules
from discussions.rules.agenda import State
from discussions.rules.zones import Hour, hours_at
from lms.accounts.models import User
from lms.core import clock

LINES = 5
LONGEST = dt.timedelta(minutes=240) + rules.END_LATE
RECAP_ASKED = dt.timedelta(days=14)
NOTED = 3
HERE = dt.timedelta(minutes=3)


@dataclass(frozen=True)
class Line:
    """One session in a list."""

    session: FacilitatedSession
    state: State


@dataclass(frozen=True)
class Now:
    """A session at this moment, as one reader sees it.

    `due_at` is when the clock acts next; `until` when the open item's minutes are over,
    or the session's after the last. `hands`, in their order, and `people` are for who
    looks after the room; everybody knows how many were there, and whether they were.
    """

    session: FacilitatedSession
    state: State
    moment: dt.datetime
    items: list[AgendaItem]
    is_moderator: bool
    here: AgendaItem | None = None
    after: AgendaItem | None = None
    due_at: dt.datetime | None = None
    until: dt.datetime | None = None
    mine: Attendance | None = None
    has_hand_up: bool = False
    hands_up: int = 0
    count: int = 0
    hands: list[RaisedHand] = field(default_factory=list)
    people: list[Attendance] = field(default_factory=list)

    @property
    def ends_at(self) -> dt.datetime:
        """When it is planned to end."""
        return rules.ends_at(self.session)

    @property
    def begins_from(self) -> dt.datetime:
        """From when on it may be begun."""
        return self.session.starts_at - rules.BEGIN_EARLY

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.state == State.RUNNING

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come."""
        return self.state in (State.COMING, State.SOON)

    @property
    def may_change(self) -> bool:
        """Whether this reader may still give it another time, or cancel it."""
        return self.is_moderator and self.is_ahead


def now_of(session: FacilitatedSession, user: User) -> Now:
    """How a session stands for one reader: five queries, one more for who looks after it."""
    items, moment = list(session.agenda.all()), clock.now()
    state = rules.state_of(session, moment)
    moderates = can_moderate(user, session.discussion)
    here = rules.current(items) if state == State.RUNNING else None
    after = rules.following(items)
    people = attendance_of(session)
    hands = list(
        session.hands.filter(lowered_at__isnull=True)
        .select_related("user")
        .order_by("raised_at", "pk")
    )
    return Now(
        session=session,
        state=state,
        moment=moment,
        items=items,
        is_moderator=moderates,
        here=here,
        after=after,
        due_at=rules.due_at(session, items),
        until=until(session, here, after),
        mine=next((one for one in people if one.user_id == user.pk), None),
        has_hand_up=any(hand.user_id == user.pk for hand in hands),
        hands_up=len(hands),
        count=len(people),
        hands=hands if moderates else [],
        people=people if moderates else [],
    )


def until(
    session: FacilitatedSession, here: AgendaItem | None, after: AgendaItem | None
) -> dt.datetime | None:
    """What the reader counts down to: the end of the item, at last of the session."""
    if here is None:
        return None
    runs_out = rules.runs_out_at(here)
    last = after is None and runs_out is not None and runs_out < clock.now()
    return rules.ends_at(session) if last else runs_out


def attendance_of(session: FacilitatedSession) -> list[Attendance]:
    """Who was there, in the order in which they came."""
    return list(
        session.attendance.select_related("user").order_by("first_seen_at", "pk")
    )


def open_sessions(user: User) -> QuerySet[FacilitatedSession]:
    """Sessions of rooms that somebody may read now."""
    return FacilitatedSession.objects.filter(
        discussion__in=Discussion.objects.open_to(user)
    ).select_related("discussion__cohort", "thread", "created_by")


def ahead(sessions: QuerySet[FacilitatedSession]) -> list[Line]:
    """Those that go on or are to come, the next one first; cancelled ones until their time."""
    moment = clock.now()
    rows = sessions.filter(
        starts_at__gt=moment - LONGEST, ended_at__isnull=True
    ).order_by("starts_at", "pk")
    lines = [Line(row, rules.state_of(row, moment)) for row in rows[: 2 * LINES]]
    return [
        line
        for line in lines
        if line.state != State.MISSED
        and (line.state != State.CANCELLED or line.session.starts_at > moment)
    ][:LINES]


def coming_sessions(room: Discussion, user: User) -> list[Line]:
    """What stands on a room's page, for whoever may read it: one query."""
    return ahead(open_sessions(user).filter(discussion=room))


def my_sessions(user: User) -> list[Line]:
    """The sessions of somebody's own cohorts: one query."""
    mine = CohortMembership.objects.filter(user=user, left_at__isnull=True)
    found = open_sessions(user).filter(discussion__cohort__in=mine.values("cohort"))
    return ahead(found.filter(cancelled_at__isnull=True))


def without_recap(room: Discussion) -> list[FacilitatedSession]:
    """Sessions of the last two weeks whose recap nobody has written: one query."""
    return list(
        FacilitatedSession.objects.filter(
            discussion=room,
            ended_at__gt=clock.now() - RECAP_ASKED,
            recap__isnull=True,
        ).order_by("ended_at")
    )


def hours_of(session: FacilitatedSession) -> list[Hour]:
    """What time it is then where the cohort's members are. Who is where is not said."""
    zones = CohortMembership.objects.filter(
        cohort=session.discussion.cohort_id,
        left_at__isnull=True,
        user__anonymized_at__isnull=True,
    ).values_list("user__timezone", flat=True)
    return hours_at(session.starts_at, zones)


@dataclass(frozen=True)
class Part:
    """One item of the agenda, and the posts that stand out of what was said in it."""

    title: str
    posts: list[Post]


def parts_of(session: FacilitatedSession) -> list[Part]:
    """What stands out, item by item: marked helpful, or answered most. Readable posts only.

    A reply belongs to the item of what it answers; everything else to the item that was
    open when it was said. Two queries.
    """
    items = [item for item in session.agenda.all() if item.opened_at]
    prompts = {
        rules.prompt_id(session.public_id, item.position): item.position
        for item in items
    }
    standing = Q(replies__state=PostState.VISIBLE)
    said = (
        Post.objects.readable()
        .filter(thread=session.thread_id)
        .select_related("author", "reply_to")
        .annotate(
            answers=Count("replies", filter=standing, distinct=True),
            thanks=Count("reactions", distinct=True),
        )
        .order_by("seq")
    )
    if session.began_at:
        said = said.filter(created_at__gte=session.began_at)
    by_item: dict[int, list[Post]] = {}
    links = rules.recap_id(session.public_id)
    for post in said:
        if post.client_id not in prompts and post.client_id != links:
            by_item.setdefault(item_of(post, items, prompts), []).append(post)
    titles = {item.position: item.title for item in items} or {0: ""}
    return [Part(title, noted(by_item.get(n, []))) for n, title in titles.items()]


def item_of(
    post: Post, items: Iterable[AgendaItem], prompts: dict[uuid.UUID, int]
) -> int:
    """The position of the item to which a post belongs; 0 without an agenda."""
    root = post.reply_to or post
    if root.client_id in prompts:
        return prompts[root.client_id]
    before = [
        item.position
        for item in items
        if item.opened_at and item.opened_at <= root.created_at
    ]
    return max(before, default=min(prompts.values(), default=0))


def noted(posts: Iterable[Post]) -> list[Post]:
    """The few that stand out: marked helpful first, then by answers, then by thanks."""
    ranked = [
        (post.helpful_at is not None, post.answers, post.thanks, -post.seq, post)  # type: ignore[attr-defined]
        for post in posts
    ]
    loud = sorted((rank for rank in ranked if any(rank[:3])), key=lambda r: r[:4])
    return [rank[-1] for rank in reversed(loud)][:NOTED]


def skeleton(session: FacilitatedSession, parts: Iterable[Part], link: str) -> str:
    """What a recap begins with, in Markdown: how many were there, each item, and links.

    It holds nobody's words: what is hidden later is not kept here. `link` is the address
    of a post with "0" for its number.
    """
    people = session.attendance.count()
    there = ngettext("%(n)s person was there.", "%(n)s people were there.", people)
    blocks = [there % {"n": people}]
    for part in parts:
        lines = [f"**{rules.plain(part.title)}**"] if part.title else []
        for post in part.posts:
            gone = post.author.anonymized_at is not None
            name = _("Former member") if gone else post.author.display_name
            at = link.replace("/0/", f"/{post.pk}/")
            lines.append(f"- [{rules.plain(str(name))}]({at}): ")
        blocks.append(
            "\n\n".join([lines[0], "\n".join(lines[1:])]).strip() if lines else ""
        )
    return "\n\n".join(block for block in blocks if block) + "\n"
