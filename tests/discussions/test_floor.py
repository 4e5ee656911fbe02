"""One question before a post says what the rules say that it stands for."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from courses.actions.cohorts import leave
from courses.models import ModulePage
from discussions.actions.posts import publish_post
from discussions.floor import floor_for
from discussions.models import Restriction
from discussions.permissions import standing_of
from lms.core import clock
from tests.factories.accounts import person
from tests.factories.discussions import (
    discussion_step,
    hello,
    lounge,
    publish,
    say_beside,
)

DAY = dt.timedelta(days=1)
UNTIL = {"for good": None, "for a day": DAY, "until yesterday": -DAY}


def restrict(user, kind, *, where, until):
    """A row as an action would leave it; where: this room, a community, everywhere."""
    place = {"discussion": where} if not isinstance(where, str) else {"audience": where}
    end = UNTIL[until]
    Restriction.objects.create(
        user=user, kind=kind, until=end and clock.now() + end, **place
    )


def same(user, thread):
    """Whether the prepared question and the rules of the room give one answer."""
    floor, standing = floor_for(user, thread.pk), standing_of(user, thread.discussion)
    if floor is None or standing is None:
        return (floor is None) == (standing is None)
    return (floor.is_closed, floor.is_muted) == (standing.is_closed, standing.is_muted)


@pytest.mark.postgres
def test_every_restriction_is_seen_as_the_rules_see_it(room, root, course):
    """Kind, place and time of a restriction, for a member and for the site's own."""
    thread, there = hello(room), hello(lounge(person()))
    series = room.cohort.series
    series.audience = "school:7"
    series.save()
    places = (room, there.discussion, "school:7", "school:8", "")
    for kind, where, until in itertools.product(("mute", "ban"), places, UNTIL):
        member = room.cohort.memberships.filter(user__display_name="Ana").get().user
        Restriction.objects.all().delete()
        restrict(member, kind, where=where, until=until)
        assert same(member, thread), (kind, where, until)
        assert same(root, thread), (kind, where, until)
    in_force = floor_for(member, thread.pk)
    assert in_force is not None
    assert not in_force.is_muted


def test_a_lock_of_room_cohort_or_thread_closes_it(room, thread, ana):
    assert floor_for(ana, thread.pk).is_closed is False
    for row, field in (
        (thread, "locked_at"), (room, "locked_at"), (room.cohort, "archived_at")
    ):  # fmt: skip
        setattr(row, field, clock.now())
        row.save()
        assert floor_for(ana, thread.pk).is_closed is True
        setattr(row, field, None)
        row.save()


def test_strangers_and_those_who_left_find_no_floor(room, thread, ana, stranger):
    assert floor_for(stranger, thread.pk) is None
    assert floor_for(ana, 10**12) is None
    leave(room.cohort, user=ana)
    assert floor_for(ana, thread.pk) is None


def test_it_knows_whether_the_step_waits_for_talk(room, course, step, ana):
    page = discussion_step(ModulePage.objects.child_of(course).first(), replies=0)
    beside_a_lesson = say_beside(room, step, ana).thread
    thread = say_beside(room, page, ana).thread
    assert floor_for(ana, beside_a_lesson.pk).waits is False
    assert floor_for(ana, thread.pk).waits is False  # finished by that post
    ben = room.cohort.memberships.get(user__display_name="Ben").user
    assert floor_for(ben, thread.pk).waits is True


@pytest.mark.parametrize(
    "field", [{"holds_links": True}, {"holds_first_posts": True}, {"held_words": "x"}]
)
def test_it_knows_whether_the_room_holds_anything(room, thread, ana, field):
    assert floor_for(ana, thread.pk).holds is False
    type(room).objects.filter(pk=room.pk).update(**field)
    assert floor_for(ana, thread.pk).holds is True


def test_a_floor_is_of_one_person_and_one_thread(room, thread, ana, ben):

    floor = floor_for(ben, thread.pk)
    with pytest.raises(PermissionDenied):
        publish_post(
            thread, by=ana, body="Hello", client_id="0" * 32, floor=floor
        )  # fmt: skip


@pytest.mark.postgres
def test_a_post_asks_twice_however_full_the_room(
    room, thread, ana, django_assert_max_num_queries
):
    for _ in range(3):
        publish(thread, ana)
    # The floor and the post; SQLite stores in five, each test in a savepoint.
    most = 4 if connection.vendor == "postgresql" else 8
    with django_assert_max_num_queries(most):
        said = publish(thread, ana, "Hello again")
    with django_assert_max_num_queries(0):
        assert (said.post.body, said.post.author, said.post.seq) == (
            "Hello again", ana, said.seq
        )  # fmt: skip
