"""Reads about learners who try and do not get on: quizzes missed, replies owed, one step."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from courses.models import CoursePlan, QuizAttempt, StepProgress
from courses.models.enrollment import EnrollmentStatus
from discussions.models import Discussion, DiscussionPage, Post, PracticePage
from discussions.pages.desk import Rooms, learners_on_the_way, nudged
from lms.accounts.models import User
from lms.core import clock

MISSED = 3
REPLY_DAYS = 3
SAME_STEP_DAYS = 7


class Why(StrEnum):
    """What somebody is stuck at."""

    QUIZ = "quiz"
    REPLIES = "replies"
    STEP = "step"


@dataclass(frozen=True)
class Stuck:
    """A learner who tries, and since when at what."""

    room: Discussion
    user: User
    why: Why
    title: str
    since: dt.datetime
    count: int = 0

    @property
    def suggestion(self) -> str:
        """Words to begin a friendly line with; whoever writes changes them."""
        name = {"name": self.user.display_name, "title": self.title}
        said = {
            Why.QUIZ: _(
                "Hello %(name)s, “%(title)s” is a tricky one. Shall we look at the question together? Write here which part is unclear."
            ),
            Why.REPLIES: _(
                "Hello %(name)s, thank you for what you shared in “%(title)s”. Others would like to hear what you say to theirs: one sentence is enough, and the step is done."
            ),
            Why.STEP: _(
                "Hello %(name)s, you have been at “%(title)s” for a while. Is something in the way? You may also go on and come back to it later."
            ),
        }
        return said[self.why] % name


class Way(NamedTuple):
    """A learner of a cohort on the way through one of its courses."""

    enrollment: int
    cohort: int
    user: int
    plan: int
    active_at: dt.datetime
    done_at: dt.datetime


@dataclass(frozen=True)
class Found:
    """The same before people and rooms are looked up."""

    cohort: int
    user: int
    why: Why
    title: str
    since: dt.datetime
    count: int = 0


def stuck(rooms: Rooms) -> list[Stuck]:
    """One row a person and cohort, the clearest reason first; longest stuck first.

    Whoever got a line this week is left in peace.
    """
    on_the_way = ways(rooms)
    rows: dict[tuple[int, int], Found] = {}
    for found in (*missed(on_the_way), *owing(rooms, on_the_way), *same(on_the_way)):
        rows.setdefault((found.cohort, found.user), found)
    written = nudged(rooms)
    left = [row for key, row in rows.items() if key not in written]
    people = User.objects.in_bulk([row.user for row in left])
    by_cohort = {room.cohort_id: room for room in rooms}
    return [
        Stuck(by_cohort[r.cohort], people[r.user], r.why, r.title, r.since, r.count)
        for r in sorted(left, key=lambda r: r.since)
    ]


def ways(rooms: Rooms) -> list[Way]:
    """Who is on the way, once for each cohort and course: one query."""
    rows = (
        learners_on_the_way(rooms)
        .filter(status=EnrollmentStatus.ACTIVE)
        .annotate(done_at=Coalesce(Max("progress__completed_at"), "enrolled_at"))
        .values_list("pk", "cohort", "user", "plan", "last_active_at", "done_at")
    )
    return [Way(*row) for row in rows]


def missed(on_the_way: list[Way]) -> Iterator[Found]:
    """Who handed in a quiz three times and has not passed it."""
    rows = (
        QuizAttempt.objects.filter(
            enrollment__in={way.enrollment for way in on_the_way},
            submitted_at__isnull=False,
        )
        .values("enrollment", "quiz__title")
        .annotate(
            misses=Count("pk", filter=Q(passed=False)),
            hits=Count("pk", filter=Q(passed=True)),
            first=Min("submitted_at"),
        )
        .filter(hits=0, misses__gte=MISSED)
        .order_by("first")
    )
    for row in rows:
        title, first, misses = row["quiz__title"], row["first"], row["misses"]
        for way in on_the_way:
            if way.enrollment == row["enrollment"]:
                yield Found(way.cohort, way.user, Why.QUIZ, title, first, misses)


def owing(rooms: Rooms, on_the_way: list[Way]) -> Iterator[Found]:
    """Who shared beside a step three days ago, and owes it answers to others."""
    people = {(way.cohort, way.user) for way in on_the_way}
    asking = Q(
        thread__step__in=DiscussionPage.objects.filter(replies_required__gt=0).values(
            "pk"
        )
    ) | Q(
        thread__step__in=PracticePage.objects.filter(replies_required__gt=0).values(
            "pk"
        )
    )
    done = StepProgress.objects.filter(
        step=OuterRef("thread__step"), enrollment__user=OuterRef("author")
    )
    border = clock.now() - dt.timedelta(days=REPLY_DAYS)
    rows = (
        Post.objects.readable()
        .filter(asking, ~Exists(done), discussion__in=rooms, reply_to__isnull=True)
        .values("discussion__cohort", "author", "thread__step__title")
        .annotate(first=Min("created_at"))
        .filter(first__lt=border)
        .order_by("first")
    )
    for row in rows:
        cohort, user = row["discussion__cohort"], row["author"]
        if (cohort, user) in people:
            yield Found(
                cohort, user, Why.REPLIES, row["thread__step__title"], row["first"]
            )


def same(on_the_way: list[Way]) -> Iterator[Found]:
    """Who came this week, and finished nothing for more than 7 days."""
    border = clock.now() - dt.timedelta(days=SAME_STEP_DAYS)
    stayed = [way for way in on_the_way if way.active_at >= border > way.done_at]
    done: defaultdict[int, set[int]] = defaultdict(set)
    rows = StepProgress.objects.filter(enrollment__in={x.enrollment for x in stayed})
    for enrollment_id, step_id in rows.values_list("enrollment", "step"):
        done[enrollment_id].add(step_id)
    plans = CoursePlan.objects.in_bulk({way.plan for way in stayed})
    for way in sorted(stayed, key=lambda way: way.done_at):
        steps = plans[way.plan].steps
        step = next((s for s in steps if s["id"] not in done[way.enrollment]), None)
        if step is not None:
            yield Found(way.cohort, way.user, Why.STEP, step["title"], way.done_at)
