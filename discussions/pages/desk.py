"""Reads for the facilitator's desk: who needs somebody today, the most urgent first.

Each takes the rooms it is about and asks the same number of questions for one as for many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import CohortMembership, Enrollment
from courses.models.cohorts import CohortRole
from courses.models.enrollment import EnrollmentStatus
from discussions.models import Appeal, Discussion, Flag, HandOver, Nudge, Post
from discussions.models.care import AppealState
from discussions.models.talk import PostState
from discussions.rules.triage import is_serious
from lms.accounts.models import User
from lms.core import clock

QUIET_DAYS = 14
UNANSWERED_DAYS = 30
NUDGED_DAYS = 7

Rooms = Collection[Discussion]


@dataclass(frozen=True)
class Flagged:
    """A post somebody asked a look at, with its open flags, the oldest first."""

    post: Post
    flags: list[Flag]

    @property
    def is_serious(self) -> bool:
        """Whether one of them says that a child is named, or somebody is in danger."""
        return any(is_serious(flag.reason) for flag in self.flags)

    @property
    def since(self) -> dt.datetime:
        """When the first was made."""
        return self.flags[0].created_at


def flagged(rooms: Rooms) -> list[Flagged]:
    """Flagged posts: a child or a danger first, then what has waited longest."""
    waiting = (
        Flag.objects.awaiting_review()
        .filter(post__discussion__in=rooms)
        .select_related("post__author", "post__thread", "reporter")
    )
    groups: dict[int, list[Flag]] = {}
    for flag in waiting:
        groups.setdefault(flag.post_id, []).append(flag)
    found = [Flagged(flags[0].post, flags) for flags in groups.values()]
    return sorted(found, key=lambda one: (not one.is_serious, one.since))


def held(rooms: Rooms) -> list[Post]:
    """Posts that wait until somebody has read them, the oldest first."""
    found = Post.objects.filter(discussion__in=rooms, state=PostState.HELD)
    return list(found.select_related("author", "thread").order_by("created_at", "pk"))


def appeals(rooms: Rooms, user: User) -> list[Appeal]:
    """Open appeals in these rooms that `user` looks after and may answer."""
    found = Appeal.objects.filter(
        state=AppealState.OPEN, action__discussion__in=rooms
    ).exclude(Q(by=user) | Q(action__moderator=user))
    return list(
        found.select_related("by", "action__discussion", "action__post")
        .order_by("created_at", "pk")
    )  # fmt: skip


def unanswered(rooms: Rooms) -> QuerySet[Post]:
    """Posts of the last 30 days that nobody answered, the longest waiting first.

    A facilitator's own are left aside, and what is closed for writing.
    """
    facilitators = CohortMembership.objects.filter(
        cohort=OuterRef("discussion__cohort"),
        user=OuterRef("author"),
        role=CohortRole.FACILITATOR,
    )
    answers = Post.objects.readable().filter(reply_to=OuterRef("pk"))
    found: QuerySet[Post] = (
        Post.objects.readable()
        .filter(
            ~Exists(answers),
            ~Exists(facilitators),
            discussion__in=rooms,
            discussion__locked_at__isnull=True,
            thread__locked_at__isnull=True,
            reply_to__isnull=True,
            created_at__gte=clock.now() - dt.timedelta(days=UNANSWERED_DAYS),
        )
        .select_related("author", "thread")
        .order_by("created_at", "pk")
    )
    return found


@dataclass(frozen=True)
class Quiet:
    """A learner who did nothing in the cohort's courses for 14 days."""

    room: Discussion
    user: User
    since: dt.datetime

    @property
    def suggestion(self) -> str:
        """Words to begin a friendly line with; whoever writes changes them."""
        said = _(
            "Hello %(name)s, we have not heard from you for a while, and that is all right. Your place is still here, and you can go on where you stopped."
        )
        return said % {"name": self.user.display_name}


def quiet(rooms: Rooms) -> list[Quiet]:
    """Who went quiet, longest first; whoever got a line this week is left in peace."""
    border = clock.now() - dt.timedelta(days=QUIET_DAYS)
    rows = (
        learners_on_the_way(rooms)
        .values("user", "cohort")
        .annotate(
            last=Max("last_active_at"),
            waiting=Count("pk", filter=Q(status=EnrollmentStatus.ACTIVE)),
        )
        .filter(last__lt=border, waiting__gt=0)
        .order_by("last", "user")
    )
    by_cohort = {room.cohort_id: room for room in rooms}
    written = nudged(rooms)
    found = [
        (by_cohort[r["cohort"]], r["user"], r["last"])
        for r in rows
        if (r["cohort"], r["user"]) not in written
    ]
    people = User.objects.in_bulk([user for _, user, _ in found])
    return [Quiet(room, people[user], last) for room, user, last in found]


def learners_on_the_way(rooms: Rooms) -> QuerySet[Any, Any]:
    """Enrollments of these cohorts' learners in these cohorts' courses, with `cohort`."""
    learner = CohortMembership.objects.filter(
        cohort=OuterRef("cohort"),
        user=OuterRef("user"),
        role=CohortRole.LEARNER,
        left_at__isnull=True,
    )
    return (
        Enrollment.objects.filter(
            course__cohort_courses__cohort__in=[room.cohort_id for room in rooms],
            user__is_active=True,
        )
        .annotate(cohort=F("course__cohort_courses__cohort"))
        .filter(Exists(learner))
    )


def nudged(rooms: Rooms) -> set[tuple[int, int]]:
    """Cohorts and people who got a line from a facilitator in the last 7 days."""
    border = clock.now() - dt.timedelta(days=NUDGED_DAYS)
    found = Nudge.objects.filter(discussion__in=rooms, created_at__gt=border)
    return set(found.values_list("discussion__cohort", "to"))


def hand_overs(rooms: Rooms) -> list[HandOver]:
    """Notes that nobody has taken yet, the newest first."""
    found = HandOver.objects.filter(discussion__in=rooms, taken_at__isnull=True)
    return list(found.select_related("by", "discussion__cohort").order_by("-pk"))


def active_writers(room: Discussion) -> int:
    """How many of its learners wrote something in the last 14 days."""
    border = clock.now() - dt.timedelta(days=QUIET_DAYS)
    learners = CohortMembership.objects.filter(
        cohort=room.cohort_id, role=CohortRole.LEARNER, left_at__isnull=True
    )
    posts = Post.objects.filter(
        discussion=room, created_at__gt=border, author__in=learners.values("user")
    )
    return posts.values("author").distinct().count()
