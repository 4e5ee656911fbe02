"""Reads for a room: who is in it, what is open in it, and what the reader may do there."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from courses.models import CohortMembership, Enrollment, StepPage
from courses.models.cohorts import CohortRole
from discussions.errors import MayNotPost
from discussions.models import Discussion, Flag, Post, Thread
from discussions.models.care import FlagState
from discussions.pages.threads import (
    Listed,
    Row,
    Talk,
    listed,
    listed_beside,
    step_thread,
    talk,
)
from discussions.permissions import can_moderate, check_may_post
from lms.accounts.models import User
from lms.core import clock

QUIET_DAYS = 14


@dataclass
class RoomView:
    """A room as somebody sees it: beside a step, or whole with one thread open.

    `seq` is the number up to which this view is true: the socket goes on from there.
    `may_open`: the reader may open a thread here. `beside` are further threads of the
    step; `threads` a page of all, in the whole room.
    """

    discussion: Discussion
    seq: int
    step: StepPage | None
    talk: Talk
    why_not: str
    readers: int
    facilitators: list[str]
    is_moderator: bool
    may_open: bool
    threads: Listed | None = None
    beside: list[Row] = field(default_factory=list)
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    thread_client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def may_post(self) -> bool:
        """Whether the composer stands open."""
        return not self.why_not

    @property
    def rows(self) -> list[Row]:
        """The threads that are listed."""
        return self.threads.rows if self.threads else self.beside

    @property
    def fresh(self) -> int:
        """How many posts of others the reader has not seen, in threads they know."""
        return sum(row.fresh for row in self.rows)

    @property
    def fresh_rows(self) -> list[Row]:
        """The threads in which they stand."""
        return [row for row in self.rows if row.fresh]

    @property
    def since(self) -> dt.datetime | None:
        """When the reader last looked at what now has something new."""
        return min((r.read_at for r in self.fresh_rows if r.read_at), default=None)


@dataclass(frozen=True)
class Place:
    """Which part of a room is asked for: a thread, a step, a page of either."""

    thread: Thread | None = None
    step: StepPage | None = None
    before: int | None = None
    at: int | None = None
    page: int = 1


def room_view(discussion: Discussion, user: User, place: Place) -> RoomView:
    """The room beside a step, or the whole room with one thread open, for one reader.

    The number is read first: what is said while the rest is read comes twice, by page and
    by socket, and is recognized by its id; it is never missed.
    """
    seq = Discussion.objects.values_list("last_seq", flat=True).get(pk=discussion.pk)
    threads, beside, thread = None, [], place.thread
    if place.step is not None:
        thread = step_thread(discussion, place.step)
        beside = listed_beside(discussion, place.step, user)
    else:
        threads = listed(discussion, user, page=place.page)
        thread = thread or first_to_open(threads.rows)
    readers, facilitators = people_of(discussion)
    closed = why_not(user, discussion)
    return RoomView(
        discussion=discussion,
        seq=seq,
        step=place.step,
        talk=talk(thread, user, before=place.before, at=place.at)
        if thread
        else Talk(None),
        why_not=closed or thread_closed(thread),
        readers=readers,
        facilitators=facilitators,
        is_moderator=can_moderate(user, discussion),
        may_open=not closed,
        threads=threads,
        beside=beside,
    )


def first_to_open(rows: list[Row]) -> Thread | None:
    """The thread that stands open when none is asked for: one with news, else the first."""
    new = (row.thread for row in rows if row.fresh)
    return next(new, rows[0].thread if rows else None)


def people_of(discussion: Discussion) -> tuple[int, list[str]]:
    """How many learners read this room, and the names of its facilitators."""
    people = CohortMembership.objects.filter(
        cohort=discussion.cohort_id, left_at__isnull=True
    )
    facilitators = people.filter(role=CohortRole.FACILITATOR).values_list(
        "user__display_name", flat=True
    )
    readers = people.exclude(role=CohortRole.FACILITATOR).count()
    return readers, sorted(facilitators, key=str.casefold)


def why_not(user: User, discussion: Discussion) -> str:
    """Why somebody may not write in a room now; empty when they may."""
    try:
        check_may_post(user, discussion)
    except (MayNotPost, PermissionDenied) as refusal:
        return str(refusal)
    return ""


def thread_closed(thread: Thread | None) -> str:
    """Why nobody may write in this one thread; empty when it is open."""
    if thread is None or thread.locked_at is None:
        return ""
    return _("This thread is closed for writing. What was said stays readable.")


def quiet_members(discussion: Discussion) -> list[tuple[User, dt.datetime]]:
    """Learners of the cohort who did nothing in its courses for 14 days, longest first."""
    cohort = discussion.cohort_id
    border = clock.now() - dt.timedelta(days=QUIET_DAYS)
    rows = (
        Enrollment.objects.filter(
            course__cohort_courses__cohort=cohort,
            user__cohort_memberships__cohort=cohort,
            user__cohort_memberships__role=CohortRole.LEARNER,
            user__cohort_memberships__left_at__isnull=True,
        )
        .values("user")
        .annotate(
            last=Max("last_active_at"), waiting=Count("pk", filter=Q(status="active"))
        )
        .filter(last__lt=border, waiting__gt=0)
        .order_by("last")[:20]
    )
    people = User.objects.in_bulk([r["user"] for r in rows])
    return [(people[r["user"]], r["last"]) for r in rows]


def unanswered(discussion: Discussion) -> list[Post]:
    """Visible posts that nobody answered, the newest first.

    Aside: a facilitator's own, and what waits for a look because somebody flagged it.
    """
    flagged = Flag.objects.filter(post=OuterRef("pk"), state=FlagState.OPEN)
    found = (
        Post.objects.readable()
        .filter(~Exists(flagged), discussion=discussion, reply_to__isnull=True)
        .annotate(answers=Count("replies", filter=Q(replies__state="visible")))
        .filter(answers=0)
        .exclude(
            author__in=CohortMembership.objects.filter(
                cohort=discussion.cohort_id, role=CohortRole.FACILITATOR
            ).values("user")
        )
        .order_by("-seq")
    )
    return list(found.select_related("author", "thread")[:10])
