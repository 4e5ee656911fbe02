"""Rooms, and what is said in them."""

import datetime as dt
import itertools
import uuid

from courses.actions.cohorts import ensure_series, join, open_cohort, place_in_cohort
from courses.actions.content import put_page
from courses.models import Cohort, CohortMembership, CoursePage, ModulePage
from discussions.actions import open_discussion
from discussions.actions.posts import Published, post_to_step, publish_post
from discussions.models import Discussion, DiscussionPage, Post, PracticePage, Thread
from lms.accounts.models import User
from lms.core import clock
from tests.factories.courses import enroll

_number = itertools.count(1)


def room_for(
    course: CoursePage, *people: User, facilitator: User | None = None
) -> Discussion:
    """The room of a new cohort of a course, with learners who have begun it."""
    series = ensure_series([course], name=course.title)
    cohort = open_cohort(series)
    for user in people:
        join(cohort, user=user)
        enroll(user, course)
    if facilitator:
        join(cohort, user=facilitator, role="facilitator")
    return cohort.discussion


def lounge(*people: User, facilitator: User | None = None) -> Discussion:
    """The room of a cohort without a course."""
    cohort = Cohort.objects.create(name="Lounge", starts_on=clock.today())
    for user in people:
        join(cohort, user=user)
    if facilitator:
        join(cohort, user=facilitator, role="facilitator")
    return open_discussion(cohort)


def join_room(discussion: Discussion, user: User) -> None:
    """One more member."""
    join(discussion.cohort, user=user)


def cohort_of(user: User, course: CoursePage) -> Cohort:
    """Where a learner is placed."""
    return place_in_cohort(user, course).cohort


def hello(discussion: Discussion) -> Thread:
    """The thread that every room begins with."""
    return discussion.threads.filter(step=None).first()


def say(
    where: Thread | Discussion, by: User, body: str = "Hello", *, to: Post | None = None,
    client_id: uuid.UUID | None = None,
) -> Post:  # fmt: skip
    """Somebody says something in a thread."""
    return publish(where, by, body, to=to, client_id=client_id).post


def publish(where, by, body="Hello", *, to=None, client_id=None) -> Published:
    """The same, with its number."""
    thread = hello(where) if isinstance(where, Discussion) else where
    return publish_post(
        thread, by=by, body=body, client_id=client_id or uuid.uuid4(), reply_to=to
    )


def say_beside(discussion, step, by, body="Hello", *, to=None) -> Post:
    """Somebody says something beside a step."""
    return post_to_step(
        discussion, step, by=by, body=body, client_id=uuid.uuid4(), reply_to=to
    ).post


def discussion_step(module: ModulePage, *, replies: int = 1) -> DiscussionPage:
    """A published question to the cohort."""
    slug = f"talk-{next(_number)}"
    return put_page(
        module, DiscussionPage, slug, by=None, title="Talk it over",
        prompt="What is your first sentence?", replies_required=replies,
    )[0]  # fmt: skip


def practice_step(module: ModulePage, *, replies: int = 0) -> PracticePage:
    """A published Try, reflect, share."""
    slug = f"practice-{next(_number)}"
    return put_page(
        module, PracticePage, slug, by=None, title="Try it", try_text="Do it once.",
        questions=[{"type": "question", "value": "What surprised you?", "id": "00000000-0000-4000-8000-000000000001"}],
        share_text="Share one sentence.", replies_required=replies,
    )[0]  # fmt: skip


def days_ago(days):
    """The clock as it was so many days ago."""
    return clock.at(clock.now() - dt.timedelta(days=days))


def learners(room):
    """Who learns in a room's cohort now, in the order in which they came."""
    rows = CohortMembership.objects.filter(
        cohort=room.cohort, left_at=None, role="learner"
    )
    return [m.user for m in rows.select_related("user").order_by("pk")]
